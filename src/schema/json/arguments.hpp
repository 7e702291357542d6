#pragma once

#include <gmig/schema/schema.hpp>
#include <gmig/support/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {

/// "article", "audit.log", "\"odd.name\"": without a schema, PostgreSQL's is "public". Nothing for
/// what is no name.
std::optional<Name> name_from(std::string_view text, Dialect dialect);
/// The name as name_from reads it back.
std::string text_of(const Name& name, Dialect dialect);

/// "unknown type …", with what is known.
std::string unknown_type(std::string_view text);

/// The enum that a type names ("enum:mood"); nothing for another type.
std::optional<Name> enum_of(std::string_view type, Dialect dialect);

/// The arguments of a modification, or of an object in it, that check_modification() has passed.
class Arguments {
public:
    Arguments(const JsonValue& value, Dialect dialect) : value_(&value), dialect_(dialect) {}

    [[nodiscard]] bool has(std::string_view key) const { return value_->find(key) != nullptr; }
    [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise = {}) const;
    [[nodiscard]] Name name(std::string_view key) const;
    [[nodiscard]] bool flag(std::string_view key, bool otherwise = false) const;
    [[nodiscard]] std::vector<std::string> words(std::string_view key) const;
    /// A text in the dialect; "" for none.
    [[nodiscard]] std::string sql(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> sqls(std::string_view key) const;
    /// A value as an expression in SQL; "" for none.
    [[nodiscard]] std::string value(std::string_view key) const;
    [[nodiscard]] Referential action(std::string_view key, Referential otherwise) const;
    [[nodiscard]] std::optional<Arguments> object(std::string_view key) const;
    [[nodiscard]] std::vector<Arguments> objects(std::string_view key) const;
    [[nodiscard]] Expression expression(std::string_view key) const { return {sql(key), dialect_}; }

    [[nodiscard]] const JsonValue& json() const { return *value_; }
    [[nodiscard]] Dialect dialect() const { return dialect_; }

private:
    [[nodiscard]] const std::string& in_dialect(const JsonValue& value) const;

    const JsonValue* value_;
    Dialect dialect_;
};

}  // namespace gmig::schema

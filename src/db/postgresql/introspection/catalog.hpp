#pragma once

#include "db/postgresql/session.hpp"
#include <gmig/schema/schema.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gmig::db::postgresql {

using ObjectNumber = std::uint32_t;

/// The catalog that an object stands in, by the number that it has in every PostgreSQL
/// (src/include/catalog/pg_class.h and so on).
enum class Catalog : std::uint16_t {
    Type = 1247,
    Procedure = 1255,
    Relation = 1259,
    Default = 2604,
    Constraint = 2606,
    Namespace = 2615,
    Rewrite = 2618,
    Trigger = 2620,
    Extension = 3079,
    Policy = 3256,
};

/// An object, or a column of a relation (`part`; 0 for the whole).
struct ObjectId {
    Catalog catalog{};
    ObjectNumber number = 0;
    std::uint16_t part = 0;
    bool operator==(const ObjectId&) const = default;
};

struct HashObjectId {
    std::size_t operator()(const ObjectId& id) const noexcept {
        constexpr unsigned half = 32;
        constexpr unsigned quarter = 16;
        return std::hash<std::uint64_t>()(std::uint64_t{id.number} << half |
                                          std::uint64_t{id.part} << quarter |
                                          static_cast<std::uint64_t>(id.catalog));
    }
};

template <typename Content>
using ByObject = std::unordered_map<ObjectId, Content, HashObjectId>;

/// The cells of a row, from left to right.
class Cells {
public:
    explicit Cells(Row& row) : row_(row) {}

    [[nodiscard]] bool is_null() const { return !row_.at(next_); }
    Value value() { return std::move(row_.at(next_++)); }
    /// "" for NULL.
    std::string text() { return value().value_or(std::string()); }
    bool flag() { return text() == "t"; }
    /// 0 for NULL.
    ObjectNumber number();
    /// A "char": 0 for an empty one and NULL.
    char letter();
    /// Of an int2[], int2vector or oidvector.
    std::vector<int> numbers();
    /// The lines of a text, sorted.
    std::vector<std::string> sorted_lines();
    schema::Name name();
    /// An expression without the brackets around the whole of it; nothing for NULL.
    std::optional<schema::Expression> expression();

private:
    Row& row_;
    std::size_t next_ = 0;
};

/// "((a > 0))" without its brackets; "(a) + (b)" and a subquery as they are.
std::string_view without_brackets(std::string_view expression);

/// A query with what several have in common filled in: {user} the namespace `n` is neither the
/// server's nor gmig's, {first} the first number of what the server did not make at its birth.
std::string question(std::string_view text);

/// Part of a query: the name of collation number `number`, as SQL has it.
std::string collation_name(std::string_view number);

}  // namespace gmig::db::postgresql

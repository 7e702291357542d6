#include "schema/json/arguments.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace gmig::schema {
namespace {

/// A part of a name: up to a dot, or what stands in double quotes. Empty when there is none.
std::string take_part(std::string_view& text) {
    std::string part;
    if (!text.starts_with('"')) {
        const std::size_t end = std::min(text.find_first_of(".\""), text.size());
        part = text.substr(0, end);
        text.remove_prefix(end);
        return part;
    }
    for (text.remove_prefix(1); !text.empty(); text.remove_prefix(1)) {
        if (text.front() == '"') {
            text.remove_prefix(1);
            if (!text.starts_with('"')) {
                return part;
            }
        }
        part += text.front();
    }
    return "";
}

std::string in_quotes_where_needed(std::string_view part) {
    if (part.find_first_of(".\"") == std::string_view::npos) {
        return std::string(part);
    }
    std::string text = "\"";
    for (const char letter : part) {
        text += letter == '"' ? "\"\"" : std::string(1, letter);
    }
    return text + '"';
}

}  // namespace

std::optional<Name> name_from(std::string_view text, Dialect dialect) {
    std::string first = take_part(text);
    if (first.empty()) {
        return std::nullopt;
    }
    if (text.empty()) {
        return Name{dialect == Dialect::Postgresql ? "public" : "", std::move(first)};
    }
    if (text.front() != '.') {
        return std::nullopt;
    }
    text.remove_prefix(1);
    std::string second = take_part(text);
    if (second.empty() || !text.empty()) {
        return std::nullopt;
    }
    return Name{std::move(first), std::move(second)};
}

std::string text_of(const Name& name, Dialect dialect) {
    const std::string own = in_quotes_where_needed(name.name);
    const bool is_default = name.schema == (dialect == Dialect::Postgresql ? "public" : "");
    return is_default ? own : in_quotes_where_needed(name.schema) + "." + own;
}

std::string Arguments::text(std::string_view key, std::string_view otherwise) const {
    const JsonValue* const found = value_->find(key);
    return found == nullptr ? std::string(otherwise) : found->text;
}

Name Arguments::name(std::string_view key) const {
    return name_from(text(key), dialect_).value_or(Name{});
}

bool Arguments::flag(std::string_view key, bool otherwise) const {
    const JsonValue* const found = value_->find(key);
    return found == nullptr ? otherwise : found->boolean;
}

std::vector<std::string> Arguments::words(std::string_view key) const {
    std::vector<std::string> all;
    if (const JsonValue* const found = value_->find(key)) {
        for (const JsonValue& item : found->items) {
            all.push_back(item.text);
        }
    }
    return all;
}

const std::string& Arguments::in_dialect(const JsonValue& value) const {
    const JsonValue* const own =
        value.type == JsonValue::Type::Object ? value.find(to_string(dialect_)) : nullptr;
    return own == nullptr ? value.text : own->text;
}

std::string Arguments::sql(std::string_view key) const {
    const JsonValue* const found = value_->find(key);
    return found == nullptr ? "" : in_dialect(*found);
}

std::vector<std::string> Arguments::sqls(std::string_view key) const {
    std::vector<std::string> all;
    if (const JsonValue* const found = value_->find(key)) {
        for (const JsonValue& item : found->items) {
            all.push_back(in_dialect(item));
        }
    }
    return all;
}

std::string Arguments::value(std::string_view key) const {
    const JsonValue* const found = value_->find(key);
    if (found == nullptr) {
        return "";
    }
    switch (found->type) {
        case JsonValue::Type::String:
            return literal(found->text);
        case JsonValue::Type::Number:
            return canonical_json(*found);
        case JsonValue::Type::Boolean:
            if (dialect_ == Dialect::Sqlite) {
                return found->boolean ? "1" : "0";
            }
            return found->boolean ? "true" : "false";
        case JsonValue::Type::Object:
            return Arguments(*found, dialect_).sql("sql");
        default:
            return "NULL";
    }
}

Referential Arguments::action(std::string_view key, Referential otherwise) const {
    constexpr std::array<std::pair<std::string_view, Referential>, 5> actions{{
        {"no action", Referential::NoAction},
        {"restrict", Referential::Restrict},
        {"cascade", Referential::Cascade},
        {"set null", Referential::SetNull},
        {"set default", Referential::SetDefault},
    }};
    const std::string word = text(key);
    for (const auto& [name, action] : actions) {
        if (name == word) {
            return action;
        }
    }
    return otherwise;
}

std::optional<Arguments> Arguments::object(std::string_view key) const {
    const JsonValue* const found = value_->find(key);
    return found == nullptr ? std::nullopt : std::optional(Arguments(*found, dialect_));
}

std::vector<Arguments> Arguments::objects(std::string_view key) const {
    std::vector<Arguments> all;
    if (const JsonValue* const found = value_->find(key)) {
        for (const JsonValue& item : found->items) {
            all.emplace_back(item, dialect_);
        }
    }
    return all;
}

}  // namespace gmig::schema

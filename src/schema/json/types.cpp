#include "schema/json/arguments.hpp"
#include <gmig/schema/json_migration.hpp>
#include <gmig/support/near.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::schema {
namespace {

struct NeutralType {
    std::string_view name;
    std::string_view postgresql;  ///< as format_type() prints it
    std::string_view sqlite;
};

// SQLite: names that a STRICT table takes, too; the first that has a type is its way back.
constexpr std::array types{
    NeutralType{"integer", "integer", "INTEGER"},
    NeutralType{"bigint", "bigint", "INTEGER"},
    NeutralType{"smallint", "smallint", "INTEGER"},
    NeutralType{"text", "text", "TEXT"},
    NeutralType{"boolean", "boolean", "INTEGER"},
    NeutralType{"numeric", "numeric", "NUMERIC"},
    NeutralType{"double", "double precision", "REAL"},
    NeutralType{"timestamp", "timestamp without time zone", "TEXT"},
    NeutralType{"timestamptz", "timestamp with time zone", "TEXT"},
    NeutralType{"date", "date", "TEXT"},
    NeutralType{"time", "time without time zone", "TEXT"},
    NeutralType{"uuid", "uuid", "TEXT"},
    NeutralType{"json", "jsonb", "TEXT"},
    NeutralType{"bytes", "bytea", "BLOB"},
};

constexpr std::string_view native_mark = "native:";
constexpr std::string_view enum_mark = "enum:";

bool is_digits(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
}

/// "(10,2)" of "numeric(10,2)", without white space; nothing for another type.
std::optional<std::string> numeric_arguments(std::string_view text) {
    constexpr std::string_view name = "numeric";
    if (!ascii_lower(text.substr(0, name.size())).starts_with(name)) {
        return std::nullopt;
    }
    text = trim(text.substr(name.size()));
    if (text.size() < 3 || text.front() != '(' || text.back() != ')') {
        return std::nullopt;
    }
    std::vector<std::string> numbers;
    for (const std::string_view part : split_on(text.substr(1, text.size() - 2), ',')) {
        if (!is_digits(trim(part))) {
            return std::nullopt;
        }
        numbers.emplace_back(trim(part));
    }
    return numbers.size() > 2 ? std::nullopt : std::optional("(" + join(numbers, ",") + ")");
}

std::string enum_type(const Name& name, Dialect dialect) {
    return dialect == Dialect::Sqlite ? "TEXT" : quoted(name, dialect);
}

}  // namespace

std::optional<Name> enum_of(std::string_view type, Dialect dialect) {
    return type.starts_with(enum_mark) ? name_from(type.substr(enum_mark.size()), dialect)
                                       : std::nullopt;
}

std::string unknown_type(std::string_view text) {
    std::vector<std::string_view> known;
    for (const NeutralType& type : types) {
        known.push_back(type.name);
    }
    for (const std::string_view form : {"numeric(p,s)", "enum:NAME", "native:TYPE"}) {
        known.push_back(form);
    }
    return unknown_word("type", text, known);
}

std::optional<std::string> native_type(std::string_view neutral, Dialect dialect) {
    if (neutral.starts_with(native_mark)) {
        const std::string_view own = trim(neutral.substr(native_mark.size()));
        // SQLite's columns may have no type at all.
        return own.empty() && dialect == Dialect::Postgresql ? std::nullopt
                                                             : std::optional(std::string(own));
    }
    if (const auto name = enum_of(neutral, dialect)) {
        return enum_type(*name, dialect);
    }
    if (const auto arguments = numeric_arguments(neutral)) {
        return (dialect == Dialect::Sqlite ? "NUMERIC" : "numeric") + *arguments;
    }
    const auto* const found = std::ranges::find(types, neutral, &NeutralType::name);
    if (found == types.end()) {
        return std::nullopt;
    }
    return std::string(dialect == Dialect::Sqlite ? found->sqlite : found->postgresql);
}

std::string neutral_type(std::string_view native, Dialect dialect) {
    for (const NeutralType& type : types) {
        if (native == (dialect == Dialect::Sqlite ? type.sqlite : type.postgresql)) {
            return std::string(type.name);
        }
    }
    if (const auto arguments = numeric_arguments(native)) {
        std::string neutral = "numeric" + *arguments;
        if (native_type(neutral, dialect) == native) {
            return neutral;
        }
    }
    return std::string(native_mark) + std::string(native);
}

}  // namespace gmig::schema

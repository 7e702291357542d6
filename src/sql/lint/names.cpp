#include "sql/lint/catalog.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::sql::lint {
namespace {

/// Reserved in PostgreSQL 15 or in SQLite, and likely as a name.
constexpr std::array<std::string_view, 60> reserved{
    "all",       "analyse",   "analyze", "and",     "any",     "array",    "as",      "asc",
    "both",      "case",      "cast",    "check",   "collate", "column",   "create",  "default",
    "desc",      "distinct",  "do",      "else",    "end",     "except",   "false",   "fetch",
    "for",       "foreign",   "from",    "grant",   "group",   "having",   "in",      "index",
    "initially", "intersect", "into",    "lateral", "leading", "limit",    "not",     "null",
    "offset",    "on",        "only",    "or",      "order",   "placing",  "primary", "select",
    "some",      "symmetric", "table",   "then",    "to",      "trailing", "true",    "union",
    "unique",    "user",      "using",   "when"};

bool is_plain(std::string_view name) {
    const auto plain = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || letter == '_' ||
               (letter >= '0' && letter <= '9');
    };
    return !name.empty() && (name.front() < '0' || name.front() > '9') &&
           std::ranges::all_of(name, plain) && std::ranges::find(reserved, name) == reserved.end();
}

}  // namespace

std::string shown(std::string_view name) {
    if (is_plain(name)) {
        return std::string(name);
    }
    std::string quoted = "\"";
    for (const char letter : name) {
        quoted += letter == '"' ? "\"\"" : std::string(1, letter);
    }
    return printable(quoted + "\"");
}

std::string shown(const ObjectName& name) {
    return (name.schema.empty() ? "" : shown(name.schema) + ".") + shown(name.name);
}

std::string shown(std::span<const std::string> names) {
    std::vector<std::string> quoted;
    for (const std::string& name : names) {
        quoted.push_back(shown(name));
    }
    return join(quoted, ", ");
}

}  // namespace gmig::sql::lint

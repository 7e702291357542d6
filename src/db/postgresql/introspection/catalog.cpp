#include "db/postgresql/introspection/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gmig::db::postgresql {
namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

/// Where the string or quoted identifier that begins at `start` ends. A quote inside is doubled,
/// and so ends one and begins another.
std::size_t end_of_quoted(std::string_view text, std::size_t start) {
    return std::min(text.find(text[start], start + 1), text.size() - 1);
}

/// Where the bracket that begins a text is closed.
std::size_t closing_bracket(std::string_view text) {
    std::size_t depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (letter == '\'' || letter == '"') {
            at = end_of_quoted(text, at);
        } else if (letter == '(') {
            ++depth;
        } else if (letter == ')' && --depth == 0) {
            return at;
        }
    }
    return text.size();
}

}  // namespace

ObjectNumber Cells::number() {
    const std::string cell = text();
    ObjectNumber result = 0;
    std::from_chars(cell.data(), cell.data() + cell.size(), result);
    return result;
}

char Cells::letter() {
    const std::string cell = text();
    return cell.empty() ? '\0' : cell.front();
}

std::vector<int> Cells::numbers() {
    const std::string cell = text();
    std::vector<int> result;
    const char* const end = cell.data() + cell.size();
    for (const char* at = cell.data(); at != end;) {
        int number = 0;
        const bool begins = is_digit(*at) || *at == '-';
        const auto read = begins ? std::from_chars(at, end, number).ptr : at;
        if (read == at) {
            ++at;
            continue;
        }
        result.push_back(number);
        at = read;
    }
    return result;
}

std::vector<std::string> Cells::sorted_lines() {
    const std::string cell = text();
    std::vector<std::string> lines;
    for (std::size_t start = 0; start < cell.size();) {
        const std::size_t end = std::min(cell.find('\n', start), cell.size());
        lines.push_back(cell.substr(start, end - start));
        start = end + 1;
    }
    std::ranges::sort(lines);
    return lines;
}

schema::Name Cells::name() {
    std::string space = text();
    return {std::move(space), text()};
}

std::optional<schema::Expression> Cells::expression() {
    const Value cell = value();
    if (!cell) {
        return std::nullopt;
    }
    return schema::Expression(without_brackets(*cell), Dialect::Postgresql);
}

std::string_view without_brackets(std::string_view expression) {
    // "( SELECT …)" needs its own.
    while (expression.starts_with('(') && !expression.starts_with("( ") &&
           closing_bracket(expression) == expression.size() - 1) {
        expression = expression.substr(1, expression.size() - 2);
    }
    return expression;
}

std::string question(std::string_view text) {
    return fmt::format(fmt::runtime(text), fmt::arg("first", "16384"),
                       fmt::arg("user",
                                "n.nspname NOT LIKE 'pg\\_%'"
                                " AND n.nspname NOT IN ('information_schema', 'gmig')"));
}

std::string collation_name(std::string_view number) {
    return fmt::format(
        "(SELECT CASE WHEN cn.nspname = 'pg_catalog' THEN quote_ident(co.collname)"
        " ELSE format('%I.%I', cn.nspname, co.collname) END"
        " FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace"
        " WHERE co.oid = {})",
        number);
}

}  // namespace gmig::db::postgresql

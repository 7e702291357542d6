#include "schema/keywords.hpp"
#include <gmig/schema/name.hpp>
#include <gmig/support/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace gmig::schema {
namespace {

constexpr std::size_t postgresql_name_limit = 63;

bool is_bare(std::string_view identifier) {
    const auto is_start = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || letter == '_';
    };
    return is_start(identifier.front()) && std::ranges::all_of(identifier, [&](char letter) {
               return is_start(letter) || (letter >= '0' && letter <= '9');
           });
}

std::string in_quotes(std::string_view text, char quote) {
    std::string result(1, quote);
    for (const char letter : text) {
        if (letter == quote) {
            result += quote;
        }
        result += letter;
    }
    return result + quote;
}

void require_usable(std::string_view identifier, Dialect dialect) {
    if (identifier.empty()) {
        throw Error(Error::Kind::Usage, "a name is empty").next("give it a name");
    }
    if (identifier.find('\0') != std::string_view::npos) {
        throw Error(Error::Kind::Usage, "a name holds NUL").next("give it another name");
    }
    if (dialect == Dialect::Postgresql && identifier.size() > postgresql_name_limit) {
        throw Error(Error::Kind::Usage,
                    fmt::format("the name {} has {} bytes; PostgreSQL cuts names to {}", identifier,
                                identifier.size(), postgresql_name_limit))
            .next("choose a shorter name");
    }
}

}  // namespace

std::string shown(const Name& name) {
    return name.schema.empty() ? name.name : name.schema + "." + name.name;
}

std::string quoted(std::string_view identifier, Dialect dialect) {
    require_usable(identifier, dialect);
    return is_bare(identifier) && !is_keyword(identifier, dialect) ? std::string(identifier)
                                                                   : in_quotes(identifier, '"');
}

std::string quoted(const Name& name, Dialect dialect) {
    const std::string own = quoted(name.name, dialect);
    return name.schema.empty() ? own : quoted(name.schema, dialect) + "." + own;
}

std::string literal(std::string_view text) {
    return in_quotes(text, '\'');
}

}  // namespace gmig::schema

#include "schema/keywords.hpp"
#include <gmig/schema/expression.hpp>
#include <gmig/sql/reader.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::schema {
namespace {

bool is_plain(std::string_view name) {
    return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
           std::ranges::all_of(name, [](char letter) {
               return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                      letter == '_';
           });
}

/// The token as it counts: words in lower case, and an identifier whose quotes change nothing
/// without them. SQLite ignores the case of quoted names, too.
std::string canonical(const sql::Token& token, Dialect dialect) {
    if (token.kind == sql::TokenKind::Word) {
        return ascii_lower(token.text);
    }
    if (token.kind == sql::TokenKind::QuotedIdentifier) {
        const std::string name = sql::name_of(token, dialect);
        std::string folded = dialect == Dialect::Sqlite ? ascii_lower(name) : name;
        if (is_plain(folded) && !is_keyword(folded, dialect)) {
            return folded;
        }
        if (dialect == Dialect::Sqlite) {
            return '"' + folded + '"';  // whichever of the three kinds of quotes it has
        }
    }
    return std::string(token.text);
}

}  // namespace

Expression::Expression(std::string_view text, Dialect dialect) : text_(text) {
    canonical_.reserve(text.size());
    for (sql::Reader reader(text, dialect); !reader.at_end(); reader.advance()) {
        if (!canonical_.empty()) {
            canonical_ += ' ';
        }
        canonical_ += canonical(reader.token(), dialect);
    }
}

}  // namespace gmig::schema

#include "db/postgresql/names.hpp"

#include <gmig/sql/lexer.hpp>

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace gmig::db::postgresql {
namespace {

constexpr std::string_view prefix = "gmig_";
/// A column of the ledger, the only name of gmig's that begins so and is no table, index or the
/// like.
constexpr std::string_view column = "gmig_version";

bool is_comment(const sql::Token& token) {
    return token.kind == sql::TokenKind::LineComment || token.kind == sql::TokenKind::BlockComment;
}

bool is_any(const sql::Token& token, std::initializer_list<std::string_view> keywords) {
    return std::any_of(keywords.begin(), keywords.end(),
                       [&](std::string_view keyword) { return sql::is_word(token, keyword); });
}

/// Follows the words of a statement as far as it takes to know whether the next name stands where
/// PostgreSQL wants one without a schema: behind CONSTRAINT, and in CREATE … INDEX … NAME ON.
class NamePlace {
public:
    void read(const sql::Token& token) {
        if (token.kind == sql::TokenKind::Semicolon) {
            creating_ = false;
        }
        if (sql::is_word(token, "CREATE")) {
            creating_ = true;
        }
        const bool may_stand_between =
            bare_ && creating_ && is_any(token, {"IF", "NOT", "EXISTS", "CONCURRENTLY"});
        bare_ = may_stand_between || sql::is_word(token, "CONSTRAINT") ||
                (creating_ && sql::is_word(token, "INDEX"));
    }
    [[nodiscard]] bool wants_bare_name() const { return bare_; }

private:
    bool creating_ = false;
    bool bare_ = false;
};

/// Calls `replace` for each token; where it yields true it has written the token's text itself.
template <typename Replace>
std::string rewrite(std::string_view sql, const Replace& replace) {
    std::string out;
    out.reserve(sql.size() + 64);
    std::size_t copied = 0;
    sql::Lexer lexer(sql, Dialect::Postgresql);
    NamePlace place;
    for (sql::Token token; lexer.next(token);) {
        if (is_comment(token)) {
            continue;
        }
        out.append(sql.substr(copied, token.offset - copied));
        copied = token.offset;
        if (replace(token, place, out)) {
            copied += token.text.size();
        }
        place.read(token);
    }
    return out.append(sql.substr(copied));
}

bool write_ledger_name(const sql::Token& token, const NamePlace& place, std::string& out) {
    if (token.kind != sql::TokenKind::Word || !token.text.starts_with(prefix) ||
        token.text == column) {
        return false;
    }
    out.append(place.wants_bare_name() ? "" : "gmig.").append(token.text.substr(prefix.size()));
    return true;
}

const Value& parameter(const Query& query, std::string_view name) {
    std::size_t number = 0;
    std::from_chars(name.data() + 1, name.data() + name.size(), number);
    if (number == 0 || number > query.values.size()) {
        throw Error(Error::Kind::Internal,
                    "a query of gmig's lacks the value of " + std::string(name));
    }
    return query.values[number - 1];
}

/// The bytes of an identifier as PostgreSQL counts them; U&"…", whose escapes only the server
/// decodes, is taken as it is written.
std::size_t name_length(const sql::Token& token) {
    if (token.kind == sql::TokenKind::Word) {
        return token.text.size();
    }
    if (token.kind != sql::TokenKind::QuotedIdentifier || token.text.front() != '"') {
        return 0;
    }
    const std::string_view inside = token.text.substr(1, token.text.size() - 2);
    const auto quotes = static_cast<std::size_t>(std::count(inside.begin(), inside.end(), '"'));
    return inside.size() - quotes / 2;
}

}  // namespace

std::string ledger_names(std::string_view sql) {
    return rewrite(sql, write_ledger_name);
}

std::string with_literals(const Query& query, const Quote& quote) {
    return rewrite(query.sql,
                   [&](const sql::Token& token, const NamePlace& place, std::string& out) {
                       if (token.kind == sql::TokenKind::Parameter) {
                           out.append(quote(parameter(query, token.text)));
                           return true;
                       }
                       return write_ledger_name(token, place, out);
                   });
}

void refuse_long_names(const Script& script, const sql::Statement& statement) {
    if (statement.text.size() <= longest_name) {
        return;
    }
    sql::Lexer lexer(statement.text, Dialect::Postgresql);
    for (sql::Token token; lexer.next(token);) {
        if (name_length(token) > longest_name) {
            throw Error(Error::Kind::Migration,
                        "a name of more than 63 bytes: PostgreSQL would silently cut it off")
                .at(script.where(statement.offset + token.offset))
                .state("nothing has changed");
        }
    }
}

std::string cut(std::string text, std::size_t bytes) {
    if (text.size() > bytes) {
        while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) {
            --bytes;
        }
        text.resize(bytes);
    }
    return text;
}

}  // namespace gmig::db::postgresql

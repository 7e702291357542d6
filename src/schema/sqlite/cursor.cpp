#include "schema/sqlite/cursor.hpp"

#include <gmig/schema/name.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

namespace gmig::schema {

bool is_name(const sql::Token& token) {
    return token.kind == sql::TokenKind::Word || token.kind == sql::TokenKind::QuotedIdentifier ||
           (token.kind == sql::TokenKind::String && token.text.front() == '\'');
}

std::string name_in(const sql::Token& token) {
    if (token.kind != sql::TokenKind::String) {
        return sql::name_of(token, Dialect::Sqlite);
    }
    std::string name;
    for (std::size_t at = 1; at + 1 < token.text.size(); ++at) {
        name += token.text[at];
        at += token.text[at] == '\'' ? 1U : 0U;
    }
    return name;
}

std::string collate_clause(std::string_view collation) {
    const bool built_in = collation == "BINARY" || collation == "NOCASE" || collation == "RTRIM";
    return "COLLATE " + (built_in ? std::string(collation) : quoted(collation, Dialect::Sqlite));
}

bool is_same_name(std::string_view one, std::string_view other) {
    return one.size() == other.size() && ascii_lower(one) == ascii_lower(other);
}

bool Cursor::are(std::string_view keyword, std::string_view next) const {
    sql::Reader ahead = reader_;
    return ahead.accept(keyword) && ahead.is(next);
}

void Cursor::advance() {
    end_ = token().offset + token().text.size();
    reader_.advance();
}

bool Cursor::accept(std::string_view keyword) {
    const bool found = is(keyword);
    if (found) {
        advance();
    }
    return found;
}

bool Cursor::accept_sign(char sign) {
    const bool found = is_sign(sign);
    if (found) {
        advance();
    }
    return found;
}

void Cursor::expect(std::string_view keyword) {
    if (!accept(keyword)) {
        fail(keyword);
    }
}

void Cursor::expect_sign(char sign) {
    if (!accept_sign(sign)) {
        fail(std::string_view(&sign, 1));
    }
}

std::string Cursor::name() {
    if (!is_name(token())) {
        fail("a name");
    }
    std::string result = name_in(token());
    if (result.empty()) {
        fail("a name that is not empty");
    }
    advance();
    return result;
}

std::string Cursor::object_name() {
    std::string result = name();
    return accept_sign('.') ? name() : result;
}

void Cursor::skip_if_not_exists() {
    if (are("IF", "NOT")) {
        advance();
        advance();
        expect("EXISTS");
    }
}

std::string_view Cursor::bracketed() {
    expect_sign('(');
    const std::size_t start = token().offset;
    for (std::size_t depth = 0; depth > 0 || !is_sign(')'); advance()) {
        if (at_end()) {
            fail(")");
        }
        depth += is_sign('(') ? 1U : 0U;
        depth -= is_sign(')') ? 1U : 0U;
    }
    const std::string_view inside = since(start);
    advance();
    return inside;
}

std::string_view Cursor::rest() {
    const std::size_t start = token().offset;
    bool found = false;
    for (; !at_end() && token().kind != sql::TokenKind::Semicolon; advance()) {
        found = true;
        // A trigger's statements end in semicolons, too.
        while (!at_end() && is_sign(';')) {
            advance();
        }
    }
    return found ? since(start) : std::string_view{};
}

std::string_view Cursor::since(std::size_t offset) const {
    return end_ > offset ? text_.substr(offset, end_ - offset) : std::string_view{};
}

void Cursor::fail(std::string_view expected) const {
    const std::string found =
        at_end() ? "the end" : printable(token().text.substr(0, std::size_t{40}));
    throw Error(Error::Kind::Migration,
                "found " + found + " where SQL needs " + std::string(expected))
        .at(locate(text_, at_end() ? text_.size() : token().offset, ""));
}

}  // namespace gmig::schema

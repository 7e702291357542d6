#include "sql/token_rules.hpp"

#include <algorithm>

// SQLite 3.40, src/tokenize.c.
namespace gmig::sql {
namespace {

Cut block_comment(Source source, std::size_t at) {
    const auto end = source.text.find("*/", at + 2);
    return end == std::string_view::npos ? unterminated(source)
                                         : Cut{TokenKind::BlockComment, end + 2};
}

/// ?1, :name, @name, #name, $name, and Tcl's $a::b(c).
Cut sqlite_parameter(Source source, std::size_t at) {
    if (source[at] == '?') {
        return {TokenKind::Parameter, source.skip(at + 1, digit)};
    }
    auto end = at + 1;
    bool named = false;
    for (;;) {
        const auto part = source.skip(end, word_part);
        named = named || part > end;
        end = part;
        if (source[end] != ':' || source[end + 1] != ':') {
            break;
        }
        end += 2;
    }
    if (named && source[end] == '(') {
        const auto close = source.text.find_first_of(") \t\n\v\f\r", end);
        named = close != std::string_view::npos && source[close] == ')';
        end = std::min(close, source.text.size()) + (named ? 1U : 0U);
    }
    return {named ? TokenKind::Parameter : TokenKind::Invalid, end};
}

Cut sqlite_operator(Source source, std::size_t at) {
    static constexpr std::array<std::string_view, 9> pairs = {
        "||", "<=", "<>", "<<", ">=", ">>", "==", "!=", "->"};
    const auto two = source.text.substr(at, 2);
    if (std::find(pairs.begin(), pairs.end(), two) == pairs.end()) {
        return {source[at] == '!' ? TokenKind::Invalid : TokenKind::Operator, at + 1};
    }
    const bool three = two == "->" && source[at + 2] == '>';
    return {TokenKind::Operator, at + (three ? 3U : 2U)};
}

}  // namespace

Cut sqlite_token(Source source, std::size_t at) {
    const char first = source[at];
    if (is(first, word_start)) {
        const bool blob = (first == 'x' || first == 'X') && source[at + 1] == '\'';
        return blob ? until(source, at + 2, '\'', TokenKind::String) : word(source, at);
    }
    if (is(first, digit)) {
        return number(source, at, Dialect::Sqlite);
    }
    if (starts_comment(source, at)) {
        return first == '-' ? line_comment(source, at, Dialect::Sqlite) : block_comment(source, at);
    }
    switch (first) {
        case '\'':
            return quoted(source, at, TokenKind::String);
        case '"':
        case '`':
            return quoted(source, at, TokenKind::QuotedIdentifier);
        case '[':
            return until(source, at + 1, ']', TokenKind::QuotedIdentifier);
        case '?':
        case '$':
        case '@':
        case '#':
        case ':':
            return sqlite_parameter(source, at);
        case '.':
            return is(source[at + 1], digit) ? number(source, at, Dialect::Sqlite)
                                             : Cut{TokenKind::Punctuation, at + 1};
        case ';':
            return {TokenKind::Semicolon, at + 1};
        case '(':
        case ')':
        case ',':
            return {TokenKind::Punctuation, at + 1};
        default:
            return std::string_view("+-*/%<>=|&~!").find(first) != std::string_view::npos
                       ? sqlite_operator(source, at)
                       : Cut{TokenKind::Invalid, at + 1};
    }
}

}  // namespace gmig::sql

#include "sql/token_rules.hpp"

// PostgreSQL 15, src/backend/parser/scan.l.
namespace gmig::sql {
namespace {

Cut nested_comment(Source source, std::size_t at) {
    std::size_t depth = 1;
    at += 2;
    while (depth > 0) {
        at = source.text.find_first_of("*/", at);
        if (at == std::string_view::npos) {
            return unterminated(source);
        }
        if (source[at] == '/' && source[at + 1] == '*') {
            ++depth;
            at += 2;
        } else if (source[at] == '*' && source[at + 1] == '/') {
            --depth;
            at += 2;
        } else {
            ++at;
        }
    }
    return {TokenKind::BlockComment, at};
}

/// U&'x' and U&"x", or a word.
Cut unicode_or_word(Source source, std::size_t at) {
    if (source[at + 1] == '&' && source[at + 2] == '\'') {
        return quoted(source, at + 2, TokenKind::String);
    }
    if (source[at + 1] == '&' && source[at + 2] == '"') {
        return quoted(source, at + 2, TokenKind::QuotedIdentifier);
    }
    return word(source, at);
}

/// A word, or a string with a letter before it.
Cut postgresql_word(Source source, std::size_t at) {
    const char letter = static_cast<char>(source[at] | 0x20);
    if (letter == 'u') {
        return unicode_or_word(source, at);
    }
    if (source[at + 1] != '\'') {
        return word(source, at);
    }
    switch (letter) {
        case 'e':
            return escaped(source, at + 1);
        case 'b':
        case 'x':
            return until(source, at + 2, '\'', TokenKind::String);
        case 'n':
            return quoted(source, at + 1, TokenKind::String);
        default:
            return word(source, at);
    }
}

/// $1, $tag$…$tag$, or a lone dollar.
Cut postgresql_dollar(Source source, std::size_t at) {
    if (is(source[at + 1], digit)) {
        return {TokenKind::Parameter, source.skip(at + 1, digit)};
    }
    const auto tag_end = source.skip(at + 1, tag_part);
    if (source[tag_end] != '$') {
        return {TokenKind::Invalid, at + 1};
    }
    const auto delimiter = source.text.substr(at, tag_end + 1 - at);
    const auto close = source.text.find(delimiter, tag_end + 1);
    return close == std::string_view::npos ? unterminated(source)
                                           : Cut{TokenKind::String, close + delimiter.size()};
}

/// Longer than any operator's name, so that a run of a million signs is not searched again from
/// each of them.
constexpr std::size_t operator_window = 64;

Cut postgresql_operator(Source source, std::size_t at) {
    auto end = at;
    while (end < at + operator_window && is(source[end], operator_part) &&
           !starts_comment(source, end)) {
        ++end;
    }
    const auto is_sign = [&](std::size_t place) {
        return source[place] == '+' || source[place] == '-';
    };
    // Only an operator with one of these characters may end in a sign: a=-1 is a = -1.
    const auto run = source.text.substr(at, end - at);
    if (run.find_first_of("~!@#^&|`?%") == std::string_view::npos) {
        while (end > at + 1 && is_sign(end - 1)) {
            --end;
        }
    }
    return {TokenKind::Operator, end};
}

Cut postgresql_colon_or_point(Source source, std::size_t at) {
    const char next = source[at + 1];
    if (source[at] == ':') {
        return next == ':' || next == '=' ? Cut{TokenKind::Operator, at + 2}
                                          : Cut{TokenKind::Punctuation, at + 1};
    }
    if (is(next, digit)) {
        return number(source, at, Dialect::Postgresql);
    }
    return next == '.' ? Cut{TokenKind::Operator, at + 2} : Cut{TokenKind::Punctuation, at + 1};
}

}  // namespace

Cut postgresql_token(Source source, std::size_t at) {
    const char first = source[at];
    if (is(first, word_start)) {
        return postgresql_word(source, at);
    }
    if (is(first, digit)) {
        return number(source, at, Dialect::Postgresql);
    }
    if (is(first, operator_part)) {
        if (starts_comment(source, at)) {
            return first == '-' ? line_comment(source, at, Dialect::Postgresql)
                                : nested_comment(source, at);
        }
        return postgresql_operator(source, at);
    }
    switch (first) {
        case '\'':
            return quoted(source, at, TokenKind::String);
        case '"':
            return quoted(source, at, TokenKind::QuotedIdentifier);
        case '$':
            return postgresql_dollar(source, at);
        case ':':
        case '.':
            return postgresql_colon_or_point(source, at);
        case ';':
            return {TokenKind::Semicolon, at + 1};
        case '(':
        case ')':
        case '[':
        case ']':
        case ',':
            return {TokenKind::Punctuation, at + 1};
        default:
            return {TokenKind::Invalid, at + 1};
    }
}

}  // namespace gmig::sql

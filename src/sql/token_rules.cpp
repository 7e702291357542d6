#include "sql/token_rules.hpp"

#include <algorithm>

namespace gmig::sql {

Cut unterminated(Source source) {
    return {TokenKind::Unterminated, source.text.size()};
}

Cut until(Source source, std::size_t from, char close, TokenKind kind) {
    const auto end = source.text.find(close, from);
    return end == std::string_view::npos ? unterminated(source) : Cut{kind, end + 1};
}

Cut quoted(Source source, std::size_t open, TokenKind kind) {
    const char quote = source[open];
    for (auto at = open + 1;; at += 2) {
        at = source.text.find(quote, at);
        if (at == std::string_view::npos) {
            return unterminated(source);
        }
        if (source[at + 1] != quote) {
            return {kind, at + 1};
        }
    }
}

Cut escaped(Source source, std::size_t open) {
    for (auto at = open + 1;; at += 2) {
        at = source.text.find_first_of("'\\", at);
        if (at == std::string_view::npos) {
            return unterminated(source);
        }
        if (source[at] == '\'' && source[at + 1] != '\'') {
            return {TokenKind::String, at + 1};
        }
    }
}

Cut line_comment(Source source, std::size_t at, Dialect dialect) {
    const auto newline = std::min(source.text.find('\n', at), source.text.size());
    if (dialect == Dialect::Sqlite) {
        return {TokenKind::LineComment, newline};
    }
    // Two searches for one character each are many times quicker than one for either.
    const auto length = source.text.substr(at, newline - at).find('\r');
    return {TokenKind::LineComment, length == std::string_view::npos ? newline : at + length};
}

bool starts_comment(Source source, std::size_t at) {
    return (source[at] == '-' && source[at + 1] == '-') ||
           (source[at] == '/' && source[at + 1] == '*');
}

Cut number(Source source, std::size_t at, Dialect dialect) {
    if (dialect == Dialect::Sqlite && source[at] == '0' && (source[at + 1] | 0x20) == 'x' &&
        is(source[at + 2], hex_digit)) {
        return {TokenKind::Number, source.skip(at + 2, hex_digit)};
    }
    auto end = source.skip(at, digit);
    // PostgreSQL: 1..10 is a range of two numbers (a PL/pgSQL loop).
    const bool range = dialect == Dialect::Postgresql && end > at && source[end + 1] == '.';
    if (source[end] == '.' && !range) {
        end = source.skip(end + 1, digit);
    }
    if ((source[end] | 0x20) == 'e') {
        const auto sign = source[end + 1] == '+' || source[end + 1] == '-' ? 1U : 0U;
        if (is(source[end + 1 + sign], digit)) {
            end = source.skip(end + 1 + sign, digit);
        }
    }
    return {TokenKind::Number, end};
}

Cut word(Source source, std::size_t at) {
    return {TokenKind::Word, source.skip(at, word_part)};
}

}  // namespace gmig::sql

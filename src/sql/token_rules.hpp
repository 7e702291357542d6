#pragma once

#include <gmig/sql/lexer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gmig::sql {

/// What a token turned out to be, and where it ends.
struct Cut {
    TokenKind kind;
    std::size_t end;
};

// What a byte may be a part of.
inline constexpr std::uint8_t word_start = 1;
inline constexpr std::uint8_t digit = 2;
inline constexpr std::uint8_t hex_digit = 4;
inline constexpr std::uint8_t blank = 8;  // in both databases: space, \t, \n, \f, \r
inline constexpr std::uint8_t operator_part = 16;
inline constexpr std::uint8_t dollar = 32;
inline constexpr std::uint8_t word_part = word_start | digit | dollar;
inline constexpr std::uint8_t tag_part = word_start | digit;

constexpr std::array<std::uint8_t, 256> make_classes() {
    std::array<std::uint8_t, 256> table{};
    const auto mark = [&](std::string_view characters, std::uint8_t what) {
        for (const char character : characters) {
            table[static_cast<unsigned char>(character)] |= what;
        }
    };
    mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", word_start);
    mark("0123456789", digit);
    mark("0123456789abcdefABCDEF", hex_digit);
    mark(" \t\n\f\r", blank);
    mark("~!@#^&|`?+-*/%<>=", operator_part);
    mark("$", dollar);
    for (std::size_t byte = 0x80; byte < table.size(); ++byte) {
        table[byte] |= word_start;
    }
    return table;
}
inline constexpr auto classes = make_classes();

inline bool is(char character, unsigned what) {
    return (classes[static_cast<unsigned char>(character)] & what) != 0;
}

/// A text that can be asked past its end, where it is all NULs.
struct Source {
    std::string_view text;

    char operator[](std::size_t at) const { return at < text.size() ? text[at] : '\0'; }
    [[nodiscard]] std::size_t skip(std::size_t at, unsigned what) const {
        while (at < text.size() && is(text[at], what)) {
            ++at;
        }
        return at;
    }
};

/// To the first `close` at or after `from`.
Cut until(Source source, std::size_t from, char close, TokenKind kind);

/// A quoted thing whose quote is written twice inside.
Cut quoted(Source source, std::size_t open, TokenKind kind);

/// As quoted(), for a PostgreSQL string in which a backslash takes the next character along.
Cut escaped(Source source, std::size_t open);

/// A token that only the end of the text ends.
Cut unterminated(Source source);

Cut line_comment(Source source, std::size_t at, Dialect dialect);
bool starts_comment(Source source, std::size_t at);

/// Digits, a point, an exponent. A suffix (12abc) is a word of its own: neither database takes it.
Cut number(Source source, std::size_t at, Dialect dialect);

Cut word(Source source, std::size_t at);

/// The token that starts at `at`, where no blank stands.
Cut postgresql_token(Source source, std::size_t at);
Cut sqlite_token(Source source, std::size_t at);

}  // namespace gmig::sql

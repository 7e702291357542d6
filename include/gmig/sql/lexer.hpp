#pragma once

#include <gmig/model/ids.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gmig::sql {

enum class TokenKind : std::uint8_t {
    Word,              ///< keyword, identifier, or a run such as a number's suffix
    QuotedIdentifier,  ///< "x", `x` and [x] (SQLite), U&"x" (PostgreSQL)
    String,            ///< 'x', E'x', B'x', X'x', N'x', U&'x', $tag$x$tag$
    Number,
    Parameter,    ///< ?1, :name, @name, $1
    Operator,     ///< one or more operator characters
    Punctuation,  ///< ( ) [ ] , . and the like, one each
    Semicolon,
    LineComment,   ///< -- to the end of the line, without the newline
    BlockComment,  ///< /* … */, nested in PostgreSQL
    Unterminated,  ///< a string, identifier or comment that the text's end cuts off
    Invalid,       ///< a byte that starts no token (NUL, say)
};

/// One token; white space lies between tokens. `text` points into the lexed text.
struct Token {
    TokenKind kind{};
    std::size_t offset = 0;
    std::string_view text;
};

/// Walks a text token by token, without allocating. Total: every text gives a sequence of tokens
/// whose texts and the white space between them, joined, are the text again.
///
/// PostgreSQL: lexical structure as in its documentation, chapter 4.1 (standard_conforming_strings
/// on). SQLite: as in its tokenize.c.
class Lexer {
public:
    Lexer(std::string_view text, Dialect dialect) : text_(text), dialect_(dialect) {}

    /// Puts the next token into `token`; false at the end.
    bool next(Token& token);

private:
    std::string_view text_;
    Dialect dialect_;
    std::size_t position_ = 0;
    /// PostgreSQL: end of an E'…' that a later 'x' may continue, backslashes and all; 0 for none.
    std::size_t escapes_end_ = 0;
};

/// Whether a word token is this keyword, in any case. `keyword` is given in upper case.
bool is_word(const Token& token, std::string_view keyword);

/// Offsets at which a line starts (column 0) with `-- gmig:` as a comment, not inside a literal, a
/// quoted identifier or another comment. In one pass; texts without that string cost a search.
std::vector<std::size_t> directive_offsets(std::string_view text, Dialect dialect);

}  // namespace gmig::sql

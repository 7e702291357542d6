#include "sql/token_rules.hpp"

#include <algorithm>

namespace gmig::sql {
namespace {

/// Whether a 'x' at `to` goes on with the string that ended at `from`: SQL's rule for strings in
/// pieces is that a line break lies between, and nothing else but blanks and line comments.
bool continues_string(Source source, std::size_t from, std::size_t to) {
    return source.text.substr(from, to - from).find_first_of("\n\r") != std::string_view::npos;
}

/// SQLite takes a byte order mark between tokens for white space, and a vertical tab when other
/// white space stands before it.
std::size_t skip_sqlite_blanks(Source source, std::size_t at) {
    for (;;) {
        if (is(source[at], blank)) {
            at = std::min(source.text.find_first_not_of(" \t\n\v\f\r", at), source.text.size());
        } else if (source.text.substr(at, 3) == "\xEF\xBB\xBF") {
            at += 3;
        } else {
            return at;
        }
    }
}

}  // namespace

bool Lexer::next(Token& token) {
    const Source source{text_};
    const bool postgresql = dialect_ == Dialect::Postgresql;
    const auto start =
        postgresql ? source.skip(position_, blank) : skip_sqlite_blanks(source, position_);
    position_ = start;
    if (start >= text_.size()) {
        return false;
    }
    Cut cut = postgresql ? postgresql_token(source, start) : sqlite_token(source, start);
    if (postgresql && cut.kind != TokenKind::LineComment) {
        const bool continued = escapes_end_ != 0 && source[start] == '\'' &&
                               continues_string(source, escapes_end_, start);
        if (continued) {
            cut = escaped(source, start);
        }
        const bool escapes =
            continued || ((source[start] | 0x20) == 'e' && source[start + 1] == '\'');
        escapes_end_ = escapes && cut.kind == TokenKind::String ? cut.end : 0;
    }
    position_ = cut.end;
    token = {cut.kind, start, text_.substr(start, cut.end - start)};
    return true;
}

bool is_word(const Token& token, std::string_view keyword) {
    const auto same = [](char written, char upper) {
        return (written >= 'a' && written <= 'z' ? written - ('a' - 'A') : written) == upper;
    };
    return token.kind == TokenKind::Word && token.text.size() == keyword.size() &&
           std::equal(keyword.begin(), keyword.end(), token.text.begin(),
                      [&](char upper, char written) { return same(written, upper); });
}

std::vector<std::size_t> directive_offsets(std::string_view text, Dialect dialect) {
    static constexpr std::string_view mark = "-- gmig:";
    std::vector<std::size_t> offsets;
    const auto last = text.rfind(mark);
    if (last == std::string_view::npos) {
        return offsets;
    }
    Lexer lexer(text, dialect);
    for (Token token; lexer.next(token) && token.offset <= last;) {
        const bool starts_line = token.offset == 0 || text[token.offset - 1] == '\n';
        if (starts_line && token.kind == TokenKind::LineComment && token.text.starts_with(mark)) {
            offsets.push_back(token.offset);
        }
    }
    return offsets;
}

}  // namespace gmig::sql

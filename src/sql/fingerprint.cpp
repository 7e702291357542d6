#include <gmig/sql/fingerprint.hpp>
#include <gmig/sql/reader.hpp>
#include <gmig/support/hash.hpp>

#include <string>

namespace gmig::sql {
namespace {

void append_lower(std::string& text, std::string_view word) {
    for (const char letter : word) {
        text += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
    }
}

}  // namespace

Fingerprint fingerprint(std::string_view text, Dialect dialect) {
    std::string tokens;
    tokens.reserve(text.size() + text.size() / 4);
    bool separated = false;
    for (Reader reader(text, dialect); !reader.at_end(); reader.advance()) {
        const Token& token = reader.token();
        if (token.kind == TokenKind::Semicolon) {
            separated = !tokens.empty();
            continue;
        }
        // NUL delimits: no statement that can be executed holds one.
        if (separated) {
            tokens += std::string_view(";\0", 2);
            separated = false;
        }
        if (token.kind == TokenKind::Word) {
            append_lower(tokens, token.text);
        } else {
            tokens += token.text;
        }
        tokens += '\0';
    }
    return {sha256_hex(tokens)};
}

}  // namespace gmig::sql

#include <gmig/sql/reader.hpp>
#include <gmig/support/text.hpp>

namespace gmig::sql {
namespace {

/// The text between the quotes, with doubled quotes halved.
std::string unquoted(std::string_view text) {
    const auto open = text.find_first_of("\"`[");
    const char close = text.back();
    std::string result;
    for (auto at = open + 1; at + 1 < text.size(); ++at) {
        result += text[at];
        if (text[at] == close) {
            ++at;
        }
    }
    return result;
}

/// PostgreSQL cuts longer names to 63 bytes, between characters.
std::string cut_as_postgresql(std::string name) {
    static constexpr std::size_t limit = 63;
    if (name.size() > limit) {
        auto end = limit;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        name.resize(end);
    }
    return name;
}

}  // namespace

void Reader::advance() {
    do {
        at_end_ = !lexer_.next(token_);
    } while (!at_end_ &&
             (token_.kind == TokenKind::LineComment || token_.kind == TokenKind::BlockComment));
    if (at_end_) {
        token_ = {};
        token_.kind = TokenKind::Invalid;
    }
}

bool Reader::is_sign(char sign) const {
    return token_.text.size() == 1 && token_.text.front() == sign;
}

bool Reader::accept(std::string_view keyword) {
    const bool found = is(keyword);
    if (found) {
        advance();
    }
    return found;
}

bool Reader::accept_sign(char sign) {
    const bool found = is_sign(sign);
    if (found) {
        advance();
    }
    return found;
}

std::string Reader::name() {
    std::string result = name_of(token_, dialect_);
    if (!result.empty()) {
        advance();
    }
    return result;
}

std::vector<std::string> Reader::qualified_name() {
    std::vector<std::string> parts;
    do {
        std::string part = name();
        if (part.empty()) {
            break;
        }
        parts.push_back(std::move(part));
    } while (accept_sign('.'));
    return parts;
}

std::string name_of(const Token& token, Dialect dialect) {
    const bool postgresql = dialect == Dialect::Postgresql;
    switch (token.kind) {
        case TokenKind::Word:
            return postgresql ? cut_as_postgresql(ascii_lower(token.text))
                              : std::string(token.text);
        case TokenKind::QuotedIdentifier:
            return postgresql ? cut_as_postgresql(unquoted(token.text)) : unquoted(token.text);
        case TokenKind::String:
            // SQLite takes 'x' for a name where only a name can stand.
            return !postgresql && token.text.front() == '\'' && token.text.size() > 2
                       ? std::string(token.text.substr(1, token.text.size() - 2))
                       : "";
        default:
            return "";
    }
}

std::string dotted(const std::vector<std::string>& parts) {
    return join(parts, ".");
}

}  // namespace gmig::sql

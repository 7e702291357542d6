#include "sql/nesting.hpp"

#include <algorithm>
#include <array>

namespace gmig::sql {
namespace {

enum class Role : std::uint8_t { None, Separator, Operator, Link, Case, End, Begin, Atomic, As };

struct Keyword {
    std::string_view word;
    Role role;
};

/// AND and OR are separators: the parser makes one flat list of a chain of them.
constexpr std::array<Keyword, 25> keywords = {{
    {"OR", Role::Separator},     {"AND", Role::Separator},     {"WHEN", Role::Separator},
    {"THEN", Role::Separator},   {"ELSE", Role::Separator},    {"SELECT", Role::Separator},
    {"IS", Role::Operator},      {"IN", Role::Operator},       {"AT", Role::Operator},
    {"NOT", Role::Operator},     {"LIKE", Role::Operator},     {"ILIKE", Role::Operator},
    {"ISNULL", Role::Operator},  {"NOTNULL", Role::Operator},  {"COLLATE", Role::Operator},
    {"SIMILAR", Role::Operator}, {"OPERATOR", Role::Operator}, {"UNION", Role::Link},
    {"EXCEPT", Role::Link},      {"INTERSECT", Role::Link},    {"JOIN", Role::Link},
    {"CASE", Role::Case},        {"END", Role::End},           {"BEGIN", Role::Begin},
    {"ATOMIC", Role::Atomic},
}};

Role role_of(const Token& token) {
    if (is_word(token, "AS")) {
        return Role::As;
    }
    const auto* const found =
        std::find_if(keywords.begin(), keywords.end(),
                     [&](const Keyword& keyword) { return is_word(token, keyword.word); });
    return found == keywords.end() ? Role::None : found->role;
}

}  // namespace

void Nesting::Level::separate() {
    finished = std::max(finished, operators + inside);
    operators = 0;
    inside = 0;
}

void Nesting::Level::end_statement() {
    finished = height();
    operators = 0;
    inside = 0;
    links = 0;
}

std::size_t Nesting::Level::height() const {
    return std::max(finished, operators + inside) + links;
}

void Nesting::reset() {
    levels_.assign(1, Level{});
    after_begin_ = false;
    expects_name_ = false;
}

bool Nesting::at_top() const {
    return std::all_of(levels_.begin(), levels_.end(), [](const Level& level) {
        return level.kind == Kind::Statement || level.kind == Kind::Case;
    });
}

Nesting::Fault Nesting::judged() const {
    if (levels_.size() > max_nesting + 1) {
        return Fault::TooNested;
    }
    return levels_.back().height() > max_height ? Fault::TooHigh : Fault::None;
}

Nesting::Fault Nesting::open(Kind kind) {
    levels_.push_back({});
    levels_.back().kind = kind;
    return judged();
}

Nesting::Fault Nesting::close() {
    const auto height = levels_.back().height() + 1;
    levels_.pop_back();
    levels_.back().inside = std::max(levels_.back().inside, height);
    return judged();
}

/// A bracket also closes the CASEs in it that have no END (they were names).
Nesting::Fault Nesting::close_bracket() {
    auto fault = Fault::None;
    while (fault == Fault::None && levels_.back().kind == Kind::Case) {
        fault = close();
    }
    const bool opened = levels_.back().kind == Kind::Bracket;
    return fault == Fault::None && opened ? close() : fault;
}

Nesting::Fault Nesting::see_word(const Token& token) {
    const bool is_name = expects_name_;
    const bool after_begin = after_begin_;
    const Role role = is_name ? Role::None : role_of(token);
    after_begin_ = role == Role::Begin;
    expects_name_ = role == Role::As;
    auto& level = levels_.back();
    switch (role) {
        case Role::Separator:
            level.separate();
            return Fault::None;
        case Role::Operator:
            ++level.operators;
            return judged();
        case Role::Link:
            ++level.links;
            return judged();
        case Role::Case:
            return open(Kind::Case);
        case Role::Atomic:
            return after_begin ? open(Kind::Body) : Fault::None;
        case Role::End:
            return level.kind == Kind::Case || level.kind == Kind::Body ? close() : Fault::None;
        default:
            return Fault::None;
    }
}

Nesting::Fault Nesting::see_sign(char sign) {
    switch (sign) {
        case '(':
        case '[':
            return open(Kind::Bracket);
        case ')':
        case ']':
            return close_bracket();
        case ',':
            levels_.back().separate();
            return Fault::None;
        default:
            return Fault::None;
    }
}

Nesting::Fault Nesting::see(const Token& token) {
    if (token.kind == TokenKind::LineComment || token.kind == TokenKind::BlockComment) {
        return Fault::None;
    }
    if (token.kind == TokenKind::Word) {
        return see_word(token);
    }
    after_begin_ = false;
    expects_name_ = token.kind == TokenKind::Punctuation && token.text == ".";
    switch (token.kind) {
        case TokenKind::Punctuation:
            return see_sign(token.text.front());
        case TokenKind::Semicolon:
            levels_.back().end_statement();
            return Fault::None;
        case TokenKind::Operator:
            ++levels_.back().operators;
            return judged();
        default:
            return Fault::None;
    }
}

}  // namespace gmig::sql

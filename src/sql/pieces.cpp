#include "sql/pieces.hpp"

#include "sql/pattern.hpp"
#include "sql/refusal.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace gmig::sql {
namespace {

constexpr std::string_view remedy_for_copy = "write the rows as INSERT statements";

std::string open_thing(std::string_view text) {
    switch (text.front()) {
        case '/':
            return "this comment has no end";
        case '"':
        case '`':
        case '[':
            return "this quoted name has no end";
        default:
            return "this string has no end";
    }
}

/// "\connect" of "\connect db".
std::string first_word(std::string_view text) {
    return printable(text.substr(0, text.find_first_of(" \t\n\r;")));
}

/// The column of SqliteCompletion's table.
std::size_t column_of(const Token& token) {
    if (token.kind == TokenKind::Semicolon) {
        return 6;
    }
    static constexpr std::array<std::string_view, 5> words = {"EXPLAIN", "CREATE", "TEMP",
                                                              "TRIGGER", "END"};
    if (is_word(token, "TEMPORARY")) {
        return 3;
    }
    const auto* const found = std::find_if(
        words.begin(), words.end(), [&](std::string_view word) { return is_word(token, word); });
    return found == words.end() ? 0 : static_cast<std::size_t>(found - words.begin()) + 1;
}

}  // namespace

bool SqliteCompletion::ends_at(const Token& token) {
    using enum State;
    // What follows each state upon: another token, EXPLAIN, CREATE, TEMP, TRIGGER, END, a
    // semicolon.
    static constexpr State table[7][7] = {
        {Normal, Explain, Create, Normal, Normal, Normal, Start},           // Start
        {Normal, Normal, Normal, Normal, Normal, Normal, Start},            // Normal
        {Explain, Normal, Create, Normal, Normal, Normal, Start},           // Explain
        {Normal, Normal, Normal, Create, Trigger, Normal, Start},           // Create
        {Trigger, Trigger, Trigger, Trigger, Trigger, Trigger, Semicolon},  // Trigger
        {Trigger, Trigger, Trigger, Trigger, Trigger, End, Semicolon},      // Semicolon
        {Trigger, Trigger, Trigger, Trigger, Trigger, Trigger, Start},      // End
    };
    state_ = table[static_cast<std::size_t>(state_)][column_of(token)];
    return token.kind == TokenKind::Semicolon && state_ == Start;
}

std::vector<Statement> Cutter::statements() {
    Lexer lexer(script_.text, dialect_);
    for (Token token; lexer.next(token);) {
        if (token.kind != TokenKind::LineComment && token.kind != TokenKind::BlockComment) {
            take(token);
        }
    }
    finish();
    return std::move(statements_);
}

void Cutter::take(const Token& token) {
    refuse_unreadable(token);
    refuse_foreign(token);
    refuse_depth(token);
    if (ends_at(token)) {
        finish();
        return;
    }
    if (is_first()) {
        begin_ = token.offset;
    }
    end_ = token.offset + token.text.size();
    if (end_ - begin_ > max_statement_bytes) {
        refuse(script_, begin_, "this statement is longer than 4 MiB",
               "split it into several statements");
    }
}

void Cutter::refuse_unreadable(const Token& token) const {
    if (token.kind == TokenKind::Unterminated) {
        refuse(script_, token.offset, open_thing(token.text));
    }
    if (token.kind == TokenKind::Invalid && dialect_ == Dialect::Sqlite) {
        refuse(script_, token.offset,
               "SQLite knows no token that begins with '" + printable(token.text) + "'");
    }
    const bool starts_line = token.offset == 0 || script_.text[token.offset - 1] == '\n';
    if (starts_line && script_.text.compare(token.offset, 8, "<<<<<<< ") == 0) {
        refuse(script_, token.offset, "git's conflict markers stand in this file",
               "resolve the conflict");
    }
}

/// What only an interactive shell understands.
void Cutter::refuse_foreign(const Token& token) const {
    const auto rest = std::string_view(script_.text).substr(token.offset);
    if (dialect_ == Dialect::Postgresql && token.kind == TokenKind::Invalid && rest[0] == '\\') {
        refuse(script_, token.offset, first_word(rest) + " is a command of psql, not SQL",
               "write it in SQL, or remove it");
    }
    if (dialect_ == Dialect::Sqlite && is_first() && token.text == ".") {
        refuse(script_, token.offset,
               first_word(rest) + " is a command of the sqlite3 shell, not SQL",
               "write it in SQL, or remove it");
    }
}

void Cutter::refuse_depth(const Token& token) {
    switch (nesting_.see(token)) {
        case Nesting::Fault::TooNested:
            refuse(script_, token.offset, "too deep: more than 1,000 brackets within each other");
        case Nesting::Fault::TooHigh:
            refuse(script_, token.offset, "too deep: more than 10,000 operators in one expression",
                   "split the expression");
        case Nesting::Fault::None:
            break;
    }
}

bool Cutter::ends_at(const Token& token) {
    if (dialect_ == Dialect::Sqlite) {
        return completion_.ends_at(token);
    }
    return token.kind == TokenKind::Semicolon && nesting_.at_top();
}

void Cutter::finish() {
    nesting_.reset();
    if (is_first()) {
        return;
    }
    const Statement statement{begin_, std::string_view(script_.text).substr(begin_, end_ - begin_)};
    end_ = 0;
    const Reader reader(statement.text, dialect_);
    if (dialect_ == Dialect::Postgresql && matches(reader, "COPY ** FROM STDIN")) {
        refuse(script_, statement.offset,
               "COPY … FROM STDIN reads its data from psql, not from the file",
               std::string(remedy_for_copy));
    }
    statements_.push_back(statement);
}

}  // namespace gmig::sql

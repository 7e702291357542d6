#pragma once

#include "sql/nesting.hpp"
#include <gmig/model/migration.hpp>
#include <gmig/sql/statement.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gmig::sql {

/// A statement that is longer is refused before a parser sees it.
inline constexpr std::size_t max_statement_bytes = 4UL * 1024 * 1024;

/// sqlite3_complete()'s state machine (SQLite 3.40, complete.c): whether a semicolon ends a
/// statement or stands in the body of a trigger.
class SqliteCompletion {
public:
    /// Takes the next token; true when it is a semicolon that ends the statement.
    bool ends_at(const Token& token);

private:
    enum class State : std::uint8_t { Start, Normal, Explain, Create, Trigger, Semicolon, End };

    State state_ = State::Start;
};

/// Cuts a part into statements by the lexer, and refuses what no parser is to see. One use each.
class Cutter {
public:
    Cutter(const Script& script, Dialect dialect) : script_(script), dialect_(dialect) {}

    /// The statements, each from its first token to its last. Throws Error{Migration}: an
    /// unterminated literal, limits passed, commands of psql or the sqlite3 shell, marks of a
    /// merge.
    std::vector<Statement> statements();

private:
    void take(const Token& token);
    void refuse_unreadable(const Token& token) const;
    void refuse_foreign(const Token& token) const;
    void refuse_depth(const Token& token);
    [[nodiscard]] bool ends_at(const Token& token);
    [[nodiscard]] bool is_first() const { return end_ == 0; }
    void finish();

    const Script& script_;
    Dialect dialect_;
    Nesting nesting_;
    SqliteCompletion completion_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;  ///< 0 while the statement has no token
    std::vector<Statement> statements_;
};

/// The statements as PostgreSQL 15's parser sees them. Each piece is parsed by itself: a list of
/// statements that parse is what the parser would make of the whole, and memory stays small.
std::vector<Statement> parsed(const Script& script, std::vector<Statement> pieces);

}  // namespace gmig::sql

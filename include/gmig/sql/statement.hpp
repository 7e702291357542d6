#pragma once

#include <gmig/model/migration.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::sql {

/// One statement of a part: where it starts (at its first token) and its text without the closing
/// semicolon, comments before it or white space behind it. Points into the part's text.
struct Statement {
    std::size_t offset = 0;
    std::string_view text;
};

/// How PostgreSQL's text is split.
enum class Grammar : bool {
    Parser,  ///< by PostgreSQL 15's own parser (libpg_query): text that it refuses is an error
    Lexer,   ///< by gmig's lexer: for syntax newer than that parser (directive grammar=off)
};

/// The statements of a part; empty ones (";;") are left out. SQLite: by the rules of
/// sqlite3_complete(), so triggers' bodies stay whole. Statements of the text plus what lies
/// between them, joined, are the text again.
///
/// Throws Error{Migration} with file:line:column: NUL or invalid UTF-8, an unterminated literal or
/// comment, a statement over 4 MiB or nested deeper than 1,000 (both before a parser sees it), what
/// the parser refuses (psql's backslash commands and data after COPY … FROM STDIN by name; other
/// syntax with the hint of grammar=off).
std::vector<Statement> split(const Script& script, Dialect dialect,
                             Grammar grammar = Grammar::Parser);

/// What the engine has to know before it runs a part.
struct Runnable {
    /// What is executed, in order. One BEGIN … COMMIT pair around everything is left out.
    std::vector<Statement> statements;
    bool dropped_wrapper = false;
    /// SQLite: some statement is a PRAGMA, whose effect may outlive the transaction, so a new
    /// connection is needed afterwards.
    bool has_pragma = false;
};

/// Splits a part and refuses what gmig's way of running it could not keep its promises for. Throws
/// Error{Migration} with file:line:column and what to do:
/// - transaction on: a statement that cannot run in a transaction (PostgreSQL: facts measured on
///   15, e.g. CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM; SQLite: VACUUM, PRAGMA journal_mode,
///   and those that a transaction silently ignores, PRAGMA foreign_keys among them, except where
///   gmig does the same itself), ALTER TYPE … ADD VALUE whose value the same part uses;
/// - embedded transaction control (BEGIN, COMMIT, ROLLBACK, SAVEPOINT without its release, …) other
///   than the one wrapping pair described in design.md §6;
/// - PostgreSQL: what would drop gmig's lock or session (DISCARD ALL, pg_advisory_unlock_all,
///   SET SESSION AUTHORIZATION kept), CONCURRENTLY together with IF NOT EXISTS, COPY FROM STDIN;
/// - SQLite: ATTACH, DETACH;
/// - either: a statement that writes to gmig's own tables (gmig.* , gmig_*), unless `own_history`;
/// - no statement at all, unless the migration says `empty`.
struct RunnableOptions {
    Grammar grammar = Grammar::Parser;
    bool allow_empty = false;
    bool own_history = false;
};
Runnable prepare(const Script& script, Dialect dialect, const RunnableOptions& options);

/// A statement that builds or drops an index concurrently, as far as its text tells.
struct ConcurrentIndex {
    enum class Kind : unsigned char { Create, Drop, Reindex } kind{};
    std::string schema;  ///< empty when the text names none
    std::string name;    ///< empty when PostgreSQL chooses it
    std::string table;   ///< of a CREATE
};

/// Its parts when the statement is CREATE/DROP INDEX CONCURRENTLY or REINDEX INDEX CONCURRENTLY;
/// identifiers are folded to lower case and unquoted as PostgreSQL does.
std::vector<ConcurrentIndex> concurrent_indexes(std::string_view statement);

/// Names of tables whose data a down part drops (DROP TABLE, DROP COLUMN, TRUNCATE, DELETE), in the
/// words shown to people: "table category", "column article.category_id". Textual; for the question
/// "what data would be lost", so it names rather too much than too little.
std::vector<std::string> data_losses(const Script& script, Dialect dialect);

}  // namespace gmig::sql

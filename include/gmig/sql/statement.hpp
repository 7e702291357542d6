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
/// between them (white space, comments, semicolons), joined, are the text again.
///
/// Throws Error{Migration} with file:line:column: NUL or invalid UTF-8, an unterminated literal or
/// comment, git's conflict markers, a statement over 4 MiB, one nested deeper than 1,000 brackets
/// or higher than 10,000 operators in a chain (all before a parser sees it), commands of psql or
/// the sqlite3 shell and COPY … FROM STDIN by name, what PostgreSQL's parser refuses (with the hint
/// of grammar=off), what is no token of SQLite's.
std::vector<Statement> split(const Script& script, Dialect dialect,
                             Grammar grammar = Grammar::Parser);

/// What the engine has to know before it runs a part.
struct Runnable {
    /// What is executed, in order. One BEGIN … COMMIT pair around everything is left out: a plain
    /// BEGIN with no transaction control before it, and a COMMIT as the last statement. In SQLite a
    /// PRAGMA foreign_keys may follow it: that is how its manual has a table rebuilt.
    std::vector<Statement> statements;
    bool dropped_wrapper = false;
    /// SQLite: some statement is a PRAGMA, whose effect may outlive the transaction, so a new
    /// connection is needed afterwards.
    bool has_pragma = false;
};

struct RunnableOptions {
    Grammar grammar = Grammar::Parser;
    bool allow_empty = false;
    bool own_history = false;
};

/// Splits a part and refuses what gmig's way of running it could not keep its promises for. Throws
/// Error{Migration} with file:line:column and what to do:
/// - transaction on: a statement that cannot run in a transaction (measured on PostgreSQL 15, e.g.
///   CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM; on SQLite 3.40 VACUUM, PRAGMA journal_mode,
///   synchronous, …), a PRAGMA that a transaction silently ignores (page_size, encoding,
///   auto_vacuum; foreign_keys may stand, for gmig does the same itself), ALTER TYPE … ADD VALUE
///   whose value stands as a string in a later statement of the part;
/// - embedded transaction control other than the wrapping pair (see Runnable); under transaction=on
///   a SAVEPOINT with its release is fine;
/// - PostgreSQL: what would drop gmig's lock or session (DISCARD ALL, pg_advisory_unlock_all(),
///   SET SESSION AUTHORIZATION that is not taken back), COPY … FROM STDIN and TO STDOUT;
/// - SQLite: ATTACH, DETACH, VACUUM INTO;
/// - either: a statement that changes gmig's own tables (gmig.*, gmig_*), unless `own_history`;
/// - no statement at all, unless the migration says `empty`.
///
/// Textual: what a function or a DO does is not seen. A guard against accidents, no sandbox.
Runnable prepare(const Script& script, Dialect dialect, const RunnableOptions& options);

/// Whether a statement of a part that runs outside a transaction may all the same be put into one
/// of its own, so that it and the record of its being done stand or fall together: what no rule of
/// prepare() keeps out of a transaction, and no CALL, DO or PRAGMA (which may end one, or do
/// nothing in one).
bool can_have_transaction(Dialect dialect, const Statement& statement);

/// Whether a statement reaches beyond the database that it runs in, so that trying it on a shadow
/// would change something real: roles and their memberships, tablespaces, databases, the server's
/// settings, subscriptions, REASSIGN and DROP OWNED, files and programs of the server. Textual:
/// what a function or a DO does is not seen. SQLite: never, for what would is refused by prepare().
bool server_wide(Dialect dialect, const Statement& statement);

/// A statement that builds or drops an index concurrently, as far as its text tells.
struct ConcurrentIndex {
    enum class Kind : unsigned char { Create, Drop, Reindex } kind{};
    std::string schema;  ///< empty when the text names none
    std::string name;    ///< empty when PostgreSQL chooses it
    std::string table;   ///< of a CREATE
};

/// Its parts when the statement is CREATE/DROP INDEX CONCURRENTLY or REINDEX INDEX CONCURRENTLY;
/// identifiers are folded to lower case, unquoted and cut to 63 bytes as PostgreSQL does (but
/// U&"…" is not decoded). A CREATE's schema is its table's. Empty for other statements.
std::vector<ConcurrentIndex> concurrent_indexes(std::string_view statement);

/// What data a down part drops, in the words shown to people, each once: "table category",
/// "column article.category_id", "rows of article" (DELETE, TRUNCATE), "schema old" (with CASCADE).
/// Textual; for the question "what data would be lost", so it names rather too much than too
/// little. Looks into the code of a DO, but not into what that builds at run time. Throws as
/// split() does, without PostgreSQL's parser.
std::vector<std::string> data_losses(const Script& script, Dialect dialect);

/// A table that a part makes again (https://www.sqlite.org/lang_altertable.html, section 7): every
/// row copied into a new one, the old one dropped, the new one renamed. That it is dropped is no
/// loss of its rows, though data_losses() names it; a column is lost that the copy does not read.
struct RebuiltTable {
    std::string name;
    std::vector<std::string> read;  ///< names that stand in the copy's SELECT; lower case
};
std::vector<RebuiltTable> rebuilt_tables(const Script& script, Dialect dialect);

}  // namespace gmig::sql

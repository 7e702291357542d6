#include "sql/rules.hpp"

#include "sql/pattern.hpp"
#include "sql/refusal.hpp"

#include <algorithm>
#include <span>
#include <string>

namespace gmig::sql {
namespace {

enum class Verdict : std::uint8_t {
    Fine,
    Outside,  ///< cannot run in a transaction
    Ignored,  ///< in a transaction it does nothing, without a word
    Never,
};

struct StatementRule {
    std::string_view pattern;
    Verdict verdict;
    std::string_view statement;  ///< as it is called in the message
    std::string_view reason = {};
    std::string_view remedy = {};
};

constexpr std::string_view shared_lock = "it would drop the lock that keeps other runners out";

// Outside: measured on PostgreSQL 15 (SQLSTATE 25001). The first that fits counts.
constexpr StatementRule postgresql_rules[] = {
    {"CREATE UNIQUE? INDEX CONCURRENTLY", Verdict::Outside, "CREATE INDEX CONCURRENTLY"},
    {"DROP INDEX CONCURRENTLY", Verdict::Outside, "DROP INDEX CONCURRENTLY"},
    {"REINDEX () DATABASE|SCHEMA|SYSTEM", Verdict::Outside, "REINDEX of a database or schema"},
    {"REINDEX ( ** CONCURRENTLY", Verdict::Outside, "REINDEX CONCURRENTLY"},
    {"REINDEX ** CONCURRENTLY", Verdict::Outside, "REINDEX CONCURRENTLY"},
    {"VACUUM", Verdict::Outside, "VACUUM"},
    {"CREATE DATABASE", Verdict::Outside, "CREATE DATABASE"},
    {"DROP DATABASE", Verdict::Outside, "DROP DATABASE"},
    {"ALTER DATABASE * SET TABLESPACE", Verdict::Outside, "ALTER DATABASE … SET TABLESPACE"},
    {"ALTER SYSTEM", Verdict::Outside, "ALTER SYSTEM"},
    {"CREATE TABLESPACE", Verdict::Outside, "CREATE TABLESPACE"},
    {"DROP TABLESPACE", Verdict::Outside, "DROP TABLESPACE"},
    {"CLUSTER VERBOSE? $", Verdict::Outside, "CLUSTER of all tables"},
    {"CLUSTER () $", Verdict::Outside, "CLUSTER of all tables"},
    {"CREATE SUBSCRIPTION ** WITH ( ** CONNECT|CREATE_SLOT = FALSE|OFF", Verdict::Fine, ""},
    {"CREATE SUBSCRIPTION", Verdict::Outside, "CREATE SUBSCRIPTION with a slot"},
    {"ALTER TABLE ** DETACH PARTITION ** CONCURRENTLY", Verdict::Outside,
     "DETACH PARTITION CONCURRENTLY"},
    {"DISCARD ALL", Verdict::Never, "DISCARD ALL", shared_lock, "use RESET ALL or DISCARD TEMP"},
    {"COPY ** TO STDOUT", Verdict::Never, "COPY … TO STDOUT", "nobody reads its data", "remove it"},
};

constexpr std::string_view other_files = "a migration changes its own database only";

// Outside (an error, or the old mode in silence) and Ignored: measured on SQLite 3.40. foreign_keys
// is ignored there as well, but is fine: gmig runs every migration with foreign keys off, and
// checks them before COMMIT.
constexpr StatementRule sqlite_rules[] = {
    {"VACUUM ** INTO", Verdict::Never, "VACUUM INTO", "it writes another file", "use gmig fork"},
    {"VACUUM", Verdict::Outside, "VACUUM"},
    {"ATTACH", Verdict::Never, "ATTACH", other_files, "remove it"},
    {"DETACH", Verdict::Never, "DETACH", other_files, "remove it"},
};

struct Pragma {
    std::string_view name;
    bool even_to_read;  ///< refused without a value too
    Verdict verdict;
};

constexpr Pragma pragmas[] = {
    {"JOURNAL_MODE", false, Verdict::Outside},  {"SYNCHRONOUS", false, Verdict::Outside},
    {"WAL_CHECKPOINT", true, Verdict::Outside}, {"PAGE_SIZE", false, Verdict::Ignored},
    {"ENCODING", false, Verdict::Ignored},      {"AUTO_VACUUM", false, Verdict::Ignored},
};

constexpr std::string_view off_remedy =
    "put the line \"-- gmig: transaction=off\" before the first statement, and what needs a "
    "transaction into another migration";

void apply(const Script& script, const Statement& statement, const StatementRule& rule) {
    const std::string name(rule.statement);
    const bool in_transaction = script.transaction == TransactionMode::On;
    if (rule.verdict == Verdict::Never) {
        refuse(script, statement.offset, name + ": " + std::string(rule.reason),
               std::string(rule.remedy));
    }
    if (rule.verdict == Verdict::Outside && in_transaction) {
        refuse(script, statement.offset, name + " cannot run in a transaction",
               std::string(off_remedy));
    }
    if (rule.verdict == Verdict::Ignored && in_transaction) {
        refuse(script, statement.offset, name + " does nothing in a transaction, without an error",
               std::string(off_remedy));
    }
}

void refuse_pragma(const Script& script, const Statement& statement) {
    Reader reader(statement.text, Dialect::Sqlite);
    if (!reader.accept("PRAGMA")) {
        return;
    }
    Token name = reader.token();
    reader.advance();
    if (reader.accept_sign('.')) {
        name = reader.token();
        reader.advance();
    }
    const auto found = std::find_if(std::begin(pragmas), std::end(pragmas),
                                    [&](const Pragma& one) { return is_word(name, one.name); });
    if (found != std::end(pragmas) && (found->even_to_read || !reader.at_end())) {
        const auto text = "PRAGMA " + std::string(name.text);
        apply(script, statement, {"", found->verdict, text});
    }
}

}  // namespace

void refuse_by_rule(const Script& script, Dialect dialect, const Statement& statement) {
    const std::span<const StatementRule> rules =
        dialect == Dialect::Postgresql ? std::span<const StatementRule>(postgresql_rules)
                                       : std::span<const StatementRule>(sqlite_rules);
    const Reader reader(statement.text, dialect);
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const StatementRule& rule) {
        return matches(reader, rule.pattern);
    });
    if (found != rules.end()) {
        apply(script, statement, *found);
    }
    if (dialect == Dialect::Sqlite) {
        refuse_pragma(script, statement);
    }
}

void refuse_kept_authorization(const Script& script, const std::vector<Statement>& statements) {
    const Statement* kept = nullptr;
    for (const Statement& statement : statements) {
        const Reader reader(statement.text, Dialect::Postgresql);
        const bool back = matches(reader, "SET SESSION AUTHORIZATION DEFAULT") ||
                          matches(reader, "SET SESSION SESSION AUTHORIZATION DEFAULT") ||
                          matches(reader, "RESET SESSION AUTHORIZATION");
        const bool taken = matches(reader, "SET SESSION AUTHORIZATION") ||
                           matches(reader, "SET SESSION SESSION AUTHORIZATION");
        if (back) {
            kept = nullptr;
        } else if (taken) {
            kept = &statement;
        }
    }
    if (kept != nullptr) {
        refuse(script, kept->offset,
               "SET SESSION AUTHORIZATION is not taken back: gmig's ledger would be written by "
               "another role",
               "add RESET SESSION AUTHORIZATION, or use SET LOCAL ROLE");
    }
}

}  // namespace gmig::sql

#include "app/executed.hpp"

#include <algorithm>
#include <array>

namespace gmig::app {
namespace {

/// The table in which a tool keeps what it executed.
struct HistoryTable {
    layout::Kind layout;
    std::string_view table;
};
constexpr std::array history_tables{
    HistoryTable{layout::Kind::GolangMigrate, "schema_migrations"},
    HistoryTable{layout::Kind::Sqlx, "_sqlx_migrations"},
    HistoryTable{layout::Kind::Diesel, "__diesel_schema_migrations"},
    HistoryTable{layout::Kind::Prisma, "_prisma_migrations"},
    HistoryTable{layout::Kind::Flyway, "flyway_schema_history"},
    HistoryTable{layout::Kind::Dbmate, "schema_migrations"},
    HistoryTable{layout::Kind::Goose, "goose_db_version"},
    HistoryTable{layout::Kind::Contember, "schema_migration"},
    HistoryTable{layout::Kind::NodePgMigrate, "pgmigrations"},
    HistoryTable{layout::Kind::SqlMigrate, "gorp_migrations"},
    HistoryTable{layout::Kind::Postgrator, "schemaversion"},
};

bool has_user_table(db::Driver& driver, std::string_view table) {
    const bool is_sqlite = driver.dialect() == Dialect::Sqlite;
    const char* const sql =
        is_sqlite
            ? "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1"
            : "SELECT 1 FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p') AND relname = $1";
    return !driver.query({.sql = sql, .values = {std::string(table)}}).empty();
}

/// Whether PostgreSQL's parser reads it. The ledger's texts have no directives, so that a
/// grammar=off is not to be seen there.
bool can_be_parsed(const Script& script) {
    try {
        sql::split(script, Dialect::Postgresql);
        return true;
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

History executed_history(const Facts& facts) {
    std::vector<Migration> known;
    known.reserve(facts.entries.size());
    for (const LedgerEntry& entry : facts.entries) {
        Migration migration;
        migration.id = entry.id;
        migration.name = entry.name;
        migration.parents = entry.parents;
        migration.checksum = entry.checksum;
        known.push_back(std::move(migration));
    }
    return History(std::move(known));
}

Migration executed_migration(const Connection& connection, const LedgerEntry& row) {
    const db::Texts texts = connection.ledger().texts(row.id).value_or(db::Texts{});
    Migration migration;
    migration.id = row.id;
    migration.name = row.name;
    migration.parents = row.parents;
    migration.path = "ledger:" + row.name;
    migration.checksum = row.checksum;
    migration.down_checksum = row.down_checksum;
    migration.verify_checksum = row.verify_checksum;
    const auto script = [&](const std::string& text, TransactionMode mode) {
        return Script{.text = text, .path = migration.path, .first_line = 1, .transaction = mode};
    };
    migration.up = script(texts.up, row.transaction);
    migration.empty =
        sql::split(migration.up, connection.driver().dialect(), sql::Grammar::Lexer).empty();
    if (texts.down) {
        migration.down = script(*texts.down, texts.down_transaction);
    }
    if (texts.verify) {
        migration.verify = script(*texts.verify, TransactionMode::On);
    }
    migration.grammar_off =
        connection.driver().dialect() == Dialect::Postgresql &&
        (!can_be_parsed(migration.up) || (migration.down && !can_be_parsed(*migration.down)));
    return migration;
}

LedgerEntry entry_of(const Workspace& workspace, const Migration& migration,
                     const db::RunIdentity& identity, std::int64_t sequence) {
    LedgerEntry entry;
    entry.id = migration.id;
    entry.name = migration.name;
    entry.parents = migration.parents;
    entry.checksum = migration.checksum;
    entry.down_checksum = migration.down_checksum;
    entry.verify_checksum = migration.verify_checksum;
    entry.fingerprint = fingerprint_of(workspace, migration);
    entry.transaction = migration.up.transaction;
    entry.sequence = sequence;
    entry.executed_at = identity.now;
    entry.commit = identity.commit;
    entry.branch = identity.branch;
    entry.executed_by = identity.who;
    entry.gmig_version = identity.gmig_version;
    entry.run_id = identity.run_id;
    return entry;
}

db::Texts texts_of(const Workspace& workspace, const Migration& migration) {
    const auto canonical = [&](const std::optional<Script>& part) {
        return part ? std::optional(layout::canonical_part(part->text, workspace.project().dialect))
                    : std::nullopt;
    };
    db::Texts texts;
    texts.up = *canonical(migration.up);
    texts.down = canonical(migration.down);
    texts.verify = canonical(migration.verify);
    if (migration.down) {
        texts.down_transaction = migration.down->transaction;
    }
    return texts;
}

std::string_view history_table_of(layout::Kind layout) {
    const auto* const found = std::ranges::find(history_tables, layout, &HistoryTable::layout);
    return found == history_tables.end() ? std::string_view() : found->table;
}

void refuse_watched(const Connection& connection, const Workspace& workspace) {
    const layout::ProjectConfig& project = workspace.project();
    const std::string_view table = history_table_of(project.layout);
    if (project.mode == layout::Mode::Adopt || table.empty()) {
        return;
    }
    const bool watches = project.mode == layout::Mode::Watch;
    if (watches || has_user_table(connection.driver(), table)) {
        throw Error(
            Error::Kind::Guard,
            std::string(layout::to_string(project.layout)) + " executes these migrations" +
                (watches ? "" : ": its table " + std::string(table) + " is in the database"))
            .at({.file = connection.environment().target.shown})
            .state("nothing has changed")
            .next("run that tool, or let gmig take over: \"mode\": \"adopt\" in gmig.json");
    }
}

}  // namespace gmig::app

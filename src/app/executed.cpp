#include "app/executed.hpp"

#include <gmig/db/entry.hpp>
#include <gmig/layout/tool_history.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

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
    if (connection.watch().watched()) {
        throw Error(Error::Kind::Guard, "what " + connection.facts().tool + " executed as " +
                                            printable(row.name) +
                                            " is not known: its table keeps no texts")
            .at({.file = connection.environment().target.shown})
            .state("nothing has changed")
            .next("git log -p -- " + shell_word("*" + row.name + "*"));
    }
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
    return db::entry_of(migration, workspace.project().dialect, identity, sequence);
}

db::Texts texts_of(const Workspace& workspace, const Migration& migration) {
    return db::texts_of(migration, workspace.project().dialect);
}

std::string history_table_of(const layout::ProjectConfig& project) {
    const auto table = layout::history_table(project.layout);
    if (!table || project.history_table == "none") {
        return "";
    }
    return project.history_table.empty()
               ? std::string(table->name)
               : project.history_table.substr(project.history_table.find('.') + 1);
}

}  // namespace gmig::app

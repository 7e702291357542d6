#include "app/executed.hpp"
#include "app/schema/change.hpp"
#include "app/schema/replay.hpp"
#include "app/schema/shared_database.hpp"
#include <gmig/app/database.hpp>
#include <gmig/schema/difference.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace gmig::app {
namespace {

std::vector<Migration> executed_migrations(const Connection& connection, const Facts& facts,
                                           std::vector<std::string>& notes) {
    std::vector<Migration> migrations;
    for (const LedgerEntry& row : facts.entries) {
        if (row.state == RowState::Started) {
            notes.push_back(row.name + " was interrupted: gmig recover. It is left out here");
            continue;
        }
        migrations.push_back(executed_migration(connection, row));
    }
    return migrations;
}

}  // namespace

DriftResult find_drift(const Request& request) {
    const Workspace workspace(request);
    const Connection connection(request, workspace, Connection::Purpose::Read);
    refuse_shared_database(connection, workspace, "db drift");
    const Facts facts = connection.facts();
    DriftResult result{.environment = connection.environment().name,
                       .kind = connection.kind(),
                       .drifted = {},
                       .back = {},
                       .executed = facts.entries.size()};
    std::vector<std::string> notes;
    const std::vector<Migration> migrations = executed_migrations(connection, facts, notes);
    std::vector<const Migration*> pointers;
    for (const Migration& migration : migrations) {
        pointers.push_back(&migration);
    }
    const SchemaState expected{.shown = "what its ledger says",
                               .schema = replayed_schema(request, workspace, pointers),
                               .history = {},
                               .shadow = {}};
    LiveSchema beside = live_schema_beside(workspace, connection.driver(), expected.schema);
    std::ranges::move(beside.passed_over, std::back_inserter(notes));
    const SchemaState live{.shown = "env:" + result.environment,
                           .schema = std::move(beside.schema),
                           .history = {},
                           .shadow = {}};
    for (const schema::Modification& one : schema::difference(expected.schema, live.schema)) {
        result.drifted.push_back(schema::described(one));
    }
    result.back = plain_change(live, expected);
    result.back.notes.insert(result.back.notes.begin(), notes.begin(), notes.end());
    return result;
}

}  // namespace gmig::app

#include "app/check/known_facts.hpp"
#include "app/database/local.hpp"
#include "app/schema/change.hpp"
#include "app/schema/shared_database.hpp"
#include "app/steps.hpp"
#include <gmig/app/database.hpp>

#include <algorithm>
#include <iterator>

namespace gmig::app {
namespace {

/// Everything that is there, another tool's table too.
SchemaChange drop_everything(const Connection& connection) {
    SchemaState from{.shown = "env:" + connection.environment().name,
                     .schema = connection.driver().introspect(),
                     .history = {},
                     .shadow = {}};
    SchemaState to{.shown = "nothing", .schema = {}, .history = {}, .shadow = {}};
    to.schema.dialect = from.schema.dialect;
    return plain_change(from, to);
}

std::vector<db::Query> without_rows(const Connection& connection, const Facts& facts,
                                    const db::RunIdentity& identity) {
    db::Ledger& ledger = connection.ledger();
    std::vector<db::Query> queries;
    for (const LedgerEntry& row : facts.entries) {
        std::ranges::move(ledger.remove(row, ledger.texts(row.id).value_or(db::Texts{}),
                                        operation_of(identity, "reset", row)),
                          std::back_inserter(queries));
    }
    return queries;
}

/// What will be executed afterwards, judged before anything is dropped.
Plan plan_afterwards(const Workspace& workspace, const Facts& facts) {
    layout::MigrationSet set = workspace.work_tree();
    const History history = take_history(set);
    Facts none = facts;
    none.entries.clear();
    Plan plan = plan_execute(history, none, assess_project(workspace, set, history, none), {});
    for (const Step& step : plan.steps) {
        const Migration& migration = history.migrations()[*step.position];
        if (migration.modifications.empty()) {
            sql::prepare(migration.up, workspace.project().dialect,
                         runnable_options(workspace, migration));
        }
    }
    return plan;
}

void require_consent_to_reset(const Request& request, const ResetResult& result) {
    if (result.change.empty() && result.rows.empty()) {
        return;
    }
    require_consent_to_losses(request, {"all tables in " + result.environment});
}

ResetResult drop_and_forget(const Request& request, const Workspace& workspace, bool dry_run) {
    const Connection connection = open_local(request, workspace, "db reset", dry_run);
    refuse_shared_database(connection, workspace, "db reset");
    const Facts facts = connection.facts();
    Plan plan = plan_afterwards(workspace, facts);
    ResetResult result{.environment = connection.environment().name,
                       .change = drop_everything(connection),
                       .rows = {},
                       .plan = std::move(plan.steps),
                       .refusals = std::move(plan.refusals),
                       .dry_run = dry_run};
    std::ranges::transform(facts.entries, std::back_inserter(result.rows), &LedgerEntry::name);
    if (!result.refusals.empty() || dry_run) {
        return result;
    }
    require_consent_to_reset(request, result);
    const db::RunIdentity identity = run_identity(request, workspace);
    run_logged(request, workspace, connection, identity,
               {.kind = "reset",
                .text = schema::script_of(result.change.steps),
                .final_because = "it dropped everything that was in the database",
                .ledger_changes = without_rows(connection, facts, identity)});
    return result;
}

}  // namespace

ResetResult reset_database(const Request& request, bool dry_run) {
    const Workspace workspace(request);
    if (!dry_run) {
        finish_journal(workspace, request);
        refuse_unfinished_git_operation(workspace);
    }
    ResetResult result = drop_and_forget(request, workspace, dry_run);
    if (dry_run || !result.refusals.empty()) {
        return result;
    }
    // Its own connection: the lock is free again.
    RunResult executed = execute(request, {});
    result.refusals = std::move(executed.plan.refusals);
    result.done = executed.done;
    return result;
}

}  // namespace gmig::app

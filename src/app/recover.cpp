#include "app/executed.hpp"
#include "app/facts/share.hpp"
#include "app/operation/recording.hpp"
#include "app/rebase/rebase_run.hpp"
#include "app/schema/rendering.hpp"
#include <gmig/app/care.hpp>
#include <gmig/app/connection.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

void recover_files(Journal journal, RecoverResult& result) {
    const std::optional<Unfinished> unfinished = journal.unfinished();
    if (!unfinished) {
        return;
    }
    result.found.push_back("`gmig " + printable(unfinished->operation) +
                           "` was interrupted while it wrote files");
    if (!result.dry_run) {
        journal.finish();
        result.done.push_back("completed it");
    }
}

void recover_rebase(const Request& request, const Workspace& workspace, RecoverResult& result) {
    if (!RecordFile(workspace.state_folder()).read()) {
        return;
    }
    result.found.emplace_back("`gmig rebase` was interrupted");
    if (!result.dry_run) {
        finish_rebase(workspace, request);
        result.done.emplace_back("finished it");
    }
}

/// The migration that an interrupted row is of: the file, which may have been mended since, or,
/// where it is gone (or JSON, which another gmig may have rendered otherwise), what the ledger
/// keeps.
Migration interrupted_migration(const Connection& connection, const History& history,
                                const LedgerEntry& row) {
    const Migration* const file = history.find(row.id);
    if (file != nullptr && !is_json(*file)) {
        return *file;
    }
    return executed_migration(connection, row);
}

void recover_database(const Request& request, const Workspace& workspace, RecoverResult& result) {
    const auto purpose = result.dry_run ? Connection::Purpose::DryRun : Connection::Purpose::Write;
    const Connection connection(request, workspace, purpose);
    result.environment = connection.environment().name;
    layout::MigrationSet set = workspace.work_tree();
    const History history = take_history(set);
    const Facts facts = connection.facts();
    const db::RunIdentity identity = run_identity(request, workspace);
    db::Runner runner(connection.driver(), connection.ledger(), identity);
    std::optional<Recording> recording;
    for (const LedgerEntry& row : facts.entries) {
        if (row.state != RowState::Started) {
            continue;
        }
        result.found.push_back(row.name + " was interrupted in " + result.environment + " after " +
                               std::to_string(row.statements_done) +
                               " statements that are known to be done");
        if (!result.dry_run) {
            if (!recording) {
                // It stays where this run has ended a rollback: the rest is the former run's.
                recording.emplace(
                    request, workspace,
                    OperationStart{
                        .kind = "recover", .connection = &connection, .run_id = identity.run_id});
            }
            const FactsAfterwards facts_afterwards(request, workspace, connection);
            runner.resume(interrupted_migration(connection, history, row), row);
            result.done.push_back("resumed and finished " + row.name);
        }
    }
}

void recover_operation(const Request& request, const Workspace& workspace, RecoverResult& result) {
    const std::optional<std::string> command = interrupted_operation(workspace);
    if (!command) {
        return;
    }
    const std::string shown = "`gmig " + printable(*command) + "`";
    const bool is_told = std::ranges::any_of(
        result.found, [&](const std::string& found) { return found.starts_with(shown); });
    if (!is_told) {
        result.found.push_back(shown + " was interrupted");
    }
    if (!result.dry_run) {
        settle_operations(workspace, request);
        result.done.emplace_back("ended it where it stands: gmig op log");
    }
}

}  // namespace

RecoverResult recover(const Request& request, bool dry_run) {
    const Workspace workspace(request);
    RecoverResult result;
    result.dry_run = dry_run;
    for (const Journal& journal : workspace.journals()) {
        recover_files(journal, result);
    }
    recover_rebase(request, workspace, result);
    const bool has_environment = !workspace.project().environments.empty() || request.url ||
                                 request.variable("DATABASE_URL");
    if (has_environment) {
        recover_database(request, workspace, result);
    }
    recover_operation(request, workspace, result);
    return result;
}

}  // namespace gmig::app

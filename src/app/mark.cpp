#include "app/check/known_facts.hpp"
#include "app/executed.hpp"
#include "app/facts/share.hpp"
#include "app/operation/recording.hpp"
#include "app/steps.hpp"
#include <gmig/app/care.hpp>
#include <gmig/app/connection.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// Whether the verify part holds; nothing when there is none.
std::optional<bool> holds(const Workspace& workspace, const Connection& connection,
                          const Migration& migration) {
    if (!migration.verify) {
        return std::nullopt;
    }
    const db::Part part{.script = &*migration.verify,
                        .runnable = sql::prepare(*migration.verify, connection.driver().dialect(),
                                                 runnable_options(workspace, migration))};
    try {
        connection.driver().verify(part);
        return true;
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Database) {
            return false;
        }
        throw;
    }
}

void require_agreement(const MarkOptions& options, const Migration& migration,
                       std::optional<bool> verified) {
    const bool executed = options.as == MarkAs::Executed;
    if (!verified || *verified == executed) {
        return;
    }
    throw Error(Error::Kind::Guard,
                executed ? "the verify part of " + migration.name +
                               " fails, so this database does not look as if it was executed"
                         : "the verify part of " + migration.name +
                               " succeeds, so this database looks as if it is executed")
        .at({.file = migration.path})
        .state("nothing has changed")
        .next(executed ? "gmig execute --to " + migration.name
                       : "gmig rollback --to the one before it");
}

/// Nobody but the user vouches for it: without a verify part, or where others depend on it.
void require_confirmation(const Request& request, const Connection& connection,
                          const Migration& migration, std::optional<bool> verified) {
    const std::string& name = connection.environment().name;
    if ((verified && connection.kind() == EnvironmentKind::Local) || request.confirm == name) {
        return;
    }
    const std::string why = verified
                                ? "'" + name + "' is " + std::string(to_string(connection.kind()))
                                : migration.name + " has no verify part that could tell";
    if (connection.kind() == EnvironmentKind::Local && request.ask &&
        request.ask(why + ". Is it so?")) {
        return;
    }
    throw Error(Error::Kind::Guard, why + ", so only you can vouch for it")
        .state("nothing has changed")
        .next("the same command with --confirm " + name);
}

std::vector<db::Query> removal(const Connection& connection, const LedgerEntry& row,
                               const db::RunIdentity& identity) {
    const db::Texts texts = connection.ledger().texts(row.id).value_or(db::Texts{});
    return connection.ledger().remove(row, texts, operation_of(identity, "mark", row));
}

}  // namespace

MarkResult mark(const Request& request, const MarkOptions& options) {
    const Workspace workspace(request);
    finish_journal(workspace, request);
    layout::MigrationSet set = workspace.work_tree();
    const History history = take_history(set);
    const Migration& migration = resolve(history, options.migration);
    const auto purpose = options.dry_run ? Connection::Purpose::DryRun : Connection::Purpose::Write;
    const Connection connection(request, workspace, purpose);
    const Facts facts = connection.facts();
    const auto row = std::ranges::find(facts.entries, migration.id, &LedgerEntry::id);
    const bool has_row = row != facts.entries.end();
    MarkResult result{.id = migration.id, .name = migration.name};
    const bool interrupted = has_row && row->state == RowState::Started;
    if (!interrupted && has_row == (options.as == MarkAs::Executed)) {
        result.changed = false;
        return result;
    }
    const std::optional<bool> verified = holds(workspace, connection, migration);
    require_agreement(options, migration, verified);
    result.verified = verified.has_value();
    if (options.dry_run) {
        return result;
    }
    require_confirmation(request, connection, migration, verified);
    const db::RunIdentity identity = run_identity(request, workspace);
    Recording recording(request, workspace,
                        {.kind = "mark", .connection = &connection, .run_id = identity.run_id});
    std::vector<db::Query> queries;
    if (has_row) {
        queries = removal(connection, *row, identity);
    }
    if (options.as == MarkAs::Executed) {
        const LedgerEntry entry = entry_of(workspace, migration, identity, next_sequence(facts));
        std::ranges::move(connection.ledger().record(entry, texts_of(workspace, migration),
                                                     has_row ? "" : "mark"),
                          std::back_inserter(queries));
    }
    connection.driver().write(queries);
    recording.done();
    remember_facts(workspace, connection);
    share_facts(request, workspace, connection);
    return result;
}

}  // namespace gmig::app

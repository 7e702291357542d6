#include "app/database/local.hpp"

#include "app/operation/recording.hpp"
#include "app/steps.hpp"

namespace gmig::app {
namespace {

void refuse_other_kinds(const Connection& connection, const std::string& command) {
    const bool is_local = connection.kind() == EnvironmentKind::Local &&
                          (connection.environment().bare_url ||
                           connection.environment().config.kind == EnvironmentKind::Local);
    if (is_local) {
        return;
    }
    const EnvironmentKind kind = connection.kind() == EnvironmentKind::Local
                                     ? connection.environment().config.kind
                                     : connection.kind();
    throw Error(Error::Kind::Guard, command + " is for local environments, and '" +
                                        connection.environment().name + "' is " +
                                        std::string(to_string(kind)))
        .at({.file = connection.environment().target.shown})
        .state("nothing has changed")
        .next((command == "switch" ? "" : "write a migration: gmig diff NAME, and ") +
              std::string("gmig execute -e ") + connection.environment().name);
}

}  // namespace

Connection open_local(const Request& request, const Workspace& workspace,
                      const std::string& command, bool dry_run) {
    {
        const Connection reading(request, workspace, Connection::Purpose::Read);
        refuse_other_kinds(reading, command);
        reading.refuse_watched();
        refuse_interrupted_rows(reading.facts());
    }
    Connection connection(request, workspace,
                          dry_run ? Connection::Purpose::DryRun : Connection::Purpose::Write);
    // What was read before the lock may be otherwise by now.
    refuse_other_kinds(connection, command);
    refuse_interrupted_rows(connection.facts());
    return connection;
}

void run_logged(const Request& request, const Workspace& workspace, const Connection& connection,
                const db::RunIdentity& identity, const LoggedRun& what) {
    const db::Operation line{.number = 0,
                             .kind = what.kind,
                             .id = {},
                             .name = {},
                             .detail = {},
                             .back = what.back,
                             .at = identity.now,
                             .by = identity.who,
                             .run_id = identity.run_id};
    std::vector<db::Query> changes = what.ledger_changes;
    changes.push_back(connection.ledger().log(line));
    const Script script{.text = what.text, .path = "db " + what.kind};
    sql::RunnableOptions options;
    options.grammar = sql::Grammar::Lexer;
    options.allow_empty = true;
    const db::TransactionRun run{
        .part = {.script = &script,
                 .runnable = sql::prepare(script, workspace.project().dialect, options)},
        .verify = {},
        .ledger = [&changes](std::int64_t) { return changes; },
        .confirm = connection.ledger().confirm_logged(line),
        .fault_prefix = what.kind};
    Recording recording(request, workspace,
                        {.kind = "db " + what.kind,
                         .connection = &connection,
                         .run_id = identity.run_id,
                         .final_because = what.final_because});
    connection.driver().run(run);
    recording.done();
}

}  // namespace gmig::app

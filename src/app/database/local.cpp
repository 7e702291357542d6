#include "app/database/local.hpp"

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

void refuse_interrupted_rows(const Connection& connection) {
    for (const LedgerEntry& row : connection.facts().entries) {
        if (row.state == RowState::Started) {
            throw Error(Error::Kind::Recover,
                        row.name + " was interrupted while it ran outside a transaction")
                .state("some of its statements are done")
                .next("gmig recover");
        }
    }
}

}  // namespace

Connection open_local(const Request& request, const Workspace& workspace,
                      const std::string& command, bool dry_run) {
    {
        const Connection reading(request, workspace, Connection::Purpose::Read);
        refuse_other_kinds(reading, command);
        refuse_interrupted_rows(reading);
    }
    Connection connection(request, workspace,
                          dry_run ? Connection::Purpose::Read : Connection::Purpose::Write);
    // What was read before the lock may be otherwise by now.
    refuse_other_kinds(connection, command);
    refuse_interrupted_rows(connection);
    return connection;
}

void run_logged(const Workspace& workspace, const Connection& connection,
                const db::RunIdentity& identity, const LoggedRun& what) {
    const db::Operation line{.number = 0,
                             .kind = what.kind,
                             .id = {},
                             .name = {},
                             .detail = {},
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
    connection.driver().run(run);
}

}  // namespace gmig::app

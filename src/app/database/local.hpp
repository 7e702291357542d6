#pragma once

#include <gmig/app/connection.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// A local environment's database, opened for writing (or, for a dry run, reading). Error{Guard}
/// when it is not local, before anything is written to it; `command` is named. Error{Recover} when
/// a migration in it was interrupted.
Connection open_local(const Request& request, const Workspace& workspace,
                      const std::string& command, bool dry_run);

/// SQL and changes to the ledger that belong together.
struct LoggedRun {
    std::string kind;             ///< of the line in the operation log that says so: "push"
    std::string text;             ///< without statements only the ledger changes
    std::string back{};           ///< SQL that takes it back
    std::string final_because{};  ///< why it cannot be taken back
    std::vector<db::Query> ledger_changes;
};

/// Carries it out in one transaction, as an operation.
void run_logged(const Request& request, const Workspace& workspace, const Connection& connection,
                const db::RunIdentity& identity, const LoggedRun& what);

}  // namespace gmig::app

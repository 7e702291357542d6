#include "app/deploy/via_fork.hpp"
#include "app/facts/share.hpp"
#include "app/pending_run.hpp"
#include <gmig/app/deploy.hpp>
#include <gmig/support/fault.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

DeployResult deploy_in_place(const Request& request, const Workspace& workspace,
                             const DeployOptions& options) {
    PendingRun run(request, workspace,
                   options.dry_run ? Connection::Purpose::DryRun : Connection::Purpose::Write);
    DeployResult result;
    result.environment = run.connection().environment().name;
    result.run = run.plan({.out_of_order = options.out_of_order, .dry_run = options.dry_run});
    fault_point("deploy.checked");
    if (!result.run.plan.refusals.empty() || options.dry_run) {
        return result;
    }
    if (result.run.plan.steps.empty()) {
        tell_facts(request, workspace, run.connection());
        return result;
    }
    // An image has nobody who could undo, and perhaps a file system that cannot be written to.
    run.carry_out(result.run, {.command = "deploy", .recorded = workspace.repository() != nullptr});
    fault_point("deploy.executed");
    result.verified = run.verify().checked;
    fault_point("deploy.verified");
    return result;
}

void write_facts_out(const Request& request, const Workspace& workspace,
                     const DeployOptions& options) {
    const Connection connection(request, workspace, Connection::Purpose::Read);
    if (!write_facts_file(request, workspace, connection, options.facts_out)) {
        request.note("no facts are written: '" + printable(connection.environment().name) +
                     "' is local, or not in gmig.json");
    }
}

/// What was executed before it failed is executed.
void write_facts_of_failure(const Request& request, const Workspace& workspace,
                            const DeployOptions& options) {
    try {
        write_facts_out(request, workspace, options);
    } catch (const Error& error) {
        request.note("facts could not be written: " + printable(error.what()));
    }
}

}  // namespace

DeployResult deploy(const Request& request, const DeployOptions& options) {
    Request silent = request;
    silent.ask = nullptr;
    const Workspace workspace(silent);
    const bool tells = !options.facts_out.empty() && !options.dry_run;
    if (!options.dry_run) {
        finish_journal(workspace, silent);
    }
    DeployResult result;
    try {
        result = options.fork ? deploy_via_fork(silent, workspace, options)
                              : deploy_in_place(silent, workspace, options);
    } catch (const Error&) {
        if (tells) {
            write_facts_of_failure(silent, workspace, options);
        }
        throw;
    }
    if (tells) {
        write_facts_out(silent, workspace, options);
    }
    return result;
}

}  // namespace gmig::app

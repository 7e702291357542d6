#include "app/deploy/via_fork.hpp"
#include "app/pending_run.hpp"
#include <gmig/app/deploy.hpp>
#include <gmig/support/fault.hpp>

namespace gmig::app {

DeployResult deploy(const Request& asked, const DeployOptions& options) {
    Request request = asked;
    request.ask = nullptr;
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    if (options.fork) {
        return deploy_via_fork(request, workspace, options);
    }
    PendingRun run(request, workspace,
                   options.dry_run ? Connection::Purpose::Read : Connection::Purpose::Write);
    DeployResult result;
    result.environment = run.connection().environment().name;
    result.run = run.plan({.out_of_order = options.out_of_order, .dry_run = options.dry_run});
    fault_point("deploy.checked");
    if (!result.run.plan.refusals.empty() || result.run.plan.steps.empty() || options.dry_run) {
        return result;
    }
    // An image has nobody who could undo, and perhaps a file system that cannot be written to.
    run.carry_out(result.run, {.command = "deploy", .recorded = workspace.repository() != nullptr});
    fault_point("deploy.executed");
    result.verified = run.verify().checked;
    fault_point("deploy.verified");
    return result;
}

}  // namespace gmig::app

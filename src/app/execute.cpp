#include "app/pending_run.hpp"
#include <gmig/app/run.hpp>

namespace gmig::app {

RunResult execute(const Request& request, const ExecuteOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    PendingRun run(request, workspace,
                   options.dry_run ? Connection::Purpose::DryRun : Connection::Purpose::Write);
    RunResult result = run.plan(options);
    if (result.plan.refusals.empty() && !result.plan.steps.empty() && !options.dry_run) {
        run.carry_out(result, {.skip_verify = options.skip_verify});
    }
    return result;
}

}  // namespace gmig::app

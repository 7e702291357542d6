#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/run_text.hpp"
#include "cli/text.hpp"
#include <gmig/app/run.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>

namespace gmig::cli {
namespace {

/// Shows what a run did or would do. `verb` is "execute" or "roll back".
int present(Session& session, const app::RunResult& result, std::string_view verb) {
    end_progress(session);
    if (session.json) {
        session.out << to_json(result);
        return run_exit_code(result);
    }
    if (!result.plan.refusals.empty()) {
        session.err << render_refusal(session, result);
        return run_exit_code(result);
    }
    if (session.quiet) {
        return run_exit_code(result);
    }
    session.err << render_findings(session, result.warnings);
    if (result.plan.steps.empty()) {
        session.out << fmt::format("nothing to do in {}\n", printable(result.environment));
    } else if (result.dry_run) {
        session.out << fmt::format("would {} in {}:\n", verb, printable(result.environment))
                    << render_plan(session, result.plan.steps) << render_run_losses(result);
    } else {
        session.out << fmt::format("{} in {}\n", render_done(result),
                                   printable(result.environment));
    }
    return run_exit_code(result);
}

}  // namespace

Run declare_execute(Options& options) {
    auto arguments = std::make_shared<app::ExecuteOptions>();
    options.option("--to", &arguments->to, "Stop after this migration");
    options.option("-n,--count", &arguments->count, "Run so many at most");
    options.option("--force", &arguments->force,
                   "Run what is out of order or diverged (local environments only)");
    options.option("--out-of-order", &arguments->out_of_order,
                   "Run late migrations that are proven to commute");
    options.option("--skip-verify", &arguments->skip_verify, "Do not run verify parts");
    options.option("--dry-run", &arguments->dry_run, "Show the plan, change nothing");
    const std::shared_ptr<bool> in_maintenance = declare_in_maintenance(options);
    return [arguments, in_maintenance](Session& session) {
        session.request.in_maintenance = *in_maintenance;
        const app::RunResult result =
            watched(session, [&] { return app::execute(session.request, *arguments); });
        return present(session, result, "execute");
    };
}

Run declare_rollback(Options& options) {
    auto arguments = std::make_shared<app::RollbackOptions>();
    options.option("--to", &arguments->to, "Roll back what was executed after this migration");
    options.option("-n,--count", &arguments->count, "Roll back so many (default: 1)");
    options.option("--all", &arguments->all, "Roll everything back");
    options.option("--dry-run", &arguments->dry_run, "Show the plan, change nothing");
    const std::shared_ptr<bool> in_maintenance = declare_in_maintenance(options);
    return [arguments, in_maintenance](Session& session) {
        session.request.in_maintenance = *in_maintenance;
        const app::RunResult result =
            watched(session, [&] { return app::roll_back(session.request, *arguments); });
        return present(session, result, "roll back");
    };
}

}  // namespace gmig::cli

#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/run_text.hpp"
#include <gmig/app/switch.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>

namespace gmig::cli {
namespace {

/// Why more goes than what the target lacks.
std::string render_detour(const app::SwitchResult& result) {
    return result.detour.empty()
               ? ""
               : fmt::format("what stands on it goes too, and comes in again: {}\n",
                             printable(result.detour));
}

std::string render_end(const Session& session, const app::SwitchResult& result) {
    const std::string environment = printable(result.run.environment);
    const std::string target = printable(result.target);
    const auto& steps = result.run.plan.steps;
    if (steps.empty()) {
        return fmt::format("{} is as {} has it{}\n", environment, target,
                           result.checked_out ? ", and git is there" : "");
    }
    if (result.run.dry_run) {
        return fmt::format("would take {} to {}:\n", environment, target) +
               render_plan(session, steps) + render_run_losses(result.run);
    }
    return fmt::format("{} is as {} has it{}: {}\n", environment, target,
                       result.checked_out ? ", and git is there" : "", render_done(result.run));
}

int present_switch(Session& session, const app::SwitchResult& result) {
    end_progress(session);
    if (session.json) {
        session.out << to_json(result);
    } else if (!result.run.plan.refusals.empty()) {
        session.err << render_refusal(session, result.run);
    } else if (!session.quiet) {
        session.err << render_findings(session, result.run.warnings) << render_detour(result);
        session.out << render_end(session, result);
    }
    return run_exit_code(result.run);
}

}  // namespace

Run declare_switch(Options& options) {
    auto arguments = std::make_shared<app::SwitchOptions>();
    options.argument("ref", &arguments->revision,
                     "Whose migrations it is to have (default: the work tree's)");
    options.option("--checkout", &arguments->checkout, "Let git go there too, and first");
    options.option("--dry-run", &arguments->dry_run, "Show the plan, change nothing");
    return [arguments](Session& session) {
        return present_switch(session, watched(session, [&] {
                                  return app::switch_database(session.request, *arguments);
                              }));
    };
}

}  // namespace gmig::cli

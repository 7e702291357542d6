#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/run.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace gmig::cli {
namespace {

int exit_code_of(const app::RunResult& result) {
    const auto& refusals = result.plan.refusals;
    if (refusals.empty()) {
        return exit_code::done;
    }
    const bool only_files = std::ranges::all_of(
        refusals, [](const Finding& finding) { return finding.code == Code::UnreadableMigration; });
    return only_files ? exit_code::bad_migration : exit_code::refused;
}

std::string render_refusal(const Session& session, const app::RunResult& result) {
    return render_findings(session, result.plan.refusals) +
           fmt::format("refused in {}: nothing has changed\n", printable(result.environment));
}

std::string render_losses(const app::RunResult& result) {
    return result.losses.empty()
               ? ""
               : fmt::format("this loses the data of {}\n", join(result.losses, ", "));
}

/// "executed 2 migrations, renamed 1": a row that follows its file is not an execution.
std::string render_done(const app::RunResult& result) {
    const auto& steps = result.plan.steps;
    const auto end =
        steps.begin() + static_cast<std::ptrdiff_t>(std::min(result.done, steps.size()));
    std::vector<std::string> parts;
    for (const Action action : {Action::Execute, Action::Rollback, Action::Rename, Action::Adopt}) {
        const auto count = static_cast<std::size_t>(std::count_if(
            steps.begin(), end, [&](const Step& step) { return step.action == action; }));
        if (count > 0) {
            parts.push_back(
                fmt::format("{} {}", past_tense(action),
                            parts.empty() ? counted(count, "migration") : std::to_string(count)));
        }
    }
    return join(parts, ", ");
}

/// Shows what a run did or would do. `verb` is "execute" or "roll back".
int present(Session& session, const app::RunResult& result, std::string_view verb) {
    end_progress(session);
    if (session.json) {
        session.out << to_json(result);
        return exit_code_of(result);
    }
    if (!result.plan.refusals.empty()) {
        session.err << render_refusal(session, result);
        return exit_code_of(result);
    }
    if (session.quiet) {
        return exit_code_of(result);
    }
    session.err << render_findings(session, result.warnings);
    if (result.plan.steps.empty()) {
        session.out << fmt::format("nothing to do in {}\n", printable(result.environment));
    } else if (result.dry_run) {
        session.out << fmt::format("would {} in {}:\n", verb, printable(result.environment))
                    << render_plan(session, result.plan.steps) << render_losses(result);
    } else {
        session.out << fmt::format("{} in {}\n", render_done(result),
                                   printable(result.environment));
    }
    return exit_code_of(result);
}

/// An error on the way must not share a line with the bar.
template <class Work>
app::RunResult watched(Session& session, const Work& work) {
    show_progress(session);
    try {
        return work();
    } catch (...) {
        end_progress(session);
        throw;
    }
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
    return [arguments](Session& session) {
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
    return [arguments](Session& session) {
        const app::RunResult result =
            watched(session, [&] { return app::roll_back(session.request, *arguments); });
        return present(session, result, "roll back");
    };
}

}  // namespace gmig::cli

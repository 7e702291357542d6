#include "cli/run_text.hpp"

#include "cli/command.hpp"
#include "cli/text.hpp"
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace gmig::cli {

std::shared_ptr<bool> declare_in_maintenance(Options& options) {
    auto value = std::make_shared<bool>(false);
    options.option("--in-maintenance", value.get(),
                   "Go on where the environment is in maintenance");
    return value;
}

int run_exit_code(const app::RunResult& result) {
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

std::string render_verified(const Session& session, const app::Verified& failed) {
    return fmt::format("{} {}\n    {}\n    at {}\n", session.paint("red", "failed"),
                       printable(failed.name), render_message(failed.problem),
                       printable(to_string(failed.where)));
}

std::string render_run_losses(const app::RunResult& result) {
    return result.losses.empty()
               ? ""
               : fmt::format("this loses the data of {}\n", join(result.losses, ", "));
}

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

}  // namespace gmig::cli

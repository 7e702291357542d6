// post-merge, post-rewrite, post-checkout: what a changed work tree means for the local database.
#include "app/check/known_facts.hpp"
#include "app/hooks/auto_switch.hpp"
#include "app/hooks/hook_events.hpp"
#include "app/hooks/hook_gate.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// What the work tree was before, where git says so.
std::optional<CommitId> commit_before(git::Repository& git, const HookCall& call) {
    if (call.name == "post-checkout") {
        return call.arguments.empty() ? std::nullopt : git.find_commit(call.arguments.front());
    }
    return git.find_commit("ORIG_HEAD");
}

/// A checkout of single files, or of a commit with the same migrations, changes nothing.
bool is_of_interest(const HookProject& project, const HookCall& call) {
    constexpr std::size_t flag = 2;
    if (call.name == "post-checkout" && call.arguments.size() > flag &&
        call.arguments[flag] == "0") {
        return false;
    }
    git::Repository& git = *project.workspace.repository();
    const auto head = git.head();
    const auto before = commit_before(git, call);
    const std::string folder =
        project.workspace.path_in_repository(project.workspace.project().migrations);
    return head && (!before || git.folder_tree(*head, folder) != git.folder_tree(*before, folder));
}

std::string number_of(std::size_t count, const char* what) {
    return std::to_string(count) + " " + what;
}

/// How an environment stands to the work tree.
struct Standing {
    std::size_t pending = 0;
    std::size_t others = 0;  ///< executed, and on another branch
    std::size_t edited = 0;  ///< executed otherwise
    std::optional<Finding> error;

    [[nodiscard]] bool is_whole() const {
        return pending == 0 && others == 0 && edited == 0 && !error;
    }
};

Standing standing_of(const HookProject& project, const Facts& facts) {
    layout::MigrationSet set = project.workspace.work_tree();
    const History history(std::move(set.migrations));
    const Assessment assessment = assess_project(project.workspace, set, history, facts);
    const auto number = [&](State state) {
        return static_cast<std::size_t>(
            std::ranges::count(assessment.migrations, state, &Assessed::state));
    };
    Standing standing{.pending = number(State::Pending),
                      .others = number(State::OtherBranch),
                      .edited = number(State::Edited),
                      .error = {}};
    const auto error = std::ranges::find_if(assessment.findings, [](const Finding& finding) {
        return finding.severity == Severity::Error && finding.code != Code::EditedAfterExecution;
    });
    if (error != assessment.findings.end()) {
        standing.error = *error;
    }
    return standing;
}

/// "2 to execute, 1 of another branch executed", and a law that is broken.
std::string words_of(const Standing& standing) {
    std::vector<std::string> parts;
    if (standing.pending > 0) {
        parts.push_back(number_of(standing.pending, "to execute"));
    }
    if (standing.others > 0) {
        parts.push_back(number_of(standing.others, "of another branch executed"));
    }
    if (standing.edited > 0) {
        parts.push_back(number_of(standing.edited, "executed otherwise"));
    }
    if (standing.error) {
        parts.push_back(to_string(standing.error->code) + ": " + standing.error->message);
    }
    return join(parts, ", ");
}

std::string next_for(const Standing& standing) {
    if (standing.error) {
        return "gmig status";
    }
    return standing.others > 0 || standing.edited > 0 ? "gmig switch" : "gmig execute";
}

void report_on(const HookProject& project, const HookCall& call, HookResult& result) {
    for (const Facts& facts :
         known_facts(project.request, project.workspace, project.workspace.project())) {
        if (facts.kind != EnvironmentKind::Local || facts.source == FactsSource::Unknown) {
            continue;
        }
        const Standing standing = standing_of(project, facts);
        if (standing.is_whole()) {
            continue;
        }
        const std::string line = (project.shown.empty() ? "" : printable(project.shown) + ", ") +
                                 printable(facts.environment) + ": " + words_of(standing);
        const bool by_itself =
            call.name == "post-checkout" && switches_by_itself(project, facts.environment);
        result.notes.push_back(by_itself ? line + "; " + printable(switch_by_itself(project))
                                         : line + " (" + next_for(standing) + ")");
    }
}

}  // namespace

HookResult after_change(const Request& request, const HookCall& call) {
    HookResult result;
    result.subject = "this work tree";
    if (request.variable("GMIG_SWITCHING")) {
        return result;  // git was moved by a gmig that takes the database along
    }
    try {
        for (const HookProject& project : hook_projects(request, result.notes)) {
            if (is_of_interest(project, call)) {
                report_on(project, call, result);
            }
        }
    } catch (const Error& error) {
        // What is done is done: git's own work must not fail for a report's sake.
        result.notes.push_back(printable(error.what()));
    }
    return result;
}

}  // namespace gmig::app

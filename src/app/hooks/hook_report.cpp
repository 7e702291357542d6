// post-merge, post-rewrite, post-checkout: what a changed work tree means for the local database.
#include "app/check/known_facts.hpp"
#include "app/hooks/hook_events.hpp"
#include "app/hooks/hook_gate.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/status.hpp>
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

/// One line; empty when there is nothing to say.
std::string line_about(const HookProject& project, const Facts& facts) {
    layout::MigrationSet set = project.workspace.work_tree();
    const History history(std::move(set.migrations));
    const Assessment assessment = assess_project(project.workspace, set, history, facts);
    const auto pending = static_cast<std::size_t>(
        std::ranges::count(assessment.migrations, State::Pending, &Assessed::state));
    const auto others = static_cast<std::size_t>(
        std::ranges::count(assessment.migrations, State::OtherBranch, &Assessed::state));
    const auto error = std::ranges::find(assessment.findings, Severity::Error, &Finding::severity);
    std::vector<std::string> parts;
    if (pending > 0) {
        parts.push_back(number_of(pending, "to execute"));
    }
    if (others > 0) {
        parts.push_back(number_of(others, "of another branch executed"));
    }
    if (error != assessment.findings.end()) {
        parts.push_back(to_string(error->code) + ": " + error->message);
    }
    if (parts.empty()) {
        return "";
    }
    const std::string next = error != assessment.findings.end() ? "gmig status" : "gmig execute";
    return printable(facts.environment) + ": " + join(parts, ", ") +
           (pending == 0 && error == assessment.findings.end() ? "" : " (" + next + ")");
}

void report_on(const HookProject& project, HookResult& result) {
    for (const Facts& facts :
         known_facts(project.request, project.workspace, project.workspace.project())) {
        if (facts.kind != EnvironmentKind::Local || facts.source == FactsSource::Unknown) {
            continue;
        }
        if (std::string line = line_about(project, facts); !line.empty()) {
            result.notes.push_back(std::move(line));
        }
    }
}

}  // namespace

HookResult after_change(const Request& request, const HookCall& call) {
    HookResult result;
    result.subject = "this work tree";
    try {
        for (const HookProject& project : hook_projects(request)) {
            if (is_of_interest(project, call)) {
                report_on(project, result);
            }
        }
    } catch (const Error& error) {
        // What is done is done: git's own work must not fail for a report's sake.
        result.notes.push_back(printable(error.what()));
    }
    return result;
}

}  // namespace gmig::app

// pre-commit and pre-merge-commit.
#include "app/check/additions.hpp"
#include "app/hooks/hook_events.hpp"
#include "app/hooks/hook_gate.hpp"
#include "app/rebase/upstream.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>

namespace gmig::app {
namespace {

const std::vector<Code> everywhere{Code::EditedAfterExecution, Code::ExecutedMissing,
                                   Code::IdentityLost, Code::DuplicateId, Code::Cycle};
const std::vector<Code> on_protected{
    Code::EditedAfterExecution, Code::ExecutedMissing, Code::IdentityLost,
    Code::DuplicateId,          Code::Cycle,           Code::OutOfOrder,
    Code::DivergedHeads,        Code::StaleHeadFile};

/// The other sides of a merge. Before the merge's commit git tells them by variables (GITHEAD_… of
/// git-merge), later by MERGE_HEAD.
std::vector<CommitId> merged_commits(const HookProject& project, const HookCall& call) {
    std::vector<CommitId> commits;
    constexpr std::string_view mark = "GITHEAD_";
    if (call.name == "pre-merge-commit") {
        for (const auto& [name, value] : project.request.variables) {
            if (name.starts_with(mark)) {
                commits.push_back({name.substr(mark.size())});
            }
        }
    }
    git::Repository& git = *project.workspace.repository();
    if (commits.empty() && git.operation_in_progress() == git::Operation::Merge) {
        if (auto other = git.find_commit("MERGE_HEAD")) {
            commits.push_back(std::move(*other));
        }
    }
    return commits;
}

/// Which side of a merge the result is to be held against: the one that the protected branch has
/// behind it, or is. Merging main into a feature must find fault with the feature's migrations.
CommitId side_of_base(const HookProject& project, const CommitId& head,
                      const std::vector<CommitId>& others) {
    git::Repository& git = *project.workspace.repository();
    const auto branch = git.branch();
    if (others.empty() || (branch && is_protected(project.workspace.project(), *branch))) {
        return head;
    }
    std::vector<CommitId> mainlines = published_commits(project.workspace);
    for (const std::string& name : project.workspace.project().protected_branches) {
        if (auto commit = git.find_commit("refs/heads/" + name)) {
            mainlines.push_back(std::move(*commit));
        }
    }
    for (const CommitId& other : others) {
        for (const CommitId& mainline : mainlines) {
            if (git.contains(mainline, other)) {
                return other;
            }
        }
    }
    return head;
}

std::vector<std::string> paths_of(const HookProject& project) {
    const Workspace& workspace = project.workspace;
    return {workspace.path_in_repository(workspace.project().migrations),
            workspace.path_in_repository("gmig.json")};
}

/// Where a project's folder is the top, everything is.
bool differs(git::Repository& git, const std::vector<std::string>& paths) {
    const bool whole = std::ranges::find(paths, "") != paths.end();
    return git.index_differs(whole ? std::vector<std::string>{""} : paths);
}

/// Those that the commit touches; one question to git where it touches none.
std::vector<const HookProject*> touched(const std::vector<HookProject>& projects) {
    std::vector<std::string> paths;
    std::vector<const HookProject*> those;
    for (const HookProject& project : projects) {
        std::ranges::copy(paths_of(project), std::back_inserter(paths));
        those.push_back(&project);
    }
    if (projects.empty() || !differs(*projects.front().workspace.repository(), paths)) {
        return {};
    }
    if (projects.size() > 1) {
        std::erase_if(those, [](const HookProject* project) {
            return !differs(*project->workspace.repository(), paths_of(*project));
        });
    }
    return those;
}

/// What is to be committed beside what it is held against; nothing where neither has the project.
std::optional<Sides> sides_of(const HookProject& project, const CommitId& head,
                              const std::vector<CommitId>& others) {
    Sides sides;
    sides.head_kind = HeadKind::Index;
    sides.head = head;
    sides.base = side_of_base(project, head, others);
    const auto now = project_at(project.request, project.workspace, std::nullopt);
    const auto before = project_at(project.request, project.workspace, sides.base);
    if (!now && !before) {
        return std::nullopt;
    }
    sides.base_project = before ? *before : *now;
    sides.head_project = now ? *now : *before;
    return sides;
}

/// What most commits do is told without reading the whole folder: none where a commit adds
/// migrations and nothing else, and where it edits some, what is found in these. Nothing where the
/// whole check has to be made.
std::optional<HookFindings> quick_findings(const HookProject& project, const Sides& sides,
                                           const FolderState& now, bool is_on_protected,
                                           std::vector<std::string>& notes) {
    if (sides.base_project != sides.head_project) {
        return std::nullopt;
    }
    const FolderState before = folder_at(project.workspace, sides.base_project, sides.base);
    if (adds_only(project.workspace, sides.head_project, before, now, is_on_protected)) {
        return HookFindings{};
    }
    const auto edits = edits_only(project.workspace, sides.head_project, before, now);
    return edits ? findings_of_edits(project, sides, *edits, "HEAD", notes) : std::nullopt;
}

void check_project(const HookProject& project, const HookCall& call, HookResult& result) {
    git::Repository& git = *project.workspace.repository();
    const std::optional<CommitId> head = git.head();
    if (!head) {
        return;  // the first commit has nothing before it
    }
    const std::vector<CommitId> others = merged_commits(project, call);
    const std::optional<Sides> sides = sides_of(project, *head, others);
    if (!sides) {
        return;
    }
    block_loss_of_project(project, *sides, result);
    MergedFolder folder;
    folder.how = ResultOf::Head;
    folder.folder = folder_in_index(project.workspace, sides->head_project);

    const auto branch = git.branch();
    const bool is_on_protected = branch && is_protected(sides->base_project, *branch);
    std::optional<HookFindings> found;
    if (others.empty()) {
        found = quick_findings(project, *sides, folder.folder, is_on_protected, result.notes);
    }
    if (!found) {
        const HookFacts facts{.base = !others.empty(), .published = true, .ledgers = true};
        const std::string name = sides->base == *head ? "HEAD" : sides->base.value.substr(0, 12);
        found = hook_findings(project, *sides, folder, facts, name, result.notes);
    }
    std::vector<Code> codes = is_on_protected ? on_protected : everywhere;
    if (found->watched) {
        codes.push_back(Code::ExecutedRenamed);  // gmig's ledgers follow, other tools' do not
    }
    add_blocking(project, result, std::move(found->findings), codes);
}

}  // namespace

HookResult before_commit(const Request& request, const HookCall& call) {
    HookResult result;
    result.subject = call.name == "pre-merge-commit" ? "this merge" : "this commit";
    const std::vector<HookProject> projects = hook_projects(request, result.notes);
    for (const HookProject* const project : touched(projects)) {
        check_project(*project, call, result);
    }
    return result;
}

}  // namespace gmig::app

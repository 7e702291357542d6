#include "app/check/base.hpp"
#include "app/check/check_result.hpp"
#include "app/check/trees.hpp"
#include "app/projects.hpp"
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

HeadKind head_kind_of(const std::string& head) {
    if (head == ":index") {
        return HeadKind::Index;
    }
    return head == ":worktree" ? HeadKind::WorkTree : HeadKind::Commit;
}

git::Repository& repository_to_check(const Workspace& workspace) {
    git::Repository* const git = workspace.repository();
    if (git == nullptr) {
        throw Error(Error::Kind::Repository, "a check compares commits, and this is no repository")
            .at({.file = workspace.root().string()})
            .state("nothing was checked")
            .next("git init, or gmig status for the files against a database");
    }
    return *git;
}

layout::ProjectConfig require_project(const std::optional<layout::ProjectConfig>& project,
                                      const Request& request) {
    if (project) {
        return *project;
    }
    throw Error(Error::Kind::Usage,
                request.project.empty()
                    ? "there are several projects: which one?"
                    : "head's gmig.json has no project '" + printable(request.project) + "'")
        .at({.file = "gmig.json"})
        .state("nothing was checked")
        .next("gmig -p NAME …");
}

}  // namespace

Sides find_sides(const Request& request, const Workspace& workspace, const SideNames& names) {
    git::Repository& git = repository_to_check(workspace);
    Sides sides;
    sides.head_kind = head_kind_of(names.head);
    if (names.head.empty()) {
        names.head = "HEAD";
    }
    const bool is_commit = sides.head_kind == HeadKind::Commit;
    sides.head = is_commit ? git.resolve(names.head) : git.head();

    if (names.base.empty()) {
        names.base = default_base(workspace, sides.head);
    }
    sides.base = resolve_base(workspace, names.base);

    const std::optional<CommitId> of_head = is_commit ? sides.head : std::nullopt;
    sides.head_project = require_project(project_at(request, workspace, of_head), request);
    // What the base does not know yet has nothing there.
    sides.base_project = project_at(request, workspace, sides.base).value_or(sides.head_project);
    return sides;
}

std::optional<Finding> project_gone(const Workspace& workspace, const Sides& sides) {
    git::Repository& git = *workspace.repository();
    const std::string path = workspace.path_in_repository("gmig.json");
    const auto commit = sides.head_kind == HeadKind::Commit ? sides.head : std::nullopt;
    const bool is_there = sides.head_kind == HeadKind::WorkTree
                              ? std::filesystem::exists(workspace.config_file())
                              : git.file(commit, path).has_value();
    if (is_there || !git.file(sides.base, path) || moved_project(workspace, commit) ||
        folder_at(workspace, sides.base_project, sides.base).objects.empty()) {
        return std::nullopt;
    }
    Finding finding;
    finding.code = Code::ExecutedMissing;
    finding.severity = default_severity(finding.code);
    finding.where.file = "gmig.json";
    finding.message = printable(path) + " is gone, and with it what guards the migrations in " +
                      printable(sides.base_project.migrations);
    finding.remedy = "git checkout " + sides.base.value.substr(0, 12) + " -- :/" + shell_word(path);
    return finding;
}

}  // namespace gmig::app

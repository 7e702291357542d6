#include "git/access.hpp"
#include "git/files.hpp"
#include "git/hooks/hook_managers.hpp"
#include "git/program.hpp"
#include <gmig/git/hooks.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

namespace gmig::git {
namespace fs = std::filesystem;
namespace {

bool is_below(const fs::path& path, const fs::path& folder) {
    if (folder.empty()) {
        return false;
    }
    const fs::path relative = resolved(path).lexically_relative(resolved(folder));
    return !relative.empty() && *relative.begin() != "..";
}

/// The main work tree, from a linked one; empty where the repository has none beside it.
fs::path main_work_tree(const Place& place) {
    return place.common_dir.filename() == ".git" ? place.common_dir.parent_path() : fs::path();
}

struct ConfiguredPath {
    std::string scope;  ///< "local", "global", …; empty: not configured
    std::string value;
};

ConfiguredPath configured_path(const Program& git) {
    const ProcessResult found =
        git.run({"config", "--show-scope", "-z", "--get", "core.hooksPath"});
    if (found.exit_code != 0) {
        return {};
    }
    const auto parts = split_on(found.out, '\0');
    return parts.size() < 2 ? ConfiguredPath{}
                            : ConfiguredPath{std::string(parts[0]), std::string(parts[1])};
}

void refuse_elsewhere(HooksFolder& folder, const Place& place, const ConfiguredPath& configured) {
    const bool own_scope =
        configured.scope.empty() || configured.scope == "local" || configured.scope == "worktree";
    const std::string shown = printable(folder.path.native());
    if (!own_scope) {
        folder.refusal = fmt::format(
            "core.hooksPath is set for more than this repository (scope '{}'): git runs the hooks "
            "of {} instead of this repository's",
            configured.scope, shown);
        folder.remedy =
            fmt::format("git config --local core.hooksPath {}, and again gmig hooks install",
                        shell_word((place.common_dir / "hooks").native()));
        return;
    }
    const bool inside = is_below(folder.path, place.common_dir) ||
                        is_below(folder.path, place.work_tree) ||
                        is_below(folder.path, main_work_tree(place));
    if (!inside) {
        folder.refusal =
            fmt::format("git runs the hooks of {}, which is outside this repository", shown);
        folder.remedy =
            "call `gmig hook NAME \"$@\"` from the hooks there, or: git config --unset "
            "core.hooksPath";
    }
}

}  // namespace

HooksFolder find_hooks_folder(const Place& place, const Variables& variables) {
    require_access(place, variables);
    const Program git(place, variables);
    std::string path = git.output({"rev-parse", "--path-format=absolute", "--git-path", "hooks"});
    if (path.ends_with('\n')) {
        path.pop_back();
    }
    HooksFolder folder;
    folder.path = fs::path(path).lexically_normal();
    folder.work_tree = place.work_tree;
    folder.in_work_tree =
        !is_below(folder.path, place.common_dir) &&
        (is_below(folder.path, place.work_tree) || is_below(folder.path, main_work_tree(place)));
    refuse_elsewhere(folder, place, configured_path(git));
    if (folder.refusal.empty()) {
        folder.manager = manager_of_folder(folder.path);
    }
    return folder;
}

}  // namespace gmig::git

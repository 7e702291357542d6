#include "git/access.hpp"

#include "git/files.hpp"
#include "git/program.hpp"
#include <gmig/support/error.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace gmig::git {
namespace {

// Whether it is the user's own, or not there at all.
bool is_own(const std::filesystem::path& path) {
    struct stat status {};
    return lstat(path.c_str(), &status) != 0 || status.st_uid == geteuid();
}

// What git looks at: the repository, the top of its work tree, the .git file there.
bool is_own(const Place& place) {
    const auto dot_git = place.work_tree / ".git";
    std::error_code ignored;
    const bool at_top = !place.work_tree.empty() && std::filesystem::exists(dot_git, ignored);
    return is_own(place.git_dir) && (!at_top || (is_own(place.work_tree) && is_own(dot_git)));
}

}  // namespace

void require_access(const Place& place, const Variables& variables) {
    // By this variable git's own tests pretend another owner; ours do, where they are not root.
    const bool own = is_own(place) && !is_set(variables, "GIT_TEST_ASSUME_DIFFERENT_OWNER");
    if (value_of(variables, "GIT_DIR") || (own && !place.work_tree.empty())) {
        return;
    }
    const ProcessResult asked =
        Program(place, variables).run_discovering({"rev-parse", "--git-dir"});
    if (asked.exit_code != 0) {
        refuse(asked);
    }
}

}  // namespace gmig::git

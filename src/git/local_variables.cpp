#include <gmig/git/repository.hpp>

namespace gmig::git {

std::vector<std::string> local_variables() {
    return {"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS",
            "GIT_CONFIG_COUNT", "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE",
            "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS",
            "GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_INTERNAL_SUPER_PREFIX", "GIT_SHALLOW_FILE",
            "GIT_COMMON_DIR",
            // Not in git's list, yet they belong to one push into one repository.
            "GIT_QUARANTINE_PATH"};
}

}  // namespace gmig::git

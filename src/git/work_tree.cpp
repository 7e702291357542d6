#include "git/work_tree.hpp"

#include "git/entries.hpp"
#include "git/folder_path.hpp"
#include <gmig/support/error.hpp>

#include <fmt/core.h>
#include <sys/stat.h>

namespace gmig::git {

std::vector<FileContent> files_in_work_tree(const Place& place, const FolderQuery& query) {
    if (place.work_tree.empty()) {
        throw Error(
            Error::Kind::Repository,
            fmt::format("{} is a bare repository: it has no work tree", place.git_dir.string()))
            .next("name a commit instead");
    }
    // read_folder follows no link below the folder; those on the way to it are for here.
    for (const auto& path : folder_prefixes(query.folder)) {
        struct stat status {};
        if (lstat((place.work_tree / path).c_str(), &status) != 0) {
            return {};
        }
        if (!S_ISDIR(status.st_mode)) {
            refuse_as_folder(path, "the work tree", status.st_mode);
        }
    }
    return read_folder(place.work_tree / folder_prefix(query.folder), query.wants);
}

}  // namespace gmig::git

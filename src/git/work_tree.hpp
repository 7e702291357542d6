#pragma once

#include <gmig/git/repository.hpp>

namespace gmig::git {

/// See Repository::work_tree_files.
std::vector<FileContent> files_in_work_tree(const Place& place, const FolderQuery& query);

}  // namespace gmig::git

#pragma once

#include "app/check/trees.hpp"
#include <gmig/app/check.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// What a check looks at instead of a commit.
enum class HeadKind : std::uint8_t { Commit, Index, WorkTree };

/// The two sides of a check, found in the repository.
struct Sides {
    CommitId base;
    HeadKind head_kind = HeadKind::Commit;
    std::optional<CommitId> head;  ///< of the index and the work tree HEAD; none when unborn
    layout::ProjectConfig base_project;
    layout::ProjectConfig head_project;
};

/// The sides as somebody asks for them (see CheckOptions); then as messages call them.
struct SideNames {
    std::string& base;
    std::string& head;
};
/// Throws Error{Repository} without a repository, or where one of the two is not in this clone.
Sides find_sides(const Request& request, const Workspace& workspace, const SideNames& names);

/// Why head may not become the base where it has lost the project's gmig.json, and with it all that
/// guards the base's migrations (GM102); nothing where it has not, or where the project lies in
/// another folder by now.
std::optional<Finding> project_gone(const Workspace& workspace, const Sides& sides);

/// The folder as it would be after the merge.
struct MergedFolder {
    ResultOf how{};
    FolderState folder;
    std::vector<std::string> conflicted;  ///< paths in the folder
    std::optional<std::string> tree;      ///< the folder's tree where a commit has it
    /// What the merged gmig.json says of it, where that is not head's: the base's, as long as head
    /// has not changed it since the two parted.
    std::optional<layout::Kind> layout = std::nullopt;
};

/// Head's project as the result is read by it.
layout::ProjectConfig result_project(const Sides& sides, const MergedFolder& merged);

/// Head's tree if head is a merge whose first parent is the base (a pull request's merge commit),
/// or contains the base; else the two merged in memory. Throws Error{Repository} where a shallow
/// clone lacks what joins them.
MergedFolder merged_folder(const Workspace& workspace, const Sides& sides);

}  // namespace gmig::app

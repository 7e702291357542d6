#pragma once

#include <gmig/git/repository.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gmig::git {

/// A folder as a merge would leave it.
struct FolderMerge {
    std::vector<FileObject> files;    ///< those that one side, or neither, has changed
    std::vector<FileContent> merged;  ///< those that both have, joined line by line
    std::vector<std::string>
        conflicted;  ///< paths, sorted; `files` has theirs (ours where removed)
    bool operator==(const FolderMerge&) const = default;
};

/// Joins one file's changes; nothing where they conflict.
using MergeContent = std::function<std::optional<std::string>(
    const FileObject& base, const FileObject& ours, const FileObject& theirs)>;

/// Merges a folder in memory, path by path, as git does a tree: a path that one side changed takes
/// that side's bytes, one that both changed alike takes those, one that both changed is joined by
/// `merge_content`. A file that one side moved without a change of bytes and the other edited is
/// edited at its new place. No renames are guessed by similarity: migrations look alike.
///
/// Each side is sorted by path. Nothing is written. Linear.
FolderMerge merge_folders(const std::vector<FileObject>& base, const std::vector<FileObject>& ours,
                          const std::vector<FileObject>& theirs, const MergeContent& merge_content);

}  // namespace gmig::git

#pragma once

#include "git/entries.hpp"
#include "git/libgit2.hpp"
#include <gmig/git/repository.hpp>

#include <optional>
#include <string>

namespace gmig::git {

/// Looks at trees through libgit2.
class TreeReader {
public:
    TreeReader(const Libgit2& git, git_repository* repository)
        : git_(git), repository_(repository) {}

    /// What stands in a folder's place.
    struct Found {
        Handle<git_tree> tree;  ///< null when it is not there, or not a folder
        std::string blocker;    ///< the path of what is there instead of a folder, and what it is
        Mode blocker_mode = 0;
    };
    [[nodiscard]] Found find_folder(Handle<git_tree> top, const std::string& folder) const;

    /// The blob of that name in a tree; nothing when there is none.
    [[nodiscard]] std::optional<std::string> blob_in(git_tree* tree, const std::string& name) const;

    /// The wanted files below a tree, sorted by path bytewise.
    [[nodiscard]] std::vector<FileObject> files_of(Handle<git_tree> tree, const FolderQuery& query,
                                                   const std::string& source) const;

private:
    [[nodiscard]] Handle<git_tree> lookup(const git_oid* oid) const;

    const Libgit2& git_;
    git_repository* repository_;
};

}  // namespace gmig::git

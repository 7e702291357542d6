#pragma once

#include <gmig/app/workspace.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// What a branch's migrations are to follow, and which side of an operation in progress is whose.
struct Upstream {
    CommitId commit;
    std::string shown;  ///< for people: "origin/main"
    CommitId ours;      ///< the other side
    git::Operation operation = git::Operation::None;
    std::optional<CommitId> incoming;  ///< MERGE_HEAD, REBASE_HEAD, CHERRY_PICK_HEAD, …
    int our_stage = 0;                 ///< in the index's conflicts; 0 when nothing is in progress
};

/// `onto`, when it is given. In a merge: the side that belongs to a protected branch (or is where
/// this branch is pushed to); else what is checked out. In a rebase: what others are put on. In a
/// cherry-pick: what is checked out. Otherwise the upstream of the checked-out branch if that is
/// protected, else of the first protected branch; without one that branch itself, and on it the
/// first parent of a merge. Error{Repository} when none of it is there.
Upstream find_upstream(const Workspace& workspace, const std::string& onto);

/// The commits that protected branches have where others see them; none without a remote.
std::vector<CommitId> published_commits(const Workspace& workspace);

/// Where a protected branch has what others may have executed by now.
struct PublishedBranch {
    std::string shown;  ///< for people: "origin/main"
    CommitId commit;
};
/// What published_commits() gives, and of branches without a remote the local ones, but for the one
/// that is checked out. None without a repository.
std::vector<PublishedBranch> published_branches(const Workspace& workspace);

/// What is in progress and comes in; nothing when nothing does.
std::optional<CommitId> incoming_commit(git::Repository& git, git::Operation operation);

/// The repository with a work tree, or Error{Repository}.
git::Repository& require_work_tree(const Workspace& workspace);

}  // namespace gmig::app

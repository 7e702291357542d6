#include "app/rebase/upstream.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

using git::Operation;

/// A protected branch as it is known here.
struct Protected {
    std::string branch;
    std::string shown;
    CommitId commit;
    bool remote = false;
};

std::optional<Protected> look_up(git::Repository& git, const std::string& branch) {
    const std::optional<std::string> upstream = git.upstream(branch);
    const std::string remote = upstream.value_or("origin/" + branch);
    if (auto commit = git.find_commit("refs/remotes/" + remote)) {
        return Protected{branch, remote, std::move(*commit), true};
    }
    if (auto commit = upstream ? git.find_commit(remote) : std::nullopt) {
        return Protected{branch, remote, std::move(*commit), true};
    }
    if (auto commit = git.find_commit("refs/heads/" + branch)) {
        return Protected{branch, branch, std::move(*commit), false};
    }
    return std::nullopt;
}

std::vector<Protected> protected_branches(const Workspace& workspace) {
    std::vector<Protected> known;
    for (const std::string& branch : workspace.project().protected_branches) {
        if (auto found = look_up(*workspace.repository(), branch)) {
            known.push_back(std::move(*found));
        }
    }
    return known;
}

bool is_protected(const Workspace& workspace, const std::optional<std::string>& branch) {
    const auto& all = workspace.project().protected_branches;
    return branch && std::ranges::find(all, *branch) != all.end();
}

std::string short_name(const CommitId& commit) {
    constexpr std::size_t length = 10;
    return commit.value.substr(0, length);
}

/// What people call a commit: the protected branch that it is the end of, if it is one's.
std::string name_of(const Workspace& workspace, const CommitId& commit) {
    for (const Protected& known : protected_branches(workspace)) {
        if (known.commit == commit) {
            return known.shown;
        }
    }
    return short_name(commit);
}

/// Whose side of a merge others build on.
void choose_in_merge(const Workspace& workspace, Upstream& upstream) {
    git::Repository& git = *workspace.repository();
    const CommitId& theirs = *upstream.incoming;
    const auto take_theirs = [&](const std::string& shown) {
        upstream.commit = theirs;
        upstream.shown = shown;
        upstream.our_stage = 2;
    };
    const auto branch = git.branch();
    const bool on_protected = is_protected(workspace, branch);
    for (const Protected& known : protected_branches(workspace)) {
        // A release branch that is merged back into main has published what main builds on, too;
        // main is where it goes.
        if (on_protected && known.branch != *branch) {
            continue;
        }
        const auto local = git.find_commit("refs/heads/" + known.branch);
        if (git.contains(known.commit, theirs) || (local && git.contains(*local, theirs))) {
            take_theirs(name_of(workspace, theirs));
            return;
        }
    }
    const auto pushed = branch ? git.upstream(*branch) : std::nullopt;
    const auto pushed_commit = pushed ? git.find_commit(*pushed) : std::nullopt;
    if (!on_protected && pushed_commit && git.contains(*pushed_commit, theirs)) {
        take_theirs(*pushed);
        return;
    }
    upstream.shown = branch.value_or("HEAD");
    upstream.ours = theirs;
    upstream.our_stage = 3;
}

void choose_in_peace(const Workspace& workspace, Upstream& upstream) {
    git::Repository& git = *workspace.repository();
    const std::vector<Protected> known = protected_branches(workspace);
    if (known.empty()) {
        const auto& names = workspace.project().protected_branches;
        throw Error(Error::Kind::Repository,
                    names.empty() ? "no branch is protected, so nothing is upstream"
                                  : "the protected branch '" + printable(names.front()) +
                                        "' is not in this clone")
            .state("nothing has changed")
            .next("gmig rebase --onto REF" +
                  (names.empty() ? "" : ", or git fetch origin " + shell_word(names.front())));
    }
    const auto branch = git.branch();
    const auto own = std::ranges::find_if(
        known, [&](const Protected& one) { return branch && one.branch == *branch; });
    const Protected& chosen = own == known.end() ? known.front() : *own;
    upstream.commit = chosen.commit;
    upstream.shown = chosen.shown;
    // Without a remote, what a merge on the branch itself brought in is what came last.
    const auto first_parent = git.find_commit("HEAD^1");
    if (own != known.end() && !chosen.remote && first_parent && git.find_commit("HEAD^2")) {
        upstream.commit = *first_parent;
        upstream.shown = "HEAD^1";
    }
}

}  // namespace

git::Repository& require_work_tree(const Workspace& workspace) {
    git::Repository* const git = workspace.repository();
    if (git == nullptr || git->bare()) {
        throw Error(Error::Kind::Repository, git == nullptr
                                                 ? "only git knows what upstream has, and there is "
                                                   "no repository here"
                                                 : "this repository has no work tree")
            .at({.file = workspace.root().string()})
            .state("nothing has changed")
            .next("gmig status");
    }
    return *git;
}

std::optional<CommitId> incoming_commit(git::Repository& git, Operation operation) {
    switch (operation) {
        case Operation::Merge:
            return git.find_commit("MERGE_HEAD");
        case Operation::Rebase:
            return git.find_commit("REBASE_HEAD");
        case Operation::CherryPick:
            return git.find_commit("CHERRY_PICK_HEAD");
        case Operation::Revert:
            return git.find_commit("REVERT_HEAD");
        default:
            return std::nullopt;
    }
}

Upstream find_upstream(const Workspace& workspace, const std::string& onto) {
    git::Repository& git = require_work_tree(workspace);
    Upstream upstream;
    upstream.operation = git.operation_in_progress();
    upstream.incoming = incoming_commit(git, upstream.operation);
    upstream.commit = git.resolve("HEAD");
    upstream.ours = upstream.commit;
    if (upstream.operation == Operation::Merge && upstream.incoming) {
        choose_in_merge(workspace, upstream);
    } else if (upstream.operation == Operation::None || upstream.operation == Operation::Bisect) {
        if (onto.empty()) {
            choose_in_peace(workspace, upstream);
        }
    } else {
        upstream.shown = git.branch().value_or("HEAD");
        upstream.our_stage = 3;
        if (const auto base = git.rebased_onto()) {
            upstream.commit = *base;
            upstream.shown = name_of(workspace, *base);
        }
    }
    if (!onto.empty()) {
        upstream.commit = git.resolve(onto);
        upstream.shown = onto;
    }
    return upstream;
}

std::vector<CommitId> published_commits(const Workspace& workspace) {
    std::vector<CommitId> commits;
    for (Protected& known : protected_branches(workspace)) {
        if (known.remote) {
            commits.push_back(std::move(known.commit));
        }
    }
    return commits;
}

std::vector<PublishedBranch> published_branches(const Workspace& workspace) {
    git::Repository* const git = workspace.repository();
    if (git == nullptr) {
        return {};
    }
    const auto here = git->branch();
    std::vector<PublishedBranch> branches;
    for (Protected& known : protected_branches(workspace)) {
        if (known.remote || here != known.branch) {
            branches.push_back({std::move(known.shown), std::move(known.commit)});
        }
    }
    return branches;
}

}  // namespace gmig::app

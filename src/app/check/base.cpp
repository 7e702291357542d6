#include "app/check/base.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

bool is_object_name(std::string_view text) {
    constexpr std::size_t shortest = 7;
    return text.size() >= shortest &&
           text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// How to get a revision that is not in this clone, and nothing else, without grafting what is.
std::string fetch_command(const std::string& revision, bool shallow) {
    const std::string_view remote = "origin/";
    if (revision.starts_with(remote)) {
        const std::string branch = revision.substr(remote.size());
        return "git fetch " + std::string(shallow ? "--depth=1 " : "") + "origin " +
               shell_word("+refs/heads/" + branch + ":refs/remotes/" + revision);
    }
    if (is_object_name(revision)) {
        return "git fetch " + std::string(shallow ? "--depth=1 " : "") + "origin " + revision;
    }
    return shallow ? "git fetch --deepen=1 (in CI: fetch-depth: 2)" : "git fetch";
}

std::optional<std::string> first_known(git::Repository& git, const std::string& branch) {
    if (auto upstream = git.upstream(branch)) {
        return upstream;
    }
    for (const std::string& name : {"origin/" + branch, branch}) {
        const bool remote = name.size() > branch.size();
        if (git.find_commit((remote ? "refs/remotes/" : "refs/heads/") + name)) {
            return name;
        }
    }
    return std::nullopt;
}

}  // namespace

std::string default_base(const Workspace& workspace, const std::optional<CommitId>& head) {
    git::Repository& git = *workspace.repository();
    if (head && !git.branch() && head == git.head()) {
        const std::vector<CommitId> parents = git.parents(*head);
        if (parents.size() > 1) {
            return parents.front().value;
        }
    }
    const std::vector<std::string>& branches = workspace.project().protected_branches;
    for (const std::string& branch : branches) {
        if (auto known = first_known(git, branch)) {
            return *known;
        }
    }
    const std::string wanted = "origin/" + (branches.empty() ? "main" : branches.front());
    throw Error(Error::Kind::Repository,
                "no protected branch is in this clone, so there is nothing to check against")
        .state("not decided")
        .next(fetch_command(wanted, git.shallow()) + ", or say --base REF");
}

CommitId resolve_base(const Workspace& workspace, const std::string& revision) {
    git::Repository& git = *workspace.repository();
    if (auto commit = git.find_commit(revision)) {
        return std::move(*commit);
    }
    throw Error(Error::Kind::Repository,
                "the commit " + printable(revision) + " is not in this clone")
        .state("not decided")
        .next(fetch_command(revision, git.shallow()));
}

}  // namespace gmig::app

#include "git/commits.hpp"
#include "git/entries.hpp"
#include "git/ledger/refs.hpp"
#include "git/ledger/union_commit.hpp"
#include <gmig/git/ledger_ref.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace gmig::git {
namespace {

constexpr std::string_view own_refs = "refs/gmig/";
constexpr std::string_view fetched_refs = "refs/gmig-remotes/";
constexpr std::size_t most_tries = 10;

Program program_of(const Repository& repository) {
    return {repository.place(), repository.variables()};
}

/// What a fetched ref ends in, behind the remote's name.
std::string ending_of(const std::string& ref) {
    constexpr std::string_view refs = "refs/";
    return "/" + ref.substr(ref.starts_with(own_refs) ? own_refs.size() : refs.size());
}

/// Whether a path can be written into git's stream as it is. Those of facts can.
bool is_plain_path(std::string_view path) {
    return std::ranges::all_of(path, [](char letter) {
        return letter > ' ' && letter < '\x7F' && letter != '"' && letter != '\\';
    });
}

FolderQuery everything() {
    return {.folder = {}, .wants = is_plain_path, .files_only = true};
}

/// Those of `wanted` whose path `there` lacks; both sorted.
std::vector<FileObject> absent_in(const std::vector<FileObject>& wanted,
                                  const std::vector<FileObject>& there) {
    std::vector<FileObject> absent;
    std::ranges::set_difference(wanted, there, std::back_inserter(absent), {}, &FileObject::path,
                                &FileObject::path);
    return absent;
}

std::vector<FileContent> absent_in(std::vector<FileContent> wanted,
                                   const std::vector<FileObject>& there) {
    std::erase_if(wanted, [&](const FileContent& file) {
        return std::ranges::binary_search(there, file.path, {}, &FileObject::path);
    });
    return wanted;
}

/// The first one's files, and what the second has besides.
std::vector<FileObject> union_of(const std::vector<FileObject>& one,
                                 const std::vector<FileObject>& other) {
    std::vector<FileObject> all;
    std::ranges::set_union(one, other, std::back_inserter(all), {}, &FileObject::path,
                           &FileObject::path);
    return all;
}

/// How the clone's own tip, another one and new files come together.
struct Joining {
    std::optional<CommitId> own;
    std::optional<CommitId> other;
    std::vector<FileObject> owns;
    std::vector<FileObject> others;
    std::vector<FileObject> all{};
    std::vector<FileContent> fresh{};  ///< what neither has
    bool is_behind = false;            ///< the own one is in the other's history
    bool has_other = false;            ///< the other one is in the own one's

    void weigh(const Program& git, const std::vector<FileContent>& added) {
        all = union_of(owns, others);
        fresh = absent_in(added, all);
        const bool same = own == other;
        is_behind = other && (!own || same || is_ancestor(git, *own, *other));
        has_other = !other || (own && (same || is_ancestor(git, *other, *own)));
    }
    [[nodiscard]] bool is_done() const {
        return has_other && fresh.empty() && paths_lost(all, owns).empty();
    }
    /// To the other one, without a commit.
    [[nodiscard]] bool can_move() const {
        return is_behind && fresh.empty() && paths_lost(all, others).empty();
    }
    [[nodiscard]] UnionCommit commit(const std::string& ref, std::string message) const {
        UnionCommit commit{.ref = ref,
                           .parents = {},
                           .objects = {},
                           .files = fresh,
                           .message = std::move(message)};
        const std::vector<FileObject>& beneath = is_behind ? others : owns;
        if (is_behind) {
            commit.parents = {*other};
        } else {
            if (own) {
                commit.parents.push_back(*own);
            }
            if (!has_other) {
                commit.parents.push_back(*other);
            }
        }
        std::ranges::set_difference(all, beneath, std::back_inserter(commit.objects),
                                    [](const FileObject& one, const FileObject& two) {
                                        return std::tie(one.path, one.object) <
                                               std::tie(two.path, two.object);
                                    });
        return commit;
    }
};

}  // namespace

std::vector<std::string> paths_lost(const std::vector<FileObject>& before,
                                    const std::vector<FileObject>& after) {
    std::vector<std::string> lost;
    for (const FileObject& file : before) {
        const auto now = std::ranges::lower_bound(after, file.path, {}, &FileObject::path);
        if (now == after.end() || *now != file) {
            lost.push_back(file.path);
        }
    }
    return lost;
}

LedgerRef::LedgerRef(Repository& repository, std::string ref)
    : repository_(repository), ref_(std::move(ref)) {}

std::string LedgerRef::tracking(const std::string& remote) const {
    return std::string(fetched_refs) + remote + ending_of(ref_);
}

std::optional<CommitId> LedgerRef::tip_of(const std::string& ref) const {
    const Refs refs = refs_of(repository_.place(), program_of(repository_), ref, "");
    const auto found = refs.find(ref);
    return found == refs.end() ? std::nullopt : std::optional(CommitId{found->second});
}

std::vector<LedgerTip> LedgerRef::tips() const {
    const Program git = program_of(repository_);
    std::vector<LedgerTip> tips;
    const auto add = [&](const Refs& refs, std::string_view prefix) {
        for (const auto& [name, object] : refs) {
            const std::string ending =
                prefix == fetched_refs ? ending_of(ref_) : ref_.substr(branches_folder.size() - 1);
            if (name == ref_) {
                tips.insert(tips.begin(), {.remote = {}, .ref = name, .commit = {object}});
            } else if (name.ends_with(ending)) {
                tips.push_back({.remote = name.substr(prefix.size(),
                                                      name.size() - prefix.size() - ending.size()),
                                .ref = name,
                                .commit = {object}});
            }
        }
    };
    add(refs_of(repository_.place(), git, ref_, std::string(fetched_refs)), fetched_refs);
    if (ref_.starts_with(branches_folder)) {
        // Every fetch brings a branch along.
        constexpr std::string_view remotes = "refs/remotes/";
        Refs refs = refs_of(repository_.place(), git, ref_, std::string(remotes));
        refs.erase(ref_);
        add(refs, remotes);
    }
    return tips;
}

std::vector<FileObject> LedgerRef::files(const CommitId& commit) {
    return repository_.tree_objects(commit, everything());
}

std::vector<FileObject> LedgerRef::files(const std::vector<LedgerTip>& tips) {
    std::vector<FileObject> all;
    std::vector<CommitId> done;
    for (const LedgerTip& tip : tips) {
        if (std::ranges::find(done, tip.commit) == done.end()) {
            done.push_back(tip.commit);
            all = union_of(all, files(tip.commit));
        }
    }
    return all;
}

std::optional<std::string> LedgerRef::choose_remote(const std::string& asked) const {
    const Program git = program_of(repository_);
    const std::string text = git.output({"remote"});
    std::vector<std::string> remotes;
    for (const std::string_view line : split_on(text, '\n')) {
        if (!line.empty()) {
            remotes.emplace_back(line);
        }
    }
    const auto is_there = [&](const std::string& name) {
        return std::ranges::find(remotes, name) != remotes.end();
    };
    const std::string configured =
        asked.empty() ? repository_.config("gmig.ledgerRemote").value_or("") : asked;
    if (!configured.empty()) {
        if (is_there(configured)) {
            return configured;
        }
        throw Error(Error::Kind::Repository, "there is no remote '" + printable(configured) + "'")
            .next("git remote, which lists them");
    }
    if (is_there("origin")) {
        return "origin";
    }
    return remotes.size() == 1 ? std::optional(remotes.front()) : std::nullopt;
}

std::size_t LedgerRef::add(const std::vector<FileContent>& added, const std::string& message) {
    const std::vector<LedgerTip> here = tips();
    if (absent_in(added, files(here)).empty()) {
        return 0;
    }
    std::optional<CommitId> last;
    for (const LedgerTip& tip : here) {
        if (!tip.remote.empty()) {
            if (last) {
                join(last, {}, "join what others told");
            }
            last = tip.commit;
        }
    }
    return join(last, added, message);
}

std::vector<std::string> LedgerRef::shrunk() const {
    const std::optional<CommitId> own = tip_of(ref_);
    if (!own) {
        return {};
    }
    const std::string text =
        program_of(repository_)
            .output({"log", "-m", "--diff-filter=a", "--no-renames", "-z",
                     "--format=", "--name-only", "--no-ext-diff", "--end-of-options", own->value});
    std::vector<std::string> paths;
    for (const std::string_view path : split_on(text, '\0')) {
        if (const std::string_view name = trim(path); !name.empty()) {
            paths.emplace_back(name);
        }
    }
    std::ranges::sort(paths);
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    return paths;
}

std::size_t LedgerRef::join(const std::optional<CommitId>& other,
                            const std::vector<FileContent>& added, const std::string& message) {
    const Program git = program_of(repository_);
    Joining joining;
    joining.other = other;
    joining.others = other ? files(*other) : std::vector<FileObject>();
    for (std::size_t tried = 0; tried < most_tries; ++tried) {
        joining.own = tip_of(ref_);
        joining.owns = joining.own ? files(*joining.own) : std::vector<FileObject>();
        joining.weigh(git, added);
        if (joining.is_done()) {
            return 0;
        }
        const bool moved =
            joining.can_move()
                ? move_ref(git, ref_, *other, joining.own)
                : make_commit(git, joining.commit(ref_, "gmig ledger: " + message + "\n"));
        if (moved) {
            return joining.fresh.size() + absent_in(joining.others, joining.owns).size();
        }
    }
    throw Error(Error::Kind::Repository, ref_ + " is moved by others again and again")
        .next("the same command once more");
}

}  // namespace gmig::git

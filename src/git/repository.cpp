#include "git/access.hpp"
#include "git/checkout.hpp"
#include "git/commits.hpp"
#include "git/files.hpp"
#include "git/program.hpp"
#include "git/repository_state.hpp"
#include "git/staging.hpp"
#include "git/work_tree.hpp"
#include <gmig/git/repository.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace gmig::git {
namespace {

// An option or several lines are no revision; nor does anything with a NUL reach git whole.
bool can_be_revision(const std::string& text) {
    return !text.empty() && text.front() != '-' &&
           text.find_first_of(std::string_view("\0\n", 2)) == std::string::npos;
}

// "refs/heads/main" and nothing that a revision's syntax adds: libgit2 knows such names as git
// does.
bool is_full_name(const std::string& text) {
    constexpr std::array<std::string_view, 4> places = {"refs/heads/", "refs/remotes/",
                                                        "refs/tags/", "refs/gmig/"};
    return std::ranges::any_of(places,
                               [&](std::string_view place) { return text.starts_with(place); }) &&
           text.find_first_of("~^:@{}?*[\\ ") == std::string::npos;
}

bool has_remote(const Place& place, const Variables& variables) {
    try {
        return !Program(place, variables).run({"remote"}).out.empty();
    } catch (const Error&) {
        return false;  // without a git program there is nothing to fetch with
    }
}

}  // namespace

Repository::Repository(Place place, Variables variables)
    : state_(std::make_unique<State>(std::move(place), std::move(variables))) {}
Repository::~Repository() = default;
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;

const Place& Repository::place() const {
    return state_->place;
}
const Variables& Repository::variables() const {
    return state_->variables;
}
bool Repository::bare() const {
    return state_->place.work_tree.empty();
}
bool Repository::shallow() const {
    return !shallow_commits(state_->place, state_->variables).empty();
}

std::optional<CommitId> Repository::head() {
    return state_->ask([](auto& backend) { return backend.head(); });
}

std::optional<std::string> Repository::branch() {
    return state_->ask([](auto& backend) { return backend.branch(); });
}

std::optional<std::string> Repository::upstream(const std::string& branch) {
    return state_->ask_until_found([&](auto& backend) { return backend.upstream(branch); });
}

std::optional<CommitId> Repository::find_commit(const std::string& revision) {
    if (!can_be_revision(revision)) {
        return std::nullopt;
    }
    state_->open();
    if (state_->library && is_full_name(revision) && !state_->library->has_reference(revision)) {
        return std::nullopt;
    }
    return state_->ask_until_found([&](auto& backend) { return backend.find_commit(revision); });
}

CommitId Repository::resolve(const std::string& revision) {
    if (auto commit = find_commit(revision)) {
        return std::move(*commit);
    }
    Error unknown(Error::Kind::Repository,
                  fmt::format("there is no commit \"{}\" here", printable(revision)));
    if (shallow()) {
        throw std::move(unknown)
            .state("this clone is shallow: its history ends early")
            .next("git fetch --unshallow");
    }
    if (revision == "HEAD" && !head()) {
        throw Error(Error::Kind::Repository, "nothing is committed here yet").next("git commit");
    }
    throw std::move(unknown).next(has_remote(state_->place, state_->variables)
                                      ? "git fetch"
                                      : "git branch -a, which lists what is here");
}

Operation Repository::operation_in_progress() {
    return operation_of(state_->place);
}

std::vector<FileContent> Repository::tree_files(const CommitId& commit, const FolderQuery& query) {
    return read(tree_objects(commit, query));
}

std::vector<FileContent> Repository::index_files(const FolderQuery& query) {
    return read(index_objects(query));
}

std::vector<FileContent> Repository::work_tree_files(const FolderQuery& query) {
    return files_in_work_tree(state_->place, query);
}

std::optional<std::string> Repository::file(const std::optional<CommitId>& commit,
                                            const std::string& path) {
    return state_->ask([&](auto& backend) { return backend.file(commit, path); });
}

std::vector<FileObject> Repository::tree_objects(const CommitId& commit, const FolderQuery& query) {
    return state_->ask([&](auto& backend) { return backend.tree_objects(commit, query); });
}

std::vector<FileObject> Repository::index_objects(const FolderQuery& query) {
    return state_->ask([&](auto& backend) { return backend.index_objects(query); });
}

std::vector<FileContent> Repository::read(const std::vector<FileObject>& files) {
    return state_->read(files, [&](auto& backend) { return backend.read(files); });
}

std::vector<FileContent> Repository::read_small(const std::vector<FileObject>& files,
                                                std::uint64_t most) {
    return state_->read(files, [&](auto& backend) { return backend.read_small(files, most); });
}

std::vector<std::string> Repository::conflicted_paths(const std::string& folder) {
    return state_->ask([&](auto& backend) { return backend.conflicted_paths(folder); });
}

bool Repository::index_differs(const std::string& folder) {
    return index_differs(std::vector{folder});
}

bool Repository::index_differs(const std::vector<std::string>& paths) {
    state_->accept();
    return state_->program.index_differs(paths);
}

std::vector<std::string> Repository::tracked(const std::string& name) {
    state_->accept();
    return state_->program.tracked(name);
}

std::vector<std::string> Repository::removed(const std::string& name, const CommitId& before) {
    state_->accept();
    return state_->program.removed(name, before);
}

std::optional<std::string> Repository::folder_tree(const CommitId& commit,
                                                   const std::string& folder) {
    return state_->ask([&](auto& backend) { return backend.folder_tree(commit, folder); });
}

Repository::Authorship Repository::authorship(const CommitId& commit) {
    return state_->ask([&](auto& backend) { return backend.authorship(commit); });
}

std::vector<std::string> Repository::branches() {
    state_->accept();
    return state_->program.branches();
}

std::vector<CommitId> Repository::parents(const CommitId& commit) {
    return state_->ask([&](auto& backend) { return backend.parents(commit); });
}

namespace {

// Whether a few steps along first parents lead there: a branch that was just put behind the other
// needs no program to be started.
bool is_near(Repository& repository, CommitId from, const CommitId& to) {
    constexpr int steps = 20;
    for (int step = 0; step < steps && !repository.shallow(); ++step) {
        std::vector<CommitId> parents = repository.parents(from);
        if (parents.empty()) {
            return false;
        }
        from = std::move(parents.front());
        if (from == to) {
            return true;
        }
    }
    return false;
}

}  // namespace

bool Repository::contains(const CommitId& descendant, const CommitId& ancestor) {
    if (descendant == ancestor || is_near(*this, descendant, ancestor)) {
        return true;
    }
    state_->accept();
    return is_ancestor(state_->program.program(), ancestor, descendant);
}

std::vector<CommitId> Repository::merge_bases(const CommitId& one, const CommitId& other) {
    state_->accept();
    return merge_bases_of(state_->program.program(), one, other);
}

std::unordered_map<std::string, Repository::Change> Repository::last_changes(
    const std::vector<std::string>& paths, const CommitId& from,
    const std::optional<CommitId>& excluded) {
    state_->accept();
    return state_->known(last_changes_of(state_->program.program(), paths, from, excluded));
}

std::unordered_map<std::string, Repository::Change> Repository::added(
    const std::vector<std::string>& paths, const CommitId& from) {
    state_->accept();
    return paths.empty() ? std::unordered_map<std::string, Change>()
                         : state_->known(added_in(state_->program.program(), paths, from));
}

std::optional<std::string> Repository::merge_file(const std::string& base, const std::string& ours,
                                                  const std::string& theirs) {
    state_->open();
    return state_->library ? state_->library->merge_file(base, ours, theirs) : std::nullopt;
}

std::optional<CommitId> Repository::added_by(const std::string& path, const std::string& from) {
    const auto start = find_commit(from);
    return start ? state_->program.added_by(path, *start) : std::nullopt;
}

std::optional<std::string> Repository::config(const std::string& key) {
    require_access(state_->place, state_->variables);
    return state_->program.config(key);
}

std::optional<CommitId> Repository::rebased_onto() {
    return commit_rebased_onto(state_->place);
}

std::vector<StagedFile> Repository::staged(const std::string& folder) {
    state_->accept();
    return staged_files(Program(state_->place, state_->variables), folder);
}

Uncommitted Repository::uncommitted(const std::string& folder) {
    state_->accept();
    return uncommitted_files(Program(state_->place, state_->variables), folder);
}

void Repository::stage(const std::vector<std::string>& paths) {
    state_->accept();
    stage_files(Program(state_->place, state_->variables), paths);
}

void Repository::restage(const std::vector<std::string>& paths,
                         const std::vector<StagedFile>& entries) {
    state_->accept();
    restage_files(Program(state_->place, state_->variables), paths, entries);
}

std::optional<CommitId> Repository::branch_to_be(const std::string& name) {
    return find_commit(name) ? std::nullopt : find_commit("refs/remotes/origin/" + name);
}

void Repository::checkout(const std::string& revision) {
    state_->accept();
    if (!can_be_revision(revision)) {
        throw Error(Error::Kind::Repository,
                    "'" + printable(revision) + "' is no revision to be checked out")
            .state("nothing has changed")
            .next("git branch, which names them");
    }
    const auto branch_before = branch();
    const auto own = find_commit("refs/heads/" + revision);
    const auto named = own ? own : branch_to_be(revision);
    const CommitId wanted = named ? *named : resolve(revision);
    const auto commit_before = head();
    const ProcessResult result = check_out(state_->place, state_->variables, revision);
    // What was opened may remember HEAD and the index as they were.
    *state_ = State(state_->place, state_->variables);
    const bool was_there =
        commit_before == wanted && (named ? branch_before == revision : !branch_before);
    const auto branch_now = branch();
    const bool is_there = head() == wanted && (named ? branch_now == revision
                                                     : !branch_now || branch_now == branch_before);
    if (is_there && (result.exit_code == 0 || !was_there)) {
        return;
    }
    if (result.exit_code == 0) {
        throw Error(Error::Kind::Repository, "git went elsewhere than to " + printable(revision))
            .state("git's HEAD may have moved; no database has")
            .next("git status");
    }
    try {
        refuse(result);
    } catch (const Error& refused) {
        throw Error(refused.kind(), refused.what())
            .state("nothing has changed")
            .next("git commit or git stash what stands in the way, then the same command");
    }
}

}  // namespace gmig::git

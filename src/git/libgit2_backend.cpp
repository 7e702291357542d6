#include "git/libgit2_backend.hpp"

#include "git/commit_text.hpp"
#include "git/commits.hpp"
#include "git/entries.hpp"
#include "git/files.hpp"
#include "git/folder_path.hpp"
#include "git/index_file.hpp"
#include "git/libgit2_tree.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace gmig::git {
namespace {

Error unable(const std::string& what) {
    return {Error::Kind::Repository, "libgit2: " + what};
}

// Configuration that libgit2 does not see.
bool has_config_variables(const Variables& variables) {
    return std::ranges::any_of(
        variables, [](const auto& each) { return each.first.starts_with("GIT_CONFIG"); });
}

Handle<git_repository> open(const Libgit2& git, const Place& place, const Variables& variables) {
    if (is_set(variables, "GIT_COMMON_DIR")) {
        throw unable("it does not know GIT_COMMON_DIR");
    }
    // As a bare one: gmig knows the work tree itself, and libgit2 1.5 stumbles over some.
    constexpr unsigned flags =
        GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT | GIT_REPOSITORY_OPEN_BARE;
    git_repository* raw = nullptr;
    git.require(git.git_repository_open_ext(&raw, place.git_dir.c_str(), flags, nullptr),
                "opening the repository");
    return {raw, git.git_repository_free};
}

Handle<git_odb> objects_of(const Libgit2& git, git_repository* repository) {
    git_odb* raw = nullptr;
    git.require(git.git_repository_odb(&raw, repository), "opening the objects");
    return {raw, git.git_odb_free};
}

}  // namespace

Libgit2Backend::Libgit2Backend(Place place, Variables variables)
    : place_(std::move(place)),
      variables_(std::move(variables)),
      repository_(open(git_, place_, variables_)),
      objects_(objects_of(git_, repository_.get())) {
    for (const auto& folder : object_folders(place_, variables_)) {
        git_.require(git_.git_odb_add_disk_alternate(objects_.get(), folder.c_str()),
                     "adding a folder of objects");
    }
}

std::optional<CommitId> Libgit2Backend::head() {
    git_oid oid{};
    const int code = git_.git_reference_name_to_id(&oid, repository_.get(), "HEAD");
    if (code == GIT_ENOTFOUND) {
        return std::nullopt;
    }
    git_.require(code, "reading HEAD");
    return CommitId{hex_of(git_, &oid)};
}

std::optional<std::string> Libgit2Backend::branch() {
    git_reference* raw = nullptr;
    git_.require(git_.git_reference_lookup(&raw, repository_.get(), "HEAD"), "reading HEAD");
    const Handle<git_reference> reference(raw, git_.git_reference_free);
    if (git_.git_reference_type(reference.get()) != GIT_REFERENCE_SYMBOLIC) {
        return std::nullopt;
    }
    std::string target = git_.git_reference_symbolic_target(reference.get());
    return target.starts_with(branches_folder) ? target.substr(branches_folder.size()) : target;
}

bool Libgit2Backend::has_reference(const std::string& name) const {
    git_oid ignored{};
    return git_.git_reference_name_to_id(&ignored, repository_.get(), name.c_str()) == 0;
}

// Shortened as git does: no further than that no other reference is meant by it.
std::string Libgit2Backend::short_name(const std::string& reference) const {
    static constexpr std::array<std::string_view, 4> places = {"refs/", "refs/tags/", "refs/heads/",
                                                               "refs/remotes/"};
    const auto* found =
        std::ranges::find_if(places.rbegin(), places.rend(), [&](std::string_view place) {
            return reference.starts_with(place);
        }).base();
    if (found == places.begin()) {
        return reference;
    }
    std::string name = reference.substr((found - 1)->size());
    for (const auto place : places) {
        const std::string other = std::string(place) + name;
        if (other != reference && has_reference(other)) {
            return reference.substr(std::string_view("refs/").size());
        }
    }
    return name;
}

std::optional<std::string> Libgit2Backend::upstream(const std::string& branch) {
    if (has_config_variables(variables_)) {
        throw unable("it does not know GIT_CONFIG_*");
    }
    git_buf name{};
    const int code = git_.git_branch_upstream_name(&name, repository_.get(),
                                                   (std::string(branches_folder) + branch).c_str());
    if (code == GIT_ENOTFOUND) {
        return std::nullopt;
    }
    git_.require(code, "reading the upstream");
    const std::string reference(name.ptr, name.size);
    git_.git_buf_dispose(&name);
    return has_reference(reference) ? std::optional(short_name(reference)) : std::nullopt;
}

std::optional<CommitId> Libgit2Backend::find_commit(const std::string& revision) {
    git_object* raw = nullptr;
    int code = git_.git_revparse_single(&raw, repository_.get(), revision.c_str());
    const Handle<git_object> object(raw, git_.git_object_free);
    if (code == 0) {
        code = git_.git_object_peel(&raw, object.get(), GIT_OBJECT_COMMIT);
    }
    if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC || code == GIT_EPEEL) {
        return std::nullopt;
    }
    git_.require(code, "looking for a revision");
    const Handle<git_object> commit(raw, git_.git_object_free);
    return CommitId{hex_of(git_, git_.git_object_id(commit.get()))};
}

git_oid Libgit2Backend::oid_of(const std::string& object) const {
    git_oid oid{};
    if (object.size() != GIT_OID_HEXSZ || git_.git_oid_fromstr(&oid, object.c_str()) != 0) {
        throw unable(fmt::format("\"{}\" is no object's name that it knows", object));
    }
    return oid;
}

Handle<git_tree> Libgit2Backend::tree_of(const CommitId& commit) const {
    require_object_name(commit);
    const git_oid oid = oid_of(commit.value);
    git_commit* raw = nullptr;
    git_.require(git_.git_commit_lookup(&raw, repository_.get(), &oid), "reading a commit");
    const Handle<git_commit> opened(raw, git_.git_commit_free);
    git_tree* tree = nullptr;
    git_.require(git_.git_commit_tree(&tree, opened.get()), "reading a commit's tree");
    return {tree, git_.git_tree_free};
}

std::vector<FileObject> Libgit2Backend::tree_objects(const CommitId& commit,
                                                     const FolderQuery& query) {
    const TreeReader reader(git_, repository_.get());
    auto found = reader.find_folder(tree_of(commit), query.folder);
    if (!found.blocker.empty()) {
        refuse_as_folder(found.blocker, describe(commit), found.blocker_mode);
    }
    if (found.tree == nullptr) {
        return {};
    }
    return reader.files_of(std::move(found.tree), query, describe(commit));
}

std::optional<std::string> Libgit2Backend::folder_tree(const CommitId& commit,
                                                       const std::string& folder) {
    const TreeReader reader(git_, repository_.get());
    const auto found = reader.find_folder(tree_of(commit), folder);
    if (found.tree == nullptr) {
        return std::nullopt;
    }
    return hex_of(git_, git_.git_tree_id(found.tree.get()));
}

std::vector<FileObject> Libgit2Backend::index_objects(const FolderQuery& query) {
    const auto bytes = read_git_file(index_path(place_, variables_));
    if (!bytes) {
        return {};
    }
    auto entries = parse_index(*bytes, folder_prefix(query.folder));
    if (entries.empty()) {
        for (const auto& path : folder_prefixes(query.folder)) {
            if (const Mode mode = mode_in_index(*bytes, path); mode != 0) {
                refuse_as_folder(path, the_index, mode);
            }
        }
    }
    return staged_files(std::move(entries), query);
}

std::vector<std::string> Libgit2Backend::conflicted_paths(const std::string& folder) {
    const auto bytes = read_git_file(index_path(place_, variables_));
    if (!bytes) {
        return {};
    }
    return staged_conflicts(parse_index(*bytes, folder_prefix(folder)));
}

std::optional<std::string> Libgit2Backend::blob_in_index(const std::string& path) const {
    const auto bytes = read_git_file(index_path(place_, variables_));
    if (!bytes) {
        return std::nullopt;
    }
    for (const IndexEntry& entry : parse_index(*bytes, path)) {
        if (entry.path.empty() && !entry.conflicted && !entry.intent_to_add) {
            return (entry.mode & mode_type) == mode_file ? std::optional(entry.object)
                                                         : std::nullopt;
        }
    }
    return std::nullopt;
}

std::optional<std::string> Libgit2Backend::blob_in_tree(const CommitId& commit,
                                                        const std::string& path) const {
    const TreeReader reader(git_, repository_.get());
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash);
    const auto found = reader.find_folder(tree_of(commit), folder);
    return found.tree == nullptr ? std::nullopt
                                 : reader.blob_in(found.tree.get(), path.substr(slash + 1));
}

std::optional<std::string> Libgit2Backend::file(const std::optional<CommitId>& commit,
                                                const std::string& path) {
    const std::string whole = join(folder_parts(path), "/");
    const auto blob = commit ? blob_in_tree(*commit, whole) : blob_in_index(whole);
    return blob ? std::optional(read({{whole, *blob}}).front().bytes) : std::nullopt;
}

Handle<git_odb_object> Libgit2Backend::read_object(const git_oid& oid, git_object_t kind) const {
    git_odb_object* raw = nullptr;
    git_.require(git_.git_odb_read(&raw, objects_.get(), &oid), "reading an object");
    Handle<git_odb_object> object(raw, git_.git_odb_object_free);
    if (git_.git_odb_object_type(object.get()) != kind) {
        throw unable(fmt::format("object {} is of another kind", hex_of(git_, &oid)));
    }
    return object;
}

std::vector<CommitId> Libgit2Backend::parents(const CommitId& commit) {
    const auto object = read_object(oid_of(commit.value), GIT_OBJECT_COMMIT);
    return parents_in({static_cast<const char*>(git_.git_odb_object_data(object.get())),
                       git_.git_odb_object_size(object.get())});
}

std::optional<std::string> Libgit2Backend::bytes_of(
    const FileObject& file, const std::function<bool(std::uint64_t size)>& wants) const {
    const git_oid oid = oid_of(file.object);
    std::size_t size = 0;
    git_object_t kind = GIT_OBJECT_INVALID;
    git_.require(git_.git_odb_read_header(&size, &kind, objects_.get(), &oid),
                 "looking for a file's bytes");
    if (!wants(size)) {
        return std::nullopt;
    }
    const auto object = read_object(oid, GIT_OBJECT_BLOB);
    const auto* data = static_cast<const char*>(git_.git_odb_object_data(object.get()));
    return std::string(data, git_.git_odb_object_size(object.get()));
}

std::vector<FileContent> Libgit2Backend::read(const std::vector<FileObject>& files) {
    std::vector<FileContent> contents;
    contents.reserve(files.size());
    Budget budget;
    for (const auto& file : files) {
        const auto count = [&](std::uint64_t size) {
            budget.add(file.path, size);
            return true;
        };
        contents.push_back({file.path, *bytes_of(file, count)});
    }
    return contents;
}

std::vector<FileContent> Libgit2Backend::read_small(const std::vector<FileObject>& files,
                                                    std::uint64_t most) {
    std::vector<FileContent> contents;
    contents.reserve(files.size());
    Budget budget;
    for (const auto& file : files) {
        const auto is_small = [&](std::uint64_t size) {
            if (size <= most) {
                budget.add(file.path, size);
            }
            return size <= most;
        };
        if (auto bytes = bytes_of(file, is_small)) {
            contents.push_back({file.path, *std::move(bytes)});
        }
    }
    return contents;
}

std::vector<FileObject> Libgit2Backend::missing(const std::vector<FileObject>& files) {
    std::vector<FileObject> absent;
    std::ranges::copy_if(files, std::back_inserter(absent), [&](const FileObject& file) {
        const git_oid oid = oid_of(file.object);
        return git_.git_odb_exists(objects_.get(), &oid) == 0;
    });
    return absent;
}

Repository::Authorship Libgit2Backend::authorship(const CommitId& commit) {
    require_object_name(commit);
    const auto object = read_object(oid_of(commit.value), GIT_OBJECT_COMMIT);
    const auto* data = static_cast<const char*>(git_.git_odb_object_data(object.get()));
    return parse_commit({data, git_.git_odb_object_size(object.get())});
}

std::optional<std::string> Libgit2Backend::merge_file(const std::string& base,
                                                      const std::string& ours,
                                                      const std::string& theirs) {
    const auto input = [](const std::string& bytes) {
        git_merge_file_input version{};
        version.version = GIT_MERGE_FILE_INPUT_VERSION;
        version.ptr = bytes.data();
        version.size = bytes.size();
        return version;
    };
    const std::array versions{input(base), input(ours), input(theirs)};
    git_merge_file_result result{};
    git_.require(git_.git_merge_file(&result, versions.data(), &versions[1], &versions[2], nullptr),
                 "merge");
    const std::unique_ptr<git_merge_file_result, decltype(git_.git_merge_file_result_free)> owner(
        &result, git_.git_merge_file_result_free);
    if (result.automergeable == 0) {
        return std::nullopt;
    }
    return std::string(result.ptr, result.len);
}

}  // namespace gmig::git

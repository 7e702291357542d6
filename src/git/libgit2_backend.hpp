#pragma once

#include "git/libgit2.hpp"
#include <gmig/git/repository.hpp>

#include <cstdint>
#include <functional>

namespace gmig::git {

/// Answers by libgit2 (and, for the index, by parse_index). Throws Error{Repository} for whatever
/// it cannot answer, for which the git program is asked then; Error{Migration} is final. See
/// Repository for what the functions hold.
class Libgit2Backend {
public:
    /// Throws Error{Environment} without libgit2, Error{Repository} for a repository that it does
    /// not know to read.
    Libgit2Backend(Place place, Variables variables);

    std::optional<CommitId> head();
    std::optional<std::string> branch();
    std::optional<std::string> upstream(const std::string& branch);
    std::optional<CommitId> find_commit(const std::string& revision);
    std::vector<FileObject> tree_objects(const CommitId& commit, const FolderQuery& query);
    std::vector<FileObject> index_objects(const FolderQuery& query);
    std::vector<std::string> conflicted_paths(const std::string& folder);
    std::optional<std::string> folder_tree(const CommitId& commit, const std::string& folder);
    std::vector<FileContent> read(const std::vector<FileObject>& files);
    std::vector<FileContent> read_small(const std::vector<FileObject>& files, std::uint64_t most);
    std::optional<std::string> file(const std::optional<CommitId>& commit, const std::string& path);
    std::vector<CommitId> parents(const CommitId& commit);
    Repository::Authorship authorship(const CommitId& commit);
    std::optional<std::string> merge_file(const std::string& base, const std::string& ours,
                                          const std::string& theirs);

    /// Whether there is one of that full name that leads to an object.
    [[nodiscard]] bool has_reference(const std::string& name) const;
    /// Those of the files whose bytes are not here (a partial clone lacks them).
    std::vector<FileObject> missing(const std::vector<FileObject>& files);

private:
    /// Nothing where its size is not wanted.
    [[nodiscard]] std::optional<std::string> bytes_of(
        const FileObject& file, const std::function<bool(std::uint64_t size)>& wants) const;
    [[nodiscard]] std::optional<std::string> blob_in_index(const std::string& path) const;
    [[nodiscard]] std::optional<std::string> blob_in_tree(const CommitId& commit,
                                                          const std::string& path) const;
    [[nodiscard]] std::string short_name(const std::string& reference) const;
    [[nodiscard]] git_oid oid_of(const std::string& object) const;
    [[nodiscard]] Handle<git_tree> tree_of(const CommitId& commit) const;
    [[nodiscard]] Handle<git_odb_object> read_object(const git_oid& oid, git_object_t kind) const;

    Place place_;
    Variables variables_;
    Libgit2 git_;
    Handle<git_repository> repository_;
    Handle<git_odb> objects_;
};

}  // namespace gmig::git

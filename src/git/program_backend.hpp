#pragma once

#include "git/entries.hpp"
#include "git/program.hpp"
#include <gmig/git/repository.hpp>

namespace gmig::git {

/// Answers by the git program, whose word is final: Error{Repository} with git's own words. See
/// Repository for what the functions hold.
class ProgramBackend {
public:
    ProgramBackend(Place place, Variables variables);

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

    [[nodiscard]] const Program& program() const { return git_; }
    std::vector<std::string> branches();
    bool index_differs(const std::vector<std::string>& paths);
    std::vector<std::string> tracked(const std::string& name);
    std::vector<std::string> removed(const std::string& name, const CommitId& before);
    std::optional<CommitId> added_by(const std::string& path, const CommitId& from);
    std::optional<std::string> config(const std::string& key);

    /// Has a partial clone's missing files fetched at once, where one by one would take a
    /// connection each. What fails is left to the reading, which says so.
    void fetch(const std::vector<FileObject>& files);

private:
    /// Nothing where only git reads the index.
    [[nodiscard]] std::optional<std::vector<std::string>> read_tracked(
        const std::string& name) const;
    /// A reference or revision by `rev-parse`; nothing when git knows none of that name.
    [[nodiscard]] std::optional<std::string> parse(std::vector<std::string> arguments) const;
    [[nodiscard]] std::vector<IndexEntry> staged(const std::string& folder) const;
    void refuse_blocked_folder(const CommitId& commit, const std::string& folder) const;
    void refuse_blocked_folder(const std::string& folder) const;
    [[nodiscard]] std::string empty_tree() const;

    Place place_;
    Variables variables_;
    Program git_;
};

}  // namespace gmig::git

#pragma once

#include <gmig/app/request.hpp>
#include <gmig/git/repository.hpp>
#include <gmig/layout/migrations.hpp>
#include <gmig/model/history.hpp>
#include <gmig/support/journal.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// A project as found on disk: its configuration, its folder, and the repository around it, if any.
class Workspace {
public:
    /// Looks for gmig.json from the request's directory upwards, not past the work tree's top (or,
    /// without a repository, the file system's root). Without one the defaults and the request's
    /// flags describe the project, whose root is then the work tree's top, or the directory itself.
    /// Where the request names its folder, it is read there, or, where that is not checked out, in
    /// the index. Throws Error{Usage} for a bad configuration, a project that is not in it, and
    /// where there is none but the repository has some in folders below.
    explicit Workspace(const Request& request);
    /// The same, for a project that a commit's gmig.json describes, in the request's folder.
    Workspace(const Request& request, layout::ProjectConfig project);

    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    [[nodiscard]] const layout::ProjectConfig& project() const { return project_; }
    [[nodiscard]] bool has_config() const { return has_config_; }
    [[nodiscard]] std::filesystem::path config_file() const { return root_ / "gmig.json"; }
    [[nodiscard]] std::filesystem::path folder() const { return root_ / project_.migrations; }
    [[nodiscard]] const std::optional<git::Place>& place() const { return place_; }
    /// A path of the project as git names it, from the work tree's top.
    [[nodiscard]] std::string path_in_repository(const std::string& path) const;

    /// The repository; opened on first use. Null when there is none.
    [[nodiscard]] git::Repository* repository() const;

    /// Where gmig keeps its own files: `.git/gmig` of this work tree, or `.gmig` beside gmig.json.
    [[nodiscard]] std::filesystem::path state_folder() const;
    [[nodiscard]] Journal journal() const { return Journal(state_folder()); }
    /// Every journal that may hold something: this work tree's, and, from a linked one, the
    /// repository's (its hooks).
    [[nodiscard]] std::vector<Journal> journals() const;

    /// The migrations of the work tree's folder (and its former places); an absent folder has none.
    [[nodiscard]] layout::MigrationSet work_tree() const;
    [[nodiscard]] std::vector<FileContent> work_tree_files() const;
    /// The migrations of a commit's tree.
    [[nodiscard]] layout::MigrationSet tree(const CommitId& commit) const;
    /// The files that they are read from (of the first of the folder's places that has any), and
    /// reading them.
    [[nodiscard]] std::vector<FileContent> tree_files(const CommitId& commit) const;
    [[nodiscard]] layout::MigrationSet read(const std::vector<FileContent>& files) const;

    /// The commits of the protected branches that are here, each one's upstream where it has one.
    [[nodiscard]] std::vector<CommitId> protected_commits() const;

private:
    void find_config(const Request& request);
    void refuse_projects_apart(const Request& request) const;
    void read_config_in(const std::string& folder, const Request& request);
    void apply_flags(const Request& request);

    git::Variables variables_;
    std::filesystem::path root_;
    std::filesystem::path folder_in_bare_;  ///< what paths begin with where there is no work tree
    layout::ProjectConfig project_;
    bool has_config_ = false;
    std::optional<git::Place> place_;
    mutable std::unique_ptr<git::Repository> repository_;
};

/// Where the repository around the request's directory lies, if there is one.
std::optional<git::Place> find_place(const Request& request);

/// gmig.json as the request's directory sees it (see Workspace); nothing where there is none.
struct NearestConfig {
    std::filesystem::path folder;
    layout::Config config;
};
std::optional<NearestConfig> nearest_config(const Request& request);

/// The history of a set, whose migrations are moved out of it; the first unreadable file is thrown
/// as Error{Migration}.
History take_history(layout::MigrationSet& set);

/// The fingerprint of a migration's up part, in the project's dialect.
Fingerprint fingerprint_of(const Workspace& workspace, const Migration& migration);

/// The migration that a word means, in the work tree or (REF:WORD) in a commit, and the history it
/// stands in. Throws Error{Usage}, or Error{Repository} for an unknown revision.
struct Found {
    History history;
    Migration migration;
};
Found find_in_history(const Workspace& workspace, const std::string& word);

/// What is wrong with gmig.head (GM207): markers, an unknown id, another id than the head's;
/// nothing when it is right, or not wanted (tripwire off).
std::optional<Finding> check_head_file(const layout::ProjectConfig& project,
                                       const layout::MigrationSet& set, const History& history);

/// Finishes what a crash left in the journal of files, tells, and gives its operation ("init",
/// "new add-a"); then what it left of a rebase. Writing commands begin with it. Error{Recover}
/// where the latter needs somebody (`gmig rebase --continue` or --abort), and where gmig.json,
/// which the caller has read before, says something else now.
// NOLINTNEXTLINE(modernize-use-nodiscard): most of them are told and go on
std::optional<std::string> finish_journal(const Workspace& workspace, const Request& request);

}  // namespace gmig::app

#pragma once

#include <gmig/model/ids.hpp>
#include <gmig/support/file.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gmig::git {

/// What git handed down (to a hook, say): values of GIT_DIR, GIT_INDEX_FILE, GIT_WORK_TREE, and so
/// on, by name. cli takes them from the process's environment.
using Variables = std::unordered_map<std::string, std::string>;

/// Where a repository lies. Found by looking at files alone, so it costs nothing.
struct Place {
    std::filesystem::path git_dir;     ///< this work tree's: .git, or .git/worktrees/x
    std::filesystem::path common_dir;  ///< the repository's: refs, config, hooks
    std::filesystem::path work_tree;   ///< empty in a bare repository
};

/// The repository that `start` is in, as git would find it: GIT_DIR and GIT_WORK_TREE first, then
/// upwards to the file system's root (or GIT_CEILING_DIRECTORIES); .git may be a file ("gitdir:
/// …"). Relative values count from `start`. Nothing when there is none. Throws Error{Repository}
/// when .git is there and broken. Loads no library and starts no program.
std::optional<Place> find_repository(const std::filesystem::path& start,
                                     const Variables& variables);

/// What git is in the middle of.
enum class Operation : unsigned char { None, Merge, Rebase, CherryPick, Revert, Bisect, Am };
std::string_view to_string(Operation operation);

/// Which files of a folder to read.
struct FolderQuery {
    std::string folder;  ///< relative to the work tree's top, '/' between parts; "" is the top
    WantsPath wants;     ///< asked with paths relative to the folder
    /// What is no regular file is passed over under a wanted name too, and not refused.
    bool files_only = false;
};

/// A file by the name of its bytes: equal objects are equal bytes, so that a file need only be read
/// when its object differs from one that is known.
struct FileObject {
    std::string path;    ///< relative to the folder
    std::string object;  ///< the blob's name, in hexadecimal
    bool operator==(const FileObject&) const = default;
};

/// An entry of the index as it stands, in a conflict too.
struct StagedFile {
    std::string path;  ///< from the work tree's top
    std::string mode;  ///< as git writes it: "100644"
    std::string object;
    /// 0: settled. In a conflict 1 is the base, 2 the side that is checked out (in a rebase:
    /// upstream's), 3 the one that comes in.
    int stage = 0;
    bool operator==(const StagedFile&) const = default;
};

/// Paths (from the work tree's top) of what is not committed, those in conflict apart.
struct Uncommitted {
    std::vector<std::string> staged;    ///< in the index, and not so in HEAD
    std::vector<std::string> unstaged;  ///< in the work tree, and not so in the index
};

/// What the repository says. libgit2 answers where it can; where it cannot (split or sparse index,
/// sha256, reftable, objects that a partial clone lacks, another owner's repository that git itself
/// accepts) the git program does, with the same result. Reads only, stage(), restage() and
/// checkout() apart; never touches the network but for a partial clone's missing blobs, sets no
/// safe.directory.
///
/// Relative values of variables count from the top of the work tree (the repository itself when it
/// is bare), as git has them and as it starts hooks there.
///
/// Not for several threads. Throws Error{Repository} with the command that helps; so it does, at
/// the first question, for another owner's repository that git does not accept.
class Repository {
public:
    /// Costs nothing by itself: what a question needs is opened at the first one (libgit2 takes 6
    /// ms, once).
    Repository(Place place, Variables variables);
    ~Repository();
    Repository(Repository&&) noexcept;
    Repository& operator=(Repository&&) noexcept;
    Repository(const Repository&) = delete;
    Repository& operator=(const Repository&) = delete;

    [[nodiscard]] const Place& place() const;
    [[nodiscard]] const Variables& variables() const;
    [[nodiscard]] bool bare() const;
    [[nodiscard]] bool shallow() const;

    /// HEAD's commit; nothing on an unborn branch.
    std::optional<CommitId> head();
    /// The short name of the checked-out branch, unborn or not; nothing when HEAD is detached.
    std::optional<std::string> branch();
    /// The short name of that branch's upstream ("origin/main"), when it has one that exists.
    std::optional<std::string> upstream(const std::string& branch);
    /// The commit that a revision means (branch, tag, sha, HEAD~2, …); nothing when there is none.
    std::optional<CommitId> find_commit(const std::string& revision);
    /// As find_commit; Error{Repository} that names it, and says so when the clone is shallow.
    CommitId resolve(const std::string& revision);
    Operation operation_in_progress();

    /// The files of a folder in a commit's tree, in the index, in the work tree; sorted by path
    /// bytewise, as support's read_folder gives them. A missing folder gives none. Links, folders
    /// and submodules under a wanted name, a folder that is one or lies behind one, and files over
    /// support's limits: Error{Migration}. In a conflicted index the entries of stages 1 to 3 are
    /// left out, and the path (relative to the folder, sorted) reported by conflicted_paths; what
    /// `git add -N` announced is not in the index yet.
    std::vector<FileContent> tree_files(const CommitId& commit, const FolderQuery& query);
    std::vector<FileContent> index_files(const FolderQuery& query);
    std::vector<FileContent> work_tree_files(const FolderQuery& query);
    std::vector<std::string> conflicted_paths(const std::string& folder);

    /// One file of a commit's tree, or (no commit) of the index; nothing when it is not there.
    /// Error{Migration} over support's limit.
    std::optional<std::string> file(const std::optional<CommitId>& commit, const std::string& path);

    /// The files of folders without reading a blob, and the reading, which keeps the order it is
    /// given.
    std::vector<FileObject> tree_objects(const CommitId& commit, const FolderQuery& query);
    std::vector<FileObject> index_objects(const FolderQuery& query);
    std::vector<FileContent> read(const std::vector<FileObject>& files);
    /// The same of those that have at most so many bytes; the others are left out.
    std::vector<FileContent> read_small(const std::vector<FileObject>& files, std::uint64_t most);

    /// Whether the index has anything in the folder that HEAD's tree has not, or otherwise. The
    /// first question of a hook: the git program answers it in 2 ms, before libgit2 is loaded.
    bool index_differs(const std::string& folder);
    /// The same of any of several folders or files; none of them may be the top.
    bool index_differs(const std::vector<std::string>& paths);

    /// The index's files of this name, in whatever folder: their paths, sorted; what is in conflict
    /// once. The git program answers, before libgit2 is loaded.
    std::vector<std::string> tracked(const std::string& name);
    /// The same of those that the commit has and the index has not.
    std::vector<std::string> removed(const std::string& name, const CommitId& before);

    /// The object name of a folder's tree in a commit; nothing when it is not there. Equal names
    /// mean equal content.
    std::optional<std::string> folder_tree(const CommitId& commit, const std::string& folder);

    /// Author and date of a commit, for people.
    struct Authorship {
        std::string author;  ///< "Ann Author <ann@example.org>"
        std::string date;    ///< ISO 8601 with its zone
        std::string subject;
    };
    Authorship authorship(const CommitId& commit);

    /// The commit on HEAD's history (or `from`'s) that last added this path; nothing when it is not
    /// committed, or when a shallow clone ends before that commit. Walks history: never for a hot
    /// path. Asks the git program.
    std::optional<CommitId> added_by(const std::string& path, const std::string& from = "HEAD");

    /// The parents that the commit names, whether or not a shallow clone has them.
    std::vector<CommitId> parents(const CommitId& commit);
    /// Whether `descendant` is `ancestor` or has it behind it. In a shallow clone false may mean
    /// that the history ends too early.
    bool contains(const CommitId& descendant, const CommitId& ancestor);
    /// The best common ancestors; several after a criss-cross merge, none of unrelated histories.
    std::vector<CommitId> merge_bases(const CommitId& one, const CommitId& other);

    /// A commit that changed a path, and whose it is.
    struct Change {
        CommitId commit;
        Authorship by;
    };
    /// By path (from the work tree's top): the newest commit behind `from`, and not behind
    /// `excluded`, that made, changed or removed it; nothing where a shallow clone ends before that
    /// commit. Looks at 2,000 commits at most. Asks the git program once, or twice: never for a hot
    /// path.
    std::unordered_map<std::string, Change> last_changes(const std::vector<std::string>& paths,
                                                         const CommitId& from,
                                                         const std::optional<CommitId>& excluded);

    /// By path: the commit behind `from` that last added it, as added_by() tells; paths that none
    /// has added are left out. Asks the git program once; walks the whole history.
    std::unordered_map<std::string, Change> added(const std::vector<std::string>& paths,
                                                  const CommitId& from);

    /// Three versions of a file joined line by line, as git does; nothing where they conflict, or
    /// where libgit2 cannot be asked.
    std::optional<std::string> merge_file(const std::string& base, const std::string& ours,
                                          const std::string& theirs);

    /// Short names of the local branches, sorted.
    std::vector<std::string> branches();

    /// A value of git's configuration (all scopes, GIT_CONFIG_* included). Asks the git program.
    std::optional<std::string> config(const std::string& key);

    /// The commit that a `git rebase` in progress puts others on; nothing when there is none.
    std::optional<CommitId> rebased_onto();
    /// The index's entries at a path or in a folder, in their order; the git program answers.
    std::vector<StagedFile> staged(const std::string& folder);
    /// What is not committed there. What git ignores does not count.
    Uncommitted uncommitted(const std::string& folder);

    /// Puts exactly these paths (from the work tree's top) into the index as the work tree has
    /// them, by `git update-index`: settled where they were in conflict, gone where there is no
    /// file. In one write: all or nothing. Error{Repository} when another git is at the index.
    void stage(const std::vector<std::string>& paths);
    /// The commit at which `git checkout` makes a branch of that name, because origin has one and
    /// nothing here is called so.
    std::optional<CommitId> branch_to_be(const std::string& name);
    /// Checks a revision out by `git checkout`: a branch by its name, anything else detached. Hooks
    /// run, with GMIG_SWITCHING=1 in their environment. Error{Repository} with git's own words when
    /// it refuses, and nothing has changed then; that a hook failed afterwards is no refusal.
    void checkout(const std::string& revision);
    /// Puts the index's entries at exactly these paths back to `entries`, conflicts included.
    void restage(const std::vector<std::string>& paths, const std::vector<StagedFile>& entries);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Environment changes that detach a child process from the repository git has put us in: every
/// variable of `git rev-parse --local-env-vars`, to be removed.
std::vector<std::string> local_variables();

}  // namespace gmig::git

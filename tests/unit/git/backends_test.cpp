// What both backends must say alike, and Repository with them.
#include "git/libgit2_backend.hpp"
#include "git/program_backend.hpp"
#include "sandbox.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace gmig::git {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

template <typename Backend>
class Backends : public testing::Test {
protected:
    [[nodiscard]] Backend open(std::string_view folder, const Variables& variables = {}) const {
        return Backend(sandbox_.place(folder, variables), variables);
    }
    static std::vector<FileContent> tree_files(Backend& backend, const CommitId& commit,
                                               const FolderQuery& query) {
        return backend.read(backend.tree_objects(commit, query));
    }
    static std::vector<FileContent> index_files(Backend& backend, const FolderQuery& query) {
        return backend.read(backend.index_objects(query));
    }

    Sandbox sandbox_;
};

struct BackendName {
    template <typename Backend>
    static std::string GetName(int) {  // NOLINT(readability-identifier-naming): gtest's name
        if (std::is_same_v<Backend, Libgit2Backend>) {
            return "Libgit2";
        }
        return std::is_same_v<Backend, ProgramBackend> ? "Program" : "Chosen";
    }
};

using AllBackends = testing::Types<Libgit2Backend, ProgramBackend, Repository>;
TYPED_TEST_SUITE(Backends, AllBackends, BackendName);

TYPED_TEST(Backends, ReadsTheFilesOfACommit) {
    const CommitId first = this->sandbox_.make_repository();
    this->sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    const CommitId second = this->sandbox_.commit("r", "Edit");
    auto backend = this->open("r");
    EXPECT_EQ(this->tree_files(backend, first, sql_in("migrations")), first_files());
    EXPECT_EQ(this->tree_files(backend, second, sql_in("migrations")).front().bytes,
              "SELECT 11;\n");
    EXPECT_THAT(paths_of(this->tree_files(backend, first, sql_in("migrations/sub"))),
                ElementsAre("three.sql"));
    EXPECT_THAT(paths_of(this->tree_files(backend, first, sql_in("./migrations/"))),
                ElementsAre("one.sql", "sub/three.sql", "two.sql"));
    EXPECT_THAT(paths_of(this->tree_files(backend, first, sql_in(""))),
                ElementsAre("migrations/one.sql", "migrations/sub/three.sql", "migrations/two.sql",
                            "other.sql"));
}

TYPED_TEST(Backends, FindsNothingInAFolderThatIsMissing) {
    const CommitId commit = this->sandbox_.make_repository();
    auto backend = this->open("r");
    for (const auto* folder : {"nowhere", "migrations/nowhere/deep", "migr"}) {
        EXPECT_THAT(this->tree_files(backend, commit, sql_in(folder)), IsEmpty());
        EXPECT_THAT(this->index_files(backend, sql_in(folder)), IsEmpty());
        EXPECT_THAT(backend.conflicted_paths(folder), IsEmpty());
        EXPECT_EQ(backend.folder_tree(commit, folder), std::nullopt);
    }
}

TYPED_TEST(Backends, KeepsBytesAsTheyAreCommitted) {
    this->sandbox_.init("r");
    const std::string bytes("\xEF\xBB\xBF\r\n\0\xFF no newline", 18);
    this->sandbox_.write("r/migrations/a.sql", bytes);
    this->sandbox_.write("r/migrations/empty.sql", "");
    const CommitId commit = this->sandbox_.commit("r", "Bytes");
    auto backend = this->open("r");
    const std::vector<FileContent> expected = {{"a.sql", bytes}, {"empty.sql", ""}};
    EXPECT_EQ(this->tree_files(backend, commit, sql_in("migrations")), expected);
    EXPECT_EQ(this->index_files(backend, sql_in("migrations")), expected);
}

TYPED_TEST(Backends, SortsPathsBytewise) {
    this->sandbox_.init("r");
    for (const auto* path : {"a.sql", "a/b.sql", "a-b.sql", "a0.sql", "B.sql", "\xC3\xA4 \".sql",
                             "tab\t.sql", "[x]*.sql"}) {
        this->sandbox_.write(std::string("r/m/") + path, path);
    }
    const CommitId commit = this->sandbox_.commit("r", "Names");
    auto backend = this->open("r");
    const auto sorted = ElementsAre("B.sql", "[x]*.sql", "a-b.sql", "a.sql", "a/b.sql", "a0.sql",
                                    "tab\t.sql", "\xC3\xA4 \".sql");
    EXPECT_THAT(paths_of(this->tree_files(backend, commit, sql_in("m"))), sorted);
    EXPECT_THAT(paths_of(this->index_files(backend, sql_in("m"))), sorted);
}

TYPED_TEST(Backends, TakesPatternCharactersInAFolderAsTheyAre) {
    this->sandbox_.init("r");
    this->sandbox_.write("r/m*/a.sql", "");
    this->sandbox_.write("r/mm/b.sql", "");
    const CommitId commit = this->sandbox_.commit("r", "Star");
    auto backend = this->open("r", {{"GIT_GLOB_PATHSPECS", "1"}});
    EXPECT_THAT(paths_of(this->tree_files(backend, commit, sql_in("m*"))), ElementsAre("a.sql"));
    EXPECT_THAT(paths_of(this->index_files(backend, sql_in("m*"))), ElementsAre("a.sql"));
}

TYPED_TEST(Backends, ReadsTheIndexAndNotTheWorkTree) {
    this->sandbox_.make_repository();
    this->sandbox_.write("r/migrations/four.sql", "SELECT 4;\n");
    this->sandbox_.git("r", {"add", "migrations/four.sql"});
    this->sandbox_.write("r/migrations/four.sql", "SELECT 44;\n");
    this->sandbox_.write("r/migrations/five.sql", "SELECT 5;\n");
    this->sandbox_.git("r", {"rm", "--quiet", "--cached", "migrations/one.sql"});
    auto backend = this->open("r");
    const std::vector<FileContent> expected = {
        {"four.sql", "SELECT 4;\n"}, {"sub/three.sql", "SELECT 3;\n"}, {"two.sql", "SELECT 2;\n"}};
    EXPECT_EQ(this->index_files(backend, sql_in("migrations")), expected);
}

TYPED_TEST(Backends, LeavesOutWhatIsOnlyAnnounced) {
    this->sandbox_.make_repository();
    this->sandbox_.write("r/migrations/four.sql", "SELECT 4;\n");
    this->sandbox_.git("r", {"add", "--intent-to-add", "migrations/four.sql"});
    auto backend = this->open("r");
    EXPECT_EQ(this->index_files(backend, sql_in("migrations")), first_files());
}

TYPED_TEST(Backends, ReadsAnIndexOfAnyVersion) {
    this->sandbox_.make_repository();
    for (const auto* version : {"2", "3", "4"}) {
        this->sandbox_.git("r", {"update-index", "--index-version", version});
        auto backend = this->open("r");
        EXPECT_EQ(this->index_files(backend, sql_in("migrations")), first_files()) << version;
    }
}

TYPED_TEST(Backends, KeepsConflictedPathsApart) {
    this->sandbox_.make_repository();
    this->sandbox_.git("r", {"checkout", "--quiet", "-b", "other"});
    this->sandbox_.write("r/migrations/one.sql", "SELECT 'theirs';\n");
    this->sandbox_.commit("r", "Theirs");
    this->sandbox_.git("r", {"checkout", "--quiet", "main"});
    this->sandbox_.write("r/migrations/one.sql", "SELECT 'ours';\n");
    this->sandbox_.commit("r", "Ours");
    EXPECT_THROW(this->sandbox_.git("r", {"merge", "other"}), std::runtime_error);
    auto backend = this->open("r");
    EXPECT_THAT(backend.conflicted_paths("migrations"), ElementsAre("one.sql"));
    EXPECT_THAT(backend.conflicted_paths(""), ElementsAre("migrations/one.sql"));
    EXPECT_THAT(backend.conflicted_paths("migrations/sub"), IsEmpty());
    EXPECT_THAT(paths_of(this->index_files(backend, sql_in("migrations"))),
                ElementsAre("sub/three.sql", "two.sql"));
}

TYPED_TEST(Backends, NamesAFoldersTree) {
    const CommitId commit = this->sandbox_.make_repository();
    auto backend = this->open("r");
    const auto tree_by_git = [&](const std::string& folder) {
        return this->sandbox_.git("r", {"rev-parse", "HEAD:" + folder});
    };
    EXPECT_EQ(backend.folder_tree(commit, "migrations"), tree_by_git("migrations"));
    EXPECT_EQ(backend.folder_tree(commit, "migrations/sub"), tree_by_git("migrations/sub"));
    EXPECT_EQ(backend.folder_tree(commit, ""), tree_by_git(""));
    EXPECT_EQ(backend.folder_tree(commit, "other.sql"), std::nullopt);
}

TYPED_TEST(Backends, KnowsHeadAndBranch) {
    this->sandbox_.init("r");
    {
        auto unborn = this->open("r");
        EXPECT_EQ(unborn.head(), std::nullopt);
        EXPECT_EQ(unborn.branch(), "main");
        EXPECT_THAT(this->index_files(unborn, sql_in("migrations")), IsEmpty());
    }
    const CommitId commit = this->sandbox_.make_repository();
    this->sandbox_.git("r", {"checkout", "--quiet", "-b", "topic/categories"});
    {
        auto born = this->open("r");
        EXPECT_EQ(born.head(), commit);
        EXPECT_EQ(born.branch(), "topic/categories");
    }
    this->sandbox_.git("r", {"checkout", "--quiet", "--detach"});
    auto detached = this->open("r");
    EXPECT_EQ(detached.head(), commit);
    EXPECT_EQ(detached.branch(), std::nullopt);
}

TYPED_TEST(Backends, FindsCommitsByAnyName) {
    const CommitId first = this->sandbox_.make_repository();
    const CommitId second = this->sandbox_.commit("r", "Second");
    this->sandbox_.git("r", {"tag", "--annotate", "--message", "One", "v1", "HEAD~1"});
    auto backend = this->open("r");
    for (const auto& revision : {std::string("HEAD~1"), std::string("v1"), std::string("main^"),
                                 first.value, first.value.substr(0, 10)}) {
        EXPECT_EQ(backend.find_commit(revision), first) << revision;
    }
    EXPECT_EQ(backend.find_commit("refs/heads/main"), second);
    for (const auto* revision : {"nowhere", "HEAD~9", "main:migrations", "^main", "v1..main", "a b",
                                 "0000000000000000000000000000000000000001"}) {
        EXPECT_EQ(backend.find_commit(revision), std::nullopt) << revision;
    }
}

TYPED_TEST(Backends, KnowsABranchsUpstream) {
    this->sandbox_.make_repository();
    this->sandbox_.git(".", {"clone", "--quiet", "r", "clone"});
    this->sandbox_.git("clone", {"branch", "--track", "local", "main"});
    this->sandbox_.git("clone", {"branch", "alone"});
    {
        auto backend = this->open("clone");
        EXPECT_EQ(backend.upstream("main"), "origin/main");
        EXPECT_EQ(backend.upstream("local"), "main");
        EXPECT_EQ(backend.upstream("alone"), std::nullopt);
        EXPECT_EQ(backend.upstream("nowhere"), std::nullopt);
    }
    this->sandbox_.git("clone", {"update-ref", "-d", "refs/remotes/origin/main"});
    auto backend = this->open("clone");
    EXPECT_EQ(backend.upstream("main"), std::nullopt);
}

// A tag called "origin/main" would otherwise be taken for the branch that the gate compares with.
TYPED_TEST(Backends, ShortensAnUpstreamNoFurtherThanIsUnambiguous) {
    this->sandbox_.make_repository();
    this->sandbox_.git(".", {"clone", "--quiet", "r", "clone"});
    this->sandbox_.git("clone", {"tag", "origin/main"});
    auto backend = this->open("clone");
    EXPECT_EQ(backend.upstream("main"), "remotes/origin/main");
}

TYPED_TEST(Backends, TellsAuthorship) {
    const CommitId commit = this->sandbox_.make_repository();
    auto backend = this->open("r");
    const auto authorship = backend.authorship(commit);
    EXPECT_EQ(authorship.author, "Ann Author <ann@example.org>");
    EXPECT_EQ(authorship.date, "2026-11-20T10:01:00+01:00");
    EXPECT_EQ(authorship.subject, "Begin");
}

TYPED_TEST(Backends, ReadsABareRepository) {
    const CommitId commit = this->sandbox_.make_repository();
    this->sandbox_.git(".", {"clone", "--quiet", "--bare", "r", "b.git"});
    auto backend = this->open("b.git");
    EXPECT_EQ(backend.head(), commit);
    EXPECT_EQ(this->tree_files(backend, commit, sql_in("migrations")), first_files());
    EXPECT_THAT(this->index_files(backend, sql_in("migrations")), IsEmpty());
}

TYPED_TEST(Backends, ReadsALinkedWorkTreesOwnHeadAndIndex) {
    const CommitId first = this->sandbox_.make_repository();
    this->sandbox_.git("r", {"worktree", "add", "--quiet", "-b", "topic", "../linked"});
    this->sandbox_.write("linked/migrations/four.sql", "SELECT 4;\n");
    const CommitId second = this->sandbox_.commit("linked", "Fourth");
    this->sandbox_.git("linked", {"rm", "--quiet", "--cached", "migrations/two.sql"});
    auto backend = this->open("linked/migrations");
    EXPECT_EQ(backend.head(), second);
    EXPECT_EQ(backend.branch(), "topic");
    EXPECT_EQ(backend.find_commit("main"), first);
    EXPECT_THAT(paths_of(this->index_files(backend, sql_in("migrations"))),
                ElementsAre("four.sql", "one.sql", "sub/three.sql"));
}

TYPED_TEST(Backends, ReadsPackedObjects) {
    const CommitId commit = this->sandbox_.make_repository();
    this->sandbox_.git("r", {"gc", "--quiet"});
    auto backend = this->open("r");
    EXPECT_EQ(this->tree_files(backend, commit, sql_in("migrations")), first_files());
}

TYPED_TEST(Backends, SeesWhatIsCommittedWhileItIsOpen) {
    const CommitId first = this->sandbox_.make_repository();
    auto backend = this->open("r");
    EXPECT_EQ(backend.head(), first);
    this->sandbox_.write("r/migrations/four.sql", "SELECT 4;\n");
    const CommitId second = this->sandbox_.commit("r", "Fourth");
    this->sandbox_.git("r", {"gc", "--quiet"});
    EXPECT_EQ(backend.head(), second);
    EXPECT_EQ(this->tree_files(backend, second, sql_in("migrations")).size(), 4U);
    EXPECT_EQ(this->index_files(backend, sql_in("migrations")).size(), 4U);
}

TYPED_TEST(Backends, IgnoresReplacedObjects) {
    const CommitId first = this->sandbox_.make_repository();
    this->sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    const CommitId second = this->sandbox_.commit("r", "Edit");
    this->sandbox_.git("r", {"replace", first.value, second.value});
    auto backend = this->open("r");
    EXPECT_EQ(this->tree_files(backend, first, sql_in("migrations")), first_files());
}

}  // namespace
}  // namespace gmig::git

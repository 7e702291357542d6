// What real git hands down to real hooks. Each hook calls a small program (probe.cpp) that prints
// what Repository says there, with the environment that git gave it.
#include "sandbox.hpp"
#include <gmig/support/process.hpp>

#include <gtest/gtest.h>

namespace gmig::git {
namespace {

namespace fs = std::filesystem;

class Hooks : public testing::Test {
protected:
    void SetUp() override { sandbox_.make_repository(); }

    // Lets a hook write what the probe says to the file "seen".
    void install(const std::string& hooks, const std::string& name, const std::string& question,
                 const std::string& before = "") {
        const std::string path = hooks + "/" + name;
        sandbox_.write(path, "#!/bin/sh\n" + before + GIT_PROBE + " " + question + " >>'" +
                                 (sandbox_ / "seen").string() + "' 2>&1\n");
        fs::permissions(sandbox_ / path, fs::perms::owner_all);
    }
    [[nodiscard]] std::string seen() const { return sandbox_.read("seen"); }

    Sandbox sandbox_;
};

constexpr auto* unchanged = "one.sql: SELECT 1;\nsub/three.sql: SELECT 3;\ntwo.sql: SELECT 2;\n";
constexpr auto* edited = "one.sql: SELECT 11;\nsub/three.sql: SELECT 3;\ntwo.sql: SELECT 2;\n";

TEST_F(Hooks, SeeTheIndexOfAPlainCommit) {
    install("r/.git/hooks", "pre-commit", "index");
    sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    sandbox_.git("r", {"add", "."});
    sandbox_.write("r/migrations/one.sql", "SELECT 'not staged';\n");
    sandbox_.git("r", {"commit", "--quiet", "--message", "x"});
    EXPECT_EQ(seen(), edited);
}

TEST_F(Hooks, SeeTheIndexOfACommitOfEverything) {
    install("r/.git/hooks", "pre-commit", "index");
    sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    sandbox_.git("r", {"commit", "--quiet", "--all", "--message", "x"});
    EXPECT_EQ(seen(), edited);
}

TEST_F(Hooks, SeeTheIndexOfACommitOfSomePaths) {
    install("r/.git/hooks", "pre-commit", "index");
    sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    sandbox_.write("r/migrations/two.sql", "SELECT 22;\n");
    sandbox_.git("r", {"add", "migrations/two.sql"});
    sandbox_.git("r", {"commit", "--quiet", "--message", "x", "migrations/one.sql"});
    EXPECT_EQ(seen(), edited);
}

TEST_F(Hooks, SeeTheIndexFromASubfolder) {
    install("r/.git/hooks", "pre-commit", "index");
    sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    sandbox_.git("r/migrations/sub",
                 {"commit", "--quiet", "--message", "x", "--only", "../one.sql"});
    EXPECT_EQ(seen(), edited);
}

TEST_F(Hooks, SeeWhetherTheFolderIsTouched) {
    install("r/.git/hooks", "pre-commit", "differs");
    sandbox_.write("r/other.sql", "x");
    sandbox_.git("r", {"commit", "--quiet", "--all", "--message", "x"});
    sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    sandbox_.git("r", {"commit", "--quiet", "--message", "x", "migrations/one.sql"});
    EXPECT_EQ(seen(), "no\nyes\n");
}

TEST_F(Hooks, SeeALinkedWorkTrees) {
    install("r/.git/hooks", "pre-commit", "index");
    sandbox_.git("r", {"worktree", "add", "--quiet", "../linked"});
    sandbox_.write("linked/migrations/one.sql", "SELECT 11;\n");
    sandbox_.git("linked", {"commit", "--quiet", "--all", "--message", "x"});
    EXPECT_EQ(seen(), edited);
}

TEST_F(Hooks, SeeASubmodules) {
    sandbox_.init("outer");
    sandbox_.git("outer", {"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                           "../r", "inner"});
    install("outer/.git/modules/inner/hooks", "pre-commit", "index");
    sandbox_.write("outer/inner/migrations/one.sql", "SELECT 11;\n");
    sandbox_.git("outer/inner", {"commit", "--quiet", "--all", "--message", "x"});
    EXPECT_EQ(seen(), edited);
}

TEST_F(Hooks, SeeAnotherWorkTrees) {
    install("r/.git/hooks", "pre-commit", "index");
    fs::create_directories(sandbox_ / "elsewhere");
    fs::copy(sandbox_ / "r/migrations", sandbox_ / "elsewhere/migrations",
             fs::copy_options::recursive);
    sandbox_.write("elsewhere/migrations/one.sql", "SELECT 11;\n");
    sandbox_.git(".", {"--git-dir=r/.git", "--work-tree=elsewhere", "commit", "--quiet",
                       "--message", "x", "--all"});
    EXPECT_EQ(seen(), edited);
}

TEST_F(Hooks, SeeAConfiguredWorkTrees) {
    install("r/.git/hooks", "pre-commit", "index");
    sandbox_.git("r", {"config", "core.worktree", "../../moved"});
    fs::create_directories(sandbox_ / "moved");
    fs::copy(sandbox_ / "r/migrations", sandbox_ / "moved/migrations", fs::copy_options::recursive);
    sandbox_.write("moved/migrations/one.sql", "SELECT 11;\n");
    sandbox_.git("r", {"commit", "--quiet", "--message", "x", "--all"});
    EXPECT_EQ(seen(), edited);
}

TEST_F(Hooks, SeeASplitIndexOfACommitOfEverything) {
    install("r/.git/hooks", "pre-commit", "index");
    sandbox_.git("r", {"update-index", "--split-index"});
    sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    sandbox_.git("r", {"commit", "--quiet", "--all", "--message", "x"});
    EXPECT_EQ(seen(), edited);
}

TEST_F(Hooks, SeeTheResultOfAMerge) {
    sandbox_.git("r", {"checkout", "--quiet", "-b", "topic"});
    sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    sandbox_.commit("r", "Edit");
    sandbox_.git("r", {"checkout", "--quiet", "main"});
    sandbox_.commit("r", "Something else");
    install("r/.git/hooks", "pre-merge-commit", "index");
    sandbox_.git("r", {"merge", "--quiet", "--no-edit", "topic"});
    EXPECT_EQ(seen(), edited);
}

TEST_F(Hooks, SeeWhatIsInQuarantine) {
    sandbox_.git(".", {"clone", "--quiet", "--bare", "r", "b.git"});
    install("b.git/hooks", "pre-receive", "tree \"$new\"", "read old new ref\n");
    sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    const CommitId pushed = sandbox_.commit("r", "Edit");
    sandbox_.git("r", {"push", "--quiet", "../b.git", "main"});
    EXPECT_EQ(seen(), edited);
    EXPECT_EQ(sandbox_.open("b.git").head(), pushed);
}

TEST_F(Hooks, SeeBothSidesInQuarantine) {
    sandbox_.git(".", {"clone", "--quiet", "--bare", "r", "b.git"});
    install("b.git/hooks", "pre-receive", "tree \"$old\"", "read old new ref\n");
    install("b.git/hooks", "update", "tree \"$3\"");
    sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    sandbox_.commit("r", "Edit");
    sandbox_.git("r", {"push", "--quiet", "../b.git", "main"});
    EXPECT_EQ(seen(), std::string(unchanged) + edited);
}

TEST_F(Hooks, SeeTheOperationThatTheyAreIn) {
    sandbox_.git("r", {"checkout", "--quiet", "-b", "topic"});
    sandbox_.write("r/migrations/one.sql", "SELECT 11;\n");
    sandbox_.commit("r", "Edit");
    sandbox_.git("r", {"checkout", "--quiet", "main"});
    sandbox_.write("r/migrations/one.sql", "SELECT 12;\n");
    sandbox_.commit("r", "Edit otherwise");
    EXPECT_THROW(sandbox_.git("r", {"merge", "topic"}), std::runtime_error);
    install("r/.git/hooks", "pre-commit", "operation");
    sandbox_.write("r/migrations/one.sql", "SELECT 13;\n");
    sandbox_.git("r", {"commit", "--quiet", "--all", "--message", "x"});
    EXPECT_EQ(seen(), "merge\n");
}

// Hooks hold the index's lock, and nobody may wait for gmig.
TEST_F(Hooks, LeaveTheIndexAsItIs) {
    install("r/.git/hooks", "pre-commit", "index");
    const std::string before = sandbox_.read("r/.git/index");
    sandbox_.write("r/.git/index.lock", "");
    Repository repository = sandbox_.open("r");
    fs::last_write_time(sandbox_ / "r/migrations/one.sql", fs::file_time_type::clock::now());
    EXPECT_EQ(repository.index_files(sql_in("migrations")), first_files());
    EXPECT_FALSE(repository.index_differs("migrations"));
    EXPECT_EQ(sandbox_.read("r/.git/index"), before);
}

}  // namespace
}  // namespace gmig::git

// What only the git program answers, and what is found out from files.
#include "sandbox.hpp"

#include <gtest/gtest.h>

namespace gmig::git {
namespace {

using testing::HasSubstr;

TEST(AddedBy, IsTheCommitThatLastAddedThePath) {
    Sandbox sandbox;
    const CommitId first = sandbox.make_repository();
    sandbox.git("r", {"rm", "--quiet", "migrations/one.sql"});
    sandbox.commit("r", "Remove");
    sandbox.write("r/migrations/one.sql", "SELECT 1;\n");
    const CommitId again = sandbox.commit("r", "Again");
    sandbox.write("r/migrations/one.sql", "SELECT 11;\n");
    sandbox.commit("r", "Edit");
    Repository repository = sandbox.open("r");
    EXPECT_EQ(repository.added_by("migrations/one.sql"), again);
    EXPECT_EQ(repository.added_by("migrations/one.sql", "HEAD~2"), first);
    EXPECT_EQ(repository.added_by("migrations/two.sql"), first);
    EXPECT_EQ(repository.added_by("migrations/none.sql"), std::nullopt);
    EXPECT_EQ(repository.added_by("migrations/*.sql"), std::nullopt);
}

TEST(AddedBy, IsToldForSeveralPathsAtOnce) {
    Sandbox sandbox;
    const CommitId first = sandbox.make_repository();
    sandbox.write("r/migrations/four.sql", "SELECT 4;\n");
    const CommitId fourth = sandbox.commit("r", "Fourth");
    sandbox.write("r/migrations/four.sql", "SELECT 44;\n");
    const CommitId edit = sandbox.commit("r", "Edit");
    Repository repository = sandbox.open("r");
    const auto added = repository.added(
        {"migrations/four.sql", "migrations/one.sql", "migrations/none.sql"}, edit);
    ASSERT_EQ(added.size(), 2U);
    EXPECT_EQ(added.at("migrations/four.sql").commit, fourth);
    EXPECT_EQ(added.at("migrations/four.sql").by.subject, "Fourth");
    EXPECT_EQ(added.at("migrations/one.sql").commit, first);
    EXPECT_TRUE(repository.added({}, edit).empty());
}

TEST(AddedBy, LooksBehindMerges) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.git("r", {"checkout", "--quiet", "-b", "topic"});
    sandbox.write("r/migrations/four.sql", "SELECT 4;\n");
    const CommitId topic = sandbox.commit("r", "Fourth");
    sandbox.git("r", {"checkout", "--quiet", "main"});
    sandbox.write("r/migrations/five.sql", "SELECT 5;\n");
    sandbox.commit("r", "Fifth");
    sandbox.git("r", {"merge", "--quiet", "--no-commit", "topic"});
    sandbox.write("r/migrations/evil.sql", "SELECT 6;\n");
    const CommitId merge = sandbox.commit("r", "Merge, and something else");
    Repository repository = sandbox.open("r");
    EXPECT_EQ(repository.added_by("migrations/four.sql"), topic);
    EXPECT_EQ(repository.added_by("migrations/evil.sql"), merge);
}

TEST(AddedBy, IsUnmovedByConfiguration) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.git("r", {"mv", "migrations/one.sql", "migrations/new.sql"});
    const CommitId renamed = sandbox.commit("r", "Rename");
    for (const auto* setting : {"log.follow", "log.showSignature", "log.showRoot"}) {
        sandbox.git("r", {"config", setting, "true"});
    }
    sandbox.git("r", {"config", "diff.renames", "copies"});
    EXPECT_EQ(sandbox.open("r").added_by("migrations/new.sql"), renamed);
}

TEST(AddedBy, IsUnknownBeforeTheFirstCommit) {
    Sandbox sandbox;
    sandbox.init("r");
    EXPECT_EQ(sandbox.open("r").added_by("a.sql"), std::nullopt);
}

class Shallow : public testing::TestWithParam<int> {
protected:
    void SetUp() override {
        sandbox_.make_repository();
        sandbox_.write("r/migrations/four.sql", "SELECT 4;\n");
        sandbox_.commit("r", "Fourth");
        sandbox_.write("r/migrations/five.sql", "SELECT 5;\n");
        head_ = sandbox_.commit("r", "Fifth");
        sandbox_.git(".", {"clone", "--quiet", "--depth", std::to_string(GetParam()),
                           "file://" + (sandbox_ / "r").string(), "clone"});
        sandbox_.git("clone", {"worktree", "add", "--quiet", "--detach", "../linked"});
    }
    Sandbox sandbox_;
    CommitId head_;
};

TEST_P(Shallow, IsNoticed) {
    EXPECT_TRUE(sandbox_.open("clone").shallow());
    EXPECT_TRUE(sandbox_.open("linked").shallow());
    EXPECT_FALSE(sandbox_.open("r").shallow());
}

TEST_P(Shallow, HasTheTreesThatItHas) {
    for (const auto* folder : {"clone", "linked"}) {
        Repository repository = sandbox_.open(folder);
        EXPECT_EQ(repository.head(), head_);
        EXPECT_EQ(repository.tree_files(head_, sql_in("migrations")).size(), 5U);
        const std::string parent = "HEAD~" + std::to_string(GetParam() - 1);
        EXPECT_NO_THROW(repository.tree_files(repository.resolve(parent), sql_in("migrations")));
    }
}

TEST_P(Shallow, IsNamedWhereItEnds) {
    for (const auto* folder : {"clone", "linked"}) {
        Repository repository = sandbox_.open(folder);
        const std::string beyond = "HEAD~" + std::to_string(GetParam());
        EXPECT_EQ(repository.find_commit(beyond), std::nullopt);
        try {
            repository.resolve(beyond);
            FAIL() << "there is such a commit";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::Repository);
            EXPECT_THAT(error.what(), HasSubstr(beyond));
            EXPECT_THAT(error.state(), HasSubstr("shallow"));
            EXPECT_EQ(error.next(), "git fetch --unshallow");
        }
    }
}

TEST_P(Shallow, DoesNotTakeItsEndForABeginning) {
    Repository repository = sandbox_.open("linked");
    EXPECT_EQ(repository.added_by("migrations/one.sql"), std::nullopt);
    EXPECT_EQ(repository.added_by("migrations/five.sql"),
              GetParam() == 1 ? std::nullopt : std::optional(head_));
}

INSTANTIATE_TEST_SUITE_P(ToTheDepth, Shallow, testing::Values(1, 2));

TEST(Resolve, SaysWhatIsMissing) {
    Sandbox sandbox;
    const CommitId commit = sandbox.make_repository();
    Repository repository = sandbox.open("r");
    EXPECT_EQ(repository.resolve("main"), commit);
    EXPECT_THAT([&] { repository.resolve("origin/nowhere"); },
                refuses(Error::Kind::Repository, "there is no commit \"origin/nowhere\""));
    for (const std::string& text :
         {std::string("--all"), std::string(), std::string("a\nb"), std::string("main\0x", 6)}) {
        EXPECT_EQ(repository.find_commit(text), std::nullopt);
    }
    EXPECT_EQ(repository.find_commit("@{-1}"), std::nullopt);
}

TEST(Resolve, KnowsWhatOnlyGitKnows) {
    Sandbox sandbox;
    const CommitId commit = sandbox.make_repository();
    sandbox.git(".", {"clone", "--quiet", "r", "clone"});
    sandbox.git("clone", {"config", "push.default", "upstream"});
    EXPECT_EQ(sandbox.open("clone").find_commit("main@{push}"), commit);
    EXPECT_EQ(sandbox.open("clone").find_commit("main-worktree/HEAD"), commit);
    EXPECT_EQ(sandbox.open("clone").find_commit("@~0"), commit);
}

TEST(UnknownCommit, IsRefused) {
    Sandbox sandbox;
    sandbox.make_repository();
    Repository repository = sandbox.open("r");
    const CommitId absent{std::string(40, 'a')};
    EXPECT_THAT([&] { repository.tree_files(absent, sql_in("migrations")); },
                refuses(Error::Kind::Repository, "git: "));
    EXPECT_THAT([&] { repository.authorship(absent); }, refuses(Error::Kind::Repository, "git: "));
    for (const auto* id : {"--batch", "HEAD", "", "aaaa"}) {
        EXPECT_THAT([&] { repository.tree_files({id}, sql_in("migrations")); },
                    refuses(Error::Kind::Repository, "is not a commit's full name"))
            << id;
    }
}

TEST(IndexDiffers, FromHeadInTheFolderOnly) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.write("r/other.sql", "changed");
    sandbox.git("r", {"add", "."});
    sandbox.write("r/migrations/one.sql", "not staged");
    EXPECT_FALSE(sandbox.open("r").index_differs("migrations"));
    EXPECT_TRUE(sandbox.open("r").index_differs(""));
    sandbox.git("r", {"add", "--intent-to-add", "."});
    EXPECT_FALSE(sandbox.open("r").index_differs("migrations/sub"));
    sandbox.git("r", {"add", "."});
    EXPECT_TRUE(sandbox.open("r").index_differs("migrations"));
}

TEST(IndexDiffers, FromNothingBeforeTheFirstCommit) {
    Sandbox sandbox;
    sandbox.init("r");
    EXPECT_FALSE(sandbox.open("r").index_differs("migrations"));
    sandbox.write("r/migrations/a.sql", "");
    sandbox.git("r", {"add", "."});
    EXPECT_TRUE(sandbox.open("r").index_differs("migrations"));
    EXPECT_FALSE(sandbox.open("r").index_differs("other"));
}

TEST(Config, IsWhatGitSays) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.git("r", {"config", "gmig.env", "two\nlines"});
    sandbox.write("home/.gitconfig", "[gmig]\n\tname = global\n");
    const Variables variables = {{"GIT_CONFIG_GLOBAL", (sandbox / "home/.gitconfig").string()},
                                 {"GIT_CONFIG_COUNT", "1"},
                                 {"GIT_CONFIG_KEY_0", "gmig.given"},
                                 {"GIT_CONFIG_VALUE_0", "here"}};
    Repository repository = sandbox.open("r", variables);
    EXPECT_EQ(repository.config("gmig.env"), "two\nlines");
    EXPECT_EQ(repository.config("gmig.name"), "global");
    EXPECT_EQ(repository.config("gmig.given"), "here");
    EXPECT_EQ(repository.config("gmig.nothing"), std::nullopt);
}

TEST(Upstream, IsFoundInConfigurationThatOnlyGitReads) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.git(".", {"clone", "--quiet", "r", "clone"});
    sandbox.git("clone", {"branch", "--no-track", "topic"});
    const Variables variables = {{"GIT_CONFIG_COUNT", "2"},
                                 {"GIT_CONFIG_KEY_0", "branch.topic.remote"},
                                 {"GIT_CONFIG_VALUE_0", "origin"},
                                 {"GIT_CONFIG_KEY_1", "branch.topic.merge"},
                                 {"GIT_CONFIG_VALUE_1", "refs/heads/main"}};
    EXPECT_EQ(sandbox.open("clone").upstream("topic"), std::nullopt);
    EXPECT_EQ(sandbox.open("clone", variables).upstream("topic"), "origin/main");
}

TEST(LocalVariables, AreThoseOfGit) {
    Sandbox sandbox;
    const auto ours = local_variables();
    std::string text = sandbox.git(".", {"rev-parse", "--local-env-vars"});
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        EXPECT_THAT(ours, testing::Contains(text.substr(at, end - at)));
        at = end + 1;
    }
    EXPECT_GT(count, 10U);
}

}  // namespace
}  // namespace gmig::git

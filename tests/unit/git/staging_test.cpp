#include "sandbox.hpp"

namespace gmig::git {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A repository in which merging "other" into main conflicts in one file of "m x".
class Staging : public testing::Test {
protected:
    Staging() {
        sandbox.init("r");
        sandbox.write("r/m x/both", "base\n");
        sandbox.write("r/m x/same", "same\n");
        sandbox.write("r/outside", "outside\n");
        sandbox.commit("r", "base");
        sandbox.git("r", {"switch", "-q", "-c", "other"});
        sandbox.write("r/m x/both", "theirs\n");
        sandbox.write("r/m x/added", "added\n");
        theirs = sandbox.commit("r", "theirs");
        sandbox.git("r", {"switch", "-q", "main"});
        sandbox.write("r/m x/both", "ours\n");
        ours = sandbox.commit("r", "ours");
    }

    void conflict(const std::vector<std::string>& arguments) {
        EXPECT_ANY_THROW(sandbox.git("r", arguments));
    }
    std::string stages() {
        std::string text;
        Repository repository = sandbox.open("r");
        for (const StagedFile& file : repository.staged("m x")) {
            text += file.path + ":" + std::to_string(file.stage) + " ";
        }
        return text;
    }

    Sandbox sandbox;
    CommitId ours;
    CommitId theirs;
};

TEST_F(Staging, AnEntryHasPathModeObjectAndStage) {
    Repository repository = sandbox.open("r");
    const auto files = repository.staged("m x");
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[1].path, "m x/same");
    EXPECT_EQ(files[1].mode, "100644");
    EXPECT_EQ(files[1].object, sandbox.git("r", {"hash-object", "m x/same"}));
    EXPECT_EQ(files[1].stage, 0);
}

TEST_F(Staging, AConflictHasThreeStages) {
    conflict({"merge", "-q", "other"});
    EXPECT_EQ(stages(), "m x/added:0 m x/both:1 m x/both:2 m x/both:3 m x/same:0 ");
}

TEST_F(Staging, ExactlyTheNamedPathsAreStaged) {
    conflict({"merge", "-q", "other"});
    sandbox.write("r/m x/both", "settled\n");
    sandbox.write("r/m x/new", "new\n");
    sandbox.write("r/outside", "changed\n");
    std::filesystem::remove(sandbox / "r/m x/same");
    Repository repository = sandbox.open("r");
    repository.stage({"m x/both", "m x/new", "m x/same"});
    EXPECT_EQ(stages(), "m x/added:0 m x/both:0 m x/new:0 ");
    EXPECT_EQ(sandbox.git("r", {"diff", "--name-only"}), "outside");
    EXPECT_EQ(sandbox.git("r", {"show", ":m x/both"}), "settled");
}

TEST_F(Staging, RestagingBringsConflictsBack) {
    conflict({"merge", "-q", "other"});
    Repository repository = sandbox.open("r");
    const std::string before = sandbox.git("r", {"ls-files", "--stage"});
    const std::string bytes = sandbox.read("r/m x/both");
    const std::vector<StagedFile> entries = repository.staged("m x/both");
    sandbox.write("r/m x/new", "new\n");
    repository.stage({"m x/both", "m x/new"});
    std::filesystem::remove(sandbox / "r/m x/new");
    repository.restage({"m x/both", "m x/new"}, entries);
    EXPECT_EQ(sandbox.git("r", {"ls-files", "--stage"}), before);
    EXPECT_EQ(sandbox.read("r/m x/both"), bytes);
}

TEST_F(Staging, AnIndexThatAnotherGitHoldsIsRefused) {
    sandbox.write("r/.git/index.lock", "");
    sandbox.write("r/m x/same", "changed\n");
    Repository repository = sandbox.open("r");
    EXPECT_THAT([&] { repository.stage({"m x/same"}); },
                refuses(Error::Kind::Repository, "index.lock"));
}

TEST_F(Staging, WhatIsNotCommittedIsStagedOrNot) {
    sandbox.write("r/m x/both", "changed\n");
    sandbox.write("r/m x/staged", "staged\n");
    sandbox.write("r/m x/ignored", "ignored\n");
    sandbox.write("r/.git/info/exclude", "ignored\n");
    sandbox.write("r/m x/same", "staged\n");
    sandbox.git("r", {"add", "m x/staged", "m x/same"});
    sandbox.write("r/m x/same", "changed again\n");
    sandbox.write("r/m x/new", "new\n");
    sandbox.write("r/outside", "changed\n");
    Repository repository = sandbox.open("r");
    const Uncommitted found = repository.uncommitted("m x");
    EXPECT_THAT(found.staged, ElementsAre("m x/same", "m x/staged"));
    EXPECT_THAT(found.unstaged, ElementsAre("m x/both", "m x/same", "m x/new"));
}

TEST_F(Staging, AConflictIsNeither) {
    conflict({"merge", "-q", "other"});
    Repository repository = sandbox.open("r");
    const Uncommitted found = repository.uncommitted("m x");
    EXPECT_THAT(found.staged, ElementsAre("m x/added"));
    EXPECT_THAT(found.unstaged, IsEmpty());
}

TEST_F(Staging, ARebaseSaysWhatItPutsOthersOn) {
    EXPECT_EQ(sandbox.open("r").rebased_onto(), std::nullopt);
    conflict({"rebase", "-q", "other"});
    EXPECT_EQ(sandbox.open("r").rebased_onto(), theirs);
    sandbox.git("r", {"rebase", "--abort"});
    conflict({"rebase", "-q", "--apply", "other"});
    EXPECT_EQ(sandbox.open("r").rebased_onto(), theirs);
}

TEST(Tracked, AreTheIndexsFilesOfThatNameInAnyFolder) {
    Sandbox sandbox;
    sandbox.make_repository();
    for (const auto* path : {"r/one.sql", "r/a [b]/one.sql", "r/migrations/no-one.sql"}) {
        sandbox.write(path, "x");
    }
    sandbox.write("r/one.sql.d/file", "x");
    sandbox.git("r", {"add", "-A"});
    sandbox.write("r/not-added/one.sql", "x");
    EXPECT_THAT(sandbox.open("r").tracked("one.sql"),
                testing::ElementsAre("a [b]/one.sql", "migrations/one.sql", "one.sql"));
    EXPECT_THAT(sandbox.open("r/migrations").tracked("one.sql"), testing::SizeIs(3));
    EXPECT_THAT(sandbox.open("r").tracked("absent.sql"), testing::IsEmpty());
}

TEST(Tracked, NamesAConflictOnce) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.git("r", {"checkout", "-q", "-b", "side"});
    sandbox.write("r/other.sql", "theirs");
    sandbox.commit("r", "Theirs");
    sandbox.git("r", {"checkout", "-q", "main"});
    sandbox.write("r/other.sql", "ours");
    sandbox.commit("r", "Ours");
    EXPECT_ANY_THROW(sandbox.git("r", {"merge", "side"}));
    EXPECT_THAT(sandbox.open("r").tracked("other.sql"), testing::ElementsAre("other.sql"));
}

}  // namespace
}  // namespace gmig::git

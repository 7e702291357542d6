// What a check asks about commits.
#include "sandbox.hpp"

#include <gtest/gtest.h>

namespace gmig::git {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// main and topic with a commit each after a common one.
class TwoBranches : public testing::Test {
protected:
    void SetUp() override {
        root_ = sandbox_.make_repository();
        sandbox_.git("r", {"checkout", "--quiet", "-b", "topic"});
        sandbox_.write("r/migrations/four.sql", "SELECT 4;\n");
        topic_ = sandbox_.commit("r", "Fourth");
        sandbox_.git("r", {"checkout", "--quiet", "main"});
        sandbox_.write("r/migrations/five.sql", "SELECT 5;\n");
        main_ = sandbox_.commit("r", "Fifth");
    }
    CommitId merge() {
        sandbox_.git("r", {"merge", "--quiet", "-m", "Merge", "topic"});
        return {sandbox_.git("r", {"rev-parse", "HEAD"})};
    }

    Sandbox sandbox_;
    CommitId root_;
    CommitId topic_;
    CommitId main_;
};

TEST_F(TwoBranches, HaveParents) {
    const CommitId merged = merge();
    Repository repository = sandbox_.open("r");
    EXPECT_THAT(repository.parents(merged), ElementsAre(main_, topic_));
    EXPECT_THAT(repository.parents(root_), IsEmpty());
}

TEST_F(TwoBranches, HaveTheirParentsInAShallowCloneToo) {
    const CommitId merged = merge();
    sandbox_.git(
        ".", {"clone", "--quiet", "--depth", "1", "file://" + (sandbox_ / "r").string(), "clone"});
    EXPECT_THAT(sandbox_.open("clone").parents(merged), ElementsAre(main_, topic_));
}

TEST_F(TwoBranches, ContainWhatIsBehindThem) {
    const CommitId merged = merge();
    Repository repository = sandbox_.open("r");
    EXPECT_TRUE(repository.contains(merged, topic_));
    EXPECT_TRUE(repository.contains(merged, merged));
    EXPECT_FALSE(repository.contains(topic_, main_));
}

TEST_F(TwoBranches, MeetInTheirBase) {
    Repository repository = sandbox_.open("r");
    EXPECT_THAT(repository.merge_bases(main_, topic_), ElementsAre(root_));
}

TEST_F(TwoBranches, MeetTwiceAfterACrissCrossMerge) {
    merge();
    sandbox_.git("r", {"checkout", "--quiet", "topic"});
    sandbox_.git("r", {"merge", "--quiet", "-m", "Cross", main_.value});
    Repository repository = sandbox_.open("r");
    EXPECT_THAT(repository.merge_bases(repository.resolve("main"), repository.resolve("topic")),
                testing::UnorderedElementsAre(main_, topic_));
}

TEST_F(TwoBranches, TellWhoChangedWhat) {
    const CommitId merged = merge();
    Repository repository = sandbox_.open("r");
    const auto changes = repository.last_changes(
        {"migrations/four.sql", "migrations/five.sql", "migrations/one.sql"}, merged, root_);
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes.at("migrations/four.sql").commit, topic_);
    EXPECT_EQ(changes.at("migrations/four.sql").by.subject, "Fourth");
    EXPECT_THAT(changes.at("migrations/four.sql").by.author, HasSubstr("<"));
    EXPECT_EQ(changes.at("migrations/five.sql").commit, main_);
}

TEST_F(TwoBranches, TellWhoRemovedWhat) {
    sandbox_.git("r", {"rm", "--quiet", "migrations/one.sql"});
    const CommitId removal = sandbox_.commit("r", "Remove");
    Repository repository = sandbox_.open("r");
    const auto changes = repository.last_changes({"migrations/one.sql"}, removal, std::nullopt);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes.at("migrations/one.sql").commit, removal);
}

TEST(OneFile, IsReadFromACommitAndFromTheIndex) {
    Sandbox sandbox;
    const CommitId first = sandbox.make_repository();
    sandbox.write("r/other.sql", "SELECT 'staged';\n");
    sandbox.git("r", {"add", "other.sql"});
    sandbox.write("r/other.sql", "SELECT 'in the work tree';\n");
    Repository repository = sandbox.open("r");
    EXPECT_EQ(repository.file(std::nullopt, "other.sql"), "SELECT 'staged';\n");
    EXPECT_THAT(repository.file(first, "other.sql"),
                testing::Optional(testing::Not(HasSubstr("staged"))));
    EXPECT_EQ(repository.file(first, "migrations"), std::nullopt);
    EXPECT_EQ(repository.file(first, "none.sql"), std::nullopt);
}

TEST(MergedFile, HasBothChangesOrNone) {
    Sandbox sandbox;
    sandbox.make_repository();
    Repository repository = sandbox.open("r");
    EXPECT_EQ(repository.merge_file("1\n2\n3\n4\n5\n", "0\n1\n2\n3\n4\n5\n", "1\n2\n3\n4\n5\n6\n"),
              "0\n1\n2\n3\n4\n5\n6\n");
    EXPECT_EQ(repository.merge_file("1\n", "2\n", "3\n"), std::nullopt);
    EXPECT_EQ(repository.merge_file("", "2\n", "3\n"), std::nullopt);
}

}  // namespace
}  // namespace gmig::git

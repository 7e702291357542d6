#include "sandbox.hpp"

#include <gtest/gtest.h>

namespace gmig::git {
namespace {

struct OperationCase {
    const char* name;
    std::vector<std::string> command;  // in the branch main
    Operation expected;
    bool stops;  // with a conflict, so that it fails
};

class InProgress : public testing::TestWithParam<OperationCase> {
protected:
    void SetUp() override {
        sandbox_.make_repository();
        sandbox_.git("r", {"checkout", "--quiet", "-b", "other"});
        sandbox_.write("r/migrations/one.sql", "SELECT 'theirs';\n");
        sandbox_.commit("r", "Theirs");
        sandbox_.git("r", {"format-patch", "--quiet", "-1", "--output-directory", ".."});
        sandbox_.git("r", {"checkout", "--quiet", "main"});
        sandbox_.write("r/migrations/one.sql", "SELECT 'ours';\n");
        sandbox_.commit("r", "Ours");
        sandbox_.git("r", {"worktree", "add", "--quiet", "--detach", "../linked"});
    }
    Sandbox sandbox_;
};

TEST_P(InProgress, IsTold) {
    EXPECT_EQ(sandbox_.open("r").operation_in_progress(), Operation::None);
    if (GetParam().stops) {
        EXPECT_THROW(sandbox_.git("r", GetParam().command), std::runtime_error);
    } else {
        sandbox_.git("r", GetParam().command);
    }
    EXPECT_EQ(to_string(sandbox_.open("r").operation_in_progress()),
              to_string(GetParam().expected));
    EXPECT_EQ(sandbox_.open("linked").operation_in_progress(), Operation::None);
}

TEST_P(InProgress, IsTheLinkedWorkTreesOwn) {
    if (GetParam().stops) {
        EXPECT_THROW(sandbox_.git("linked", GetParam().command), std::runtime_error);
    } else {
        sandbox_.git("linked", GetParam().command);
    }
    EXPECT_EQ(sandbox_.open("linked").operation_in_progress(), GetParam().expected);
    EXPECT_EQ(sandbox_.open("r").operation_in_progress(), Operation::None);
}

const std::vector<OperationCase>& operation_cases() {
    static const std::vector<OperationCase> all = {
        {"Merge", {"merge", "other"}, Operation::Merge, true},
        {"Rebase", {"rebase", "other"}, Operation::Rebase, true},
        {"RebaseByPatches", {"rebase", "--apply", "other"}, Operation::Rebase, true},
        {"CherryPick", {"cherry-pick", "other"}, Operation::CherryPick, true},
        {"Revert", {"revert", "--no-edit", "HEAD~1", "HEAD"}, Operation::Revert, true},
        {"Am", {"am", "--quiet", "../0001-Theirs.patch"}, Operation::Am, true},
        {"Bisect", {"bisect", "start"}, Operation::Bisect, false},
    };
    return all;
}

INSTANTIATE_TEST_SUITE_P(Of, InProgress, testing::ValuesIn(operation_cases()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(InProgressBetweenTwoPicks, IsStillACherryPick) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.git("r", {"checkout", "--quiet", "-b", "other"});
    sandbox.write("r/migrations/one.sql", "SELECT 'theirs';\n");
    sandbox.commit("r", "First");
    sandbox.write("r/migrations/two.sql", "SELECT 'theirs';\n");
    sandbox.commit("r", "Second");
    sandbox.git("r", {"checkout", "--quiet", "main"});
    sandbox.write("r/migrations/one.sql", "SELECT 'ours';\n");
    sandbox.commit("r", "Ours");
    EXPECT_THROW(sandbox.git("r", {"cherry-pick", "main..other"}), std::runtime_error);
    sandbox.write("r/migrations/one.sql", "SELECT 'both';\n");
    sandbox.commit("r", "First, resolved");
    EXPECT_EQ(sandbox.open("r").operation_in_progress(), Operation::CherryPick);
}

}  // namespace
}  // namespace gmig::git

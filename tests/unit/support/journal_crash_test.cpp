#include "temporary_folder.hpp"
#include <gmig/support/journal.hpp>
#include <gmig/support/process.hpp>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace gmig {
namespace {

using testing_support::TemporaryFolder;

/// What the operation of support_probe starts from.
void lay_out(const TemporaryFolder& folder) {
    folder.write("changed", "old");
    folder.write("removed", "old");
}

int run_with_fault(const TemporaryFolder& folder, const std::string& fault) {
    Command command;
    command.arguments = {(program_folder() / "support_probe").native(), "journal",
                         folder.path().native()};
    command.environment["GMIG_FAULT"] = fault;
    return run(command).exit_code;
}

/// How many of the three changes are made.
int count_made(const TemporaryFolder& folder) {
    const bool changed = folder.read("changed") == "new";
    const bool made = std::filesystem::exists(folder / "made/of/nothing");
    const bool removed = !std::filesystem::exists(folder / "removed");
    return (changed ? 1 : 0) + (made ? 1 : 0) + (removed ? 1 : 0);
}

struct JournalCrashCase {
    const char* name;
    const char* point;
    int made;  ///< changes that are made when the point is reached
};

class Crash : public testing::TestWithParam<JournalCrashCase> {};

TEST_P(Crash, LeavesAJournalThatCompletes) {
    const TemporaryFolder folder;
    lay_out(folder);
    ASSERT_EQ(run_with_fault(folder, GetParam().point + std::string(":kill")), 137);
    EXPECT_EQ(count_made(folder), GetParam().made);
    struct stat status {};
    ASSERT_EQ(::lstat((folder / "state/journal").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);

    Journal journal(folder / "state");
    const auto left = journal.unfinished();
    ASSERT_TRUE(left.has_value());
    EXPECT_EQ(left->operation, "probe");
    EXPECT_EQ(left->changes.size(), 3U);
    EXPECT_EQ(journal.finish(), left);
    EXPECT_EQ(count_made(folder), 3);
    EXPECT_EQ(journal.unfinished(), std::nullopt);
}

TEST_P(Crash, OfAnExceptionIsTakenBack) {
    const TemporaryFolder folder;
    lay_out(folder);
    ASSERT_EQ(run_with_fault(folder, GetParam().point + std::string(":throw")), 70);
    EXPECT_EQ(count_made(folder), 0);
    EXPECT_EQ(folder.read("removed"), "old");
    EXPECT_EQ(Journal(folder / "state").unfinished(), std::nullopt);
    EXPECT_EQ(run_with_fault(folder, ""), 0);
    EXPECT_EQ(count_made(folder), 3);
}

INSTANTIATE_TEST_SUITE_P(
    Journal, Crash,
    testing::Values(JournalCrashCase{"BeforeTheFirstChange", "journal.written", 0},
                    JournalCrashCase{"AfterTheFirstChange", "journal.change", 1},
                    JournalCrashCase{"AfterTheSecondChange", "journal.change:2", 2},
                    JournalCrashCase{"AfterTheLastChange", "journal.change:3", 3},
                    JournalCrashCase{"BeforeTheJournalGoes", "journal.applied", 3}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Crash, PassesEveryPointThatIsTestedHere) {
    const TemporaryFolder folder;
    lay_out(folder);
    Command command;
    command.arguments = {(program_folder() / "support_probe").native(), "journal",
                         folder.path().native()};
    command.environment["GMIG_FAULT_LOG"] = (folder / "log").native();
    EXPECT_EQ(run(command).exit_code, 0);
    EXPECT_EQ(folder.read("log"),
              "journal.written\njournal.change\njournal.change\njournal.change\njournal.applied\n");
}

}  // namespace
}  // namespace gmig

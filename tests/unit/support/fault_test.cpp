#include "background.hpp"
#include "probe.hpp"
#include "temporary_folder.hpp"
#include <gmig/support/fault.hpp>
#include <gmig/support/process.hpp>

#include <gtest/gtest.h>

#include <csignal>

namespace gmig {
namespace {

using testing_support::TemporaryFolder;

struct FaultCase {
    const char* name;
    const char* fault;
    int exit_code;
    const char* passed;  ///< the points that the program got past
};

class FaultPoint : public testing::TestWithParam<FaultCase> {};

TEST_P(FaultPoint, EndsTheProgramWhereAsked) {
    Command command;
    command.arguments = {probe(), "points"};
    command.environment["GMIG_FAULT"] = GetParam().fault;
    const ProcessResult result = run(command);
    EXPECT_EQ(result.exit_code, GetParam().exit_code) << result.err;
    EXPECT_EQ(result.out, GetParam().passed);
}

INSTANTIATE_TEST_SUITE_P(
    Fault, FaultPoint,
    testing::Values(FaultCase{"NothingWhenNotAsked", "", 0, "onetwotwo"},
                    FaultCase{"NothingAtAnUnknownPoint", "three:kill", 0, "onetwotwo"},
                    FaultCase{"NothingBeyondTheLastTime", "two:3:kill", 0, "onetwotwo"},
                    FaultCase{"KillTheFirstTime", "two:kill", 137, "one"},
                    FaultCase{"KillTheSecondTime", "two:2:kill", 137, "onetwo"},
                    FaultCase{"TermLetsTheWorkGoOn", "one:term", 143, "onetwotwo"},
                    FaultCase{"IntLetsTheWorkGoOn", "two:1:int", 130, "onetwotwo"},
                    FaultCase{"ThrowAnInternalError", "two:throw", 70, "one"},
                    FaultCase{"RefuseAnUnknownKind", "two:explode", 2, "one"},
                    FaultCase{"RefuseAPointAlone", "two", 2, ""},
                    FaultCase{"RefuseTimeNought", "two:0:kill", 2, ""},
                    FaultCase{"RefuseAWordForANumber", "two:2x:kill", 2, ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Fault, HangsUntilSomebodyEndsIt) {
    testing_support::Background program({probe(), "points"}, {"GMIG_FAULT=two:hang"});
    ASSERT_TRUE(program.reads("one"));
    ::usleep(50'000);
    program.send(SIGKILL);
    EXPECT_EQ(program.wait(), 137);
}

TEST(FaultLog, ListsThePointsInTheirOrder) {
    const TemporaryFolder folder;
    Command command;
    command.arguments = {probe(), "points"};
    command.environment["GMIG_FAULT_LOG"] = (folder / "log").native();
    EXPECT_EQ(run(command).exit_code, 0);
    EXPECT_EQ(folder.read("log"), "one\ntwo\ntwo\n");
    command.environment["GMIG_FAULT"] = "two:kill";
    EXPECT_EQ(run(command).exit_code, 137);
    EXPECT_EQ(folder.read("log"), "one\ntwo\ntwo\none\ntwo\n");
}

}  // namespace
}  // namespace gmig

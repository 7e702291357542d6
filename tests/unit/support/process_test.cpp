#include "child.hpp"
#include "probe.hpp"
#include "temporary_folder.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/process.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

namespace gmig {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Property;
using testing::Throws;
using testing_support::TemporaryFolder;

ProcessResult run_sh(const std::string& script, Command command = {}) {
    command.arguments = {"sh", "-c", script};
    return run(command);
}

TEST(Run, GivesBothStreamsAndTheExitCode) {
    const ProcessResult result = run_sh("printf out; printf err >&2; exit 3");
    EXPECT_EQ(result.out, "out");
    EXPECT_EQ(result.err, "err");
    EXPECT_EQ(result.exit_code, 3);
}

TEST(Run, InvolvesNoShell) {
    const ProcessResult result = run({{"printf", "%s|", "$HOME", "a b", "", "`id`"}, {}, {}, {}});
    EXPECT_EQ(result.out, "$HOME|a b||`id`|");
}

TEST(Run, TellsTheSignalThatEndedIt) {
    EXPECT_EQ(run({{probe(), "raise", std::to_string(SIGKILL)}, {}, {}, {}}).exit_code, 137);
    EXPECT_EQ(run({{probe(), "raise", std::to_string(SIGTERM)}, {}, {}, {}}).exit_code, 143);
}

TEST(Run, TellsThatAProgramEndedByAClosedPipe) {
    // gmig ignores SIGPIPE; what it runs shall not.
    EXPECT_EQ(run({{probe(), "raise", std::to_string(SIGPIPE)}, {}, {}, {}}).exit_code, 141);
}

TEST(Run, EndsAProgramThatTakesTooLong) {
    Command command;
    command.time_limit = std::chrono::milliseconds(100);
    const auto begin = std::chrono::steady_clock::now();
    const ProcessResult late = run_sh("exec sleep 60", command);
    EXPECT_TRUE(late.out_of_time);
    EXPECT_EQ(late.exit_code, 128 + SIGTERM);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
    EXPECT_FALSE(run_sh("exit 0", command).out_of_time);
}

TEST(Run, ReadsBothStreamsAtOnce) {
    const ProcessResult result = run({{probe(), "flood", "1000000"}, {}, {}, {}});
    EXPECT_EQ(result.out, std::string(1'000'000, 'o'));
    EXPECT_EQ(result.err, std::string(1'000'000, 'e'));
}

TEST(Run, HandsTheInputOver) {
    std::string input(3'000'000, 'x');
    input[1000] = '\0';
    EXPECT_EQ(run({{"cat"}, {}, input, {}}).out, input);
    EXPECT_EQ(run({{"cat"}, {}, "", {}}).out, "");
}

TEST(Run, IsContentWithAProgramThatDoesNotReadItsInput) {
    EXPECT_EQ(run({{"true"}, {}, std::string(3'000'000, 'x'), {}}).exit_code, 0);
}

Command sh(const std::string& script) {
    Command command;
    command.arguments = {"sh", "-c", script};
    return command;
}

TEST(RunPiped, HandsOnWhatTheFirstWrites) {
    const auto [from, to] = run_piped(sh("seq 200000; printf said >&2"), sh("wc -l; exit 3"));
    EXPECT_EQ(from.exit_code, 0);
    EXPECT_EQ(from.err, "said");
    EXPECT_EQ(to.exit_code, 3);
    EXPECT_EQ(to.out, "200000\n");
}

TEST(RunPiped, EndsWhenTheReaderDoesNotReadOn) {
    const auto [from, to] = run_piped(sh("yes"), sh("echo no >&2; exit 1"));
    EXPECT_TRUE(from.exit_code == 128 + SIGPIPE || from.exit_code == 128 + SIGTERM)
        << from.exit_code;
    EXPECT_EQ(to.exit_code, 1);
    EXPECT_EQ(to.err, "no\n");
}

TEST(RunPiped, EndsAWriterThatWaitsForSomethingElseWhenTheReaderHasFailed) {
    const auto begin = std::chrono::steady_clock::now();
    const auto [from, to] = run_piped(sh("exec sleep 20"), sh("exit 1"));
    EXPECT_EQ(from.exit_code, 128 + SIGTERM);
    EXPECT_EQ(to.exit_code, 1);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(15));
}

TEST(RunPiped, ThrowsWhenOneCannotBeStarted) {
    EXPECT_THROW(run_piped(sh("yes"), {{"/nowhere/at-all"}, {}, {}, {}, {}}), Error);
    EXPECT_THROW(run_piped({{"/nowhere/at-all"}, {}, {}, {}, {}}, sh("cat")), Error);
}

TEST(Run, SetsRemovesAndInheritsVariables) {
    ASSERT_EQ(::setenv("GMIG_TEST_KEPT", "kept", 1), 0);
    ASSERT_EQ(::setenv("GMIG_TEST_GONE", "gone", 1), 0);
    Command command;
    command.environment = {{"GMIG_TEST_GONE", std::nullopt}, {"GMIG_TEST_NEW", "a=b"}};
    EXPECT_EQ(run_sh("echo $GMIG_TEST_KEPT,${GMIG_TEST_GONE-none},$GMIG_TEST_NEW", command).out,
              "kept,none,a=b\n");
    command.environment = {{"GMIG_TEST_KEPT", "other"}};
    EXPECT_EQ(run_sh("echo $GMIG_TEST_KEPT", command).out, "other\n");
    ::unsetenv("GMIG_TEST_KEPT");
    ::unsetenv("GMIG_TEST_GONE");
}

TEST(Run, RunsItInAFolder) {
    const TemporaryFolder folder;
    Command command;
    command.directory = folder.path();
    EXPECT_EQ(run_sh("pwd -P", command).out, folder.path().native() + "\n");
}

TEST(Run, SaysThatThereIsNoSuchProgram) {
    EXPECT_THAT(
        [] {
            run({{"gmig-no-such-program"}, {}, {}, {}});
        },
        Throws<Error>(AllOf(
            Property(&Error::kind, Error::Kind::Environment),
            Property(&Error::what, HasSubstr("cannot run gmig-no-such-program: No such file")))));
}

TEST(Run, SaysThatThereIsNoSuchFolder) {
    EXPECT_THAT(
        [] {
            run({{"true"}, "/no/such/folder", {}, {}});
        },
        Throws<Error>(AllOf(Property(&Error::kind, Error::Kind::Environment),
                            Property(&Error::what, HasSubstr("cannot enter /no/such/folder")))));
}

TEST(Run, HandsNoDescriptorsOn) {
    // Those that the test itself was handed by careless parents are not gmig's.
    std::string inherited;
    for (int number = 3; number < 1024; ++number) {
        const int flags = ::fcntl(number, F_GETFD);
        if (flags >= 0 && (flags & FD_CLOEXEC) == 0) {
            inherited += std::to_string(number) + " ";
        }
    }
    EXPECT_EQ(run({{probe(), "descriptors"}, {}, "input", {}}).out, inherited);
}

TEST(Run, LeavesNoZombieAndNoDescriptor) {
    const auto open_now = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
    };
    const auto before = open_now();
    for (int i = 0; i < 20; ++i) {
        run({{"true"}, {}, "input", {}});
        EXPECT_THROW(run({{"gmig-no-such-program"}, {}, {}, {}}), Error);
    }
    EXPECT_EQ(open_now(), before);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(Run, DoesNotWaitForWhatTheProgramLeavesBehind) {
    const auto start = std::chrono::steady_clock::now();
    const ProcessResult result = run({{probe(), "leave-one-behind", "5"}, {}, {}, {}});
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(4));
    EXPECT_EQ(result.out, "started");
    EXPECT_EQ(result.exit_code, 0);
}

TEST(Run, WaitsForAProgramThatClosesItsStreams) {
    EXPECT_EQ(run_sh("exec >&- 2>&-; sleep 0.2; exit 5").exit_code, 5);
}

TEST(Run, WorksWhereTheStandardStreamsAreClosed) {
    const ProcessResult result =
        run({{probe(), "run-without-streams", "sh", "-c", "cat; echo err >&2"}, {}, {}, {}});
    EXPECT_EQ(result.out, "input|err\n");
    EXPECT_EQ(result.exit_code, 0);
}

TEST(ProgramFolder, IsThatOfTheTest) {
    EXPECT_TRUE(std::filesystem::exists(program_folder() / "unit_support"));
}

}  // namespace
}  // namespace gmig

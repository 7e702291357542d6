#include "background.hpp"
#include "probe.hpp"
#include <gmig/support/interrupt.hpp>
#include <gmig/support/process.hpp>

#include <gtest/gtest.h>

#include <csignal>

namespace gmig {
namespace {

using testing_support::Background;

class Interrupt : public testing::TestWithParam<int> {};

TEST_P(Interrupt, IsNotedAndEndsTheWorkWhenItAsks) {
    Background program({probe(), "wait-for-interrupt"});
    ASSERT_TRUE(program.reads("ready\n"));
    program.send(GetParam());
    EXPECT_TRUE(program.reads("noted\n"));
    EXPECT_EQ(program.wait(), 128 + GetParam());
    EXPECT_FALSE(program.was_killed());
}

TEST_P(Interrupt, ReachesTheProgramThatRuns) {
    Background program({probe(), "wait-for-program", "sleep", "60"});
    ASSERT_TRUE(program.reads("ready\n"));
    ::usleep(50'000);
    program.send(GetParam());
    EXPECT_TRUE(program.reads("ended " + std::to_string(128 + GetParam()) + "\n"));
    EXPECT_EQ(program.wait(), 0);
}

INSTANTIATE_TEST_SUITE_P(Signal, Interrupt, testing::Values(SIGINT, SIGTERM, SIGHUP),
                         [](const auto& test) { return std::string(::sigabbrev_np(test.param)); });

TEST(SecondInterrupt, EndsTheProgramAtOnce) {
    for (const auto& [first, second] :
         {std::pair(SIGINT, SIGINT), {SIGINT, SIGTERM}, {SIGTERM, SIGINT}}) {
        Background program({probe(), "wait-for-interrupt"});
        ASSERT_TRUE(program.reads("ready\n"));
        program.send(first);
        ASSERT_TRUE(program.reads("noted\n"));
        program.send(second);
        EXPECT_EQ(program.wait(), 128 + second);
        EXPECT_TRUE(program.was_killed());
    }
}

TEST(HeldInterrupt, LetsWorkGoOnAndIsNotedAgainAfterwards) {
    Background program({probe(), "hold-interrupt"});
    ASSERT_TRUE(program.reads("ready\n"));
    program.send(SIGTERM);
    EXPECT_TRUE(program.reads("went on\n"));
    EXPECT_EQ(program.wait(), 128 + SIGTERM);
    EXPECT_FALSE(program.was_killed());
}

TEST(HeldInterrupt, IsEndedAtOnceByASecondOne) {
    Background program({probe(), "hold-interrupt"});
    ASSERT_TRUE(program.reads("ready\n"));
    program.send(SIGTERM);
    ASSERT_TRUE(program.reads("went on\n"));
    program.send(SIGINT);
    EXPECT_EQ(program.wait(), 128 + SIGINT);
    EXPECT_TRUE(program.was_killed());
}

TEST(IgnoredInterrupt, StaysIgnored) {
    Background program({"sh", "-c", "trap '' HUP; exec " + probe() + " wait-for-interrupt"});
    ASSERT_TRUE(program.reads("ready\n"));
    program.send(SIGHUP);
    program.send(SIGTERM);
    EXPECT_EQ(program.wait(), 128 + SIGTERM);
}

TEST(NoInterrupt, IsNotedWhereNoneCame) {
    EXPECT_EQ(noted_interrupt(), 0);
    EXPECT_NO_THROW(throw_if_interrupted());
}

}  // namespace
}  // namespace gmig

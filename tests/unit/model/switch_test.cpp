#include "scenes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace gmig {
namespace {

using namespace testing_notation;
using testing::IsEmpty;
using testing::SizeIs;

/// A target and a ledger, and the plan between them.
struct Journey {
    History target;
    Facts facts;
    SwitchPlan plan;

    Journey(const char* files, const char* rows, Policy policy = Policy::Linear,
            bool name_is_identity = false)
        : target(history_from(files)), facts(facts_from(rows)) {
        AssessmentInput input = input_of(policy);
        input.base_ids.emplace();
        input.name_is_identity = name_is_identity;
        plan = plan_switch(target, facts, assess(target, facts, input), policy);
    }
    [[nodiscard]] std::string stack() const { return steps_of(Plan{plan.stack, {}}); }
    [[nodiscard]] std::string crossed() const {
        std::vector<std::string> names;
        for (const std::size_t entry : plan.crossed) {
            names.push_back(facts.entries[entry].name);
        }
        return join(names, " ");
    }
};

struct SwitchCase {
    const char* name;
    const char* target;
    const char* rows;
    const char* steps;
    const char* stack;
    const char* crossed;
};

class Switch : public testing::TestWithParam<SwitchCase> {};

TEST_P(Switch, Goes) {
    const SwitchCase& expected = GetParam();
    const Journey journey(expected.target, expected.rows);
    EXPECT_EQ(codes_of(journey.plan.minimal.refusals), "");
    EXPECT_EQ(steps_of(journey.plan.minimal), expected.steps);
    EXPECT_EQ(journey.stack(), expected.stack);
    EXPECT_EQ(journey.crossed(), expected.crossed);
}

constexpr SwitchCase switches[] = {
    {"NowhereFromNothing", "", "", "", "", ""},
    {"NowhereWhereBothAreTheSame", "a b<a", "a b<a", "", "", ""},
    {"ForwardAsExecuteDoes", "a b<a c<b", "a", "execute b, execute c", "", ""},
    {"BackTheNewestFirst", "a", "a b<a c<b", "rollback c, rollback b", "", ""},
    {"BackToNothing", "", "a b<a", "rollback b, rollback a", "", ""},
    {"AcrossFromOneBranchToAnother", "a c<a d<c", "a b<a", "rollback b, execute c, execute d", "",
     ""},
    {"BackInTheOrderOfExecutionNotOfNames", "a", "a z<a b<z", "rollback b, rollback z", "", ""},
    {"AnEditedOneOutAndInAgain", "a b<a!y", "a b<a!x", "rollback b, execute b", "", ""},
    {"AnEditInCommentsAloneByTheRow", "a!x2 b<a", "a!x1", "adopt a, execute b", "", ""},
    {"AnEditInCommentsOfARenamedOneByTheRowAsWell", "a=new!x2", "a=old!x1", "adopt new", "", ""},
    {"ARenamedOneByTheRow", "a=new b<a", "a=old c<a", "rollback c, rename new, execute b", "", ""},
    {"AnotherParentByTheRow", "a b<a c<b", "a c<a", "rename c, execute b",
     "rollback c, execute b, execute c", "c"},
    {"ADownPartOfItsOwnIsNoReason", "a!x!d2", "a!x!d1", "", "", ""},
    {"TheEditedOneThatOthersStandOn", "a b<a!y c<b", "a b<a!x c<b", "rollback b, execute b",
     "rollback c, rollback b, execute b, execute c", "c"},
    {"TheLackingOneThatOthersWereExecutedAfter", "a c<a", "a b<a c<a", "rollback b",
     "rollback c, rollback b, execute c", "c"},
    {"TheAddedOneThatComesBeforeOthers", "a b<a c<b", "a c<b", "execute b",
     "rollback c, execute b, execute c", "c"},
    {"EachThatIsCrossedOnce", "a b<a!y c<b d<c", "a b<a!x c<b d<c x<d",
     "rollback x, rollback b, execute b",
     "rollback x, rollback d, rollback c, rollback b, execute b, execute c, execute d", "c d"},
    {"WhatWasExecutedInAnotherOrderAndStays", "a b<a c<b d<c", "a c b d<c x<d",
     "rollback x, rename b, rename c", "", ""},
    {"TheBeginningThatBothHaveInAnotherOrderStays", "a b<a c<b d<c!y e<d", "b<a a c<b d<c!x e<d",
     "rollback d, execute d", "rollback e, rollback d, execute d, execute e", "e"},
    {"RenamesOfTheStackOnlyInWhatStays", "a=new b<a!y c=two<b", "a=old b<a!x c=one<b",
     "rollback b, rename new, rename two, execute b",
     "rollback one, rollback b, rename new, execute b, execute two", "one"},
    {"ACopyOnce", "a=1 a=2 b=3<a", "a=1", "execute 3", "", ""},
};

INSTANTIATE_TEST_SUITE_P(Plan, Switch, testing::ValuesIn(switches), sentence);

TEST(Switch, UnderTheDagPolicyMindsDescendantsOnly) {
    const Journey beside("a b<a c<a", "a c<a", Policy::Dag);
    EXPECT_EQ(steps_of(beside.plan.minimal), "execute b");
    EXPECT_EQ(beside.crossed(), "");
    const Journey before("a b<a c<b", "a c<b", Policy::Dag);
    EXPECT_EQ(before.crossed(), "c");
    EXPECT_EQ(before.stack(), "rollback c, execute b, execute c");
}

TEST(Switch, UnderTheDagPolicyStillMindsWhatWasExecutedAfter) {
    const Journey journey("a b<a!y c<a d<a", "a d<a b<a!x c<a", Policy::Dag);
    EXPECT_EQ(journey.crossed(), "c");
    EXPECT_EQ(journey.stack(), "rollback c, rollback b, execute b, execute c");
}

TEST(Switch, FollowsAnIdWhereTheNameIsTheIdentity) {
    const Journey journey("1~ 3~<1!x", "1 2<1!x", Policy::Linear, true);
    EXPECT_EQ(steps_of(journey.plan.minimal), "rename 3");
}

TEST(Switch, PointsIntoFilesAndRows) {
    const SwitchPlan plan = Journey("a b<a!y c=new<b", "a c=old<b b<a!x z<b").plan;
    ASSERT_THAT(plan.minimal.steps, SizeIs(4));
    const auto& steps = plan.minimal.steps;
    EXPECT_EQ(steps_of(plan.minimal), "rollback z, rollback b, rename new, execute b");
    EXPECT_EQ(steps[0].position, std::nullopt);
    EXPECT_EQ(steps[0].entry, 3U);
    EXPECT_EQ(steps[1].position, 1U);
    EXPECT_EQ(steps[1].entry, 2U);
    EXPECT_EQ(steps[2].position, 2U);
    EXPECT_EQ(steps[2].entry, 1U);
    EXPECT_EQ(steps[3].position, 1U);
    EXPECT_EQ(steps[3].entry, std::nullopt);
}

TEST(Switch, LeavesAnAgreedEditToTheRow) {
    const History target = history_from("a!y");
    const Facts facts = facts_from("a!x");
    const Override agreed{.kind = Override::Kind::Edit,
                          .id = {"a"},
                          .from = {"x"},
                          .to = {"y"},
                          .reason = "agreed",
                          .where = {}};
    AssessmentInput input = input_of(Policy::Linear);
    input.base_ids.emplace();
    input.overrides = {&agreed, 1};
    const SwitchPlan plan =
        plan_switch(target, facts, assess(target, facts, input), Policy::Linear);
    EXPECT_EQ(steps_of(plan.minimal), "adopt a");
}

struct SwitchRefusedCase {
    const char* name;
    const char* target;
    const char* rows;
    const char* refusals;
};

class RefusedSwitch : public testing::TestWithParam<SwitchRefusedCase> {};

TEST_P(RefusedSwitch, Is) {
    const Journey journey(GetParam().target, GetParam().rows);
    EXPECT_EQ(codes_of(journey.plan.minimal.refusals), GetParam().refusals);
}

constexpr SwitchRefusedCase switch_refused[] = {
    {"WithSeveralHeads", "a b<a c<a", "a", "GM202 c"},
    {"WithALoop", "a<b b<a", "", "GM206 a"},
    {"WithAMissingParent", "a b<z", "a", "GM205 b, GM202 b"},
    {"WithTwoContentsOfOneId", "a=1 a=2!y", "", "GM204 2"},
    {"WithALostId", "z=a~!a", "a", "GM107 a"},
};

INSTANTIATE_TEST_SUITE_P(Plan, RefusedSwitch, testing::ValuesIn(switch_refused), sentence);

TEST(RefusedSwitch, WhereNothingIsKnown) {
    const History target = history_from("a");
    const Facts unknown;
    AssessmentInput input = input_of(Policy::Linear);
    input.base_ids.emplace();
    const SwitchPlan plan =
        plan_switch(target, unknown, assess(target, unknown, input), Policy::Linear);
    EXPECT_EQ(codes_of(plan.minimal.refusals), "GM901?");
    EXPECT_THAT(plan.minimal.steps, IsEmpty());
}

TEST(RefusedSwitch, NotForSeveralHeadsUnderTheDagPolicy) {
    const Journey journey("a b<a c<a", "a", Policy::Dag);
    EXPECT_EQ(codes_of(journey.plan.minimal.refusals), "");
    EXPECT_EQ(steps_of(journey.plan.minimal), "execute b, execute c");
}

}  // namespace
}  // namespace gmig

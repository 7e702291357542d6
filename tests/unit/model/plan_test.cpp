#include "scenes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig {
namespace {

using namespace testing_notation;
using testing::IsEmpty;
using testing::SizeIs;

/// A scene with its parts kept, since a plan points into them.
struct Scene {
    History history;
    Facts facts;
    Assessment assessment;

    Scene(const char* files, const char* rows, bool name_is_identity = false,
          Policy policy = Policy::Linear)
        : history(history_from(files)), facts(facts_from(rows)) {
        AssessmentInput input = input_of(policy);
        input.name_is_identity = name_is_identity;
        assessment = assess(history, facts, input);
    }
    [[nodiscard]] Plan execute(const Goal& goal = {}) const {
        return plan_execute(history, facts, assessment, goal);
    }
    [[nodiscard]] Plan rollback(const Goal& goal = {}) const {
        return plan_rollback(facts, assessment, goal);
    }
};

/// A goal: "to=b", "n=2", "all", "force", several with blanks between.
Goal goal_from(const std::string& text) {
    Goal goal;
    for (const std::string_view word : split_on(text, ' ')) {
        goal.all = goal.all || word == "all";
        goal.force = goal.force || word == "force";
        if (word.starts_with("to=")) {
            goal.to = MigrationId{std::string(word.substr(3))};
        } else if (word.starts_with("n=")) {
            goal.count = std::stoul(std::string(word.substr(2)));
        }
    }
    return goal;
}

// ---- execute ------------------------------------------------------------------------------------

struct ExecuteCase {
    const char* name;
    const char* files;
    const char* rows;
    const char* goal;
    const char* steps;
};

class Execute : public testing::TestWithParam<ExecuteCase> {};

TEST_P(Execute, Runs) {
    const Scene scene(GetParam().files, GetParam().rows);
    const Plan plan = scene.execute(goal_from(GetParam().goal));
    EXPECT_EQ(codes_of(plan.refusals), "");
    EXPECT_EQ(steps_of(plan), GetParam().steps);
}

constexpr ExecuteCase executes[] = {
    {"NothingOfNothing", "", "", "", ""},
    {"NothingWhereAllIsExecuted", "a b<a", "a b<a", "", ""},
    {"WhatIsPendingInCanonicalOrder", "c<b b<a a", "a", "", "execute b, execute c"},
    {"AllOfAnEmptyLedger", "b<a a", "", "", "execute a, execute b"},
    {"UpToAndWithTheGoal", "a b<a c<b d<c", "a", "to=c", "execute b, execute c"},
    {"NothingUpToAnExecutedOne", "a b<a c<b", "a b<a", "to=a", ""},
    {"AtMostSoMany", "a b<a c<b d<c", "a", "n=2", "execute b, execute c"},
    {"NoMoreThanThereAre", "a b<a", "a", "n=9", "execute b"},
    {"NoneOfNone", "a b<a", "a", "n=0", ""},
    {"TheLesserOfBothGoals", "a b<a c<b d<c", "a", "to=d n=1", "execute b"},
    {"WhatIsOutOfOrderByForce", "a b<a c<b", "a c<b", "force", "execute b"},
    {"WhatIsDivergedByForce", "a b<a c<a", "a", "force", "execute b, execute c"},
    {"ForcedOnesUpToTheGoalOnly", "a b<a c<a d<a", "a", "force to=c", "execute b, execute c"},
    {"OverACosmeticEdit", "a!x2 b<a", "a!x1", "", "execute b"},
    {"OverAnEditedDownPart", "a!x!d2 b<a", "a!x!d1", "", "execute b"},
    {"OverACopy", "a=1 a=2 b=3<a", "a=1", "", "execute 3"},
    {"ARenameFirst", "a=new b<a", "a=old", "", "rename new, execute b"},
    {"ARenameEvenWithoutAnythingPending", "a=new", "a=old", "", "rename new"},
    {"EveryRenameEvenUpToAnEarlierGoal", "a b=new<a c<b", "a b=old<a", "to=a", "rename new"},
    {"OnlyRenamesForNone", "a=new b<a", "a=old", "n=0", "rename new"},
    {"AChangeOfParentsAsARename", "a b<a c<b", "a b c<a", "", "rename b, rename c"},
    {"AChangeInTheOrderOfParentsAsARename", "a b<a c<a m<c,b", "a b<a c<a m<b,c", "", "rename m"},
    {"ARenameOfACosmeticEdit", "a=new!x2", "a=old!x1", "", "rename new"},
    {"PastAnInterruptedOneWithoutRenamingIt", "a b=new<a c<b", "a b=old*", "", "execute c"},
};

INSTANTIATE_TEST_SUITE_P(Plan, Execute, testing::ValuesIn(executes), sentence);

TEST(Execute, PointsIntoFilesAndRows) {
    const Plan plan = Scene("a=new b<a", "z=old!z a=old!a").execute();
    ASSERT_THAT(plan.steps, SizeIs(2));
    EXPECT_EQ(plan.steps[0].position, 0U);
    EXPECT_EQ(plan.steps[0].entry, 1U);
    EXPECT_EQ(plan.steps[1].id.value, "b");
    EXPECT_EQ(plan.steps[1].position, 1U);
    EXPECT_EQ(plan.steps[1].entry, std::nullopt);
}

TEST(Execute, RenamesByNewIdWhereTheNameIsTheIdentity) {
    const Plan plan = Scene("1~ 3~<1!x 4~<3", "1 2<1!x", true).execute();
    EXPECT_EQ(steps_of(plan), "rename 3, execute 4");
    EXPECT_THAT(plan.refusals, IsEmpty());
    EXPECT_EQ(plan.steps[0].id.value, "3");
    EXPECT_EQ(plan.steps[0].entry, 1U);
}

TEST(Execute, LeavesARowOfAnotherBranchAlone) {
    const History history = history_from("a b<a");
    const Facts facts = facts_from("a z<a");
    AssessmentInput input = input_of(Policy::Linear);
    input.base_ids = ids_from("a b");
    const Plan plan = plan_execute(history, facts, assess(history, facts, input), {});
    EXPECT_EQ(steps_of(plan), "execute b");
    EXPECT_THAT(plan.refusals, IsEmpty());
}

struct RefusalCase {
    const char* name;
    const char* files;
    const char* rows;
    const char* refusals;
    const char* forced;
};

class Refusal : public testing::TestWithParam<RefusalCase> {};

TEST_P(Refusal, Is) {
    const Scene scene(GetParam().files, GetParam().rows);
    EXPECT_EQ(codes_of(scene.execute().refusals), GetParam().refusals);
    EXPECT_EQ(codes_of(scene.execute({.force = true}).refusals), GetParam().forced);
}

constexpr RefusalCase plan_refusals[] = {
    {"OfNothingWhereAllIsWell", "a b<a", "a", "", ""},
    {"OfAnEditedOneEvenByForce", "a!y b<a", "a!x", "GM101 a", "GM101 a"},
    {"OfAMissingOneEvenByForce", "b", "a b", "GM102 a", "GM102 a"},
    {"OfALostIdEvenByForce", "n=a~!x", "a!x", "GM107 a", "GM107 a"},
    {"OfOneOutOfOrderUnlessForced", "a b<a c<b", "a c<b", "GM201 b", ""},
    {"OfSeveralHeadsUnlessForced", "a b<a c<a", "a", "GM202 c", ""},
    {"OfSeveralHeadsEvenWhereNothingIsPending", "a b<a c<a", "a b c", "GM202 b", ""},
    {"OfAMissingParentEvenByForce", "a<x", "", "GM205 a", "GM205 a"},
    {"OfACycleEvenByForce", "a<b b<a", "", "GM206 a", "GM206 a"},
    {"OfOneIdWithTwoContentsEvenByForce", "a=1 a=2!y", "", "GM204 2", "GM204 2"},
};

INSTANTIATE_TEST_SUITE_P(Plan, Refusal, testing::ValuesIn(plan_refusals), sentence);

TEST(Refusals, OfFilesThatCannotBeReadAreTheCallersToAdd) {
    Scene scene("a", "");
    for (const Code code : {Code::UnreadableMigration, Code::VersionCollision}) {
        Finding finding;
        finding.code = code;
        scene.assessment.findings = {finding};
        EXPECT_THAT(scene.execute({.force = true}).refusals, SizeIs(1)) << to_string(code);
    }
}

TEST(Refusals, LeaveWhatTheLayoutOnlyWarnsOf) {
    Scene scene("a", "");
    for (const Code code : {Code::UnreadableMigration, Code::VersionCollision}) {
        Finding finding;
        finding.code = code;
        finding.severity = Severity::Warning;
        scene.assessment.findings = {finding};
        EXPECT_THAT(scene.execute().refusals, IsEmpty()) << to_string(code);
    }
}

TEST(Refusals, LeaveWhatCannotBeWrongForADatabase) {
    Scene scene("a", "");
    for (const Code code : {Code::ExecutedRenamed, Code::DownOrVerifyEdited, Code::Override,
                            Code::CosmeticEdit, Code::StaleHeadFile, Code::TouchesSameObject}) {
        Finding finding;
        finding.code = code;
        scene.assessment.findings = {finding};
        EXPECT_THAT(scene.execute().refusals, IsEmpty()) << to_string(code);
    }
}

TEST(Refusals, AreMadeOfUnknownFactsEvenByForce) {
    Scene scene("a", "");
    scene.facts.source = FactsSource::Unknown;
    scene.assessment = assess(scene.history, scene.facts, input_of(Policy::Linear));
    EXPECT_EQ(codes_of(scene.execute({.force = true}).refusals), "GM901?");
    EXPECT_EQ(steps_of(scene.execute()), "");
    EXPECT_EQ(codes_of(scene.rollback({.all = true}).refusals), "GM901?");
    EXPECT_EQ(codes_of(scene.rollback({.to = MigrationId{"a"}}).refusals), "GM901?");
}

/// The message of the Error{Usage} that `plan` ends in.
template <typename Plan>
std::string usage_error(const Plan& plan) {
    try {
        plan();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Usage);
        EXPECT_EQ(error.next(), "gmig status");
        return error.what();
    }
    return "";
}

TEST(Execute, RefusesAGoalThatNoFileHas) {
    const Scene scene("a b<a", "a z<a");
    for (const char* const goal : {"z", "unknown"}) {
        EXPECT_EQ(usage_error([&] { return scene.execute({.to = MigrationId{goal}}); }),
                  "no file has " + std::string(goal) + ", so nothing can be executed up to it");
    }
}

// ---- rollback -----------------------------------------------------------------------------------

struct RollbackCase {
    const char* name;
    const char* files;
    const char* rows;
    const char* goal;
    const char* steps;
};

class Rollback : public testing::TestWithParam<RollbackCase> {};

TEST_P(Rollback, Takes) {
    const Scene scene(GetParam().files, GetParam().rows);
    const Plan plan = scene.rollback(goal_from(GetParam().goal));
    EXPECT_THAT(plan.refusals, IsEmpty());
    EXPECT_EQ(steps_of(plan), GetParam().steps);
}

constexpr RollbackCase rollbacks[] = {
    {"NothingOfAnEmptyLedger", "a", "", "", ""},
    {"NothingOfAnEmptyLedgerForAll", "a", "", "all", ""},
    {"TheLastWithoutAGoal", "a b<a c<b", "a b c", "", "rollback c"},
    {"ByTheOrderOfExecutionAndNotOfNames", "a b<a c<b", "c a b", "", "rollback b"},
    {"SoMany", "a b<a c<b", "a b c", "n=2", "rollback c, rollback b"},
    {"NoneOfNone", "a", "a", "n=0", ""},
    {"NoMoreThanThereAre", "a", "a", "n=5", "rollback a"},
    {"All", "a b<a", "a b", "all", "rollback b, rollback a"},
    {"AllButTheGoalAndWhatWasBeforeIt", "a b<a c<b d<c", "a b c d", "to=b",
     "rollback d, rollback c"},
    {"NothingDownToTheLast", "a b<a", "a b", "to=b", ""},
    {"TheLesserOfBothGoals", "a b<a c<b", "a b c", "to=a n=1", "rollback c"},
    {"TheLesserOfAllAndSoMany", "a b<a c<b", "a b c", "all n=2", "rollback c, rollback b"},
    {"ARowWithoutFile", "a", "a z", "", "rollback z"},
    {"RowsWithoutFileAmongTheOthers", "a b<a", "a z b y", "all",
     "rollback y, rollback b, rollback z, rollback a"},
    {"DownToARowWithoutFile", "a b<a", "a z b", "to=z", "rollback b"},
    {"AnEditedOne", "a!y", "a!x", "", "rollback a"},
    {"NothingThatIsPending", "a b<a", "a", "all", "rollback a"},
};

INSTANTIATE_TEST_SUITE_P(Plan, Rollback, testing::ValuesIn(rollbacks), sentence);

TEST(Rollback, GoesBySequenceWhereRowsComeInAnyOrder) {
    Scene scene("a b<a c<b", "a b c");
    std::swap(scene.facts.entries[0].sequence, scene.facts.entries[2].sequence);
    EXPECT_EQ(steps_of(scene.rollback({.all = true})), "rollback a, rollback b, rollback c");
}

TEST(Rollback, RefusesAGoalThatIsNotExecutedInsteadOfTakingAll) {
    const Scene scene("a b<a", "a");
    for (const char* const goal : {"b", "unknown"}) {
        EXPECT_EQ(
            usage_error([&] { return scene.rollback({.to = MigrationId{goal}}); }),
            std::string(goal) + " is not executed in local, so nothing can be rolled back to it");
    }
}

TEST(Action, HasAText) {
    EXPECT_EQ(to_string(Action::Execute), "execute");
    EXPECT_EQ(to_string(Action::Rollback), "rollback");
    EXPECT_EQ(to_string(Action::Rename), "rename");
}

}  // namespace
}  // namespace gmig

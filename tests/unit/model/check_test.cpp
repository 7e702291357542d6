#include "scenes.hpp"
#include <gmig/model/check.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig {
namespace {

using namespace testing_notation;

/// What the base has, what would take its place, and what local has executed besides.
struct CheckCase {
    const char* name;
    const char* base;
    const char* result;
    const char* findings;
    const char* local = "";
    Policy policy = Policy::Linear;
    bool foreign = false;
};

CheckInput input_for(Policy policy, bool check_foreign) {
    CheckInput input;
    input.policy = policy;
    input.name_is_identity = check_foreign;
    input.fingerprint_of = [](const Migration& file) {
        return fingerprint_of(file.checksum.value);
    };
    return input;
}

std::vector<Finding> found(const CheckCase& test) {
    const TreeState base{.history = history_from(test.base), .findings = {}};
    const TreeState result{.history = history_from(test.result), .findings = {}};
    CheckInput input = input_for(test.policy, test.foreign);
    input.executed.push_back(
        facts_of_tree(base.history, result.history, "main", input.fingerprint_of));
    if (*test.local != '\0') {
        input.executed.push_back(facts_from(test.local));
    }
    return check(base, result, input);
}

class Check : public testing::TestWithParam<CheckCase> {};

TEST_P(Check, Finds) {
    EXPECT_EQ(codes_of(found(GetParam())), GetParam().findings);
}

constexpr CheckCase plain[] = {
    {"NothingInTheSameTree", "a b<a", "a b<a", ""},
    {"NothingInWhatComesLast", "a b<a", "a b<a c<b d<c", ""},
    {"NothingWhereTheBaseIsEmpty", "", "a b<a", ""},
    {"AnEdit", "a!x b<a", "a!y b<a", "GM101 a"},
    {"AnEditInLooksAsAWarning", "a!x1 b<a", "a!x2 b<a", "GM106? a"},
    {"AnEditedDownPartAsAWarning", "a!a!d", "a!a!e", "GM104? a"},
    {"ADeletion", "a b<a c<b", "a b<a", "GM102 c"},
    {"ARenameAsInformation", "a b=old<a", "a b=new<a", "GM103. new"},
    {"ALostIdentity", "a!x", "n=a~!x", "GM107 a"},
    {"TwoHeads", "a b<a", "a b<a c<a", "GM202 c"},
    {"ALateOneBesideTwoHeads", "a m<a", "a m<a c<a", "GM201 c, GM202 c"},
    {"AnInsertion", "a c<a", "a b<a c<b", "GM201 b"},
    {"AnInsertionUnderTheDagPolicyToo", "a c<a", "a b<a c<b", "GM201 b", "", Policy::Dag},
    {"NoLateSideBranchUnderTheDagPolicy", "a m<a", "a m<a c<a z<m,c", "", "", Policy::Dag},
    {"AMissingParent", "a", "a b<x", "GM202 b, GM205 b"},
    {"ADuplicateId", "a", "a b!x b=c!y", "GM202 b, GM204 c"},
    {"TheCopyThoughItsNameIsFirst", "b", "b=a b", "GM204? a, GM103. a"},
};

INSTANTIATE_TEST_SUITE_P(OfOneBranch, Check, testing::ValuesIn(plain), sentence);

// What the branch has not done does not stop it.
constexpr CheckCase of_others[] = {
    {"TheBasesOwnDuplicateAsAWarning", "b!x b=c!y", "b!x b=c!y", "GM204? c"},
    {"TheBasesOwnMissingParentAsAWarning", "b<x", "b<x c<b", "GM205? b"},
    {"WhatComesBackToWhereTheBaseMissesIt", "a c<b", "a b<a c<b", "GM201? b"},
    {"TheBasesOwnHeadsAsAWarning", "a b<a c<a", "a b<a c<a", "GM202? b"},
    {"OneMoreHeadAsAnError", "a b<a c<a", "a b<a c<a d<a", "GM202 d"},
    {"WhatLocalRanAndNobodyHere", "a", "a b<a", "", "a z<a"},
    {"WhatLocalRanOfThisBranch", "a", "a b<a", "", "a b<a"},
    {"AnEditOfWhatOnlyLocalRanAsAWarning", "a", "a b<a!y", "GM101? b", "a b<a!x"},
    {"WhatLocalRanBeforeTheBaseChangedIt", "a!y", "a!y b<a", "GM101? a", "a!x"},
    {"APlaceBeforeWhatOnlyLocalRanAsAWarning", "a", "a b<a c<b", "GM201? b", "a c<a"},
    {"WhatLocalHasYetToRunOfTheBase", "a b<a c<b", "a b<a c<b", "GM201? b", "a c<b"},
};

INSTANTIATE_TEST_SUITE_P(OfOthers, Check, testing::ValuesIn(of_others), sentence);

constexpr CheckCase check_foreign[] = {
    {"ARenameAsAnError", "a~!x", "b~!x", "GM103 b", "", Policy::Linear, true},
    {"ADeletion", "a~ b~<a", "a~", "GM102 b", "", Policy::Linear, true},
    {"ALateOne", "a~ c~<a", "a~ b~<a c~<b", "GM201 b", "", Policy::Linear, true},
    {"ARenameToAnEarlierPlace", "a~ d~<a!x", "a~ b~<a!x", "GM103 b, GM201 b", "", Policy::Linear,
     true},
    {"ANewOneBehindTheOldPlaceOfARenamedOne", "a~ b~<a!x", "a~ c~<a d~<c!x", "GM103 d", "",
     Policy::Linear, true},
};

INSTANTIATE_TEST_SUITE_P(WhereNamesAreTheIdentity, Check, testing::ValuesIn(check_foreign),
                         sentence);

Finding collision(const std::string& id, const std::string& with) {
    return {.code = Code::VersionCollision,
            .severity = Severity::Error,
            .id = {id},
            .name = id,
            .where = {.file = id + ".sql"},
            .message = {},
            .remedy = {},
            .other = Counterpart{.id = {with}, .name = with, .path = with + ".sql"}};
}

TEST(CheckOfVersions, BlamesTheNewOneOfACollision) {
    const TreeState base{.history = history_from("1_b~"), .findings = {}};
    const TreeState result{.history = history_from("1_a~ 1_b~<1_a"),
                           .findings = {collision("1_b", "1_a")}};
    const std::vector<Finding> findings = check(base, result, input_for(Policy::Linear, true));
    ASSERT_EQ(codes_of(findings), "GM203 1_a");
    EXPECT_EQ(findings.front().where.file, "1_a.sql");
    EXPECT_EQ(findings.front().other->name, "1_b");
}

TEST(CheckOfVersions, WarnsOfACollisionThatTheBaseHas) {
    const TreeState base{.history = history_from("1_a~ 1_b~<1_a"),
                         .findings = {collision("1_b", "1_a")}};
    EXPECT_EQ(codes_of(check(base, base, input_for(Policy::Linear, true))), "GM203? 1_b");
}

Migration versioned(const std::string& name, const std::string& version) {
    Migration migration;
    migration.id = {name};
    migration.name = name;
    migration.version = version;
    migration.identity = Identity::Derived;
    migration.path = name + ".sql";
    migration.checksum = {name};
    return migration;
}

TEST(CheckOfVersions, KnowsTheVersionsOfWhatIsGone) {
    const TreeState base{.history = History({versioned("1_a", "1")}), .findings = {}};
    const TreeState result{.history = History({versioned("1_b", "1")}), .findings = {}};
    CheckInput input = input_for(Policy::Linear, true);
    EXPECT_EQ(codes_of(check(base, result, input)), "GM203 1_b");
    input.collision = Severity::Warning;
    EXPECT_EQ(codes_of(check(base, result, input)), "GM203? 1_b");
}

TEST(CheckOfTexts, WarnsOfBlankLinesWhereAnotherToolMaySumThem) {
    Migration before = versioned("1_a", "1");
    before.up.text = "SELECT 1;";
    Migration now = before;
    now.up.text = "SELECT 1;\n\n";
    const TreeState base{.history = History({before}), .findings = {}};
    const TreeState result{.history = History({now}), .findings = {}};
    EXPECT_EQ(codes_of(check(base, result, input_for(Policy::Linear, true))), "GM106? 1_a");
    EXPECT_EQ(codes_of(check(base, result, input_for(Policy::Linear, false))), "");
}

CheckInput against(const TreeState& base, const TreeState& result) {
    CheckInput input = input_for(Policy::Linear, false);
    input.executed.push_back(
        facts_of_tree(base.history, result.history, "main", input.fingerprint_of));
    return input;
}

Override edit_of(const char* id, const char* from, const char* to) {
    return {.kind = Override::Kind::Edit,
            .id = {id},
            .from = {from},
            .to = {to},
            .reason = "a typo in a comment on a column",
            .where = {.file = "gmig.overrides", .line = 2, .column = 1}};
}

TEST(CheckOfOverrides, ShowsAnEditThatWasAgreedOn) {
    const TreeState base{.history = history_from("a!x"), .findings = {}};
    const TreeState result{.history = history_from("a!y"), .findings = {}};
    CheckInput input = against(base, result);
    input.overrides = {edit_of("a", "x", "y")};
    const std::vector<Finding> findings = check(base, result, input);
    ASSERT_EQ(codes_of(findings), "GM105. a");
    EXPECT_THAT(findings.front().message, testing::HasSubstr("a typo in a comment"));
}

TEST(CheckOfOverrides, HoldsThemToTheVeryChangeThatTheyName) {
    const TreeState base{.history = history_from("a!x"), .findings = {}};
    const TreeState result{.history = history_from("a!z"), .findings = {}};
    CheckInput input = against(base, result);
    input.overrides = {edit_of("a", "x", "y"), edit_of("a", "w", "z"), edit_of("b", "x", "z")};
    EXPECT_EQ(codes_of(check(base, result, input)), "GM101 a");
}

TEST(CheckOfOverrides, LetsOneComeLate) {
    const TreeState base{.history = history_from("a c<a"), .findings = {}};
    const TreeState result{.history = history_from("a b<a c<b"), .findings = {}};
    CheckInput input = against(base, result);
    input.overrides = {{.kind = Override::Kind::Order,
                        .id = {"b"},
                        .from = {},
                        .to = {},
                        .reason = "touches nothing that c touches",
                        .where = {}}};
    EXPECT_EQ(codes_of(check(base, result, input)), "GM105. b");
}

TEST(CheckOfSeverities, TakesTheProjectsOwn) {
    const TreeState base{.history = history_from("a!x b<a!y!d"), .findings = {}};
    const TreeState result{.history = history_from("a!z b<a!y!e"), .findings = {}};
    CheckInput input = against(base, result);
    input.severity = {{Code::EditedAfterExecution, Severity::Information},
                      {Code::DownOrVerifyEdited, Severity::Error}};
    EXPECT_EQ(codes_of(check(base, result, input)), "GM104 b, GM101. a");
}

TEST(CheckOfSeverities, RaisesNothingThatTheBranchHasNotDone) {
    const TreeState base{.history = history_from("a b<a c<a"), .findings = {}};
    CheckInput input = against(base, base);
    input.severity = {{Code::DivergedHeads, Severity::Error}};
    EXPECT_EQ(codes_of(check(base, base, input)), "GM202? b");
}

TEST(CheckOfNothing, StillLooksAtTheResultItself) {
    const TreeState result{.history = history_from("a b<a c<a"), .findings = {}};
    EXPECT_EQ(codes_of(check({}, result, input_for(Policy::Linear, false))), "GM202 c");
}

}  // namespace
}  // namespace gmig

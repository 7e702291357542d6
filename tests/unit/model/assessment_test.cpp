#include "scenes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig {
namespace {

using namespace testing_notation;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Files and rows in the tests' notation, and what assess makes of them.
struct AssessmentCase {
    const char* name;
    const char* files;
    const char* rows;
    const char* states;
    const char* findings;
    const char* base = "";  ///< ids of the base; "" when not known
};

void expect_assessed(const AssessmentCase& test, const AssessmentInput& input) {
    const Assessment assessment = assess(history_from(test.files), facts_from(test.rows), input);
    EXPECT_EQ(states_of(assessment), test.states);
    EXPECT_EQ(codes_of(assessment.findings), test.findings);
}

// ---- the native layout, where the id is the identity --------------------------------------------

class Native : public testing::TestWithParam<AssessmentCase> {};

TEST_P(Native, Assesses) {
    AssessmentInput input = input_of(Policy::Linear);
    input.base_ids = ids_from(GetParam().base);
    expect_assessed(GetParam(), input);
}

constexpr AssessmentCase native[] = {
    {"NothingAsNothing", "", "", "", ""},
    {"WhatBothHaveAsExecuted", "a b<a", "a b<a", "a:executed b:executed", ""},
    {"WhatOnlyFilesHaveAsPending", "a b<a c<b", "a", "a:executed b:pending c:pending", ""},
    {"AnEmptyLedgerAsAllPending", "a b<a", "", "a:pending b:pending", ""},
    {"FilesInCanonicalOrder", "b<a a", "a b<a", "a:executed b:executed", ""},

    {"OtherTokensAsEdited", "a!y", "a!x", "a:edited", "GM101 a"},
    {"TheSameTokensAsEditedInLooks", "a!x2", "a!x1", "a:edited-cosmetic", "GM106? a"},
    {"AnEditInEachOfSeveral", "a!y b<a!y c<b", "a!x b<a!x c<b", "a:edited b:edited c:executed",
     "GM101 a, GM101 b"},

    {"ADownPartThatWasEdited", "a!a!d2", "a!a!d1", "a:executed", "GM104? a"},
    {"ADownPartThatWasAdded", "a!a!d", "a", "a:executed", "GM104? a"},
    {"ADownPartThatWasRemoved", "a", "a!a!d", "a:executed", "GM104? a"},
    {"AVerifyPartThatWasEdited", "a!a!d!v2", "a!a!d!v1", "a:executed", "GM104? a"},
    {"AnEditOfAllPartsByTwoFindings", "a!y!d2", "a!x!d1", "a:edited", "GM101 a, GM104? a"},
    {"PartsOfAPendingOneAsNobodysBusiness", "a!a!d!v", "", "a:pending", ""},

    {"AnotherNameAsRenamed", "a=new", "a=old", "new:renamed", "GM103. new"},
    {"OtherParentsAsNoNews", "a b<a c<a,b", "a b c", "a:executed b:executed c:executed", ""},
    {"ARenameWithAnEditInLooksAsBoth", "a=new!x2", "a=old!x1", "new:edited-cosmetic",
     "GM106? new, GM103. new"},
    {"ARenameWithAnEditAsEdited", "a=new!y", "a=old!x", "new:edited", "GM101 new"},

    {"ARowWithoutFileAsMissing", "a", "a b<a", "a:executed b:missing", "GM102 b"},
    {"RowsWithoutFileInTheOrderOfExecution", "a", "c a b", "a:executed c:missing b:missing",
     "GM102 c, GM102 b"},
    {"ARowThatTheBaseHasAsMissing", "a", "a b<a", "a:executed b:missing", "GM102 b", "a b"},
    {"ARowThatTheBaseLacksAsAnotherBranchs", "a", "a b<a", "a:executed b:other-branch", "", "a"},
    {"ARowOfAnotherBranchAsNoObstacle", "a c<a", "a z<a", "a:executed c:pending z:other-branch", "",
     "a c"},

    {"ARowThatIsStartedAsInterrupted", "a b<a", "a b*<a", "a:executed b:interrupted", ""},
    {"AnInterruptedOneAsThatEvenWhenEdited", "a!y!d2", "a*!x!d1", "a:interrupted", ""},
    {"AnInterruptedOneWithoutFile", "a", "a b*<a", "a:executed b:interrupted", "", "a"},

    {"AFileWithoutItsIdAsLost", "n=a~!x", "a!x", "a:missing", "GM107 a"},
    {"AFileWithoutItsIdUnderAnotherName", "n~!x", "a!x", "n:missing", "GM107 n"},
    {"AFileWithAnotherWrittenIdAsLost", "n=a!x", "a!x", "a:missing", "GM107 a"},
    {"AnOwnIdAndAnotherNameAsPending", "n!x", "a!x", "n:pending a:missing", "GM102 a"},
    {"AFileWithoutItsIdThatWasEditedInLooksAsLost", "n=a~!x2", "a!x1", "a:missing", "GM107 a"},
    {"TheSameUnderAnotherName", "n~!x2", "a!x1", "n:missing", "GM107 n"},
    {"TheSameOfAnInterruptedRow", "n=a~!x2", "a*!x1", "a:interrupted", ""},
    {"LooksThatTwoFilesHaveAsMissing", "n~!x2 m~<n!x3", "a!x1", "n:pending m:pending a:missing",
     "GM102 a"},
    {"LooksThatTwoRowsHaveAsMissing", "n~!x2", "a!x1 b!x3", "n:pending a:missing b:missing",
     "GM102 a, GM102 b"},
    {"LooksOfAFileWithAnIdOfItsOwnAsMissing", "n!x2", "a!x1", "n:pending a:missing", "GM102 a"},
    {"ContentBeforeLooks", "n~!x1 m~<n!x2", "a!x1", "n:missing m:pending", "GM107 n"},
    {"LooksOfAFileThatIsAnotherRowsAsMissing", "n~!x1", "a!x1 b!x2", "n:missing b:missing",
     "GM107 n, GM102 b"},
    {"LooksOfAFileThatMayBeAnotherRowsAsMissing", "n~!x1", "a!x1 b!x1 c!x2",
     "n:unknown a:missing b:missing c:missing", "GM107 a, GM107 b, GM102 c"},
    {"AFileWithoutItsIdThatWasEditedAsMissing", "n=a~!y", "a!x", "a:pending a:missing", "GM102 a"},
    {"AFileWithoutItsIdOfAnInterruptedRow", "n=a~!x", "a*!x", "a:interrupted", ""},
    {"TwoFilesWithoutTheirIdsByTheirNames", "n=a~!x m=b~<n!x", "b!x a!x", "a:missing b:missing",
     "GM107 b, GM107 a"},
    {"AContentThatTwoFilesHaveAsUnknown", "n~!x m~<n!x", "a!x", "n:unknown m:unknown a:missing",
     "GM107 a"},
    {"AContentThatTwoRowsHaveAsUnknown", "n~!x", "a!x b!x", "n:unknown a:missing b:missing",
     "GM107 a, GM107 b"},
    {"AContentThatAnExecutedFileHasAsFree", "a!x n~<a!x", "a!x", "a:executed n:pending", ""},

    {"ABrokenHistoryWithItsFindings", "a b<x", "a", "a:executed b:pending", "GM205 b, GM202 b"},
    {"ACopyOfAMigrationOnce", "a=1 a=2", "a=1", "1:executed", "GM204? 2"},
};

INSTANTIATE_TEST_SUITE_P(Assessment, Native, testing::ValuesIn(native), sentence);

// ---- what reviewers agreed on
// --------------------------------------------------------------------

Override agreed(Override::Kind kind, const char* id, const char* from = "", const char* to = "") {
    return {.kind = kind,
            .id = {id},
            .from = {from},
            .to = {to},
            .reason = "agreed",
            .where = {.file = "gmig.overrides", .line = 1, .column = 1}};
}

TEST(AssessmentOfOverrides, TakesAnAgreedEditForExecuted) {
    AssessmentInput input = input_of(Policy::Linear);
    const std::vector overrides{agreed(Override::Kind::Edit, "a", "x", "y")};
    input.overrides = overrides;
    const History history = history_from("a!y b<a");
    const Facts facts = facts_from("a!x");
    const Assessment assessment = assess(history, facts, input);
    EXPECT_EQ(states_of(assessment), "a:executed b:pending");
    EXPECT_EQ(codes_of(assessment.findings), "GM105. a");
    EXPECT_EQ(steps_of(plan_execute(history, facts, assessment, {})), "adopt a, execute b");
}

TEST(AssessmentOfOverrides, HoldsAnEditToTheChecksums) {
    AssessmentInput input = input_of(Policy::Linear);
    const std::vector overrides{agreed(Override::Kind::Edit, "a", "x", "z"),
                                agreed(Override::Kind::Order, "a")};
    input.overrides = overrides;
    EXPECT_EQ(states_of(assess(history_from("a!y"), facts_from("a!x"), input)), "a:edited");
}

TEST(AssessmentOfOverrides, LetsOneComeLate) {
    AssessmentInput input = input_of(Policy::Linear);
    const std::vector overrides{agreed(Override::Kind::Order, "b")};
    input.overrides = overrides;
    const History history = history_from("a b<a c<b d<c");
    const Facts facts = facts_from("a d<a");
    const Assessment assessment = assess(history, facts, input);
    EXPECT_EQ(states_of(assessment), "a:executed b:pending c:out-of-order d:executed");
    EXPECT_EQ(codes_of(assessment.findings), "GM105. b, GM201 c");
}

// ---- foreign layouts, where the name is the identity --------------------------------------------

class Foreign : public testing::TestWithParam<AssessmentCase> {};

TEST_P(Foreign, Assesses) {
    AssessmentInput input = input_of(Policy::Linear);
    input.name_is_identity = true;
    input.base_ids = ids_from(GetParam().base);
    expect_assessed(GetParam(), input);
}

constexpr AssessmentCase assessment_foreign[] = {
    {"ARenumberedFileAsRenamed", "1~ 3~<1!x", "1 2!x", "1:executed 3:renamed", "GM103 3"},
    {"ARenumberedFileOfTheBaseToo", "1~ 3~<1!x", "1 2!x", "1:executed 3:renamed", "GM103 3", "1 2"},
    {"OtherContentUnderAnotherNameAsMissing", "1~ 3~<1!y", "1 2!x",
     "1:executed 3:pending 2:missing", "GM102 2"},
    {"ACopyBesideTheOldFileAsPending", "1~!x 2~<1!x", "1!x", "1:executed 2:pending", ""},
    {"ACopyBesideTheEditedOldFileAsPending", "1~!y 2~<1!x", "1!x", "1:edited 2:pending", "GM101 1"},
    {"NoRenameWhileAFileHasTheOldName", "9=1~!y 2~<9!x", "1!x", "1:pending 2:pending 1:missing",
     "GM102 1"},
    {"ANewIdUnderTheSameNameAsRenamed", "9=1~!x", "1!x", "1:renamed", "GM103. 1"},
    {"TwoOfOneContentInTheirOrder", "3~!x 4~<3!x", "1!x 2!x", "3:renamed 4:renamed",
     "GM103 3, GM103 4"},
    {"TwoFilesForOneRowAsUnknown", "3~!x 4~<3!x", "1!x", "3:unknown 4:unknown 1:missing",
     "GM102 1"},
    {"OneFileForTwoRowsAsUnknown", "3~!x", "1!x 2!x", "3:unknown 1:missing 2:missing",
     "GM102 1, GM102 2"},
    {"TwoFilesForARowOfAnotherBranchAsPending", "0~ 3~<0!x 4~<3!x", "0 1!x",
     "0:executed 3:pending 4:pending 1:other-branch", "", "0"},
    {"OneOfOneContentByItsName", "9=1~!x 3~<9!x", "1!x 2!x", "1:renamed 3:renamed",
     "GM103. 1, GM103 3"},
    {"ARenumberedFileWithAnEditedDownPart", "2~!x!d2", "1!x!d1", "2:renamed", "GM103 2, GM104? 2"},
    {"ARenumberedFileThatIsInterrupted", "2~!x", "1*!x", "2:interrupted", ""},
    {"AFileWithAnIdOfItsOwnAsPending", "2!x", "1!x", "2:pending 1:missing", "GM102 1"},
};

INSTANTIATE_TEST_SUITE_P(Assessment, Foreign, testing::ValuesIn(assessment_foreign), sentence);

// ---- what an assessment tells
// --------------------------------------------------------------------

TEST(Assessed, SaysWhereItsFileAndItsRowAre) {
    const Assessment assessment =
        assess(history_from("a b<a"), facts_from("z a"), input_of(Policy::Linear));
    ASSERT_THAT(assessment.migrations, SizeIs(3));
    const Assessed& both = assessment.migrations[0];
    EXPECT_EQ(both.path, "a.sql");
    EXPECT_EQ(both.position, 0U);
    EXPECT_EQ(both.entry, 1U);
    const Assessed& file = assessment.migrations[1];
    EXPECT_EQ(file.position, 1U);
    EXPECT_EQ(file.entry, std::nullopt);
    const Assessed& row = assessment.migrations[2];
    EXPECT_EQ(row.id.value, "z");
    EXPECT_EQ(row.path, "");
    EXPECT_EQ(row.position, std::nullopt);
    EXPECT_EQ(row.entry, 0U);
}

TEST(Assessed, KeepsTheLedgersIdWhereTheFileHasAnother) {
    AssessmentInput input = input_of(Policy::Linear);
    input.name_is_identity = true;
    const Assessment assessment = assess(history_from("1~ 3~<1!x"), facts_from("1 2!x"), input);
    ASSERT_THAT(assessment.migrations, SizeIs(2));
    EXPECT_EQ(assessment.migrations[0].former_id, std::nullopt);
    EXPECT_EQ(assessment.migrations[1].id.value, "3");
    EXPECT_EQ(assessment.migrations[1].former_id, MigrationId{"2"});
    EXPECT_EQ(assessment.migrations[1].entry, 1U);
}

TEST(Assessment, OfUnknownFactsIsUnknownAndSaysSo) {
    Facts facts = facts_from("a b<a!other");
    facts.source = FactsSource::Unknown;
    const Assessment assessment = assess(history_from("a b<a"), facts, input_of(Policy::Linear));
    EXPECT_EQ(states_of(assessment), "a:unknown b:unknown");
    ASSERT_THAT(assessment.findings, SizeIs(1));
    EXPECT_EQ(assessment.findings[0].code, Code::UnknownFacts);
    EXPECT_EQ(assessment.findings[0].message, "what is executed in local is not known");
    EXPECT_EQ(assessment.findings[0].remedy, "gmig doctor");
}

TEST(Assessment, OfUnknownFactsStillJudgesTheFiles) {
    const Assessment assessment =
        assess(history_from("r a<r b<r c<x"), Facts(), input_of(Policy::Linear));
    EXPECT_EQ(codes_of(assessment.findings), "GM205 c, GM901?, GM202 r");
}

TEST(Assessment, AsksForFingerprintsOnlyWhereChecksumsDiffer) {
    std::vector<std::string> asked;
    AssessmentInput input = input_of(Policy::Linear);
    input.fingerprint_of = [&](const Migration& file) {
        asked.push_back(file.name);
        return fingerprint_of(file.checksum.value);
    };
    assess(history_from("a b<a!y c<b!x2 d<c=new e<d"), facts_from("a b!x c!x1 d*!z"), input);
    EXPECT_THAT(asked, ElementsAre("b", "c"));
}

TEST(Assessment, AsksForFingerprintsOfFilesWithoutIdOnlyWhereARowIsLost) {
    std::vector<std::string> asked;
    AssessmentInput input = input_of(Policy::Linear);
    input.fingerprint_of = [&](const Migration& file) {
        asked.push_back(file.name);
        return fingerprint_of(file.checksum.value);
    };
    assess(history_from("a n~<a!x2 m~<n!y"), facts_from("a"), input);
    EXPECT_THAT(asked, ElementsAre());
    assess(history_from("a n~<a!x2 m~<n!y b<m"), facts_from("a z!x1"), input);
    EXPECT_THAT(asked, ElementsAre("n", "m"));
}

TEST(Assessment, TakesAnEditForARealOneWhereNoFingerprintIsKnown) {
    Facts facts = facts_from("a!x1");
    AssessmentInput input = input_of(Policy::Linear);
    input.fingerprint_of = nullptr;
    EXPECT_EQ(states_of(assess(history_from("a!x2"), facts, input)), "a:edited");
    facts.entries[0].fingerprint = {};
    input.fingerprint_of = [](const Migration&) { return Fingerprint(); };
    EXPECT_EQ(states_of(assess(history_from("a!x2"), facts, input)), "a:edited");
}

// ---- what findings say
// ---------------------------------------------------------------------------

struct AssessmentWordingCase {
    const char* name;
    const char* files;
    const char* rows;
    bool name_is_identity;
    const char* message;
    const char* remedy;
};

class Wording : public testing::TestWithParam<AssessmentWordingCase> {};

TEST_P(Wording, IsWhatAndWhereAndRemedy) {
    Facts facts = facts_from(GetParam().rows);
    facts.environment = "staging";
    facts.kind = EnvironmentKind::Shared;
    AssessmentInput input = input_of(Policy::Linear);
    input.name_is_identity = GetParam().name_is_identity;
    const Assessment assessment = assess(history_from(GetParam().files), facts, input);
    ASSERT_THAT(assessment.findings, testing::Not(IsEmpty()));
    EXPECT_EQ(assessment.findings[0].message, GetParam().message);
    EXPECT_EQ(assessment.findings[0].remedy, GetParam().remedy);
}

constexpr AssessmentWordingCase assessment_wordings[] = {
    {"OfAnEdit", "a!y", "a!x", false, "a was edited after it was executed in staging",
     "put back what was executed (gmig show --executed a) and make the change a migration of its "
     "own: gmig new NAME"},
    {"OfAnEditInLooks", "a!x2", "a!x1", false,
     "a was edited after it was executed in staging, in comments or white space only",
     "nothing, if that was meant; what was executed: gmig show --executed a"},
    {"OfAnEditedDownPart", "a!x!d2", "a!x!d1", false,
     "the down part of a was edited after it was executed in staging",
     "nothing, if that was meant: rollback and verify take the file's"},
    {"OfAnEditedVerifyPart", "a!x!d!v2", "a!x!d!v1", false,
     "the verify part of a was edited after it was executed in staging",
     "nothing, if that was meant: rollback and verify take the file's"},
    {"OfBothPartsEdited", "a!x!d2!v2", "a!x!d1!v1", false,
     "the down and verify parts of a were edited after it was executed in staging",
     "nothing, if that was meant: rollback and verify take the file's"},
    {"OfARename", "a=new", "a=old", false, "old, executed in staging, is called new now",
     "nothing: the ledger follows at the next gmig execute"},
    {"OfARenumberedFile", "2~!x", "1!x", true, "1, executed in staging, is called 2 now",
     "call it 1 again, or let the ledger follow: gmig execute"},
    {"OfANewIdUnderTheSameName", "2=1~!x", "1!x", true,
     "1, executed in staging, has another id now",
     "nothing: the ledger follows at the next gmig execute"},
    {"OfAMissingFile", "a", "a b", false, "b was executed in staging, and no file has it",
     "bring its file back (git log --all -- '*b*'); what was executed: gmig show --executed b"},
    {"OfAMissingIdWhoseNameStands", "k=b~!y", "b!x", false,
     "b was executed in staging with the id b; b.sql has its name, and neither its id nor its "
     "content",
     "put back what was executed: gmig show --executed b"},
    {"OfALostId", "k=n~!x", "a!x", false,
     "n.sql has the content of a, executed in staging, but not its id, a",
     "gmig add --restore n.sql"},
    {"OfAnIdThatSeveralMayHaveLost", "k~!x l~<k!x", "a!x", false,
     "a was executed in staging, and which file it is cannot be told: its content has k.sql, l.sql",
     "write its id into the one that it is: gmig add --restore k.sql"},
    {"OfARenameThatSeveralMayBe", "2~!x 3~<2!x", "1!x", true,
     "1 was executed in staging, and which file it is cannot be told: its content has 2.sql, 3.sql",
     "give the one that it is its name back: 1"},
};

INSTANTIATE_TEST_SUITE_P(Assessment, Wording, testing::ValuesIn(assessment_wordings), sentence);

TEST(Findings, OfAnAssessmentNameFileAndMigration) {
    const Assessment assessment = assess(history_from("kxq=add-tag!y"), facts_from("kxq=add-tag!x"),
                                         input_of(Policy::Linear));
    ASSERT_THAT(assessment.findings, SizeIs(1));
    EXPECT_EQ(assessment.findings[0].where, (Where{"add-tag.sql", 0, 0}));
    EXPECT_EQ(assessment.findings[0].id.value, "kxq");
    EXPECT_EQ(assessment.findings[0].name, "add-tag");
}

TEST(Findings, LeaveOutAnEnvironmentWithoutName) {
    Facts facts = facts_from("a!x");
    facts.environment.clear();
    const Assessment assessment = assess(history_from("a!y"), facts, input_of(Policy::Linear));
    ASSERT_THAT(assessment.findings, SizeIs(1));
    EXPECT_EQ(assessment.findings[0].message, "a was edited after it was executed");
}

TEST(Policy, HasAText) {
    EXPECT_EQ(to_string(Policy::Linear), "linear");
    EXPECT_EQ(to_string(Policy::Dag), "dag");
}

TEST(State, HasTheTokensThatScriptsRelyOn) {
    EXPECT_EQ(to_string(State::Executed), "executed");
    EXPECT_EQ(to_string(State::Pending), "pending");
    EXPECT_EQ(to_string(State::OutOfOrder), "out-of-order");
    EXPECT_EQ(to_string(State::EditedCosmetic), "edited-cosmetic");
    EXPECT_EQ(to_string(State::Edited), "edited");
    EXPECT_EQ(to_string(State::Missing), "missing");
    EXPECT_EQ(to_string(State::Renamed), "renamed");
    EXPECT_EQ(to_string(State::OtherBranch), "other-branch");
    EXPECT_EQ(to_string(State::Interrupted), "interrupted");
    EXPECT_EQ(to_string(State::Unknown), "unknown");
}

}  // namespace
}  // namespace gmig

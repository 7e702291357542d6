// Facts that another tool's table gives: what is said of them, and what of its trouble.
#include "scenes.hpp"
#include <gmig/model/check.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig {
namespace {

using namespace testing_notation;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Facts facts_of_tool(const std::string& rows, bool skips_late = false) {
    Facts facts = facts_from(rows);
    facts.tool = "golang-migrate";
    facts.skips_late = skips_late;
    return facts;
}

Finding dirty_table() {
    Finding trouble;
    trouble.code = Code::ToolHistory;
    trouble.message = "the table is dirty";
    trouble.remedy = "mend it";
    return trouble;
}

AssessmentInput foreign_input() {
    AssessmentInput input = input_of(Policy::Linear);
    input.name_is_identity = true;
    return input;
}

/// "message -> remedy" of each finding.
std::vector<std::string> told_of(const std::string& files, const Facts& facts) {
    std::vector<std::string> lines;
    for (const Finding& finding : assess(history_from(files), facts, foreign_input()).findings) {
        lines.push_back(finding.message + " -> " + finding.remedy);
    }
    return lines;
}

struct ToolWordsCase {
    const char* name;
    const char* files;
    const char* rows;
    const char* told;
};

class ToolWords : public testing::TestWithParam<ToolWordsCase> {};

TEST_P(ToolWords, NameTheToolAndNoCommandThatWrites) {
    const auto told = told_of(GetParam().files, facts_of_tool(GetParam().rows, true));
    ASSERT_EQ(told.size(), 1U);
    EXPECT_THAT(told[0], HasSubstr(GetParam().told));
    for (const char* const command : {"gmig execute", "gmig amend", "gmig switch", "gmig show"}) {
        EXPECT_THAT(told[0], Not(HasSubstr(command)));
    }
}

constexpr ToolWordsCase tool_words[] = {
    {"OfAnEdit", "a!y", "a!x",
     "a was edited after it was executed in local by golang-migrate -> put back what was executed "
     "(git log -p -- '*a*')"},
    {"OfACosmeticEdit", "a!x2", "a!x1", "nothing, if that was meant"},
    {"OfADeletion", "a", "a b<a",
     "b was executed in local by golang-migrate, and no file has it -> bring its file back"},
    {"OfAnotherName", "n=new~!x", "o=old!x",
     "call it old again: golang-migrate does not follow it"},
    {"OfAnEditedWayBack", "a!a!d2", "a!a!d1", "golang-migrate takes the file's"},
    {"OfOneThatIsSkipped", "a b<a c<b", "a c<b",
     "b comes before c, which is executed in local by golang-migrate: golang-migrate will skip "
     "it"},
};

INSTANTIATE_TEST_SUITE_P(Foreign, ToolWords, testing::ValuesIn(tool_words),
                         [](const auto& test) { return test.param.name; });

TEST(ToolTrouble, StandsBehindWhatWasFound) {
    Facts facts = facts_of_tool("a!x");
    facts.trouble.push_back(dirty_table());
    EXPECT_EQ(codes_of(assess(history_from("a!y"), facts, foreign_input()).findings),
              "GM101 a, GM903");
}

TEST(ToolTrouble, IsToldWhereNothingElseIs) {
    Facts facts = facts_of_tool("");
    facts.trouble.push_back(dirty_table());
    EXPECT_THAT(told_of("a", facts), ElementsAre("the table is dirty -> mend it"));
}

TEST(ToolTrouble, OfEachEnvironmentIsAWarningInACheck) {
    const TreeState tree{.history = history_from("a"), .findings = {}};
    CheckInput input;
    input.name_is_identity = true;
    for (const char* const name : {"staging", "primary"}) {
        Facts facts = facts_of_tool("a");
        facts.environment = name;
        facts.trouble.push_back(dirty_table());
        input.executed.push_back(facts);
    }
    const std::vector<Finding> findings = check(tree, tree, input);
    ASSERT_EQ(findings.size(), 2U);
    for (const Finding& finding : findings) {
        EXPECT_EQ(finding.severity, Severity::Warning);
        EXPECT_FALSE(finding.blocks);
    }
    EXPECT_EQ(findings[0].message, "staging: the table is dirty");
    EXPECT_EQ(findings[1].message, "primary: the table is dirty");
}

TEST(ToolTrouble, OfWhatIsNotKnownIsNone) {
    const TreeState tree{.history = history_from("a"), .findings = {}};
    CheckInput input;
    Facts facts;
    facts.trouble.push_back(dirty_table());
    input.executed.push_back(facts);
    EXPECT_THAT(check(tree, tree, input), IsEmpty());
}

}  // namespace
}  // namespace gmig

#include "scenes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig {
namespace {

using namespace testing_notation;
using testing::IsEmpty;

/// What is out of order, and the assessment_order_heads, under both policies.
struct AssessmentOrderCase {
    const char* name;
    const char* files;
    const char* rows;
    const char* linear;  ///< the findings
    const char* dag;
    const char* base = "";
};

class Order : public testing::TestWithParam<AssessmentOrderCase> {};

TEST_P(Order, Is) {
    const AssessmentOrderCase& test = GetParam();
    const History history = history_from(test.files);
    const Facts facts = facts_from(test.rows);
    for (const Policy policy : {Policy::Linear, Policy::Dag}) {
        AssessmentInput input = input_of(policy);
        input.base_ids = ids_from(test.base);
        const Assessment assessment = assess(history, facts, input);
        EXPECT_EQ(codes_of(assessment.findings), policy == Policy::Linear ? test.linear : test.dag)
            << to_string(policy);
        std::size_t late = 0;
        for (const Assessed& assessed : assessment.migrations) {
            late += assessed.state == State::OutOfOrder ? 1U : 0U;
        }
        EXPECT_EQ(late, std::ranges::count(assessment.findings, Code::OutOfOrder, &Finding::code));
    }
}

constexpr AssessmentOrderCase assessment_order_orders[] = {
    {"KeptByAPrefix", "a b<a c<b", "a b<a", "", ""},
    {"KeptByNothingExecuted", "a b<a c<b", "", "", ""},
    {"KeptByAllExecutedInAnotherOrder", "a b<a c<b", "c b a", "", ""},
    {"BrokenByAnInsertion", "a b<a c<b", "a c<a", "GM201 b", "GM201 b"},
    {"BrokenByEachThatPrecedes", "a b<a c<b d<c e<d", "a d<a", "GM201 b, GM201 c",
     "GM201 b, GM201 c"},
    {"BrokenByAnEarlierNameOfABranch", "a b<a c<a", "a c<a", "GM201 b, GM202 b", "GM202 b"},
    {"KeptByALaterNameOfABranch", "a b<a c<a", "a b<a", "GM202 c", "GM202 c"},
    {"BrokenByAWholeBranch", "a b<a bb<b c<a", "a c<a", "GM201 b, GM201 bb, GM202 b", "GM202 b"},
    {"BrokenWhereTheMergeIsExecuted", "a b<a c<a m<b,c", "a c<a m<b,c", "GM201 b", "GM201 b"},
    {"KeptByADagWhereTheMergeIsPending", "a b<a c<a m<b,c", "a c<a", "GM201 b", ""},
    {"BrokenByAPendingRoot", "a b<a", "b", "GM201 a", "GM201 a"},

    {"BrokenBeforeAnEditedOne", "a b<a!y", "b!x", "GM101 b, GM201 a", "GM101 b, GM201 a"},
    {"BrokenBeforeAnInterruptedOne", "a b<a", "b*", "GM201 a", "GM201 a"},
    {"BrokenBeforeARenamedOne", "a b=c<a", "b", "GM103. c, GM201 a", "GM103. c, GM201 a"},
    {"BrokenBeforeOneThatLostItsId", "a n=b~<a!x", "b!x", "GM107 b, GM201 a", "GM107 b, GM201 a"},

    {"BrokenBeforeAMissingRowByItsName", "a b<a", "a c<a", "GM102 c, GM201 b", "GM102 c"},
    {"KeptBehindAMissingRowByItsName", "a c<a", "a b<a", "GM102 b", "GM102 b"},
    {"BrokenBeforeAMissingRowByItsParents", "a z<a", "a c<z", "GM102 c, GM201 z",
     "GM102 c, GM201 z"},
    {"KeptBehindAMissingRowByItsChildren", "a c<z", "a z<a", "GM205 c, GM102 z, GM202 c",
     "GM205 c, GM102 z, GM202 c"},
    {"KeptByTwoMissingRowsWhoseParentsAreMissing", "a e<a", "a c<b d<c", "GM102 c, GM102 d",
     "GM102 c, GM102 d"},
    {"NotTouchedByARowOfAnotherBranch", "a b<a", "a c<a", "", "", "a b"},
    {"BrokenBeforeAMissingRowOfTheBase", "a b<a", "a c<a", "GM102 c, GM201 b", "GM102 c", "a c"},

    {"NotJudgedAmongHeadsOfACycle", "a<b b<a", "a", "GM206 a", "GM206 a, GM201 b"},
};

INSTANTIATE_TEST_SUITE_P(Assessment, Order, testing::ValuesIn(assessment_order_orders), sentence);

TEST(Order, OfAMissingRowFollowsItsParentsNewId) {
    AssessmentInput input = input_of(Policy::Linear);
    input.name_is_identity = true;
    // Row 2 is file 5 now; the missing row 3 came after it, and so before the pending 6.
    const Assessment assessment =
        assess(history_from("1~ 5~<1!x 6~<5"), facts_from("1 2<1!x 3=0<2"), input);
    EXPECT_EQ(codes_of(assessment.findings), "GM103 5, GM102 0");
}

TEST(Order, OfPendingOnesThatMayBeExecutedIsNotJudged) {
    AssessmentInput input = input_of(Policy::Linear);
    input.name_is_identity = true;
    const Assessment assessment =
        assess(history_from("2~!x 3~<2!x 4~<3"), facts_from("1!x 4"), input);
    EXPECT_EQ(states_of(assessment), "2:unknown 3:unknown 4:executed 1:missing");
}

// ---- heads
// ---------------------------------------------------------------------------------------

TEST(DivergedHeads, AreFoundEvenWhenAllIsExecuted) {
    EXPECT_EQ(
        codes_of(assess(history_from("a b<a c<a"), facts_from("a b c"), input_of(Policy::Linear))
                     .findings),
        "GM202 b");
}

// ---- what the findings say
// -------------------------------------------------------------------------

struct AssessmentOrderWordingCase {
    const char* name;
    const char* files;
    const char* rows;
    Code code;
    Policy policy;
    EnvironmentKind kind;
    const char* message;
    const char* remedy;
};

class OrderWording : public testing::TestWithParam<AssessmentOrderWordingCase> {};

/// The last finding of that code.
TEST_P(OrderWording, IsWhatAndWhereAndRemedy) {
    const AssessmentOrderWordingCase& test = GetParam();
    Facts facts = facts_from(test.rows);
    facts.environment = "dev";
    facts.kind = test.kind;
    const Assessment assessment = assess(history_from(test.files), facts, input_of(test.policy));
    Finding last;
    for (const Finding& finding : assessment.findings) {
        last = finding.code == test.code ? finding : last;
    }
    EXPECT_EQ(last.message, test.message);
    EXPECT_EQ(last.remedy, test.remedy);
}

constexpr auto linear_policy = Policy::Linear;
constexpr auto dag_policy = Policy::Dag;
constexpr auto local = EnvironmentKind::Local;
constexpr auto shared = EnvironmentKind::Shared;
constexpr auto late = Code::OutOfOrder;
constexpr auto assessment_order_heads = Code::DivergedHeads;

constexpr AssessmentOrderWordingCase assessment_order_wordings[] = {
    {"OfABranchThatIsLate", "a b<a c<a", "a c", late, linear_policy, shared,
     "b comes before c, which is executed in dev", "gmig rebase"},
    {"OfALocalOneThatMayBeForced", "a b<a c<a", "a c", late, linear_policy, local,
     "b comes before c, which is executed in dev",
     "gmig rebase; in this database alone: gmig execute --force"},
    {"OfABranchThatGoesBehindWhatIsPendingToo", "a b<a c<a d<c", "a c", late, linear_policy, shared,
     "b comes before c, which is executed in dev", "gmig rebase"},
    {"OfTheRestOfABranch", "a b<a bb<b c<a", "a c", late, linear_policy, shared,
     "bb comes before c, which is executed in dev", "it moves along with b"},
    {"OfAnInsertion", "a b<a c<b d<c", "a c", late, linear_policy, shared,
     "b comes before c, which is executed in dev",
     "let it come late: order b REASON in gmig.overrides; or, if nobody else has it, let it follow "
     "d: "
     "write parent=d into b.sql, and its own parents into what follows it now"},
    {"OfAnInsertionInALocalDatabase", "a b<a c<b", "a c", late, linear_policy, local,
     "b comes before c, which is executed in dev",
     "in this database alone: gmig execute --force; or, if nobody else has it, let it follow c: "
     "write parent=c into b.sql, and its own parents into what follows it now"},
    {"OfAnInsertionInADag", "a b<a c<b", "a c", late, dag_policy, shared,
     "b comes before c, which is executed in dev",
     "let it come late: order b REASON in gmig.overrides; or, if nobody else has it, let it follow "
     "c: "
     "write parent=c into b.sql, and its own parents into what follows it now"},
    {"OfAFileWithoutAnId", "1~ 2~<1 3~<2 4~<3", "1 3", late, linear_policy, shared,
     "2 comes before 3, which is executed in dev", "gmig rebase"},
    {"OfOneBeforeAMissingRow", "a b<a", "a c", late, linear_policy, shared,
     "b comes before c, which is executed in dev", "first bring back c, which no file has"},
    {"OfOneInACycle", "a<b b<a", "a", late, dag_policy, shared,
     "b comes before a, which is executed in dev", "first mend the cycle"},

    {"OfTwoHeads", "a b<a c<a", "a", assessment_order_heads, linear_policy, shared,
     "the history has 2 heads: b, c", "gmig rebase"},
    {"OfTwoHeadsInADag", "a b<a c<a", "a", assessment_order_heads, dag_policy, shared,
     "the history has 2 heads: b, c", "join them: gmig merge"},
    {"OfTwoHeadsOneOfThemExecuted", "a b<a c<a", "a c", assessment_order_heads, linear_policy,
     shared, "the history has 2 heads: b, c", "gmig rebase"},
    {"OfABranchWithAnExecutedOneInside", "a b<a d<b c<a e<c", "a c", assessment_order_heads,
     linear_policy, shared, "the history has 2 heads: d, e", "gmig rebase"},
    {"OfABranchOfSeveral", "a b<a c<a d<c e<d", "a", assessment_order_heads, linear_policy, shared,
     "the history has 2 heads: b, e", "gmig rebase"},
    {"OfABranchThatMerges", "a b<a c<a d<a m<c,d", "a", assessment_order_heads, linear_policy,
     shared, "the history has 2 heads: b, m", "gmig rebase"},
    {"OfSevenHeads", "1 2 3 4 5 6 7", "", assessment_order_heads, linear_policy, shared,
     "the history has 7 heads: 1, 2, 3, 4, 5 and 2 more", "gmig rebase"},
};

INSTANTIATE_TEST_SUITE_P(Assessment, OrderWording, testing::ValuesIn(assessment_order_wordings),
                         sentence);

}  // namespace
}  // namespace gmig

// What every rule's cases are held to.
#include "lint_support.hpp"

namespace gmig::sql {
namespace {

std::vector<Finding> found_in(const RuleCase& test) {
    const auto result = lint_after(test.history, test.sql, {}, test.mode);
    for (const Finding& each : result.findings) {
        EXPECT_NE(each.code, Code::NotLinted) << each.message;
    }
    return of_rule(result, test.code);
}

TEST_P(LintFinds, What) {
    const auto findings = found_in(GetParam());
    ASSERT_EQ(findings.size(), 1U) << GetParam().sql;
    EXPECT_EQ(findings.front().severity, default_severity(GetParam().code));
    EXPECT_GT(findings.front().where.line, 0U);
    EXPECT_FALSE(findings.front().message.empty());
    EXPECT_FALSE(findings.front().remedy.empty());
}

TEST_P(LintPasses, What) {
    const auto findings = found_in(GetParam());
    EXPECT_TRUE(findings.empty()) << GetParam().sql << "\n" << findings.front().message;
}

}  // namespace
}  // namespace gmig::sql

#include <gmig/model/finding.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace gmig {
namespace {

struct CodeCase {
    const char* text;
    const char* title;
    Code code;
    Severity severity;
};

// Scripts, configurations and documents name these: they are stable.
constexpr CodeCase codes[] = {
    {"GM101", "edited-after-execution", Code::EditedAfterExecution, Severity::Error},
    {"GM102", "executed-missing", Code::ExecutedMissing, Severity::Error},
    {"GM103", "executed-renamed", Code::ExecutedRenamed, Severity::Information},
    {"GM104", "down-or-verify-edited", Code::DownOrVerifyEdited, Severity::Warning},
    {"GM105", "override", Code::Override, Severity::Information},
    {"GM106", "cosmetic-edit", Code::CosmeticEdit, Severity::Warning},
    {"GM107", "identity-lost", Code::IdentityLost, Severity::Error},
    {"GM201", "out-of-order", Code::OutOfOrder, Severity::Error},
    {"GM202", "diverged-heads", Code::DivergedHeads, Severity::Error},
    {"GM203", "version-collision", Code::VersionCollision, Severity::Error},
    {"GM204", "duplicate-id", Code::DuplicateId, Severity::Error},
    {"GM205", "missing-parent", Code::MissingParent, Severity::Error},
    {"GM206", "cycle", Code::Cycle, Severity::Error},
    {"GM207", "stale-head-file", Code::StaleHeadFile, Severity::Error},
    {"GM208", "unreadable-migration", Code::UnreadableMigration, Severity::Error},
    {"GM301", "touches-same-object", Code::TouchesSameObject, Severity::Warning},
    {"GM302", "does-not-commute", Code::DoesNotCommute, Severity::Error},
    {"GM303", "merged-history-does-not-execute", Code::MergedHistoryDoesNotExecute,
     Severity::Error},
    {"GM901", "unknown-facts", Code::UnknownFacts, Severity::Warning},
    {"GM902", "facts-taken-away", Code::FactsTakenAway, Severity::Error},
};

class Codes : public testing::TestWithParam<CodeCase> {};

TEST_P(Codes, HaveAStableTextTitleAndSeverity) {
    const CodeCase& test = GetParam();
    EXPECT_EQ(to_string(test.code), test.text);
    EXPECT_EQ(title(test.code), test.title);
    EXPECT_EQ(default_severity(test.code), test.severity);
    EXPECT_EQ(code_from(test.text), test.code);
}

INSTANTIATE_TEST_SUITE_P(Findings, Codes, testing::ValuesIn(codes),
                         [](const auto& test) { return std::string(test.param.text); });

class NoCode : public testing::TestWithParam<const char*> {};

TEST_P(NoCode, IsMadeOf) {
    EXPECT_EQ(code_from(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Findings, NoCode,
                         testing::Values("", "GM", "101", "GM100", "GM1010", "GM0101", "gm101",
                                         "GM101 ", "edited-after-execution"));

TEST(Severity, HasATextAndComesBackFromIt) {
    for (const Severity severity : {Severity::Information, Severity::Warning, Severity::Error}) {
        EXPECT_EQ(severity_from(to_string(severity)), severity);
    }
    EXPECT_EQ(to_string(Severity::Information), "information");
    EXPECT_EQ(to_string(Severity::Warning), "warning");
    EXPECT_EQ(to_string(Severity::Error), "error");
    EXPECT_EQ(severity_from("fatal"), std::nullopt);
    EXPECT_EQ(severity_from("Error"), std::nullopt);
    EXPECT_EQ(severity_from(""), std::nullopt);
}

TEST(Severity, IsOrderedByItsWeight) {
    EXPECT_LT(Severity::Information, Severity::Warning);
    EXPECT_LT(Severity::Warning, Severity::Error);
}

}  // namespace
}  // namespace gmig

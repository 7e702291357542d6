#include <gmig/model/finding.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace gmig {
namespace {

struct CodeCase {
    const char* text;
    Code code;
    const char* title;
    Severity severity;
};

// Scripts, configurations and documents name these: they are stable.
constexpr CodeCase codes[] = {
    {"GM101", Code::EditedAfterExecution, "edited-after-execution", Severity::Error},
    {"GM102", Code::ExecutedMissing, "executed-missing", Severity::Error},
    {"GM103", Code::ExecutedRenamed, "executed-renamed", Severity::Information},
    {"GM104", Code::DownOrVerifyEdited, "down-or-verify-edited", Severity::Warning},
    {"GM105", Code::Override, "override", Severity::Information},
    {"GM106", Code::CosmeticEdit, "cosmetic-edit", Severity::Warning},
    {"GM107", Code::IdentityLost, "identity-lost", Severity::Error},
    {"GM201", Code::OutOfOrder, "out-of-order", Severity::Error},
    {"GM202", Code::DivergedHeads, "diverged-heads", Severity::Error},
    {"GM203", Code::VersionCollision, "version-collision", Severity::Error},
    {"GM204", Code::DuplicateId, "duplicate-id", Severity::Error},
    {"GM205", Code::MissingParent, "missing-parent", Severity::Error},
    {"GM206", Code::Cycle, "cycle", Severity::Error},
    {"GM207", Code::StaleHeadFile, "stale-head-file", Severity::Error},
    {"GM208", Code::UnreadableMigration, "unreadable-migration", Severity::Error},
    {"GM301", Code::TouchesSameObject, "touches-same-object", Severity::Warning},
    {"GM302", Code::DoesNotCommute, "does-not-commute", Severity::Error},
    {"GM303", Code::MergedHistoryDoesNotExecute, "merged-history-does-not-execute",
     Severity::Error},
    {"GM901", Code::UnknownFacts, "unknown-facts", Severity::Warning},
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

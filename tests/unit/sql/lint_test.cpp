// What the linter itself does: context across migrations, places, ignores.
#include "lint_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::sql {
namespace {

constexpr const char* lint_base = "CREATE TABLE t (id int PRIMARY KEY);";
constexpr const char* lint_index = "CREATE INDEX i ON t (id);";

TEST(Linter, JudgesByWhatTheHistoryHas) {
    EXPECT_EQ(codes_of(lint_after(lint_base, lint_index).findings), "1:1 GM405");
}

TEST(Linter, LeavesTablesOfTheSameBranchAlone) {
    Linter linter({});
    EXPECT_EQ(codes_of(linter.judge(LintText(lint_base).part()).findings), "");
    EXPECT_EQ(codes_of(linter.judge(LintText(lint_index).part()).findings), "");
}

TEST(Linter, TakesABranchThatLandedAsInUse) {
    Linter linter({});
    linter.judge(LintText(lint_base).part());
    linter.land();
    EXPECT_EQ(codes_of(linter.judge(LintText(lint_index).part()).findings), "1:1 GM405");
}

TEST(Linter, TakesATableThatNoMigrationMadeAsInUse) {
    EXPECT_EQ(codes_of(lint_after("", lint_index).findings), "1:1 GM405");
}

TEST(Linter, FollowsARenamedTableOfTheBranch) {
    EXPECT_EQ(codes_of(lint_after(lint_base,
                                  "CREATE TABLE n (id int);\n"
                                  "ALTER TABLE n RENAME TO m;\n"
                                  "CREATE INDEX i ON m (id);")
                           .findings),
              "");
}

TEST(Linter, TakesATableAndTheSameInPublicAsOne) {
    EXPECT_EQ(codes_of(lint_after(lint_base,
                                  "CREATE TABLE public.n (id int);\n"
                                  "CREATE INDEX i ON n (id);\n"
                                  "CREATE INDEX j ON public.t (id);\n"
                                  "CREATE INDEX k ON s.n (id);")
                           .findings),
              "3:1 GM405, 4:1 GM405");
}

TEST(Linter, UnderstandsNamesByTheSearchPath) {
    EXPECT_EQ(codes_of(lint_after(lint_base,
                                  "SET search_path TO app, public;\n"
                                  "CREATE TABLE n (id int);\n"
                                  "CREATE INDEX i ON app.n (id);")
                           .findings),
              "");
}

TEST(Linter, ForgetsTemporaryTablesAtTheMigrationsEnd) {
    Linter linter({});
    EXPECT_EQ(codes_of(linter
                           .judge(LintText("CREATE TEMP TABLE n (id int);\n"
                                           "CREATE INDEX i ON n (id);")
                                      .part())
                           .findings),
              "");
    linter.land();
    EXPECT_EQ(codes_of(linter.judge(LintText("CREATE INDEX i ON n (id);").part()).findings),
              "1:1 GM405");
}

TEST(Linter, NamesTheMigrationAndThePlace) {
    const auto result = lint_after(lint_base, "-- why\n\n  CREATE INDEX i\n  ON t (id);");
    ASSERT_EQ(result.findings.size(), 1U);
    const Finding& found = result.findings.front();
    EXPECT_EQ(found.name, "m");
    EXPECT_EQ(to_string(found.where), "m.sql:3:3");
    EXPECT_EQ(found.severity, Severity::Warning);
}

TEST(Linter, SaysWhatIsNotParsedAndJudgesTheRest) {
    EXPECT_EQ(
        codes_of(lint_after(lint_base, "CREATE TABEL x;\nCREATE INDEX i ON t (id);").findings),
        "1:1 GM451, 2:1 GM405");
}

TEST(Linter, SaysWhatIsNoTextOfStatements) {
    EXPECT_EQ(codes_of(lint_after(lint_base, "SELECT 1;\nSELECT 'x").findings), "2:8 GM451");
}

std::string ignored_by(const LintResult& result) {
    std::string line;
    for (const IgnoredLint& each : result.ignored) {
        line += (line.empty() ? "" : ", ") + to_string(each.finding.code) + " by " +
                std::to_string(each.by.line) + ":" + std::to_string(each.by.column);
    }
    return line;
}

TEST(LintIgnore, CoversTheNextStatementOnly) {
    const auto result = lint_after(lint_base,
                                   "-- gmig: lint-ignore=GM405\n"
                                   "CREATE INDEX i ON t (id);\n"
                                   "CREATE INDEX j ON t (id);");
    EXPECT_EQ(ignored_by(result), "GM405 by 1:10");
    EXPECT_EQ(codes_of(result.findings), "3:1 GM405");
    EXPECT_TRUE(result.unused.empty());
}

TEST(LintIgnore, CoversTheStatementThatItStandsIn) {
    const auto result = lint_after(lint_base,
                                   "CREATE INDEX i\n"
                                   "-- gmig: lint-ignore=GM405\n"
                                   "ON t (id);");
    EXPECT_EQ(ignored_by(result), "GM405 by 2:10");
    EXPECT_TRUE(result.findings.empty());
}

TEST(LintIgnore, TakesSeveralRulesOnALine) {
    const auto result = lint_after(lint_base,
                                   "-- gmig: lint-ignore=GM405 lint-ignore=GM411\n"
                                   "CREATE INDEX i ON t (id);");
    EXPECT_EQ(ignored_by(result), "GM405 by 1:10");
    EXPECT_EQ(codes_of(result.unused), "1:28 GM451");
}

TEST(LintIgnore, OfTheFileMayStandAnywhere) {
    const auto result = lint_after(lint_base,
                                   "CREATE INDEX i ON t (id);\n"
                                   "CREATE INDEX j ON t (id);\n"
                                   "-- gmig: lint-ignore-file=GM405\n");
    EXPECT_EQ(ignored_by(result), "GM405 by 3:10, GM405 by 3:10");
    EXPECT_TRUE(result.findings.empty());
}

TEST(LintIgnore, MayStandInTheMigrationsHead) {
    LintText text(lint_index);
    text.migration.lint_ignores = {"GM405", "GM412"};
    Linter linter({});
    linter.learn(LintText(lint_base).part());
    const auto result = linter.judge(text.part());
    ASSERT_EQ(result.ignored.size(), 1U);
    EXPECT_EQ(to_string(result.ignored.front().by), "m.sql");
    ASSERT_EQ(result.unused.size(), 1U);
    EXPECT_EQ(result.unused.front().message,
              "lint-ignore-file=GM412 ignores nothing: the migration has no such finding");
}

TEST(LintIgnore, OfAnUnknownRuleIsTold) {
    const auto result =
        lint_after(lint_base, "-- gmig: lint-ignore=GM999 lint-ignore=GM101\nSELECT 1;");
    ASSERT_EQ(result.unused.size(), 2U);
    EXPECT_EQ(result.unused[0].message, "lint-ignore=GM999 ignores nothing: there is no such rule");
    EXPECT_EQ(result.unused[1].message, "lint-ignore=GM101 ignores nothing: there is no such rule");
}

TEST(LintIgnore, InAStringIsNone) {
    const auto result = lint_after(lint_base,
                                   "SELECT '\n-- gmig: lint-ignore=GM405\n';\n"
                                   "CREATE INDEX i ON t (id);");
    EXPECT_EQ(codes_of(result.findings), "4:1 GM405");
}

}  // namespace
}  // namespace gmig::sql

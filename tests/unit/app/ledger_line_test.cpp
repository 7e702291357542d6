#include "app/operation/ledger_line.hpp"

#include <gmig/support/hash.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gmig::app {
namespace {

/// What a log says, the newest first: "3 execute a run1", "4 undo a run2 undoes 3".
struct LogLine {
    std::int64_t number;
    std::string kind;
    std::string name;
    std::string run;
    std::int64_t undoes = 0;
};

std::vector<LedgerLine> lines_of(const std::vector<LogLine>& log) {
    std::vector<LedgerLine> lines;
    for (const LogLine& line : log) {
        LedgerLine read{.line = {}, .before = {}, .back = {}};
        read.line.number = line.number;
        read.line.kind = line.kind;
        read.line.id.value = line.name;
        read.line.name = line.name;
        read.line.run_id = line.run;
        read.undoes = line.undoes;
        lines.push_back(read);
    }
    return lines;
}

struct StandingCase {
    std::string sentence;
    std::vector<LogLine> log;
    std::vector<std::int64_t> wanted;  ///< numbers that are to be taken back for run "r"
    std::int64_t above = 0;
    bool known = true;
};

class StandingTest : public testing::TestWithParam<StandingCase> {};

TEST_P(StandingTest, TellsWhatIsToBeTakenBack) {
    const StandingCase& param = GetParam();
    const Standing standing = standing_of_run(lines_of(param.log), "r");
    std::vector<std::int64_t> numbers;
    for (const LedgerLine& line : standing.lines) {
        numbers.push_back(line.line.number);
    }
    EXPECT_EQ(numbers, param.wanted);
    EXPECT_EQ(standing.above ? standing.above->line.number : 0, param.above);
    EXPECT_EQ(standing.known, param.known);
}

const std::vector<StandingCase> cases{
    {"AnEmptyLogKnowsNothing", {}, {}, 0, false},
    {"OnTopAllOfItIsTakenBackNewestFirst",
     {{3, "execute", "b", "r"}, {2, "execute", "a", "r"}, {1, "execute", "z", "q"}},
     {3, 2}},
    {"WhatCameLaterStandsAbove",
     {{3, "execute", "c", "q"}, {2, "rollback", "b", "q"}, {1, "execute", "a", "r"}},
     {1},
     3},
    {"WhatCameLaterAndWasTakenBackDoesNotCount",
     {{3, "undo", "c", "u", 2}, {2, "execute", "c", "q"}, {1, "execute", "a", "r"}},
     {1}},
    {"AnUndoThatWasInterruptedGoesOn",
     {{3, "undo", "b", "u", 2}, {2, "execute", "b", "r"}, {1, "execute", "a", "r"}},
     {1}},
    {"WhatWasTakenBackIsKnownAndLeavesNothing",
     {{2, "undo", "a", "u", 1}, {1, "execute", "a", "r"}},
     {}},
    {"ARowThatFollowsItsFileIsTransparent",
     {{2, "rename", "a2", "q"}, {1, "execute", "a", "r"}},
     {1}},
    {"ARenameOfItsOwnIsTakenBack", {{2, "execute", "b", "r"}, {1, "rename", "a", "r"}}, {2, 1}},
    {"AnAttemptThatFailedLeftNothing",
     {{3, "failed", "b", "r"}, {2, "execute", "b", "r"}, {1, "execute", "a", "r"}},
     {1}},
    {"AnAttemptOfOthersThatFailedDoesNotStandAbove",
     {{3, "failed", "b", "q"}, {2, "execute", "b", "q"}, {1, "execute", "a", "r"}},
     {1}},
    {"ASecondAttemptCounts",
     {{3, "execute", "b", "r"}, {2, "failed", "b", "q"}, {1, "execute", "b", "q"}},
     {3}},
};

INSTANTIATE_TEST_SUITE_P(Logs, StandingTest, testing::ValuesIn(cases),
                         [](const auto& one) { return one.param.sentence; });

TEST(StandingOfRunTest, FollowsIdsThatAreNamesThroughRenames) {
    std::vector<LedgerLine> lines = lines_of({{4, "rename", "c", "q"},
                                              {3, "rename", "b", "q"},
                                              {2, "rename", "x", "q"},
                                              {1, "execute", "a", "r"}});
    lines[0].before = LedgerEntry{};
    lines[0].before->id.value = "b";
    lines[1].before = LedgerEntry{};
    lines[1].before->id.value = "a";
    lines[2].before = LedgerEntry{};
    lines[2].before->id.value = "y";
    const Standing standing = standing_of_run(lines, "r");
    ASSERT_EQ(standing.lines.size(), 1U);
    EXPECT_EQ(standing.lines.front().present.value, "c");
    EXPECT_FALSE(standing.above);
}

std::string sealed(const std::string& members) {
    const std::string plain = "{" + members + "}";
    return "{" + members + ",\"digest\":\"" + sha256_hex(plain) + "\"}";
}

db::Operation import_line(std::int64_t number, const std::string& kind, const std::string& id,
                          const std::string& detail = "{}") {
    db::Operation operation;
    operation.number = number;
    operation.kind = kind;
    operation.id.value = id;
    operation.name = id;
    operation.detail = detail;
    return operation;
}

TEST(IsImport, KnowsTheKindAndTheLinesOfFormerGmigs) {
    const std::string replaced = sealed(R"("before":{"id":"a","name":"a","parents":[]})");
    EXPECT_TRUE(is_import(read_line(import_line(1, "import", ""))));
    EXPECT_TRUE(is_import(read_line(import_line(1, "import", "a"))));
    EXPECT_TRUE(is_import(read_line(import_line(1, "adopt", ""))));
    EXPECT_TRUE(is_import(read_line(import_line(1, "adopt", "a"))));
    EXPECT_FALSE(is_import(read_line(import_line(1, "adopt", "a", replaced))));
    EXPECT_FALSE(is_import(read_line(import_line(1, "execute", "a"))));
}

TEST(StandingImports, AreThoseThatNothingTookBack) {
    const std::string replaced = sealed(R"("before":{"id":"a","name":"a","parents":[]})");
    const std::vector<db::Operation> lines{
        import_line(6, "undo", "d", sealed(R"("undoes":4)")),
        import_line(5, "adopt", "a", replaced),
        import_line(4, "import", "d"),
        import_line(3, "import", ""),
        import_line(2, "adopt", "b"),
        import_line(1, "adopt", ""),
    };
    std::vector<std::int64_t> numbers;
    for (const db::Operation& line : standing_imports(lines)) {
        numbers.push_back(line.number);
    }
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{3, 2, 1}));
}

LedgerLine read_detail(const std::string& detail) {
    db::Operation operation;
    operation.detail = detail;
    return read_line(operation);
}

TEST(LedgerLineTest, ReadsWhatTookBackAndHow) {
    const LedgerLine line = read_detail(sealed(R"("back":"DROP TABLE a;","undoes":12)"));
    EXPECT_TRUE(line.intact);
    EXPECT_EQ(line.back, "DROP TABLE a;");
    EXPECT_EQ(line.undoes, 12);
    EXPECT_FALSE(line.before);
}

TEST(LedgerLineTest, ReadsTheNamesOfARename) {
    const LedgerLine line =
        read_detail(sealed(R"("before":{"id":"kk","name":"a","parents":["z"]})"));
    ASSERT_TRUE(line.before);
    EXPECT_EQ(line.before->name, "a");
    EXPECT_EQ(line.before->parents, std::vector<MigrationId>{{"z"}});
    EXPECT_FALSE(line.before_texts);
}

TEST(LedgerLineTest, KnowsALineThatWasEditedByHand) {
    std::string detail = sealed(R"("back":"DROP TABLE a;")");
    EXPECT_TRUE(read_detail(detail).intact);
    detail.replace(detail.find("TABLE a"), 7, "TABLE b");
    EXPECT_FALSE(read_detail(detail).intact);
    EXPECT_FALSE(read_detail(R"({"back":"DROP TABLE a;"})").intact);
    EXPECT_FALSE(read_detail("no JSON").intact);
    EXPECT_TRUE(read_detail("{}").intact);
}

}  // namespace
}  // namespace gmig::app

// What a verify part's verdict is, in a transaction and on its own.
#include "fixture.hpp"

#include <gmock/gmock.h>

namespace gmig::db {
namespace {

struct Verdict {
    const char* name;
    const char* sql;
    bool passes;
};

constexpr Verdict verdicts[] = {
    {"TrueComparison", "SELECT 1 = 1", true},
    {"FalseComparison", "SELECT 1 = 2", false},
    {"One", "SELECT 1", true},
    {"Zero", "SELECT 0", false},
    {"ZeroWithDecimals", "SELECT 0.00", false},
    {"SmallNumber", "SELECT 0.01", true},
    {"NegativeNumber", "SELECT -1", true},
    {"Null", "SELECT NULL", false},
    {"EmptyText", "SELECT ''", true},
    {"Count", "SELECT count(*) FROM t", true},
    {"CountOfNothing", "SELECT count(*) FROM t WHERE x > 9", false},
    {"NoRows", "SELECT x FROM t LIMIT 0", true},
    {"TwoRowsOfZero", "SELECT 0 FROM t WHERE x < 3", true},
    {"TwoColumnsOfZero", "SELECT 0, 0", true},
    {"UnknownColumn", "SELECT nope FROM t", false},
    {"ErrorInALaterRow", "SELECT abs(x - 9223372036854775807 - 2) FROM t", false},
    {"FirstOfTwoFails", "SELECT 0; SELECT 1", false},
    {"SecondOfTwoFails", "SELECT 1; SELECT 0", false},
    {"SeveralPass", "SELECT 1; SELECT 0, 0; SELECT x FROM t", true},
    {"SeesItsOwnChange", "INSERT INTO t VALUES (9); SELECT count(*) = 4 FROM t", true},
};

struct VerifyCase {
    Engine engine;
    Verdict verdict;
};

std::vector<VerifyCase> verify_cases() {
    std::vector<VerifyCase> result;
    for (const Engine& engine : engines()) {
        for (const Verdict& verdict : verdicts) {
            result.push_back({engine, verdict});
        }
    }
    return result;
}

class Verify : public Database, public testing::WithParamInterface<VerifyCase> {
protected:
    Verify() : Database(GetParam().engine) {}
};

constexpr const char* three_rows = "CREATE TABLE t (x BIGINT); INSERT INTO t VALUES (1), (2), (3);";

TEST_P(Verify, DecidesInATransaction) {
    const Verdict& verdict = GetParam().verdict;
    if (verdict.passes) {
        run(*driver_, three_rows, verdict.sql);
        EXPECT_EQ(first(*driver_, "SELECT count(*) FROM t"), "3");
    } else {
        std::string text;
        EXPECT_EQ(kind_of_error([&] { run(*driver_, three_rows, verdict.sql); }, &text),
                  Error::Kind::Database);
        EXPECT_THAT(text, testing::HasSubstr("test.sql:1:"));
        EXPECT_FALSE(stands(*driver_, "t"));
    }
}

TEST_P(Verify, DecidesOnItsOwnAndChangesNothing) {
    const Verdict& verdict = GetParam().verdict;
    run(*driver_, three_rows);
    const Script text = script(verdict.sql);
    const Part verify = part(text, dialect());
    if (verdict.passes) {
        driver_->verify(verify);
    } else {
        EXPECT_EQ(kind_of_error([&] { driver_->verify(verify); }), Error::Kind::Database);
    }
    EXPECT_EQ(first(*driver_, "SELECT count(*) FROM t"), "3");
}

INSTANTIATE_TEST_SUITE_P(Engines, Verify, testing::ValuesIn(verify_cases()), [](const auto& test) {
    return std::string(test.param.engine.name) + "_" + test.param.verdict.name;
});

}  // namespace
}  // namespace gmig::db

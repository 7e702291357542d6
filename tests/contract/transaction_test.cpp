// How every engine runs a part in gmig's transaction.
#include "fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace gmig::db {
namespace {

using testing::HasSubstr;
using Transaction = Contract;

/// A run that a test can spoil in one place.
TransactionRun plain_run(const Part& part) {
    TransactionRun run;
    run.part = part;
    run.ledger = [](std::int64_t) { return std::vector<Query>{}; };
    run.confirm = Query{"SELECT 1", {}};
    run.fault_prefix = "contract";
    return run;
}

TEST_P(Transaction, KeepsWhatThePartDid) {
    EXPECT_EQ(run(*driver_, "CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1), (2);"),
              Committed::Plainly);
    EXPECT_EQ(first(*connect(false), "SELECT count(*) FROM t"), "2");
}

TEST_P(Transaction, LeavesNothingOfAPartThatFails) {
    std::string text;
    EXPECT_EQ(
        kind_of_error(
            [&] { run(*driver_, "CREATE TABLE t (x INTEGER); INSERT INTO u VALUES (1);"); }, &text),
        Error::Kind::Database);
    EXPECT_THAT(text, HasSubstr("nothing has changed"));
    EXPECT_FALSE(stands(*driver_, "t"));
}

TEST_P(Transaction, LeavesNothingWhenVerifyFails) {
    EXPECT_EQ(kind_of_error([&] { run(*driver_, "CREATE TABLE t (x INTEGER);", "SELECT 0"); }),
              Error::Kind::Database);
    EXPECT_FALSE(stands(*driver_, "t"));
}

TEST_P(Transaction, LeavesNothingWhenTheLedgerRefuses) {
    const Script up = script("CREATE TABLE t (x INTEGER);");
    TransactionRun run = plain_run(part(up, dialect()));
    run.ledger = [](std::int64_t) {
        return std::vector<Query>{{"INSERT INTO t VALUES (1)", {}},
                                  {"INSERT INTO u VALUES (1)", {}}};
    };
    EXPECT_EQ(kind_of_error([&] { driver_->run(run); }), Error::Kind::Database);
    EXPECT_FALSE(stands(*driver_, "t"));
}

TEST_P(Transaction, LeavesNothingWhenTheLedgersRowsCannotBeMade) {
    const Script up = script("CREATE TABLE t (x INTEGER);");
    TransactionRun run = plain_run(part(up, dialect()));
    run.ledger = [](std::int64_t) -> std::vector<Query> {
        throw Error(Error::Kind::Internal, "no rows");
    };
    EXPECT_EQ(kind_of_error([&] { driver_->run(run); }), Error::Kind::Internal);
    EXPECT_FALSE(stands(*driver_, "t"));
    EXPECT_EQ(Contract::run(*driver_, "CREATE TABLE t (x INTEGER);"), Committed::Plainly);
}

TEST_P(Transaction, TellsTheLedgerHowLongThePartTook) {
    const Script up = script("CREATE TABLE t (x BIGINT);");
    TransactionRun run = plain_run(part(up, dialect()));
    run.ledger = [this](std::int64_t duration_us) {
        return std::vector<Query>{
            {in_full("INSERT INTO t VALUES ($1)"), {std::to_string(duration_us)}}};
    };
    driver_->run(run);
    const long long took = std::stoll(first(*driver_, "SELECT x FROM t"));
    EXPECT_GT(took, 0);
    EXPECT_LT(took, 60'000'000);
}

TEST_P(Transaction, ShowsWhereAStatementFailed) {
    std::string text;
    kind_of_error(
        [&] {
            run(*driver_,
                "CREATE TABLE t (x INTEGER);\n-- \u00e4\u00f6\u00fc\n  SELECT '\u00e4\U0001F600', "
                "nope FROM t;\n");
        },
        &text);
    EXPECT_THAT(text, HasSubstr("test.sql:3:16"));
    EXPECT_THAT(text, HasSubstr("nope"));
}

TEST_P(Transaction, ShowsTheStatementWhenTheDatabaseKnowsNoCloserPlace) {
    std::string text;
    kind_of_error(
        [&] {
            run(*driver_,
                "CREATE TABLE t (x INTEGER PRIMARY KEY);\nINSERT INTO t VALUES (1);\n\n"
                "/* \u00e4 */ INSERT INTO t VALUES (1);");
        },
        &text);
    EXPECT_THAT(text, HasSubstr("test.sql:4:9"));
}

TEST_P(Transaction, CountsLinesFromWhereThePartBeginsInItsFile) {
    Script up = script("SELECT nope;");
    up.first_line = 40;
    const TransactionRun run = plain_run(part(up, dialect()));
    std::string text;
    kind_of_error([&] { driver_->run(run); }, &text);
    EXPECT_THAT(text, HasSubstr("test.sql:40:8"));
}

TEST_P(Transaction, BeginsInAFreshSession) {
    run(*driver_, GetParam().leave_in_session);
    run(*driver_, std::string("CREATE TABLE seen AS ") + GetParam().is_left + ";");
    EXPECT_EQ(first(*driver_, "SELECT count(*) FROM seen"), "0");
}

TEST_P(Transaction, NoticesAnEmbeddedCommit) {
    const Script up = script("CREATE TABLE a (x INTEGER);COMMIT;CREATE TABLE b (x INTEGER);");
    const std::string_view text = up.text;
    const TransactionRun run = plain_run(
        Part{&up,
             {{{0, text.substr(0, 26)}, {27, text.substr(27, 6)}, {34, text.substr(34, 26)}},
              false,
              false}});
    const Error::Kind kind = kind_of_error([&] { driver_->run(run); });
    EXPECT_THAT(kind, testing::AnyOf(Error::Kind::Database, Error::Kind::Recover));
    // Recover says that something stayed; Database says that nothing did.
    EXPECT_EQ(stands(*driver_, "a"), kind == Error::Kind::Recover);
    EXPECT_EQ(Contract::run(*driver_, "CREATE TABLE c (x INTEGER);"), Committed::Plainly);
}

TEST_P(Transaction, RunsAPartWithoutAStatement) {
    const Script up = script("-- nothing\n");
    const TransactionRun run = plain_run(Part{&up, {}});
    EXPECT_EQ(driver_->run(run), Committed::Plainly);
}

TEST_P(Transaction, CanGoOnAfterAFailure) {
    kind_of_error([&] { run(*driver_, "SELECT nope;"); });
    run(*driver_, "CREATE TABLE t (x INTEGER);");
    EXPECT_TRUE(stands(*driver_, "t"));
}

TEST_P(Transaction, RunsAStatementAlone) {
    const Script up = script("CREATE TABLE t (x INTEGER);\nSELECT nope;", TransactionMode::Off);
    const sql::Runnable runnable = sql::prepare(up, dialect(), {});
    driver_->new_session();
    driver_->run_alone(up, runnable.statements[0]);
    EXPECT_TRUE(stands(*driver_, "t"));
    std::string text;
    EXPECT_EQ(kind_of_error([&] { driver_->run_alone(up, runnable.statements[1]); }, &text),
              Error::Kind::Database);
    EXPECT_THAT(text, HasSubstr("test.sql:2:8"));
}

TEST_P(Transaction, AnswersQueriesWithTextsAndNulls) {
    EXPECT_EQ(driver_->query({"SELECT $1, $2, $3", {"it's \\ \u00e4\n", std::nullopt, ""}}),
              (std::vector<Row>{{"it's \\ \u00e4\n", std::nullopt, ""}}));
}

TEST_P(Transaction, WritesAllQueriesOrNone) {
    run(*driver_, "CREATE TABLE t (x INTEGER);");
    const std::string insert = in_full("INSERT INTO t VALUES ($1)");
    const std::vector<Query> good{{insert, {"1"}}, {insert, {"2"}}};
    driver_->write(good);
    const std::vector<Query> bad{{insert, {"3"}}, {in_full("INSERT INTO u VALUES (3)"), {}}};
    EXPECT_EQ(kind_of_error([&] { driver_->write(bad); }), Error::Kind::Database);
    EXPECT_EQ(first(*driver_, "SELECT sum(x) FROM t"), "3");
}

TEST_P(Transaction, WritesNothingOnAReadingConnection) {
    run(*driver_, "CREATE TABLE t (x INTEGER);");
    const auto reader = connect(false);
    const std::vector<Query> change{{in_full("INSERT INTO t VALUES (1)"), {}}};
    kind_of_error([&] { reader->write(change); });
    EXPECT_EQ(first(*reader, "SELECT count(*) FROM t"), "0");
}

TEST_P(Transaction, KnowsWhetherATableHasRows) {
    run(*driver_,
        "CREATE TABLE t (x INTEGER); CREATE TABLE u (x INTEGER); INSERT INTO u VALUES (1);");
    EXPECT_FALSE(driver_->has_rows("t"));
    EXPECT_TRUE(driver_->has_rows("u"));
    EXPECT_FALSE(driver_->has_rows("missing"));
    EXPECT_FALSE(driver_->has_rows("a\"; DROP TABLE u; --"));
}

TEST_P(Transaction, SaysWhatTheServerIs) {
    const ServerInfo info = driver_->server();
    EXPECT_EQ(info.product, dialect() == Dialect::Sqlite ? "SQLite" : "PostgreSQL");
    EXPECT_TRUE(info.version.starts_with(std::to_string(info.major)));
    EXPECT_FALSE(info.database.empty());
    EXPECT_FALSE(info.read_only || info.standby || info.pooled);
}

INSTANTIATE_TEST_SUITE_P(Engines, Transaction, testing::ValuesIn(engines()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::db

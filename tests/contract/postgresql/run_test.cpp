// A part in gmig's transaction, on a real server.
#include "fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <thread>

namespace gmig::db::postgresql {
namespace {

using testing::HasSubstr;

using RunOnServer = OnServer;

TEST_F(RunOnServer, KeepsThePartAndItsRowTogether) {
    EXPECT_EQ(run({.up = {"CREATE TABLE t (x int)", "INSERT INTO t VALUES (1), (2)"}}),
              Committed::Plainly);
    EXPECT_EQ(state(), "after");
    EXPECT_EQ(observer_->ask("SELECT count(*) FROM t"), "2");
    EXPECT_EQ(observer_->ask("SELECT us > 0 FROM gmig.step"), "t");
}

TEST_F(RunOnServer, CanHaveNoStatementAtAll) {
    run({.up = {}});
    EXPECT_EQ(observer_->ask("SELECT id FROM gmig.step"), "k");
}

TEST_F(RunOnServer, LeavesNothingOfAPartThatFails) {
    const Error error = error_of([&] {
        run({.up = {"CREATE TABLE t (x int)", "INSERT INTO u VALUES (1)"}});
    });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_EQ(error.state(), "nothing has changed");
    EXPECT_THAT(error.what(), HasSubstr("relation \"u\" does not exist (SQLSTATE 42P01)"));
    EXPECT_EQ(error.where(), (Where{"m.sql", 2, 13}));
    EXPECT_EQ(state(), "before");
}

TEST_F(RunOnServer, CountsColumnsInCharacters) {
    const Error error = error_of([&] {
        run({.up = {"CREATE TABLE t (\"größe\" int) -- ß€𝄞",
                    "SELECT 'äöü', '€', '𝄞', missing FROM t"}});
    });
    EXPECT_EQ(error.where(), (Where{"m.sql", 2, 25}));
}

TEST_F(RunOnServer, RefusesASyntaxErrorBeforeAnythingRuns) {
    const Error error = error_of([&] {
        run({.up = {"CREATE TABLE t (x int)", "CREATE TABEL u ()"}});
    });
    EXPECT_EQ(error.where(), (Where{"m.sql", 2, 8}));
    EXPECT_EQ(state(), "before");
}

TEST_F(RunOnServer, NamesTheStatementWhenTheServerTellsNoPosition) {
    const Error error = error_of([&] {
        run({.up = {"CREATE TABLE t (x int)", "SELECT 1", "CREATE TABLE t (x int)"}});
    });
    EXPECT_EQ(error.where(), (Where{"m.sql", 3, 1}));
}

TEST_F(RunOnServer, TellsDetailHintAndContext) {
    const Error error = error_of([&] {
        run({.up = {"CREATE TABLE t (x int PRIMARY KEY)",
                    "DO $$ BEGIN RAISE 'no' USING HINT = 'not so'; END $$"}});
    });
    EXPECT_THAT(error.what(), HasSubstr("no (SQLSTATE P0001)\nHINT: not so\nCONTEXT: PL/pgSQL"));
    const Error duplicate = error_of([&] {
        run({.up = {"CREATE TABLE t (x int PRIMARY KEY)", "INSERT INTO t VALUES (1), (1)"}});
    });
    EXPECT_THAT(duplicate.what(), HasSubstr("\nDETAIL: Key (x)=(1) already exists."));
}

TEST_F(RunOnServer, TakesThePartBackWhenTheLedgerRefuses) {
    observer_->ask("INSERT INTO gmig.step VALUES ('k')");
    const Error error = error_of([&] { run({.up = {"CREATE TABLE t (x int)"}}); });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_THAT(error.what(), HasSubstr("23505"));
    EXPECT_EQ(observer_->ask("SELECT to_regclass('t')"), "NULL");
}

TEST_F(RunOnServer, TakesEverythingBackWhenADeferredConstraintFailsAtCommit) {
    const Error error = error_of([&] {
        run({.up = {"CREATE TABLE t (x int PRIMARY KEY, y int REFERENCES t DEFERRABLE INITIALLY "
                    "DEFERRED)",
                    "INSERT INTO t VALUES (1, 2)"}});
    });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_THAT(error.what(), HasSubstr("23503"));
    EXPECT_EQ(error.where().file, "m.sql");
    EXPECT_EQ(state(), "before");
    run({.up = {"CREATE TABLE t (x int)"}});
    EXPECT_EQ(state(), "after");
}

TEST_F(RunOnServer, PrintsNoNotice) {
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    run({.up = {"DROP TABLE IF EXISTS none", "CREATE TABLE t (x int)",
                "DO $$ BEGIN RAISE WARNING 'loud'; END $$"}});
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST_F(RunOnServer, ForgetsTheRowsThatAPartYields) {
    run({.up = {"CREATE TABLE t (x int)", "SELECT generate_series(1, 200000)",
                "COPY (SELECT generate_series(1, 1000)) TO STDOUT"}});
    EXPECT_EQ(state(), "after");
}

TEST_F(RunOnServer, RefusesCopyFromStdinInsteadOfWaitingForData) {
    const Error error = error_of([&] {
        run({.up = {"CREATE TABLE t (x int)", "COPY t FROM STDIN"}});
    });
    EXPECT_THAT(error.what(), HasSubstr("gmig feeds no data"));
    EXPECT_EQ(state(), "before");
}

TEST_F(RunOnServer, RefusesANameThatTheServerWouldCutOff) {
    const Error error = error_of([&] {
        run({.up = {"CREATE TABLE t (x int)", "CREATE TABLE " + std::string(64, 'x') + " ()"}});
    });
    EXPECT_EQ(error.kind(), Error::Kind::Migration);
    EXPECT_EQ(error.where(), (Where{"m.sql", 2, 14}));
    EXPECT_EQ(state(), "before");
}

TEST_F(RunOnServer, RefusesNulAndBrokenUtf8InTheLedger) {
    for (const std::string& id : {std::string("a\0b", 3), std::string("a\xff"
                                                                      "b")}) {
        const Error error = error_of([&] { run({.up = {"CREATE TABLE t (x int)"}, .id = id}); });
        EXPECT_EQ(error.kind(), Error::Kind::Database);
        EXPECT_EQ(state(), "before");
    }
    EXPECT_THROW(driver_->query({"SELECT $1::text", {std::string("a\0b", 3)}}), Error);
}

TEST_F(RunOnServer, KeepsTextAsItIs) {
    for (const std::string id : {"it's", "back\\slash", "E'\\'", "$1 gmig_x", "-- x", "ä€𝄞\n\t"}) {
        run({.up = {}, .id = id});
        EXPECT_EQ(driver_->query({"SELECT id FROM gmig_step WHERE id = $1", {id}}),
                  (std::vector<Row>{{id}}));
    }
}

TEST_F(RunOnServer, MakesTheLedgersOwnSchemaAndTables) {
    observer_->ask("DROP SCHEMA gmig CASCADE");
    run({.up = {"CREATE TABLE gmig_step (id text, us bigint)", "CREATE TABLE gmig_more (x int)",
                "CREATE INDEX gmig_more_x ON gmig_more (x)"},
         .own_history = true});
    EXPECT_TRUE(driver_->has_table("gmig_more"));
    EXPECT_TRUE(driver_->has_table("more"));
    EXPECT_FALSE(driver_->has_table("gmig_less"));
    EXPECT_EQ(observer_->ask("SELECT indexname FROM pg_indexes WHERE tablename = 'more'"),
              "more_x");
}

TEST_F(RunOnServer, TakesATransactionControlThatSlippedThroughForWhatItIs) {
    for (const std::string statement :
         {"COMMIT", "ROLLBACK", "COMMIT AND CHAIN", "ROLLBACK AND CHAIN", "COMMIT; BEGIN"}) {
        const Error error = error_of([&] { run({.up = {"SELECT 1", statement, "SELECT 2"}}); });
        EXPECT_EQ(error.kind(), Error::Kind::Recover) << statement;
        EXPECT_EQ(observer_->ask("SELECT count(*) FROM gmig.step"), "0") << statement;
        EXPECT_EQ(driver_->query({"SELECT pg_catalog.current_setting('search_path')", {}}),
                  (std::vector<Row>{{"pg_catalog, pg_temp"}}))
            << statement;
    }
    run({.up = {"CREATE TABLE t (x int)"}});
    EXPECT_EQ(state(), "after");
}

TEST_F(RunOnServer, LetsAPartHaveSavepoints) {
    run({.up = {"CREATE TABLE t (x int)", "SAVEPOINT a", "INSERT INTO t VALUES (1)",
                "ROLLBACK TO SAVEPOINT a", "INSERT INTO t VALUES (2)", "RELEASE a"}});
    EXPECT_EQ(observer_->ask("SELECT string_agg(x::text, ',') FROM t"), "2");
}

TEST_F(RunOnServer, RefusesACommitInAProcedure) {
    observer_->ask("CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN COMMIT; END'");
    EXPECT_THAT(error_of([&] {
                    run({.up = {"CREATE TABLE t (x int)", "CALL p()"}});
                }).what(),
                HasSubstr("2D000"));
    EXPECT_EQ(state(), "before");
}

TEST_F(RunOnServer, NoticesAPartThatLetsGoOfTheLock) {
    driver_->lock({});
    const Error error = error_of([&] {
        run({.up = {"CREATE TABLE t (x int)",
                    "DO $$ BEGIN PERFORM pg_advisory_unlock_all(); END $$"}});
    });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_THAT(error.what(), HasSubstr("let go of gmig's lock"));
    EXPECT_EQ(state(), "before");
    EXPECT_EQ(error_of([&] { run({.up = {"CREATE TABLE t (x int)"}}); }).kind(), Error::Kind::Lock);
    driver_->lock({});
    run({.up = {"CREATE TABLE t (x int)"}});
    EXPECT_EQ(state(), "after");
}

TEST_F(RunOnServer, HoldsTheLockThroughRunAfterRun) {
    driver_->lock({});
    for (const char* id : {"a", "b", "c"}) {
        run({.up = {"SELECT 1"}, .id = id});
        EXPECT_EQ(locks(), "1");
    }
    driver_->unlock();
    EXPECT_EQ(locks(), "0");
}

TEST_F(RunOnServer, IsCancelledAndRolledBackByASignal) {
    const Error error = error_of([&] {
        noted_signal = 15;
        run({.up = {"CREATE TABLE t (x int)", "SELECT pg_sleep(60)"}});
    });
    noted_signal = 0;
    EXPECT_EQ(error.kind(), Error::Kind::Signal);
    EXPECT_EQ(error.signal(), 15);
    EXPECT_EQ(state(), "before");
    run({.up = {"CREATE TABLE t (x int)"}});
    EXPECT_EQ(state(), "after");
}

TEST_F(RunOnServer, IsRolledBackByASignalBetweenPartAndCommit) {
    const Error error = error_of(
        [&] { run({.up = {"CREATE TABLE t (x int)"}, .at_ledger = [] { noted_signal = 2; }}); });
    EXPECT_EQ(error.signal(), 2);
    EXPECT_EQ(state(), "before");
}

TEST_F(RunOnServer, ComesToItsEndWhenTheSignalComesAtCommit) {
    observer_->ask(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END';"
        "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON gmig.step DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION slow()");
    std::jthread later([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        noted_signal = 2;
    });
    EXPECT_EQ(run({.up = {"CREATE TABLE t (x int)"}}), Committed::Plainly);
    EXPECT_EQ(state(), "after");
}

TEST_F(RunOnServer, WritesItsOwnQueriesTogetherOrNotAtAll) {
    const Query good{"INSERT INTO gmig_step (id) VALUES ($1)", {"a"}};
    const Query bad{"INSERT INTO gmig_step (id) VALUES ($1)", {std::nullopt}};
    driver_->write(std::vector<Query>{good});
    EXPECT_EQ(driver_->query({"SELECT id, us FROM gmig_step", {}}),
              (std::vector<Row>{{"a", std::nullopt}}));
    const Query other{"INSERT INTO gmig_step (id) VALUES ($1)", {"b"}};
    EXPECT_EQ(error_of([&] {
                  driver_->write(std::vector<Query>{other, bad});
              }).kind(),
              Error::Kind::Database);
    EXPECT_EQ(observer_->ask("SELECT count(*) FROM gmig.step"), "1");
    driver_->write({});
}

TEST_F(RunOnServer, TellsWhichTablesHaveRows) {
    observer_->ask(
        "CREATE TABLE empty (x int); CREATE TABLE \"Full\" AS SELECT 1;"
        "CREATE SCHEMA s; CREATE TABLE s.deep AS SELECT 1;"
        "CREATE TABLE \"a.b\" AS SELECT 1; CREATE TABLE s.empty AS SELECT 1;"
        "CREATE TABLE whole (x int) PARTITION BY RANGE (x);"
        "CREATE TABLE part PARTITION OF whole DEFAULT; INSERT INTO whole VALUES (1)");
    EXPECT_FALSE(driver_->has_rows("empty"));
    EXPECT_TRUE(driver_->has_rows("Full"));
    EXPECT_FALSE(driver_->has_rows("full"));
    EXPECT_TRUE(driver_->has_rows("s.deep"));
    EXPECT_TRUE(driver_->has_rows("deep")) << "by a search path that the part sets";
    EXPECT_TRUE(driver_->has_rows("a.b"));
    EXPECT_TRUE(driver_->has_rows("whole"));
    EXPECT_FALSE(driver_->has_rows("missing"));
}

}  // namespace
}  // namespace gmig::db::postgresql

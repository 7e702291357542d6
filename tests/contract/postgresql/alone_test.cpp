// Statements outside a transaction, and the indexes that they build.
#include "fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <thread>

namespace gmig::db::postgresql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = sql::ConcurrentIndex::Kind;

class Alone : public OnServer {
protected:
    Alone() { observer_->ask("CREATE TABLE t (x int); INSERT INTO t VALUES (1), (1)"); }
    void run_alone(const std::vector<std::string>& statements) {
        const PartText text(statements);
        for (const sql::Statement& statement : text.part.runnable.statements) {
            driver_->run_alone(text.script, statement);
        }
    }
    static sql::ConcurrentIndex named(const std::string& name, const std::string& schema = {}) {
        return {.kind = Kind::Create, .schema = schema, .name = name, .table = "t"};
    }
};

TEST_F(Alone, RunsWhatNoTransactionTakes) {
    driver_->new_session();
    run_alone({"CREATE INDEX CONCURRENTLY i ON t (x)", "VACUUM t", "REINDEX INDEX CONCURRENTLY i",
               "DROP INDEX CONCURRENTLY i"});
    EXPECT_EQ(observer_->ask("SELECT to_regclass('i')"), "NULL");
}

TEST_F(Alone, KeepsEachStatementThatSucceeded) {
    const Error error = error_of([&] {
        run_alone({"CREATE TABLE a ()", "SELECT 'ä', missing FROM t"});
    });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_EQ(error.where(), (Where{"m.sql", 2, 13}));
    EXPECT_EQ(observer_->ask("SELECT to_regclass('a')"), "a");
}

TEST_F(Alone, KeepsThePartsSettingsFromStatementToStatement) {
    observer_->ask("CREATE SCHEMA app; CREATE TABLE app.t (x int)");
    driver_->new_session();
    run_alone({"SET search_path = app", "SET statement_timeout = '1h'"});
    // What gmig does in between neither sees the settings nor changes them.
    driver_->write(
        std::vector<Query>{{"INSERT INTO gmig_step (id) SELECT"
                            " pg_catalog.current_setting('search_path')",
                            {}}});
    EXPECT_EQ(driver_->query({"SELECT id FROM gmig_step", {}}),
              (std::vector<Row>{{"pg_catalog, pg_temp"}}));
    run_alone({"CREATE INDEX CONCURRENTLY i ON t (x)"});
    EXPECT_EQ(observer_->ask("SELECT to_regclass('app.i')"), "app.i");
    EXPECT_EQ(driver_->index_valid(named("i")), true);
    run({.up = {"CREATE TABLE fresh ()"}});
    EXPECT_EQ(observer_->ask("SELECT to_regclass('public.fresh')"), "fresh");
    EXPECT_EQ(driver_->query({"SELECT pg_catalog.current_setting('statement_timeout')", {}}),
              (std::vector<Row>{{"0"}}));
}

TEST_F(Alone, WritesTheLedgerAsTheUserWhoLoggedIn) {
    observer_->ask("CREATE ROLE \"" + name_ + "\"");
    run_alone({"SET ROLE \"" + name_ + "\""});
    driver_->write(std::vector<Query>{{"INSERT INTO gmig_step (id) VALUES (current_user)", {}}});
    EXPECT_EQ(observer_->ask("SELECT id FROM gmig.step"), "postgres");
    run({.up = {}, .id = "after"});
    observer_->ask("DROP ROLE \"" + name_ + "\"");
}

TEST_F(Alone, FindsWhatABuildThatFailedHasLeft) {
    const Error error =
        error_of([&] { run_alone({"CREATE UNIQUE INDEX CONCURRENTLY i ON t (x)"}); });
    EXPECT_THAT(error.what(), HasSubstr("23505"));
    EXPECT_EQ(driver_->index_valid(named("i")), false);
    EXPECT_EQ(driver_->index_valid(named("")), false);
    EXPECT_THAT(driver_->invalid_indexes(), ElementsAre("public.i"));
    driver_->drop_invalid_index("public.i");
    EXPECT_THAT(driver_->invalid_indexes(), IsEmpty());
    EXPECT_EQ(driver_->index_valid(named("i")), std::nullopt);
}

TEST_F(Alone, TellsValidIndexesFromMissingOnes) {
    observer_->ask(
        "CREATE SCHEMA s; CREATE TABLE s.t (x int); CREATE INDEX \"I \"\"x\" ON s.t (x)");
    EXPECT_EQ(driver_->index_valid(named("I \"x", "s")), true);
    EXPECT_EQ(driver_->index_valid(named("I \"x")), std::nullopt);
    EXPECT_EQ(driver_->index_valid(named("", "s")), true);
    EXPECT_EQ(driver_->index_valid(named("", "public")), std::nullopt);
    EXPECT_EQ(driver_->index_valid(named("i", "missing")), std::nullopt);
}

TEST_F(Alone, DropsNoIndexThatIsValid) {
    observer_->ask("CREATE INDEX i ON t (x)");
    for (const std::string name : {"public.i", "public.i; DROP TABLE t"}) {
        EXPECT_EQ(error_of([&] { driver_->drop_invalid_index(name); }).kind(),
                  Error::Kind::Database);
    }
    EXPECT_EQ(observer_->ask("SELECT to_regclass('i')"), "i");
}

TEST_F(Alone, CountsNoIndexAsInvalidWhileSomebodyBuildsIt) {
    Observer reader = observe();
    reader.ask("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t");
    Observer builder = observe();
    builder.start("CREATE INDEX CONCURRENTLY i ON t (x)");
    while (observer_->ask("SELECT to_regclass('i')") == "NULL") {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_THAT(driver_->invalid_indexes(), IsEmpty());
    reader.ask("COMMIT");
    EXPECT_EQ(builder.finish(), "");
}

TEST_F(Alone, WaitsLongerThanItsOwnLockTimeoutForAConcurrentBuild) {
    Observer reader = observe();
    reader.ask("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t");
    std::jthread later([&reader] {
        std::this_thread::sleep_for(std::chrono::milliseconds(6000));
        reader.ask("COMMIT");
    });
    run_alone({"CREATE INDEX CONCURRENTLY i ON t (x)"});
    EXPECT_EQ(driver_->index_valid(named("i")), true);
}

TEST_F(Alone, SaysThatASignalCancelledTheStatement) {
    Observer reader = observe();
    reader.ask("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t");
    std::jthread later([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        noted_signal = 2;
    });
    const Error error = error_of([&] { run_alone({"CREATE INDEX CONCURRENTLY i ON t (x)"}); });
    EXPECT_EQ(error.kind(), Error::Kind::Signal);
    EXPECT_EQ(error.signal(), 2);
    noted_signal = 0;
    reader.ask("COMMIT");
    EXPECT_THAT(driver_->invalid_indexes(), ElementsAre("public.i"));
    driver_->drop_invalid_index("public.i");
}

TEST_F(Alone, SaysThatALostConnectionLeavesTheOutcomeUnknown) {
    const Error error =
        error_of([&] { run_alone({"SELECT pg_terminate_backend(pg_backend_pid())"}); });
    EXPECT_EQ(error.kind(), Error::Kind::Recover);
    EXPECT_EQ(error.where(), (Where{"m.sql", 1, 1}));
}

}  // namespace
}  // namespace gmig::db::postgresql

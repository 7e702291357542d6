// What one run leaves in the session, and what a role or a database brings into it.
#include "fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <thread>

namespace gmig::db::postgresql {
namespace {

using testing::HasSubstr;

class SessionState : public OnServer {
protected:
    /// What a part sees, written by it into the table `seen`.
    std::string part_sees(const std::string& expression, std::size_t round = 0) {
        observer_->ask("DROP TABLE IF EXISTS public.seen; CREATE TABLE public.seen (x text)");
        run({.up = {"INSERT INTO public.seen SELECT (" + expression + ")::text"},
             .id = "see " + expression + std::to_string(round)});
        return observer_->ask("SELECT x FROM public.seen");
    }
    std::string gmig_sees(const std::string& expression) {
        return driver_->query({"SELECT (" + expression + ")::pg_catalog.text", {}})
            .at(0)
            .at(0)
            .value_or("NULL");
    }
    static std::string setting(const std::string& name) {
        return "pg_catalog.current_setting('" + name + "')";
    }
};

TEST_F(SessionState, IsInitialForEachPart) {
    observer_->ask("CREATE ROLE \"r " + name_ + "\"; CREATE SCHEMA app");
    run({.up = {"CREATE TEMP TABLE seen (x text)", "PREPARE p AS SELECT 1",
                "DECLARE c CURSOR WITH HOLD FOR SELECT 1", "SET search_path = app",
                "SET lock_timeout = 1", "SET work_mem = '1MB'", "LISTEN somebody",
                "SET default_transaction_isolation = 'serializable'",
                "SET ROLE \"r " + name_ + "\""},
         .id = "left"});
    EXPECT_EQ(part_sees("pg_my_temp_schema() > 0 AND to_regclass('pg_temp.seen') IS NOT NULL"),
              "false");
    EXPECT_EQ(part_sees("SELECT count(*) FROM pg_prepared_statements"), "0");
    EXPECT_EQ(part_sees("SELECT count(*) FROM pg_cursors"), "0");
    EXPECT_EQ(part_sees("SELECT count(*) FROM pg_listening_channels()"), "0");
    EXPECT_EQ(part_sees(setting("search_path")), "\"$user\", public");
    EXPECT_EQ(part_sees(setting("lock_timeout")), "5s");
    EXPECT_EQ(part_sees(setting("work_mem")), "4MB");
    EXPECT_EQ(part_sees(setting("transaction_isolation")), "read committed");
    EXPECT_EQ(part_sees("current_user"), "postgres");
    observer_->ask("DROP ROLE \"r " + name_ + "\"");
}

TEST_F(SessionState, IsGmigsOwnBetweenTheParts) {
    observer_->ask("CREATE ROLE \"r " + name_ + "\"");
    run({.up = {"SET ROLE \"r " + name_ + "\"", "SET search_path = public",
                "SET statement_timeout = 1", "SET default_transaction_read_only = on"}});
    EXPECT_EQ(gmig_sees("current_user"), "postgres");
    EXPECT_EQ(gmig_sees(setting("search_path")), "pg_catalog, pg_temp");
    EXPECT_EQ(gmig_sees(setting("statement_timeout")), "0");
    EXPECT_EQ(gmig_sees(setting("default_transaction_read_only")), "off");
    observer_->ask("DROP ROLE \"r " + name_ + "\"");
}

TEST_F(SessionState, IsGmigsOwnAfterAPartThatFailed) {
    error_of([&] {
        run({.up = {"SET search_path = public", "SET work_mem = '1MB'", "SELECT 1/0"}});
    });
    EXPECT_EQ(gmig_sees(setting("search_path")), "pg_catalog, pg_temp");
    EXPECT_EQ(gmig_sees(setting("work_mem")), "4MB");
}

TEST_F(SessionState, IsInitialAfterWhatNoRollbackTakesBack) {
    observer_->ask("CREATE SEQUENCE s");
    const std::vector<std::string> left{
        "PREPARE p AS SELECT 1",
        "SELECT nextval('s')",
        "SELECT pg_advisory_lock(7), pg_advisory_lock(-7), pg_advisory_lock(-7)",
        "SELECT pg_advisory_lock_shared(7), pg_advisory_lock(-7, 2147483647)",
        "SELECT pg_advisory_lock_shared(1735223655, 2)",
        "LISTEN somebody",
        "CREATE TEMP TABLE seen (x text)",
        "SET search_path = pg_temp"};
    std::vector<std::string> failing = left;
    failing.emplace_back("SELECT 1/0");
    driver_->lock({});
    const std::vector<std::function<void()>> leave{
        [&] { error_of([&] { run({.up = failing}); }); },
        [&] { run({.up = {"SELECT 1"}, .verify = left, .id = "verify"}); },
        [&] { driver_->verify(PartText(left).part); }, [&] { run({.up = left, .id = "part"}); }};
    for (std::size_t i = 0; i < leave.size(); ++i) {
        leave[i]();
        EXPECT_EQ(part_sees("SELECT count(*) FROM pg_prepared_statements", i), "0") << i;
        EXPECT_EQ(part_sees("SELECT count(*) FROM pg_listening_channels()", i), "0") << i;
        EXPECT_EQ(part_sees("to_regclass('pg_temp.seen') IS NULL", i), "true") << i;
        EXPECT_EQ(part_sees(setting("search_path"), i), "\"$user\", public") << i;
        EXPECT_EQ(locks(), "1") << i;  // gmig's own
        EXPECT_THAT(error_of([&] { run({.up = {"SELECT lastval()"}}); }).what(),
                    HasSubstr("lastval is not yet defined"))
            << i;
    }
}

TEST_F(SessionState, IsInitialAfterWhatADeferredTriggerDid) {
    observer_->ask(
        "CREATE SEQUENCE s; CREATE TABLE t (x int);"
        "CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " SET search_path = public; SET work_mem = '1MB'; SET statement_timeout = 1000;"
        " SET default_transaction_read_only = on; SET client_min_messages = notice;"
        " PERFORM nextval('s'), pg_advisory_lock(7); LISTEN somebody;"
        " CREATE TEMP TABLE seen (x text); EXECUTE 'PREPARE p AS SELECT 1'; RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER later AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION leave()");
    driver_->lock({});
    run({.up = {"INSERT INTO t VALUES (1)"}});
    EXPECT_EQ(gmig_sees(setting("search_path")), "pg_catalog, pg_temp");
    EXPECT_EQ(gmig_sees(setting("default_transaction_read_only")), "off");
    EXPECT_EQ(gmig_sees(setting("work_mem")), "4MB");
    EXPECT_EQ(part_sees("SELECT count(*) FROM pg_prepared_statements"), "0");
    EXPECT_EQ(part_sees("SELECT count(*) FROM pg_listening_channels()"), "0");
    EXPECT_EQ(part_sees("to_regclass('pg_temp.seen') IS NULL"), "true");
    EXPECT_EQ(part_sees(setting("search_path")), "\"$user\", public");
    EXPECT_EQ(part_sees(setting("statement_timeout")), "0");
    EXPECT_EQ(locks(), "1");
}

TEST_F(SessionState, KeepsTheLockFromADeferredTrigger) {
    observer_->ask(
        "CREATE TABLE t (x int); CREATE FUNCTION unlock() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_advisory_unlock_all(); RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER later AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION unlock()");
    driver_->lock({});
    const Error error = error_of([&] { run({.up = {"INSERT INTO t VALUES (1)"}}); });
    EXPECT_THAT(error.what(), HasSubstr("let go of gmig's lock"));
    EXPECT_EQ(observer_->ask("SELECT count(*) FROM t"), "0");
}

TEST_F(SessionState, IsGmigsOwnWhenTheLedgerIsWritten) {
    observer_->ask("CREATE ROLE \"r " + name_ + "\"; CREATE TABLE gmig.seen (path text, who text)");
    run({.up = {"SET ROLE \"r " + name_ + "\"", "SET search_path = public", "SET lock_timeout = 1"},
         .ledger = {{"INSERT INTO gmig_seen SELECT pg_catalog.current_setting('search_path'),"
                     " session_user || ' as ' || current_user",
                     {}}}});
    EXPECT_EQ(observer_->ask("SELECT path FROM gmig.seen"), "pg_catalog, pg_temp");
    EXPECT_EQ(observer_->ask("SELECT who FROM gmig.seen"), "postgres as postgres");
    observer_->ask("DROP ROLE \"r " + name_ + "\"");
}

TEST_F(SessionState, LetsAPartsOwnSettingsReachItsEnd) {
    observer_->ask("CREATE SCHEMA app");
    run({.up = {"SET search_path = app", "CREATE TABLE t (x int)"}});
    EXPECT_EQ(observer_->ask("SELECT to_regclass('app.t')"), "app.t");
}

TEST_F(SessionState, HonoursTheDatabasesSearchPathInParts) {
    observer_->ask("CREATE SCHEMA app; ALTER DATABASE \"" + name_ + "\" SET search_path = app");
    driver_ = connect();
    run({.up = {"CREATE TABLE t (x int)"}});
    EXPECT_EQ(observer_->ask("SELECT to_regclass('app.t')"), "app.t");
    EXPECT_EQ(gmig_sees(setting("search_path")), "pg_catalog, pg_temp");
}

TEST_F(SessionState, IsNotWhatTheDatabaseMakesOfTimeOuts) {
    observer_->ask("ALTER DATABASE \"" + name_ +
                   "\" SET statement_timeout = 200;"
                   "ALTER DATABASE \"" +
                   name_ +
                   "\" SET idle_session_timeout = 200;"
                   "ALTER DATABASE \"" +
                   name_ +
                   "\" SET standard_conforming_strings = off;"
                   "ALTER DATABASE \"" +
                   name_ + "\" SET default_transaction_isolation = 'serializable'");
    driver_ = connect();
    run({.up = {"CREATE TABLE t (x text)", "SELECT pg_sleep(0.3)", "INSERT INTO t VALUES ('\\')"}});
    EXPECT_EQ(observer_->ask("SELECT x FROM t"), "\\");
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    EXPECT_EQ(part_sees(setting("transaction_isolation")), "read committed");
}

TEST_F(SessionState, KeepsStringsConformingWhateverAPartSets) {
    run({.up = {"SET standard_conforming_strings = off"}, .id = "it's \\ off"});
    EXPECT_EQ(observer_->ask("SELECT id FROM gmig.step"), "it's \\ off");
    run({.up = {"CREATE TABLE t (x text)", "INSERT INTO t VALUES ('\\'), ('b')"}});
    EXPECT_EQ(observer_->ask("SELECT count(*) FROM t"), "2");
}

TEST_F(SessionState, UsesNoFunctionThatSomebodyPutIntoTheWay) {
    observer_->ask(
        "CREATE FUNCTION public.pg_try_advisory_lock(int, int) RETURNS bool LANGUAGE sql AS"
        " 'SELECT false';"
        "CREATE FUNCTION public.txid_current() RETURNS bigint LANGUAGE sql AS 'SELECT 1/0::bigint';"
        "ALTER DATABASE \"" +
        name_ + "\" SET search_path = public, pg_catalog");
    driver_ = connect();
    driver_->lock({.timeout = std::chrono::milliseconds(200), .holder = {}, .waiting = {}});
    run({.up = {"CREATE TABLE t (x int)"}});
    EXPECT_EQ(state(), "after");
}

TEST_F(SessionState, CarriesTheNameThatOthersAreShown) {
    const std::string name = "SELECT application_name FROM pg_stat_activity WHERE pid = " +
                             gmig_sees("pg_backend_pid()");
    EXPECT_EQ(observer_->ask(name), "gmig contract");
    driver_->lock({.timeout = {}, .holder = "gmig execute, pid 1 on host", .waiting = {}});
    EXPECT_EQ(observer_->ask(name), "gmig execute, pid 1 on host");
    run({.up = {"CREATE TABLE t (x int)"}});
    EXPECT_EQ(observer_->ask(name), "gmig execute, pid 1 on host");
}

using VerifyPart = OnServer;

TEST_F(VerifyPart, SaysNoByFalseZeroOrNull) {
    for (const std::string no : {"SELECT false", "SELECT 0", "SELECT NULL", "SELECT 0.00"}) {
        const Error error = error_of([&] {
            run({.up = {"CREATE TABLE t (x int)"}, .verify = {"SELECT 1", no, "SELECT true"}});
        });
        EXPECT_EQ(error.kind(), Error::Kind::Database) << no;
        EXPECT_THAT(error.what(), HasSubstr("verify says no")) << no;
        EXPECT_EQ(error.where(), (Where{"m.sql", 2, 1})) << no;
        EXPECT_EQ(state(), "before") << no;
    }
}

TEST_F(VerifyPart, SaysYesByAnythingElse) {
    run({.up = {"CREATE TABLE t (x int)"},
         .verify = {"SELECT x FROM t", "SELECT 0, 0", "SELECT 0 FROM generate_series(1, 2)",
                    "SELECT 1", "SELECT ''", "SELECT true", "CREATE TABLE u ()"}});
    EXPECT_EQ(state(), "after");
}

TEST_F(VerifyPart, ChangesNothing) {
    run({.up = {"CREATE TABLE t (x int)"},
         .verify = {"INSERT INTO t VALUES (1)", "SELECT count(*) FROM t", "DROP TABLE t"}});
    EXPECT_EQ(observer_->ask("SELECT count(*) FROM t"), "0");
}

TEST_F(VerifyPart, FailsWhereItsStatementDoes) {
    const Error error = error_of([&] {
        run({.up = {"CREATE TABLE t (x int)"}, .verify = {"SELECT x FROM t", "SELECT y FROM t"}});
    });
    EXPECT_EQ(error.where(), (Where{"m.sql", 2, 8}));
    EXPECT_EQ(state(), "before");
}

TEST_F(VerifyPart, RunsOnItsOwnAndChangesNothing) {
    observer_->ask("CREATE TABLE t (x int)");
    OpenOptions reading;
    for (const auto& driver : {connect(), connect(reading)}) {
        driver->verify(PartText({"INSERT INTO t VALUES (1)", "SELECT count(*) FROM t"}).part);
        EXPECT_EQ(observer_->ask("SELECT count(*) FROM t"), "0");
        EXPECT_EQ(
            error_of([&] { driver->verify(PartText({"SELECT count(*) FROM t"}).part); }).where(),
            (Where{"m.sql", 1, 1}));
        EXPECT_EQ(error_of([&] {
                      driver->verify(PartText({"SELECT 1", "SELECT y FROM t"}).part);
                  }).where(),
                  (Where{"m.sql", 2, 8}));
        EXPECT_EQ(driver->query({"SELECT count(*) FROM gmig_step", {}}), (std::vector<Row>{{"0"}}));
    }
}

}  // namespace
}  // namespace gmig::db::postgresql

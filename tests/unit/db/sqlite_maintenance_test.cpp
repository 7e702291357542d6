// A SQLite database that is closed to writers.
#include "db/sqlite/databases.hpp"
#include "sqlite_fixture.hpp"

#include <chrono>

namespace gmig::db {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using State = MaintenanceState::State;

class SqliteMaintenance : public SqliteTest {
protected:
    void SetUp() override {
        const auto driver = connect();
        Ledger(*driver, "app").prepare("run-0", "ann@host", Timestamp{1});
        run(*driver, {"CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2)"});
    }

    [[nodiscard]] Target target() const { return parse_url("sqlite:test.db", folder_.path()); }

    [[nodiscard]] MaintenanceState turn_on(const std::string& run_id = {}) const {
        MaintenanceRequest request;
        request.target = target();
        request.maintenance = {{1'700'000'000'000'000}, "ann@host", run_id};
        request.patience = 100ms;
        return sqlite::maintenance_on(request, {});
    }
    [[nodiscard]] bool turn_off() const { return sqlite::maintenance_off(target(), {}); }
    [[nodiscard]] MaintenanceState state() const { return sqlite::maintenance_state(target(), {}); }

    /// As an application does it, whose statement begins its own transaction.
    static std::string refusal_of(Driver& application, const std::string& statement) {
        try {
            application.query({statement, {}});
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::Guard) << error.what();
            return error.what();
        }
        return {};
    }
};

constexpr const char* refusal =
    "test.db is in maintenance since 2023-11-14T22:13:20 UTC (by ann@host)";

TEST_F(SqliteMaintenance, IsOffWhereNobodyTurnedItOn) {
    EXPECT_EQ(state().state, State::Off);
    EXPECT_FALSE(state().maintenance);
    EXPECT_THAT(state().gaps, Not(IsEmpty()));
    EXPECT_FALSE(turn_off());
}

TEST_F(SqliteMaintenance, RefusesChangesOfConnectionsThatWereThereBefore) {
    const auto application = connect();
    application->query({"INSERT INTO t VALUES (3)", {}});
    EXPECT_EQ(turn_on().state, State::On);
    for (const char* statement : {"INSERT INTO t VALUES (4)", "INSERT OR IGNORE INTO t VALUES (4)",
                                  "REPLACE INTO t VALUES (4)", "UPDATE t SET x = 5",
                                  "DELETE FROM t", "DELETE FROM t WHERE x = 1"}) {
        EXPECT_EQ(refusal_of(*application, statement), refusal) << statement;
    }
    EXPECT_EQ(first(*application, "SELECT count(*) FROM t"), "3");
}

TEST_F(SqliteMaintenance, CoversEveryKindOfTableWhateverItIsCalled) {
    const auto driver = connect();
    run(*driver, {R"(CREATE TABLE "a""b" (x))", R"(CREATE TABLE "it's $1; --" (x))",
                  R"(CREATE TABLE "sqlit_%" (x))", "CREATE TABLE w (x PRIMARY KEY) WITHOUT ROWID",
                  "CREATE TABLE s (x INTEGER) STRICT"});
    EXPECT_THAT(turn_on().missing, IsEmpty());
    for (const char* table : {R"("a""b")", R"("sqlit_%")", "w", "s"}) {
        EXPECT_EQ(refusal_of(*driver, std::string("INSERT INTO ") + table + " VALUES (1)"), refusal)
            << table;
    }
}

TEST_F(SqliteMaintenance, SaysThatItDoesNotStopVirtualTables) {
    run(*connect(), {"CREATE VIRTUAL TABLE words USING fts5(body)"});
    const MaintenanceState now = turn_on();
    EXPECT_EQ(now.state, State::On);
    EXPECT_THAT(now.gaps, Contains(HasSubstr("words, words_config")));
    connect()->query({"INSERT INTO words VALUES ('hello')", {}});
}

TEST_F(SqliteMaintenance, KeepsWhatItSaysWhenItIsOnAlready) {
    EXPECT_EQ(turn_on("run-1").maintenance->run_id, "run-1");
    EXPECT_EQ(turn_on().maintenance->run_id, "run-1");
    EXPECT_EQ(state().maintenance, (Maintenance{{1'700'000'000'000'000}, "ann@host", "run-1"}));
}

TEST_F(SqliteMaintenance, IsPartialWhileATableLacksItsTriggersAndCompletedByTurningItOn) {
    EXPECT_EQ(turn_on().state, State::On);
    run(*connect(), {"CREATE TABLE late (x)"});
    EXPECT_EQ(state().state, State::Partial);
    EXPECT_THAT(state().missing, ElementsAre("table late lacks triggers"));
    EXPECT_EQ(turn_on().state, State::On);
    EXPECT_EQ(refusal_of(*connect(), "INSERT INTO late VALUES (1)"), refusal);
}

TEST_F(SqliteMaintenance, LosesNothingWhenTablesAreRenamedOrDroppedMeanwhile) {
    EXPECT_EQ(turn_on().state, State::On);
    run(*connect(), {"ALTER TABLE t RENAME TO u", "CREATE TABLE t (x)"});
    EXPECT_EQ(refusal_of(*connect(), "INSERT INTO u VALUES (1)"), refusal);
    EXPECT_EQ(turn_on().state, State::On);
    EXPECT_EQ(refusal_of(*connect(), "INSERT INTO t VALUES (1)"), refusal);
    run(*connect(), {"DROP TABLE u"});
    EXPECT_EQ(state().state, State::On);
    EXPECT_TRUE(turn_off());
    connect()->query({"INSERT INTO t VALUES (1)", {}});
}

TEST_F(SqliteMaintenance, LeavesNoTraceWhenItIsTurnedOff) {
    const auto driver = connect();
    const std::string objects = "SELECT group_concat(name) FROM sqlite_schema";
    const std::string before = first(*driver, objects);
    EXPECT_EQ(turn_on().state, State::On);
    EXPECT_NE(first(*driver, objects), before);
    EXPECT_TRUE(turn_off());
    EXPECT_EQ(first(*driver, objects), before);
    EXPECT_EQ(first(*driver, "SELECT count(*) FROM gmig_maintenance"), "0");
    EXPECT_FALSE(turn_off());
}

TEST_F(SqliteMaintenance, IsNotSeenInTheSchemaNorAsAChange) {
    const auto driver = connect();
    const std::string content = sqlite::change_point(*driver);
    EXPECT_EQ(turn_on().state, State::On);
    const schema::Schema schema = driver->introspect();
    EXPECT_THAT(schema.triggers, IsEmpty());
    EXPECT_THAT(schema.unmodelled, IsEmpty());
    EXPECT_EQ(schema.tables.size(), 1U);
    EXPECT_EQ(sqlite::change_point(*driver), content);
}

TEST_F(SqliteMaintenance, IsOffAsBeforeWhenAWriterDoesNotLeave) {
    const auto writer = connect();
    writer->query({"BEGIN IMMEDIATE", {}});
    const Error error = error_of([&] { (void)turn_on(); });
    EXPECT_EQ(error.kind(), Error::Kind::Lock);
    EXPECT_EQ(error.state(), "nothing has changed");
    writer->query({"COMMIT", {}});
    EXPECT_EQ(state().state, State::Off);
}

TEST_F(SqliteMaintenance, RefusesAMigrationsRowsUnlessItIsExecutedInMaintenance) {
    EXPECT_EQ(turn_on().state, State::On);
    const auto driver = connect();
    const Error error = error_of([&] { run(*driver, {"UPDATE t SET x = 7"}); });
    EXPECT_EQ(error.kind(), Error::Kind::Guard);
    EXPECT_EQ(std::string(error.what()), refusal);
    EXPECT_EQ(error.state(), "nothing has changed");
    EXPECT_EQ(error.next(), "gmig maintenance off");

    OpenOptions options;
    options.writing = true;
    options.in_maintenance = true;
    const auto own = open(target(), options);
    EXPECT_EQ(run(*own, {"UPDATE t SET x = 7", "CREATE TABLE late (x)"}), Committed::Plainly);
    EXPECT_EQ(first(*own, "SELECT count(*) FROM t WHERE x = 7"), "2");
    EXPECT_EQ(state().state, State::On);
    EXPECT_EQ(refusal_of(*driver, "INSERT INTO late VALUES (1)"), refusal);
    EXPECT_EQ(refusal_of(*driver, "DELETE FROM t"), refusal);
}

TEST_F(SqliteMaintenance, StaysOnWhenAMigrationThatIsExecutedInItFails) {
    EXPECT_EQ(turn_on().state, State::On);
    OpenOptions options;
    options.writing = true;
    options.in_maintenance = true;
    EXPECT_EQ(error_of([&] {
                  run(*open(target(), options), {"UPDATE t SET x = 7", "no sql"});
              }).kind(),
              Error::Kind::Database);
    EXPECT_EQ(state().state, State::On);
}

// Outside a transaction the triggers cannot be away for gmig and there for everybody else.
TEST_F(SqliteMaintenance, RefusesRowsOutsideATransactionAndSaysWhy) {
    EXPECT_EQ(turn_on().state, State::On);
    for (const bool in_maintenance : {false, true}) {
        OpenOptions options;
        options.writing = true;
        options.in_maintenance = in_maintenance;
        const auto driver = open(target(), options);
        const Error error = error_of([&] { run_alone(*driver, "UPDATE t SET x = 7"); });
        // The runner knows by that kind that the statement is not half-done.
        EXPECT_EQ(error.kind(), Error::Kind::Database);
        EXPECT_THAT(error.what(), HasSubstr(refusal));
        EXPECT_THAT(error.what(), HasSubstr("outside a transaction"));
        EXPECT_EQ(error.state(), "this statement changed nothing");
        EXPECT_THAT(error.next(), HasSubstr("gmig maintenance off -e "));
        run_alone(*driver, "VACUUM");
    }
    EXPECT_EQ(first(*connect(), "SELECT group_concat(x) FROM t"), "1,2");
    EXPECT_EQ(state().state, State::On);
}

TEST_F(SqliteMaintenance, WantsTheLedgersTable) {
    std::filesystem::remove(folder_ / "test.db");
    run(*connect(), {"CREATE TABLE t (x)"});
    const Error error = error_of([&] { (void)turn_on(); });
    EXPECT_EQ(error.kind(), Error::Kind::Guard);
    EXPECT_THAT(error.what(), HasSubstr("no ledger"));
    EXPECT_EQ(state().state, State::Off);
}

}  // namespace
}  // namespace gmig::db

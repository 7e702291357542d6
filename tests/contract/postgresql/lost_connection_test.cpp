// Cut lines and ended sessions: schema and ledger stay together, and gmig says what is true. (A
// killed gmig is crash_test's business.)
#include "fixture.hpp"
#include "proxy.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>

namespace gmig::db::postgresql {
namespace {

using testing::HasSubstr;

const std::vector<std::string> table{"CREATE TABLE t (x int)"};

class LostConnection : public OnServer {
protected:
    std::unique_ptr<PostgresqlDriver> connect_by(const Proxy& proxy) {
        OpenOptions options = writing();
        options.connect_timeout = std::chrono::seconds(2);
        return std::make_unique<PostgresqlDriver>(target_in(proxy.folder()), options, test_host());
    }
    void end_session(const std::string& application = "gmig contract") {
        observer_->ask(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = '" +
            application + "' AND datname = current_database()");
    }
};

TEST_F(LostConnection, InThePartLeavesNothing) {
    for (const std::string end :
         {"SELECT pg_terminate_backend(pg_backend_pid())",
          "SELECT pg_terminate_backend(pg_backend_pid()) FROM pg_sleep(0.1)"}) {
        driver_ = connect();
        const Error error = error_of([&] { run({.up = {"CREATE TABLE t (x int)", end}}); });
        EXPECT_EQ(error.kind(), Error::Kind::Database);
        EXPECT_EQ(error.state(), "nothing has changed");
        EXPECT_EQ(state(), "before");
    }
}

TEST_F(LostConnection, IsReportedByTheNextQuery) {
    end_session();
    EXPECT_EQ(error_of([&] { driver_->query({"SELECT 1", {}}); }).kind(), Error::Kind::Environment);
    EXPECT_EQ(error_of([&] { run({.up = table}); }).kind(), Error::Kind::Environment);
    EXPECT_EQ(state(), "before");
}

TEST_F(LostConnection, BetweenPartAndCommitIsVerifiedAsNotApplied) {
    driver_->lock({});
    const Error error =
        error_of([&] { run({.up = table, .at_ledger = [this] { end_session(); }}); });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_THAT(error.what(), HasSubstr("not applied (verified)"));
    EXPECT_EQ(state(), "before");
    EXPECT_EQ(locks(), "1");  // taken again
    run({.up = table});
    EXPECT_EQ(state(), "after");
}

TEST_F(LostConnection, DuringWhichAnotherTookTheLockEndsTheRun) {
    driver_->lock({.timeout = {}, .holder = "gmig contract, first", .waiting = {}});
    const auto other = connect();
    const Error error = error_of([&] {
        run({.up = table, .at_ledger = [&] {
                 end_session("gmig contract, first");
                 other->lock({});
             }});
    });
    EXPECT_THAT(error.what(), HasSubstr("not applied (verified)"));
    EXPECT_EQ(error_of([&] { run({.up = table}); }).kind(), Error::Kind::Lock);
    EXPECT_EQ(state(), "before");
}

TEST_F(LostConnection, BeforeCommitIsVerifiedAsNotApplied) {
    const Proxy proxy(folder_, Proxy::Cut::BeforeCommit);
    const auto driver = connect_by(proxy);
    driver->lock({});
    const Error error = error_of([&] { run(*driver, {.up = table}); });
    EXPECT_TRUE(proxy.has_cut());
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_THAT(error.what(), HasSubstr("not applied (verified)"));
    EXPECT_EQ(error.state(), "nothing has changed");
    EXPECT_EQ(state(), "before");
    EXPECT_EQ(run(*driver, {.up = table}), Committed::Plainly);
    EXPECT_EQ(state(), "after");
}

TEST_F(LostConnection, AfterCommitIsConfirmed) {
    const Proxy proxy(folder_, Proxy::Cut::AfterCommit);
    const auto driver = connect_by(proxy);
    driver->lock({});
    EXPECT_EQ(run(*driver, {.up = table}), Committed::ConfirmedAfterReconnect);
    EXPECT_TRUE(proxy.has_cut());
    EXPECT_EQ(state(), "after");
    EXPECT_EQ(run(*driver, {.up = {"SELECT 1"}, .id = "l"}), Committed::Plainly);
    driver->unlock();
    EXPECT_EQ(locks(), "0");
}

TEST_F(LostConnection, ForGoodIsUnknown) {
    const Proxy proxy(folder_, Proxy::Cut::AfterCommit, true);
    const auto driver = connect_by(proxy);
    const Error error = error_of([&] { run(*driver, {.up = table}); });
    EXPECT_EQ(error.kind(), Error::Kind::Recover);
    EXPECT_THAT(error.what(), HasSubstr("whether it succeeded is not known"));
    EXPECT_EQ(error.state(), "either everything of this step is done, or nothing");
    EXPECT_EQ(state(), "after");
}

TEST_F(LostConnection, AtCommitOfGmigsOwnQueriesIsResolvedToo) {
    const std::vector<Query> queries{{"INSERT INTO gmig_step (id) VALUES ($1)", {"a"}}};
    {
        const Proxy proxy(folder_, Proxy::Cut::BeforeCommit);
        EXPECT_THAT(error_of([&] { connect_by(proxy)->write(queries); }).what(),
                    HasSubstr("not applied (verified)"));
        EXPECT_EQ(observer_->ask("SELECT count(*) FROM gmig.step"), "0");
    }
    const Proxy proxy(folder_, Proxy::Cut::AfterCommit);
    connect_by(proxy)->write(queries);
    EXPECT_EQ(observer_->ask("SELECT count(*) FROM gmig.step"), "1");
}

TEST_F(LostConnection, ByACrashOfTheServerIsVerifiedAsNotApplied) {
    const Error error = error_of([&] {
        run({.up = table, .at_ledger = [this] {
                 const std::string pid = driver_->query({"SELECT pg_catalog.pg_backend_pid()", {}})
                                             .at(0)
                                             .at(0)
                                             .value_or("0");
                 kill(std::stoi(pid), SIGKILL);
             }});
    });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_THAT(error.what(), HasSubstr("not applied (verified)"));
    observer_ = std::make_unique<Observer>(target_.location);
    EXPECT_EQ(state(), "before");
    run({.up = table});
    EXPECT_EQ(state(), "after");
}

TEST_F(LostConnection, NeedsTwoRoundTripsForAMigration) {
    const Proxy proxy(folder_, Proxy::Cut::Never);
    const auto driver = connect_by(proxy);
    driver->lock({});
    const int before = proxy.queries();
    run(*driver, {.up = {"CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)"},
                  .verify = {"SELECT x FROM t"}});
    EXPECT_EQ(proxy.queries() - before, 2);
}

}  // namespace
}  // namespace gmig::db::postgresql

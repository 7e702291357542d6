// Other sessions: locks, time-outs, deadlocks, other runners.
#include "fixture.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace gmig::db::postgresql {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

class OtherSessions : public OnServer {
protected:
    [[nodiscard]] std::unique_ptr<PostgresqlDriver> connect_with_lock_timeout(
        const std::string& time) const {
        OpenOptions options = writing();
        options.lock_timeout = time;
        return connect(options);
    }
};

TEST_F(OtherSessions, AreWaitedForAgainWhenLockTimeoutCame) {
    observer_->ask("CREATE TABLE other (x int)");
    Observer other = observe();
    other.ask("BEGIN; LOCK TABLE other");
    std::jthread later([&other] {
        std::this_thread::sleep_for(milliseconds(500));
        other.ask("COMMIT");
    });
    const auto driver = connect_with_lock_timeout("200ms");
    EXPECT_EQ(run(*driver, {.up = {"CREATE TABLE t (x int)", "ALTER TABLE other ADD y int"}}),
              Committed::Plainly);
    EXPECT_EQ(state(), "after");
}

TEST_F(OtherSessions, AreNamedWhenTheyBlockForGood) {
    observer_->ask("CREATE TABLE other (x int)");
    Observer other = observe();
    other.ask("SET application_name = 'nightly report'; BEGIN; LOCK TABLE other");
    const auto driver = connect_with_lock_timeout("150ms");
    const Error error = error_of([&] {
        run(*driver, {.up = {"CREATE TABLE t (x int)", "ALTER TABLE other ADD y int"}});
    });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_EQ(error.where(), (Where{"m.sql", 2, 1}));
    EXPECT_THAT(error.what(), HasSubstr("lock timeout (SQLSTATE 55P03)"));
    EXPECT_THAT(error.what(), HasSubstr("BLOCKED BY: server process " +
                                        std::to_string(other.backend_pid()) + ", nightly report"));
    EXPECT_EQ(state(), "before");
}

TEST_F(OtherSessions, AreLetPassInADeadlock) {
    observer_->ask(
        "CREATE TABLE a (x int); CREATE TABLE b (x int);"
        "ALTER DATABASE \"" +
        name_ + "\" SET deadlock_timeout = '600ms'");
    driver_ = connect();
    Observer other = observe();
    other.ask("SET deadlock_timeout = '1min'; BEGIN; LOCK TABLE b");
    std::jthread later([&other] {
        std::this_thread::sleep_for(milliseconds(300));
        other.start("LOCK TABLE a; COMMIT");
    });
    // A session looks for a deadlock once, so the other one has to wait by then; gmig is let go of
    // before its lock_timeout of 5 s.
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(run({.up = {"CREATE TABLE t (x int)", "LOCK TABLE a", "LOCK TABLE b"}}),
              Committed::Plainly);
    EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(4500));
    later.join();
    EXPECT_EQ(other.finish(), "");
    EXPECT_EQ(state(), "after");
}

using TheLock = OtherSessions;

LockRequest within(int limit_ms) {
    return {.timeout = milliseconds(limit_ms), .holder = {}, .waiting = {}};
}

TEST_F(TheLock, IsHeldByOneAndNamesIt) {
    driver_->lock({.timeout = {}, .holder = "gmig execute, pid 7 on host", .waiting = {}});
    const auto second = connect();
    int told = 0;
    const Error error = error_of([&] {
        second->lock({.timeout = milliseconds(200),
                      .holder = "gmig rebase, pid 8 on host",
                      .waiting = [&](const std::string& holder) {
                          ++told;
                          EXPECT_THAT(holder,
                                      HasSubstr("gmig execute, pid 7 on host (server process"));
                      }});
    });
    EXPECT_EQ(error.kind(), Error::Kind::Lock);
    EXPECT_THAT(error.what(), HasSubstr("gmig execute, pid 7 on host (server process"));
    EXPECT_THAT(error.what(), HasSubstr(", user postgres, from the server itself, since 20"));
    EXPECT_EQ(told, 1);
}

TEST_F(TheLock, IsPassedOn) {
    driver_->lock(within(0));
    const auto second = connect();
    std::jthread later([this] {
        std::this_thread::sleep_for(milliseconds(200));
        driver_->unlock();
    });
    second->lock(within(5000));
    EXPECT_EQ(locks(), "1");
    EXPECT_EQ(error_of([&] { driver_->lock(within(0)); }).kind(), Error::Kind::Lock);
}

TEST_F(TheLock, DiesWithItsSession) {
    driver_->lock(within(0));
    driver_.reset();
    connect()->lock(within(2000));
}

TEST_F(TheLock, IsNoObstacleToOtherDatabases) {
    driver_->lock(within(0));
    OpenOptions options = writing();
    Target postgres = target_;
    postgres.location = "postgresql:///postgres?host=" + folder_ + "&user=postgres";
    PostgresqlDriver elsewhere(postgres, options, test_host());
    elsewhere.lock(within(0));
    elsewhere.unlock();
}

TEST_F(TheLock, IsWaitedForUntilASignalComes) {
    driver_->lock(within(0));
    const auto second = connect();
    std::jthread later([] {
        std::this_thread::sleep_for(milliseconds(150));
        noted_signal = 2;
    });
    EXPECT_EQ(error_of([&] { second->lock(within(60'000)); }).kind(), Error::Kind::Signal);
}

TEST_F(TheLock, CanBeGivenBackWhenTheSessionIsGone) {
    driver_->lock(within(0));
    observer_->ask(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE application_name = 'gmig contract' AND datname = current_database()");
    driver_->unlock();
    EXPECT_EQ(locks(), "0");
}

TEST_F(TheLock, KeepsNoConcurrentIndexWaiting) {
    observer_->ask("CREATE TABLE t (x int)");
    driver_->lock(within(0));
    const auto second = connect();
    std::jthread waiter([&second] { second->lock(within(20'000)); });
    const Script script{.text = "CREATE INDEX CONCURRENTLY i ON t (x)",
                        .path = "m.sql",
                        .first_line = 1,
                        .transaction = TransactionMode::Off};
    std::this_thread::sleep_for(milliseconds(100));
    driver_->run_alone(script, {.offset = 0, .text = script.text});
    driver_->unlock();
}

TEST_F(TheLock, IsFreeSoonAfterABusyRunnerWasKilled) {
    const pid_t child = fork();
    if (child == 0) {
        const auto driver = connect();
        driver->lock(within(0));
        run(*driver, {.up = {"CREATE TABLE t (x int)", "SELECT pg_sleep(30)"}});
        std::_Exit(0);
    }
    while (locks() == "0") {
        std::this_thread::sleep_for(milliseconds(20));
    }
    std::this_thread::sleep_for(milliseconds(200));  // now it is in its statement
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    connect()->lock(within(5000));
    EXPECT_EQ(state(), "before");
}

TEST_F(TheLock, MakesTwoRunnersTakeTurns) {
    observer_->ask("CREATE TABLE count AS SELECT 0 AS n");
    const auto runner = [this](const std::string& name) {
        const auto driver = connect();
        for (int i = 0; i < 10; ++i) {
            driver->lock(within(60'000));
            run(*driver, {.up = {"UPDATE count SET n = (SELECT n FROM count) + 1"},
                          .id = name + std::to_string(i)});
            driver->unlock();
        }
    };
    {
        std::jthread one(runner, "a");
        std::jthread two(runner, "b");
    }
    EXPECT_EQ(observer_->ask("SELECT n FROM count"), "20");
}

}  // namespace
}  // namespace gmig::db::postgresql

// One runner at a time, on every engine.
#include "fixture.hpp"
#include "worker_process.hpp"
#include <gmig/db/ledger.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace gmig::db {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Lock = Contract;

LockRequest request(std::chrono::milliseconds timeout) {
    return {.timeout = timeout, .holder = "the first, pid 1", .waiting = {}};
}

TEST_P(Lock, KeepsAnotherConnectionOut) {
    driver_->lock(request(1s));
    const auto other = connect();
    int told = 0;
    std::string text;
    LockRequest impatient = request(200ms);
    impatient.waiting = [&](const std::string& holder) {
        ++told;
        EXPECT_FALSE(holder.empty());
    };
    EXPECT_EQ(kind_of_error([&] { other->lock(impatient); }, &text), Error::Kind::Lock);
    EXPECT_EQ(told, 1);
    EXPECT_THAT(text, HasSubstr("nothing has changed"));
}

TEST_P(Lock, NamesItsHolder) {
    driver_->lock(request(1s));
    const auto other = connect();
    std::string text;
    kind_of_error([&] { other->lock(request(0ms)); }, &text);
    EXPECT_THAT(text, testing::AnyOf(HasSubstr("the first, pid 1"), HasSubstr("gmig contract")));
}

TEST_P(Lock, LeavesReadingAlone) {
    driver_->lock(request(1s));
    EXPECT_EQ(first(*connect(false), "SELECT 1"), "1");
}

TEST_P(Lock, IsHadAfterItsHolderLetsGo) {
    driver_->lock(request(1s));
    const auto other = connect();
    driver_->unlock();
    driver_->unlock();
    other->lock(request(0ms));
    EXPECT_EQ(kind_of_error([&] { driver_->lock(request(0ms)); }), Error::Kind::Lock);
}

TEST_P(Lock, IsFreedWithItsConnection) {
    auto holder = connect();
    holder->lock(request(1s));
    holder.reset();
    driver_->lock(request(2s));
}

TEST_P(Lock, OutlivesAFailedMigration) {
    driver_->lock(request(1s));
    kind_of_error([&] { run(*driver_, "SELECT nope;"); });
    run(*driver_, GetParam().leave_in_session);
    run(*driver_, "CREATE TABLE t (x INTEGER);");
    const auto other = connect();
    EXPECT_EQ(kind_of_error([&] { other->lock(request(50ms)); }), Error::Kind::Lock);
}

TEST_P(Lock, KeepsAnotherProcessOutUntilThatOneIsKilled) {
    WorkerProcess holder({url_, "hold"});
    holder.wait_for("held");
    EXPECT_EQ(kind_of_error([&] { driver_->lock(request(100ms)); }), Error::Kind::Lock);
    holder.signal(SIGKILL);
    holder.wait();
    const auto start = std::chrono::steady_clock::now();
    driver_->lock(request(5s));
    EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
}

TEST_P(Lock, LetsEightProcessesExecuteEachOfThirtyMigrationsOnce) {
    std::vector<std::unique_ptr<WorkerProcess>> workers;
    for (int i = 0; i < 8; ++i) {
        workers.push_back(
            std::make_unique<WorkerProcess>(std::vector<std::string>{url_, "many", "30"}));
    }
    for (const auto& worker : workers) {
        EXPECT_EQ(worker->wait(), 0);
    }
    Ledger ledger(*driver_, "app");
    EXPECT_EQ(ledger.entries().size(), 30U);
    for (int i = 0; i < 30; ++i) {
        EXPECT_TRUE(stands(*driver_, "many_" + std::to_string(i)));
    }
}

TEST_P(Lock, IsLetGoByAWorkerThatIsInterrupted) {
    WorkerProcess worker({url_, "slow", GetParam().slow});
    worker.wait_for("slow");
    std::this_thread::sleep_for(300ms);
    worker.signal(SIGTERM);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(worker.wait(), 128 + SIGTERM);
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
    driver_->lock(request(2s));
    EXPECT_FALSE(stands(*driver_, "slow"));
    EXPECT_TRUE(Ledger(*driver_, "app").entries().empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, Lock, testing::ValuesIn(engines()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::db

// The program is ended at every fault point of executing and of rolling back: the database is as it
// was before or as it is after, its ledger says so, and the next run goes on without further ado.
#include "fixture.hpp"
#include "samples.hpp"
#include "worker_process.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <map>

namespace gmig::db {
namespace {

#ifdef GMIG_FAULTS

struct CrashCase {
    Engine engine;
    const char* command;
    const char* kind;
};

std::vector<CrashCase> crash_cases() {
    std::vector<CrashCase> result;
    for (const Engine& engine : engines()) {
        for (const char* command : {"execute", "rollback"}) {
            for (const char* kind : {"kill", "throw", "term"}) {
                result.push_back({engine, command, kind});
            }
        }
    }
    return result;
}

class Crash : public Database, public testing::WithParamInterface<CrashCase> {
protected:
    Crash() : Database(GetParam().engine) {}

    /// A new database, with the sample executed if it is to be rolled back.
    std::string new_start() const {
        std::string url = engine_.new_database(folder_.path());
        if (is_rollback()) {
            EXPECT_EQ(WorkerProcess({url, "execute"}).wait(), 0);
        }
        return url;
    }

    static bool is_rollback() { return std::string(GetParam().command) == "rollback"; }

    /// The fault points that the command reaches, in order, with repetitions.
    [[nodiscard]] std::vector<std::string> points() const {
        const std::string log = folder_ / "points";
        WorkerProcess worker({new_start(), GetParam().command}, {"GMIG_FAULT_LOG=" + log});
        EXPECT_EQ(worker.wait(), 0);
        std::ifstream in(log);
        std::vector<std::string> result;
        for (std::string line; std::getline(in, line);) {
            result.push_back(line);
        }
        return result;
    }

    /// Whether the sample is executed, as the schema and the ledger both have to say.
    bool is_executed(const std::string& url) {
        url_ = url;
        const auto driver = connect(false);
        const bool child = stands(*driver, "crash_child");
        EXPECT_EQ(child, stands(*driver, "crash_parent"));
        const auto entries = Ledger(*driver, "app").entries();
        EXPECT_EQ(entries.size(), child ? 1U : 0U);
        return child;
    }
};

int expected_exit(const std::string& kind) {
    constexpr int by_signal = 128;
    constexpr int internal = 70;
    return kind == "kill" ? by_signal + SIGKILL : kind == "term" ? by_signal + SIGTERM : internal;
}

TEST_P(Crash, LeavesBeforeOrAfterAndNeverBetween) {
    const std::vector<std::string> reached = points();
    EXPECT_GE(reached.size(), 5U);
    std::map<std::string, int> times;
    for (const std::string& point : reached) {
        const std::string fault =
            point + ":" + std::to_string(++times[point]) + ":" + GetParam().kind;
        SCOPED_TRACE(fault);
        const std::string url = new_start();
        const int code = WorkerProcess({url, GetParam().command}, {"GMIG_FAULT=" + fault}).wait();
        const bool done = is_executed(url) != is_rollback();
        // A signal that comes too late to be obeyed is no failure: what was asked for is done.
        const bool in_time = code == expected_exit(GetParam().kind);
        EXPECT_TRUE(in_time || (code == 0 && done)) << "exit code " << code;
        EXPECT_EQ(WorkerProcess({url, GetParam().command}).wait(), 0);
        EXPECT_NE(is_executed(url), is_rollback());
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, Crash, testing::ValuesIn(crash_cases()), [](const auto& test) {
    return std::string(test.param.engine.name) + "_" + test.param.command + "_" + test.param.kind;
});

#endif

}  // namespace
}  // namespace gmig::db

// The program is ended at every fault point of what is done to databases as wholes: a copy is exact
// or absent, a replacement has happened or not, and the next run completes what is missing.
#include "databases_fixture.hpp"
#include "worker_process.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <map>

namespace gmig::db {
namespace {

#ifdef GMIG_FAULTS

using State = MaintenanceState::State;

struct WholeCase {
    Engine engine;
    const char* command;
    const char* kind;
};

std::vector<WholeCase> whole_cases() {
    std::vector<WholeCase> result;
    for (const Engine& engine : engines()) {
        for (const char* command : {"fork", "replace", "begin", "end"}) {
            for (const char* kind : {"kill", "throw", "term"}) {
                result.push_back({engine, command, kind});
            }
        }
    }
    return result;
}

class DatabasesCrash : public Wholes, public testing::WithParamInterface<WholeCase> {
protected:
    DatabasesCrash() : Wholes(GetParam().engine) {}

    [[nodiscard]] static bool is(const char* command) {
        return std::string(GetParam().command) == command;
    }
    void start_anew() {
        url_ = engine_.new_database(folder_.path());
        prepare_ledger();
        fill(here(), 1);
        if (is("replace")) {
            make(there("next"), 2);
        }
        if (is("end")) {
            EXPECT_EQ(work(), 0);
        }
    }
    /// What the command is about to do, without a fault.
    [[nodiscard]] int work() const {
        return WorkerProcess({url_, is("end") ? "begin" : GetParam().command}).wait();
    }
    [[nodiscard]] int work(const std::string& variable) const {
        return WorkerProcess({url_, GetParam().command}, {variable}).wait();
    }
    [[nodiscard]] bool stands_there(const char* name) const {
        return database_exists(there(name), options(false));
    }

    /// SQLite writes `old` before anything else; a gmig that is killed then leaves it, as a copy of
    /// what is still live, and it is in the way of the next one that wants the name.
    void take_away_left_copy() const {
        if (is("replace") && stands_there("old")) {
            EXPECT_EQ(engine_.dialect, Dialect::Sqlite);
            EXPECT_EQ(rows(there("old")), "1");
            destroy_database(there("old"), false, options());
        }
    }

    /// Whether it has been done; fails when it is something between.
    [[nodiscard]] bool is_done() const {
        if (is("fork")) {
            EXPECT_EQ(rows(here()), "1");
            const bool done = stands_there("next");
            EXPECT_EQ(databases_beside(here(), options(false)).size(), done ? 1U : 0U);
            EXPECT_TRUE(!done || rows(there("next")) == "1");
            return done;
        }
        if (is("replace")) {
            const bool done = rows(here()) == "2";
            EXPECT_TRUE(done || rows(there("next")) == "2");
            EXPECT_TRUE(!done || rows(there("old")) == "1");
            return done;
        }
        return state() == (is("end") ? State::Off : State::On);
    }
};

TEST_P(DatabasesCrash, LeavesWhatTheNextRunCompletes) {
    start_anew();
    const std::string log = folder_ / "points";
    EXPECT_EQ(work("GMIG_FAULT_LOG=" + log), 0);
    std::ifstream in(log);
    std::map<std::string, int> times;
    for (std::string point; std::getline(in, point);) {
        const std::string fault =
            point + ":" + std::to_string(++times[point]) + ":" + GetParam().kind;
        SCOPED_TRACE(fault);
        start_anew();
        const int code = work("GMIG_FAULT=" + fault);
        const bool done = is_done();
        EXPECT_TRUE(code != 0 || done) << "exit code " << code;
        if (!done) {
            take_away_left_copy();
            EXPECT_EQ(work("GMIG_FAULT_LOG=/dev/null"), 0);
        }
        EXPECT_TRUE(is_done());
    }
    EXPECT_GE(times.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Engines, DatabasesCrash, testing::ValuesIn(whole_cases()),
                         [](const auto& test) {
                             return std::string(test.param.engine.name) + "_" + test.param.command +
                                    "_" + test.param.kind;
                         });

#endif

}  // namespace
}  // namespace gmig::db

// How long a copy takes beside CREATE DATABASE … TEMPLATE alone, and for how long eight clients
// that ask without a pause get no answer while a database takes another one's place. Run beside a
// server of its own (tests/support/with-postgres build/bench/bin/databases-bench), with its data on
// a disk: TMPDIR=/var/tmp GMIG_TEST_POSTGRES_OPTIONS="-c fsync=on".
#include <gmig/db/databases.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace gmig::db {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int rounds = 5;

OpenOptions options() {
    OpenOptions options;
    options.writing = true;
    options.application = "gmig bench";
    return options;
}

const Target& server() {
    static const Target target = parse_url(std::getenv("GMIG_TEST_POSTGRES"), "/");
    return target;
}

Target database(const std::string& name) {
    Target target = server();
    const std::string whole = "/postgres?";
    target.location.replace(target.location.find(whole), whole.size(), "/" + name + "?");
    target.database = name;
    return target;
}

void execute(const Target& target, const std::string& sql) {
    open(target, options())->query({sql, {}});
}

void make(const std::string& name, int megabytes, int mark) {
    create_database(database(name), std::nullopt, options());
    execute(database(name), "CREATE TABLE public.t AS SELECT " + std::to_string(mark) + " AS x");
    if (megabytes > 0) {
        execute(database(name),
                "CREATE TABLE public.filling AS SELECT pg_catalog.repeat('x', 1000) AS y"
                " FROM pg_catalog.generate_series(1, 890 * " +
                    std::to_string(megabytes) + ")");
    }
    execute(server(), "CHECKPOINT");
}

double milliseconds(Clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

template <typename Work>
double median_of(const Work& work, const std::string& made) {
    std::array<double, rounds> times{};
    for (double& time : times) {
        const auto begin = Clock::now();
        work();
        time = milliseconds(Clock::now() - begin);
        execute(server(), "DROP DATABASE " + made);
    }
    std::ranges::sort(times);
    return times[rounds / 2];
}

void compare_copies(int megabytes) {
    const std::string name = "copied" + std::to_string(megabytes);
    make(name, megabytes, 1);
    std::cout << megabytes << " MB:";
    double best = 0;
    for (const char* strategy : {"wal_log", "file_copy"}) {
        const double alone = median_of(
            [&] {
                execute(server(),
                        "CREATE DATABASE made TEMPLATE " + name + " STRATEGY " + strategy);
            },
            "made");
        best = best == 0 ? alone : std::min(best, alone);
        std::cout << "  " << strategy << " " << alone << " ms";
    }
    const double copied = median_of(
        [&] { copy_database({.from = database(name), .to = database("made")}, options()); },
        "made");
    std::cout << "  copy_database " << copied << " ms (" << copied / best << " of the best)";
    const auto somebody = open(database(name), options());
    const double dumped = median_of(
        [&] { copy_database({.from = database(name), .to = database("made")}, options()); },
        "made");
    std::cout << "  by dump " << dumped << " ms" << std::endl;
}

/// When clients had answers, and which.
class Answers {
public:
    void add(const std::string& answer) {
        const std::lock_guard guard(mutex_);
        longest_ = std::max(longest_, Clock::now() - last_);
        last_ = Clock::now();
        newest_ = answer;
        ++count_;
    }
    void forget() {
        const std::lock_guard guard(mutex_);
        longest_ = {};
    }
    double longest() {
        const std::lock_guard guard(mutex_);
        return milliseconds(longest_);
    }
    int count() {
        const std::lock_guard guard(mutex_);
        return count_;
    }

private:
    std::mutex mutex_;
    Clock::time_point last_ = Clock::now();
    Clock::duration longest_{};
    std::string newest_;
    int count_ = 0;
};

void hammer(const std::stop_token& end, Answers& answers, bool stays) {
    std::unique_ptr<Driver> driver;
    while (!end.stop_requested()) {
        try {
            if (!driver || !stays) {
                driver = open(database("live"), options());
            }
            answers.add(driver->query({"SELECT x FROM public.t", {}}).at(0).at(0).value_or(""));
        } catch (const std::exception&) {
            driver.reset();
        }
    }
}

void measure_gap(bool stays) {
    constexpr int clients = 8;
    constexpr std::chrono::milliseconds pause{300};
    Answers answers;
    std::vector<std::jthread> threads;
    for (int i = 0; i < clients; ++i) {
        threads.emplace_back([&](const std::stop_token& end) { hammer(end, answers, stays); });
    }
    std::vector<double> gaps;
    for (int round = 0; round < 2 * rounds; ++round) {
        std::this_thread::sleep_for(pause);
        answers.forget();
        const bool there = round % 2 == 0;
        replace_database({.live = database("live"),
                          .candidate = database(there ? "next" : "old"),
                          .old = database(there ? "old" : "next")},
                         options());
        std::this_thread::sleep_for(pause);
        gaps.push_back(answers.longest());
    }
    threads.clear();
    std::ranges::sort(gaps);
    std::cout << (stays ? "clients that stay connected" : "clients that connect each time")
              << ": no answer for " << gaps[gaps.size() / 2] << " ms (median), " << gaps.back()
              << " ms (most), of " << gaps.size() << " replacements; " << answers.count()
              << " answers" << std::endl;
}

void measure() {
    for (const int megabytes : {0, 16, 100, 400}) {
        compare_copies(megabytes);
    }
    make("live", 0, 1);
    make("next", 0, 2);
    measure_gap(true);
    measure_gap(false);
}

}  // namespace
}  // namespace gmig::db

int main() {
    try {
        gmig::db::measure();
        return 0;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}

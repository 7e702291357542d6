// The parts that must stay linear, at 1,000 and 10,000 migrations (docs/ARCHITECTURE.md, 5).
#include <gmig/model/plan.hpp>
#include <gmig/sql/fingerprint.hpp>
#include <gmig/sql/statement.hpp>

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace gmig;

/// A name of the usual length, in the order of numbers.
std::string name_of(std::int64_t number) {
    return "2026-11-20-" + std::to_string(1'000'000 + number) + "-add-a-column-somewhere";
}

MigrationId id_of(std::int64_t number) {
    std::string bytes;
    for (std::size_t byte = 0; byte < id_length; ++byte) {
        bytes += static_cast<char>((number * 2'654'435'761 >> (2 * byte)) & 0xFF);
    }
    return id_from_bytes(bytes);
}

/// A chain; every eighth migration is on a branch beside it, joined by the one after.
std::vector<Migration> migrations_of(std::int64_t count) {
    std::vector<Migration> migrations;
    migrations.reserve(static_cast<std::size_t>(count));
    for (std::int64_t number = 0; number < count; ++number) {
        Migration migration;
        migration.id = id_of(number);
        migration.name = name_of(number);
        migration.path = "migrations/" + migration.name + ".sql";
        migration.up.text =
            "ALTER TABLE article ADD COLUMN c" + std::to_string(number) + " TEXT;\n";
        migration.up.path = migration.path;
        migration.checksum = checksum_of_up(TransactionMode::On, migration.up.text);
        const std::int64_t previous = number % 8 == 7 ? number - 2 : number - 1;
        if (previous >= 0) {
            migration.parents.push_back(id_of(previous));
        }
        if (number % 8 == 0 && number > 0) {
            migration.parents.push_back(id_of(number - 2));
        }
        migrations.push_back(std::move(migration));
    }
    return migrations;
}

/// The first nine in ten are executed.
Facts facts_of(const History& history) {
    Facts facts;
    facts.source = FactsSource::Live;
    facts.environment = "local";
    for (std::size_t place = 0; place < history.size() * 9 / 10; ++place) {
        const Migration& migration = history.migrations()[place];
        LedgerEntry entry;
        entry.id = migration.id;
        entry.name = migration.name;
        entry.parents = migration.parents;
        entry.checksum = migration.checksum;
        entry.sequence = static_cast<std::int64_t>(place) + 1;
        facts.entries.push_back(std::move(entry));
    }
    return facts;
}

/// Every hundredth row has lost its file and every hundredth file its row: no shortcut is taken.
Facts torn_facts_of(const History& history) {
    Facts facts = facts_of(history);
    for (std::size_t place = 0; place < facts.entries.size(); place += 100) {
        facts.entries[place].id.value.back() = 'a';
        facts.entries[place].name += "-lost";
    }
    return facts;
}

AssessmentInput input_of(Policy policy) {
    AssessmentInput input;
    input.policy = policy;
    input.name_is_identity = true;
    return input;
}

/// Puts other data into every cache. A run of gmig meets its migrations once; measured in a loop,
/// a thousand of them would stay in the second-level cache and ten thousand would not.
void sweep_caches() {
    static std::vector<char> other(64U << 20U);
    for (std::size_t byte = 0; byte < other.size(); byte += 64) {
        ++other[byte];
    }
    benchmark::DoNotOptimize(other.data());
}

/// Times `work` alone: neither what makes its input nor what takes its result away.
template <typename Make, typename Work>
void measure(benchmark::State& state, const Make& make, const Work& work) {
    for (auto _ : state) {
        state.PauseTiming();
        {
            auto input = make();
            sweep_caches();
            state.ResumeTiming();
            const auto result = work(input);
            state.PauseTiming();
            benchmark::DoNotOptimize(&result);
        }
        state.ResumeTiming();
    }
}

constexpr auto nothing = [] { return 0; };

void build_history(benchmark::State& state) {
    const std::vector<Migration> migrations = migrations_of(state.range(0));
    measure(
        state, [&] { return migrations; },
        [](std::vector<Migration>& input) { return History(std::move(input)); });
}

void version(benchmark::State& state) {
    const History history(migrations_of(state.range(0)));
    measure(state, nothing, [&](int) { return history.version(); });
}

void assess_scene(benchmark::State& state, Policy policy, Facts (*scene)(const History&)) {
    const History history(migrations_of(state.range(0)));
    const Facts facts = scene(history);
    const AssessmentInput input = input_of(policy);
    measure(state, nothing, [&](int) { return assess(history, facts, input); });
}

void plan(benchmark::State& state) {
    const History history(migrations_of(state.range(0)));
    const Facts facts = facts_of(history);
    const Assessment assessment = assess(history, facts, input_of(Policy::Linear));
    measure(state, nothing, [&](int) { return plan_execute(history, facts, assessment, {}); });
}

// ---- the sql layer
// --------------------------------------------------------------------------------

std::string statements(std::int64_t count) {
    std::string text;
    for (std::int64_t i = 0; i < count; ++i) {
        const std::string table = "t" + std::to_string(1'000'000 + i);
        text += "-- table " + table + "\nCREATE TABLE " + table +
                " (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'a;b');\n";
    }
    return text;
}

void split(benchmark::State& state, Dialect dialect) {
    Script script;
    script.text = statements(state.range(0));
    script.path = "bench.sql";
    measure(state, nothing, [&](int) { return sql::split(script, dialect); });
}

void fingerprint(benchmark::State& state) {
    const std::string text = statements(state.range(0));
    measure(state, nothing, [&](int) { return sql::fingerprint(text, Dialect::Postgresql); });
}

/// Prints the usual table, and keeps the times for the ratios.
class Growth : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run>& runs) override {
        ConsoleReporter::ReportRuns(runs);
        for (const Run& run : runs) {
            auto& times = times_[run.run_name.function_name][run.run_name.args];
            if (run.run_type == Run::RT_Iteration) {
                times.push_back(run.GetAdjustedCPUTime());
            }
        }
    }

    /// The goal is at most 12 for each (design: everything in the engine is linear).
    void print_ratios() {
        std::printf("\nt(10,000) / t(1,000), medians of all repetitions\n");
        for (auto& [name, times] : times_) {
            if (!times["1000"].empty() && !times["10000"].empty()) {
                std::printf("%-28s %5.1f\n", name.c_str(),
                            median(times["10000"]) / median(times["1000"]));
            }
        }
    }

private:
    static double median(std::vector<double>& values) {
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::nth_element(values.begin(), middle, values.end());
        return *middle;
    }

    std::map<std::string, std::map<std::string, std::vector<double>>> times_;
};

void register_benchmarks() {
    const auto both_sizes = [](benchmark::internal::Benchmark* benchmark) {
        benchmark->Arg(1'000)->Arg(10'000)->Iterations(20)->Unit(benchmark::kMicrosecond);
    };
    both_sizes(benchmark::RegisterBenchmark("history", build_history));
    both_sizes(benchmark::RegisterBenchmark("version", version));
    both_sizes(
        benchmark::RegisterBenchmark("assess linear", assess_scene, Policy::Linear, facts_of));
    both_sizes(benchmark::RegisterBenchmark("assess dag", assess_scene, Policy::Dag, facts_of));
    both_sizes(benchmark::RegisterBenchmark("assess linear, torn", assess_scene, Policy::Linear,
                                            torn_facts_of));
    both_sizes(
        benchmark::RegisterBenchmark("assess dag, torn", assess_scene, Policy::Dag, torn_facts_of));
    both_sizes(benchmark::RegisterBenchmark("plan_execute", plan));
    both_sizes(benchmark::RegisterBenchmark("split, sqlite", split, Dialect::Sqlite));
    both_sizes(benchmark::RegisterBenchmark("split, postgresql", split, Dialect::Postgresql));
    both_sizes(benchmark::RegisterBenchmark("fingerprint", fingerprint));
}

}  // namespace

int main(int argc, char** argv) {
    // Otherwise the larger size alone gives its memory back to the kernel after each round, and
    // pays for fresh pages in the next; one run of gmig pays for each page once.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest that glibc takes
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    benchmark::Initialize(&argc, argv);
    register_benchmarks();
    Growth growth;
    benchmark::RunSpecifiedBenchmarks(&growth);
    growth.print_ratios();
    return 0;
}

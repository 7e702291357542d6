// The parts that must stay linear, at 1,000 and 10,000 migrations (docs/ARCHITECTURE.md, 5).
#include <gmig/model/assessment.hpp>
#include <gmig/model/plan.hpp>
#include <gmig/sql/fingerprint.hpp>
#include <gmig/sql/statement.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace gmig {
namespace {

constexpr std::int64_t few = 1'000;
constexpr std::int64_t many = 10'000;

std::string padded(std::size_t number) {
    std::string digits = std::to_string(number);
    return std::string(8 - digits.size(), '0') + digits;
}

MigrationId id_of(std::size_t number) {
    return derived_id({"bench", padded(number)});
}

Migration migration(std::size_t number) {
    Migration result;
    result.id = id_of(number);
    result.name = padded(number) + "-change";
    result.path = "migrations/" + result.name + ".sql";
    result.checksum = Checksum{"1:" + padded(number)};
    return result;
}

/// One after the other.
std::vector<Migration> chain(std::size_t count) {
    std::vector<Migration> migrations;
    for (std::size_t i = 0; i < count; ++i) {
        migrations.push_back(migration(i));
        if (i > 0) {
            migrations.back().parents = {migrations[i - 1].id};
        }
    }
    return migrations;
}

/// Pairs of branches that are merged again: half of the migrations wait for two parents.
std::vector<Migration> ladder(std::size_t count) {
    std::vector<Migration> migrations = chain(count);
    for (std::size_t i = 2; i < count; i += 2) {
        migrations[i].parents.push_back(migrations[i - 2].id);
    }
    return migrations;
}

/// A ledger that has executed all but the last tenth.
Facts facts_of(const std::vector<Migration>& migrations) {
    Facts facts;
    facts.source = FactsSource::Live;
    for (std::size_t i = 0; i < migrations.size() * 9 / 10; ++i) {
        LedgerEntry entry;
        entry.id = migrations[i].id;
        entry.name = migrations[i].name;
        entry.parents = migrations[i].parents;
        entry.checksum = migrations[i].checksum;
        entry.sequence = static_cast<std::int64_t>(i) + 1;
        facts.entries.push_back(std::move(entry));
    }
    return facts;
}

std::string statements(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string table = "t" + padded(i);
        text += "-- table " + table + "\nCREATE TABLE " + table +
                " (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'a;b');\n";
    }
    return text;
}

std::size_t range_of(const benchmark::State& state) {
    return static_cast<std::size_t>(state.range(0));
}

void history_of_a_chain(benchmark::State& state) {
    const std::vector<Migration> migrations = chain(range_of(state));
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(History(migrations));
    }
    state.SetComplexityN(state.range(0));
}
BENCHMARK(history_of_a_chain)->Arg(few)->Arg(many)->Unit(benchmark::kMillisecond)->Complexity();

void history_of_branches(benchmark::State& state) {
    const std::vector<Migration> migrations = ladder(range_of(state));
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(History(migrations));
    }
    state.SetComplexityN(state.range(0));
}
BENCHMARK(history_of_branches)->Arg(few)->Arg(many)->Unit(benchmark::kMillisecond)->Complexity();

void assessment_and_plan(benchmark::State& state) {
    const std::vector<Migration> migrations = chain(range_of(state));
    const Facts facts = facts_of(migrations);
    const History history(migrations);
    AssessmentInput input;
    input.fingerprint_of = [](const Migration&) { return Fingerprint{}; };
    for ([[maybe_unused]] auto _ : state) {
        const Assessment assessment = assess(history, facts, input);
        benchmark::DoNotOptimize(plan_execute(history, facts, assessment, Goal{}));
    }
    state.SetComplexityN(state.range(0));
}
BENCHMARK(assessment_and_plan)->Arg(few)->Arg(many)->Unit(benchmark::kMillisecond)->Complexity();

void splitting(benchmark::State& state, Dialect dialect) {
    Script script;
    script.text = statements(range_of(state));
    script.path = "bench.sql";
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(sql::split(script, dialect));
    }
    state.SetComplexityN(state.range(0));
}
BENCHMARK_CAPTURE(splitting, sqlite, Dialect::Sqlite)
    ->Arg(few)
    ->Arg(many)
    ->Unit(benchmark::kMillisecond)
    ->Complexity();
BENCHMARK_CAPTURE(splitting, postgresql, Dialect::Postgresql)
    ->Arg(few)
    ->Arg(many)
    ->Unit(benchmark::kMillisecond)
    ->Complexity();

void fingerprinting(benchmark::State& state) {
    const std::string text = statements(range_of(state));
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(sql::fingerprint(text, Dialect::Postgresql));
    }
    state.SetComplexityN(state.range(0));
}
BENCHMARK(fingerprinting)->Arg(few)->Arg(many)->Unit(benchmark::kMillisecond)->Complexity();

}  // namespace
}  // namespace gmig

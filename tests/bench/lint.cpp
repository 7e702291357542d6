// The linter on 1,000 migrations beside its floor: splitting the same texts into statements, which
// in PostgreSQL parses them.
#include <gmig/sql/lint.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {

using namespace gmig;

constexpr int count = 1'000;

Migration migration_of(int number) {
    constexpr int block = 20;
    const std::string table = "t" + std::to_string(number / block);
    const int place = number % block;
    Migration migration;
    migration.name = "m" + std::to_string(number);
    migration.path = migration.name + ".sql";
    migration.up.path = migration.path;
    if (place == 0) {
        migration.up.text = "CREATE TABLE " + table +
                            " (id INTEGER PRIMARY KEY, name TEXT NOT NULL, amount INTEGER NOT NULL "
                            "DEFAULT 0, created_at TEXT);\n";
    } else if (place < 15) {
        migration.up.text = "ALTER TABLE " + table + " ADD COLUMN c" + std::to_string(place) +
                            " INTEGER DEFAULT 0;\n";
    } else {
        migration.up.text = "CREATE INDEX " + table + "_i" + std::to_string(place) + " ON " +
                            table + " (c" + std::to_string(place - 14) + ", name);\n";
    }
    return migration;
}

std::vector<Migration> history() {
    std::vector<Migration> migrations;
    for (int number = 0; number < count; ++number) {
        migrations.push_back(migration_of(number));
    }
    return migrations;
}

void split(benchmark::State& state, Dialect dialect) {
    const std::vector<Migration> migrations = history();
    for ([[maybe_unused]] auto _ : state) {
        for (const Migration& migration : migrations) {
            benchmark::DoNotOptimize(sql::split(migration.up, dialect));
        }
    }
}

void judge_all(benchmark::State& state, Dialect dialect) {
    const std::vector<Migration> migrations = history();
    for ([[maybe_unused]] auto _ : state) {
        sql::Linter linter({.dialect = dialect});
        for (const Migration& migration : migrations) {
            benchmark::DoNotOptimize(linter.judge({.migration = &migration, .up = &migration.up}));
            linter.land();
        }
    }
}

void judge_last(benchmark::State& state, Dialect dialect) {
    const std::vector<Migration> migrations = history();
    for ([[maybe_unused]] auto _ : state) {
        sql::Linter linter({.dialect = dialect});
        for (int number = 0; number + 1 < count; ++number) {
            const Migration& migration = migrations[static_cast<std::size_t>(number)];
            linter.learn({.migration = &migration, .up = &migration.up});
        }
        benchmark::DoNotOptimize(
            linter.judge({.migration = &migrations.back(), .up = &migrations.back().up}));
    }
}

void register_for(Dialect dialect) {
    const std::string name(to_string(dialect));
    const auto add = [&](const std::string& what, void (*work)(benchmark::State&, Dialect)) {
        benchmark::RegisterBenchmark((name + ", " + what).c_str(), [work, dialect](
                                                                       benchmark::State& state) {
            work(state, dialect);
        })->Unit(benchmark::kMillisecond);
    };
    add("floor: split 1,000", split);
    add("judge 1,000, each for itself", judge_all);
    add("learn 999, judge one", judge_last);
}

}  // namespace

int main(int argc, char** argv) {
    register_for(Dialect::Sqlite);
    register_for(Dialect::Postgresql);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}

// A proof that two migrations may trade places, on SQLite, after a cached replay of what they
// follow: at most 20 ms.
#include "app/schema/proof.hpp"

#include "app/schema/replay.hpp"
#include "temporary_folder.hpp"
#include <gmig/support/file.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace gmig;

Migration migration_of(std::string name, std::vector<MigrationId> parents, std::string up) {
    Migration migration;
    migration.id = derived_id({name});
    migration.parents = std::move(parents);
    migration.path = "migrations/" + name + ".sql";
    migration.name = std::move(name);
    migration.up = {.text = std::move(up), .path = migration.path, .first_line = 1};
    migration.checksum = checksum_of_up(TransactionMode::On, migration.up.text);
    return migration;
}

/// So many tables, made one after the other; then two migrations that alter the first of them.
History history_of(std::int64_t count) {
    std::vector<Migration> migrations;
    std::vector<MigrationId> parents;
    for (std::int64_t number = 0; number < count; ++number) {
        const std::string table = "t" + std::to_string(1'000'000 + number);
        migrations.push_back(migration_of(table, parents,
                                          "CREATE TABLE " + table +
                                              " (id INTEGER PRIMARY KEY, label TEXT NOT NULL);\n"
                                              "CREATE INDEX " +
                                              table + "_label ON " + table + " (label);\n"));
        parents = {migrations.back().id};
    }
    for (const char* column : {"y", "z"}) {
        migrations.push_back(migration_of(column, parents,
                                          std::string("ALTER TABLE t1000000 ADD COLUMN ") + column +
                                              " INTEGER;\nCREATE TABLE " + column +
                                              "_kind (id INTEGER PRIMARY KEY);\n"));
    }
    return History(std::move(migrations));
}

void prove_a_pair(benchmark::State& state) {
    const testing_support::TemporaryFolder folder;
    write_file(folder.path() / "gmig.json", R"({"dialect": "sqlite"})");
    app::Request request;
    request.directory = folder.path();
    request.gmig_version = "bench";
    const app::Workspace workspace(request);
    const History history = history_of(state.range(0));
    const MigrationId late = history.migrations().back().id;
    const std::vector<Candidate> pair =
        candidates(history, [&](const MigrationId& id) { return id != late; });
    for (auto _ : state) {
        const app::Proven proven = app::prove(request, workspace, history, pair);
        if (proven.proofs.size() != 1 ||
            proven.proofs.front().verdict != Proof::Verdict::Commutes) {
            state.SkipWithError("the pair commutes, and that was not found");
            break;
        }
    }
}
BENCHMARK(prove_a_pair)->Arg(10)->Arg(100)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();

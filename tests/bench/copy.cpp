// What a copy of a SQLite database costs beside the backup API alone: both sync once.
#include "temporary_folder.hpp"
#include <gmig/db/databases.hpp>

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace {

using namespace gmig;

sqlite3* opened(const std::string& file) {
    sqlite3* handle = nullptr;
    if (sqlite3_open(file.c_str(), &handle) != SQLITE_OK) {
        throw std::runtime_error("cannot open " + file);
    }
    return handle;
}

/// A database of about so many megabytes.
std::string database_of(const testing_support::TemporaryFolder& folder, std::int64_t megabytes) {
    std::string file = (folder / "app.db").string();
    sqlite3* const handle = opened(file);
    const std::string fill =
        "CREATE TABLE t (x); INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
        "FROM n WHERE i < " +
        std::to_string(megabytes * 1024) + ") SELECT randomblob(1000) FROM n";
    if (sqlite3_exec(handle, fill.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw std::runtime_error("cannot fill " + file);
    }
    sqlite3_close(handle);
    return file;
}

void back_up(benchmark::State& state) {
    const testing_support::TemporaryFolder folder;
    const std::string file = database_of(folder, state.range(0));
    for (auto _ : state) {
        std::filesystem::remove(folder / "copy.db");
        sqlite3* const from = opened(file);
        sqlite3* const into = opened((folder / "copy.db").string());
        sqlite3_backup* const backup = sqlite3_backup_init(into, "main", from, "main");
        if (sqlite3_backup_step(backup, -1) != SQLITE_DONE) {
            state.SkipWithError("the backup failed");
        }
        sqlite3_backup_finish(backup);
        sqlite3_close(into);
        sqlite3_close(from);
    }
}

void copy(benchmark::State& state) {
    const testing_support::TemporaryFolder folder;
    database_of(folder, state.range(0));
    db::CopyRequest request;
    request.from = db::parse_url("sqlite:app.db", folder.path());
    request.to = db::parse_url("sqlite:copy.db", folder.path());
    for (auto _ : state) {
        std::filesystem::remove(folder / "copy.db");
        db::copy_database(request, {});
    }
}

BENCHMARK(back_up)->Arg(100)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(copy)->Arg(100)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();

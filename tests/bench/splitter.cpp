// What the sql layer costs per byte, on 10,000 small migrations and on one of many rows.
#include <gmig/sql/fingerprint.hpp>
#include <gmig/sql/lexer.hpp>
#include <gmig/sql/statement.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {

using namespace gmig;

Script small_migration(int number) {
    const auto name = "thing_" + std::to_string(number);
    return {
        "-- gmig: id=kkkkkkkkkkkk parent=llllllllllll\n"
        "-- What it is for.\n\n"
        "CREATE TABLE " +
            name +
            " (\n"
            "    id integer PRIMARY KEY,  -- given once\n"
            "    label text NOT NULL DEFAULT 'none',\n"
            "    amount numeric CHECK (amount >= 0 AND amount < 1000000)\n"
            ");\n"
            "CREATE INDEX " +
            name + "_label ON " + name + " (label);\n",
        "m.sql", 1, TransactionMode::On};
}

std::vector<Script> small_migrations() {
    std::vector<Script> scripts;
    for (int number = 0; number < 10'000; ++number) {
        scripts.push_back(small_migration(number));
    }
    return scripts;
}

std::vector<Script> one_of_many_rows() {
    Script script{"", "m.sql", 1, TransactionMode::On};
    for (int row = 0; row < 50'000; ++row) {
        script.text += "INSERT INTO article (id, label, amount) VALUES (" + std::to_string(row) +
                       ", 'It''s number " + std::to_string(row) + "', 12.50);\n";
    }
    return {script};
}

using Work = void (*)(const Script&, Dialect);

void lex(const Script& script, Dialect dialect) {
    sql::Lexer lexer(script.text, dialect);
    for (sql::Token token; lexer.next(token);) {
        benchmark::DoNotOptimize(token);
    }
}
void find_directives(const Script& script, Dialect dialect) {
    benchmark::DoNotOptimize(sql::directive_offsets(script.text, dialect));
}
void fingerprint(const Script& script, Dialect dialect) {
    benchmark::DoNotOptimize(sql::fingerprint(script.text, dialect));
}
void split(const Script& script, Dialect dialect) {
    benchmark::DoNotOptimize(sql::split(script, dialect));
}
void prepare(const Script& script, Dialect dialect) {
    benchmark::DoNotOptimize(sql::prepare(script, dialect, {}));
}

void run(benchmark::State& state, Work work, Dialect dialect, const std::vector<Script>& scripts) {
    std::size_t bytes = 0;
    for (const Script& script : scripts) {
        bytes += script.text.size();
    }
    for ([[maybe_unused]] auto round : state) {
        for (const Script& script : scripts) {
            work(script, dialect);
        }
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
    state.SetItemsProcessed(static_cast<std::int64_t>(scripts.size()) * state.iterations());
}

[[maybe_unused]] const bool registered = [] {
    struct Named {
        const char* name;
        Work work;
    };
    for (const Named& named :
         {Named{"lex", lex}, Named{"directives", find_directives},
          Named{"fingerprint", fingerprint}, Named{"split", split}, Named{"prepare", prepare}}) {
        for (const auto dialect : {Dialect::Sqlite, Dialect::Postgresql}) {
            const auto name = std::string(named.name) + "/" + std::string(to_string(dialect));
            const auto measure = [named, dialect](benchmark::State& state, const auto& scripts) {
                run(state, named.work, dialect, scripts());
            };
            benchmark::RegisterBenchmark((name + "/10000_migrations").c_str(), measure,
                                         small_migrations)
                ->Unit(benchmark::kMillisecond);
            benchmark::RegisterBenchmark((name + "/50000_rows").c_str(), measure, one_of_many_rows)
                ->Unit(benchmark::kMillisecond);
        }
    }
    return true;
}();

}  // namespace

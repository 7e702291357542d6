// One run of gmig's engine in a process of its own, for tests that end it or run several at once:
//   contract_worker URL execute|rollback    the crash sample
//   contract_worker URL many COUNT          COUNT migrations, each under the lock, if still missing
//   contract_worker URL hold                takes the lock, says so, and keeps it until it is ended
//   contract_worker URL slow STATEMENT      runs a statement that does not end by itself
//   contract_worker URL fork                copies the database to the one beside it called next
//   contract_worker URL replace             puts next in its place, which is kept as old
//   contract_worker URL begin|end           maintenance
// Its exit code is gmig's.
#include "samples.hpp"
#include <gmig/db/databases.hpp>
#include <gmig/db/maintenance.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/interrupt.hpp>

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace gmig::db {
namespace {

using Arguments = std::vector<std::string>;

void lock_and_prepare(Driver& driver, Ledger& ledger) {
    driver.lock({.timeout = std::chrono::seconds(60), .holder = "contract_worker", .waiting = {}});
    const RunIdentity run = sample_run();
    ledger.prepare(run.run_id, run.who, run.now);
}

std::optional<LedgerEntry> entry_of(Ledger& ledger, const MigrationId& id) {
    for (const LedgerEntry& entry : ledger.entries()) {
        if (entry.id == id) {
            return entry;
        }
    }
    return std::nullopt;
}

void execute(Driver& driver) {
    Ledger ledger(driver, "app");
    lock_and_prepare(driver, ledger);
    if (!entry_of(ledger, crash_sample().id)) {
        Runner(driver, ledger, sample_run(random_uuid())).execute(crash_sample(), 1, false, {});
    }
}

void roll_back(Driver& driver) {
    Ledger ledger(driver, "app");
    lock_and_prepare(driver, ledger);
    const Migration migration = crash_sample();
    if (const auto entry = entry_of(ledger, migration.id)) {
        Runner(driver, ledger, sample_run(random_uuid())).roll_back(*entry, *migration.down, {});
    }
}

void execute_many(Driver& driver, int count) {
    Ledger ledger(driver, "app");
    for (int i = 0; i < count; ++i) {
        const std::string name = "many_" + std::to_string(i);
        const Migration migration = sample(name, "CREATE TABLE " + name + " (x INTEGER);");
        lock_and_prepare(driver, ledger);
        if (!entry_of(ledger, migration.id)) {
            Runner(driver, ledger, sample_run()).execute(migration, i + 1, false, {});
        }
        driver.unlock();
    }
}

void hold(Driver& driver) {
    driver.lock({.timeout = std::chrono::seconds(10), .holder = "the holder", .waiting = {}});
    std::cout << "held" << std::endl;
    for (;;) {
        ::pause();
    }
}

void run_slowly(Driver& driver, const std::string& statement) {
    Ledger ledger(driver, "app");
    lock_and_prepare(driver, ledger);
    std::cout << "slow" << std::endl;
    Runner(driver, ledger, sample_run()).execute(sample("slow", statement), 1, false, {});
}

/// What is done to a database as a whole, without a session in it; false for other commands.
bool worked_on_whole(const Target& target, const std::string& command, const OpenOptions& options) {
    if (command == "fork") {
        const auto prepare = [](Driver& copy) {
            copy.write(std::vector<Query>{{"DELETE FROM gmig_environment", {}}});
        };
        copy_database({.from = target, .to = beside(target, "next"), .prepare = prepare}, options);
    } else if (command == "replace") {
        replace_database(
            {.live = target, .candidate = beside(target, "next"), .old = beside(target, "old")},
            options);
    } else if (command == "begin") {
        maintenance_on({.target = target,
                        .maintenance = {.since = {1}, .by = "contract_worker", .run_id = ""}},
                       options);
    } else if (command == "end") {
        maintenance_off(target, options);
    } else {
        return false;
    }
    return true;
}

void work(const Arguments& arguments) {
    OpenOptions options;
    options.writing = true;
    options.application = "contract_worker";
    const Target target = parse_url(arguments.at(1), "/");
    const std::string& command = arguments.at(2);
    if (worked_on_whole(target, command, options)) {
        return;
    }
    const auto driver = open(target, options);
    if (command == "execute") {
        execute(*driver);
    } else if (command == "rollback") {
        roll_back(*driver);
    } else if (command == "many") {
        execute_many(*driver, std::stoi(arguments.at(3)));
    } else if (command == "hold") {
        hold(*driver);
    } else {
        run_slowly(*driver, arguments.at(3));
    }
}

}  // namespace
}  // namespace gmig::db

int main(int count, char** values) {
    try {
        gmig::note_interrupts();
        gmig::db::work(std::vector<std::string>(values, values + count));
        return 0;
    } catch (const gmig::Error& error) {
        std::cerr << error.what() << " | " << error.state() << '\n';
        return error.exit_code();
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 70;
    }
}

#include "db/own_history.hpp"

#include "db/embedded_history.hpp"
#include <gmig/db/ledger.hpp>
#include <gmig/db/runner.hpp>
#include <gmig/layout/migrations.hpp>
#include <gmig/model/history.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <unordered_map>

namespace gmig::db {
namespace {

std::vector<Row> own_rows(Driver& driver) {
    try {
        return driver.query(
            {"SELECT id, checksum, gmig_version FROM gmig_ledger WHERE project = "
             "$1 ORDER BY sequence",
             {own_project}});
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Database) {
            throw;
        }
        throw Error(Error::Kind::History,
                    std::string("the ledger in this database cannot be read: ") + error.what())
            .state("nothing has been done")
            .next("put it back from a backup");
    }
}

void require_same_text(const Migration& migration, const Value& checksum) {
    if (migration.checksum.value != checksum) {
        throw Error(Error::Kind::History, "this database's ledger was made by another text of " +
                                              migration.name + " than this gmig has")
            .state("nothing has been done")
            .next("use a released gmig");
    }
}

}  // namespace

std::vector<Migration> own_migrations() {
    // Portable SQL: in either dialect it is the same text with the same checksum.
    layout::MigrationSet set = layout::read_migrations(layout::Kind::Gmig, Dialect::Postgresql,
                                                       embedded_history(), "gmig's own migrations");
    layout::throw_unreadable(set);
    const History history(std::move(set.migrations));
    return {history.migrations().begin(), history.migrations().end()};
}

OwnHistory own_history_in(Driver& driver) {
    OwnHistory result;
    std::unordered_map<std::string, Value> checksums;
    const std::vector<Migration> known = own_migrations();
    for (const Row& row : own_rows(driver)) {
        const bool is_known = std::ranges::any_of(
            known, [&](const Migration& migration) { return migration.id.value == row[0]; });
        if (!is_known) {
            result.newer_version = printable(row[2].value_or("?"));
        }
        checksums.emplace(row[0].value_or(""), row[1]);
    }
    for (const Migration& migration : known) {
        const auto executed = checksums.find(migration.id.value);
        if (executed == checksums.end()) {
            result.missing.push_back(migration);
        } else {
            require_same_text(migration, executed->second);
            ++result.executed;
        }
    }
    return result;
}

void Ledger::prepare(const std::string& run_id, const std::string& who, Timestamp now) {
    OwnHistory own;
    if (schema() == LedgerSchema::Absent) {
        own.missing = own_migrations();
    } else {
        own = own_history_in(driver_);
    }
    if (own.newer_version) {
        throw Error(Error::Kind::History,
                    "this database's ledger was written by a newer gmig: "
                    "changing it needs gmig >= " +
                        *own.newer_version)
            .state("nothing has changed; reading works")
            .next("install gmig " + *own.newer_version);
    }
    Ledger own_ledger(driver_, Own{});
    Runner runner(driver_, own_ledger,
                  RunIdentity{.run_id = run_id,
                              .who = who,
                              .commit = {},
                              .branch = {},
                              .gmig_version = GMIG_VERSION,
                              .now = now});
    sql::RunnableOptions options;
    options.own_history = true;
    for (const Migration& migration : own.missing) {
        runner.execute(migration, ++own.executed, false, options);
    }
}

}  // namespace gmig::db

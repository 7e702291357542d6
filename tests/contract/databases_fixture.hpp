#pragma once

#include "fixture.hpp"
#include <gmig/db/databases.hpp>
#include <gmig/db/ledger.hpp>
#include <gmig/db/maintenance.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace gmig::db {

/// For whom a test makes wait.
inline constexpr std::chrono::milliseconds shortly{300};

/// Databases as wholes, beside the test's own one.
class Wholes : public Database {
protected:
    explicit Wholes(const Engine& engine) : Database(engine) {}

    [[nodiscard]] static OpenOptions options(bool writing = true) {
        OpenOptions options;
        options.writing = writing;
        options.application = "gmig contract";
        return options;
    }
    /// The test's own database.
    [[nodiscard]] Target here() const { return parse_url(url_, folder_.path()); }
    [[nodiscard]] Target there(const std::string& name) const { return beside(here(), name); }

    [[nodiscard]] std::unique_ptr<Driver> connect_to(const Target& target,
                                                     bool writing = true) const {
        return open(target, options(writing));
    }
    /// Runs a part and leaves no session behind.
    void run_in(const Target& target, const std::string& sql) const {
        const auto driver = connect_to(target);
        run(*driver, sql);
    }
    [[nodiscard]] std::string asked(const Target& target, const std::string& sql) const {
        const auto driver = connect_to(target, false);
        return first(*driver, sql);
    }
    /// A table t with some rows, in a database that is not there yet.
    void make(const Target& target, int rows) const {
        create_database(target, here(), options());
        fill(target, rows);
    }
    void fill(const Target& target, int rows) const {
        std::string sql = "CREATE TABLE t (x INTEGER);";
        for (int i = 0; i < rows; ++i) {
            sql += " INSERT INTO t VALUES (" + std::to_string(i) + ");";
        }
        run_in(target, sql);
    }
    [[nodiscard]] std::string rows(const Target& target) const {
        return asked(target, "SELECT count(*) FROM t");
    }
    [[nodiscard]] std::string point(const Target& target) const {
        return change_point(*connect_to(target, false));
    }
    // NOLINTNEXTLINE(modernize-use-nodiscard): most tests look at what was copied
    Copied copy(const std::string& name, bool disconnect = false) const {
        return copy_database({.from = here(), .to = there(name), .disconnect = disconnect},
                             options());
    }
    [[nodiscard]] static Maintenance maintenance(const std::string& by = "ann@host") {
        return {.since = {1'700'000'000'000'000}, .by = by, .run_id = "run"};
    }
    void prepare_ledger() const {
        const auto driver = connect_to(here());
        Ledger(*driver, "project").prepare("run", "ann", {1});
    }
    /// SQLite keeps it in the ledger's tables.
    MaintenanceState begin(std::chrono::milliseconds patience, bool force = false) {
        prepare_ledger();
        return maintenance_on(
            {.target = here(), .maintenance = maintenance(), .force = force, .patience = patience},
            options());
    }
    [[nodiscard]] MaintenanceState::State state() const {
        return maintenance_state(here(), options()).state;
    }

    /// No session of the fixture's own stands in the way.
    void SetUp() override { driver_.reset(); }
};

class DatabasesContract : public Wholes, public testing::WithParamInterface<Engine> {
protected:
    DatabasesContract() : Wholes(GetParam()) {}
};

}  // namespace gmig::db

#pragma once

#include <gmig/db/driver.hpp>
#include <gmig/support/time.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// A database that is closed to writers. PostgreSQL: ALTER DATABASE … SET
// default_transaction_read_only, and the database's comment (in one transaction) says who and since
// when, and what comment stood there; sessions that were there before are closed, so that their
// next ones are bound. A parameter of gmig's own could only be set there by a superuser.
// Where the comment has been overwritten, the setting alone counts as maintenance of unknown
// origin (Partial); a database on which an administrator set it looks the same: off resets it. A
// role's own setting does not count.
// SQLite: triggers on every table and a row of gmig's own, in one transaction.
namespace gmig::db {

/// What is said of it.
struct Maintenance {
    Timestamp since;
    std::string by;  ///< user@host
    /// The run that turned it on for itself and turns it off again; empty: a person did, and it
    /// stays until somebody turns it off.
    std::string run_id{};
    bool operator==(const Maintenance&) const = default;
};

struct MaintenanceState {
    enum class State : std::uint8_t { Off, Partial, On } state = State::Off;
    std::optional<Maintenance> maintenance{};
    /// Partial: what is missing ("2 sessions from before are still open: …", "table t has no
    /// trigger").
    std::vector<std::string> missing{};
    /// What it does not stop, whatever its state, in full sentences for people.
    std::vector<std::string> gaps{};
    /// Whether this role sees what other sessions do (pg_read_all_stats); SQLite: never asked.
    bool sees_sessions = true;
};
/// Whether a new session finds it in maintenance: one quick question.
bool in_maintenance(Driver& driver);

/// Changes nothing.
MaintenanceState maintenance_state(const Target& target, const OpenOptions& options);

struct MaintenanceRequest {
    Target target;
    Maintenance maintenance;
    /// Closes sessions that are writing as well, and goes on where they cannot be seen.
    bool force = false;
    std::chrono::milliseconds patience{5000};  ///< how long writers are waited for
    std::function<void(const std::string& note)> note{};
};
/// Idempotent: completes what is partial, and keeps what `maintenance` says when it is on already.
/// PostgreSQL: idle sessions are closed at once, those that only read when the patience is over.
/// One that holds gmig's lock is let be, and writes on (OpenOptions::in_maintenance); the caller
/// has no other session in it. Error{Guard} naming who is writing, or saying that it cannot see,
/// without `force`; Error{Lock} where a SQLite writer does not leave: it is off then, as before.
/// SQLite: Error{Guard} where there is no table gmig_maintenance: the ledger is prepared before.
/// Fault points: maintenance.set, maintenance.sessions.
MaintenanceState maintenance_on(const MaintenanceRequest& request, const OpenOptions& options);

/// Idempotent. Puts back what a default_transaction_read_only was before. True when it was on, or
/// partly. PostgreSQL: closes the sessions that began meanwhile, which would go on reading only
/// (but none of gmig's own): idle ones at once, those in a transaction when they are idle within
/// some seconds; the others read only until they end. Fault point: maintenance.reset.
bool maintenance_off(const Target& target, const OpenOptions& options);

}  // namespace gmig::db

#include "db/postgresql/lock.hpp"

#include "db/postgresql/driver.hpp"
#include <gmig/support/text.hpp>

#include <fmt/core.h>

namespace gmig::db::postgresql {
namespace {

constexpr std::chrono::milliseconds poll_interval{50};

/// The key of a lock that is one number, out of the two that pg_locks shows.
constexpr const char* one_key =
    "pg_catalog.int8or(pg_catalog.int8shl(class::pg_catalog.int8, 32), number::pg_catalog.int8)";

std::string call(const char* function) {
    return fmt::format("pg_catalog.{}({}, {})", function, lock_class, lock_number);
}

/// Both, one after the other, neither of which waits.
std::string both(const char* first, const char* second) {
    return fmt::format("CASE WHEN {} THEN {} ELSE false END", call(first), call(second));
}

bool is_true(const std::vector<Row>& rows) {
    return rows.size() == 1 && rows.front().at(0) == "t";
}

}  // namespace

// What DISCARD ALL does about locks would give gmig's back as well. pg_locks does not tell how
// often a lock was taken: each is given back until the server says that there is none.
std::string release_other_locks() {
    return fmt::format(
        "WITH RECURSIVE held (class, number, kind, shared, again) AS"
        " (SELECT classid, objid, objsubid, pg_catalog.texteq(mode, 'ShareLock'), true"
        " FROM pg_catalog.pg_locks WHERE pg_catalog.texteq(locktype, 'advisory')"
        " AND pg_catalog.int4eq(pid, pg_catalog.pg_backend_pid())"
        " AND NOT (pg_catalog.oideq(classid, {}) AND pg_catalog.oideq(objid, {})"
        " AND pg_catalog.int2eq(objsubid, 2::pg_catalog.int2))"
        " UNION ALL SELECT class, number, kind, shared,"
        " CASE WHEN pg_catalog.int2eq(kind, 2::pg_catalog.int2) THEN CASE WHEN shared"
        " THEN pg_catalog.pg_advisory_unlock_shared(class::pg_catalog.int4,"
        " number::pg_catalog.int4)"
        " ELSE pg_catalog.pg_advisory_unlock(class::pg_catalog.int4, number::pg_catalog.int4) END"
        " WHEN shared THEN pg_catalog.pg_advisory_unlock_shared({})"
        " ELSE pg_catalog.pg_advisory_unlock({}) END"
        " FROM held WHERE again) SELECT pg_catalog.count(*) FROM held",
        lock_class, lock_number, one_key, one_key);
}

// The lock is taken twice over, so that it can be given back once and taken again to prove that it
// is still held (this is cheaper than to look through pg_locks), and is never free meanwhile.

bool PostgresqlDriver::try_lock() {
    lock_is_lost_ = false;
    locked_ = is_true(
        session_->ask({"SELECT " + both("pg_try_advisory_lock", "pg_try_advisory_lock"), {}}));
    return locked_;
}

std::string PostgresqlDriver::lock_check() const {
    return locked_ ? both("pg_advisory_unlock", "pg_try_advisory_lock") : "true";
}

void PostgresqlDriver::require_lock() const {
    if (lock_is_lost_) {
        throw Error(Error::Kind::Lock,
                    "gmig's lock was lost, so that another runner may be at work")
            .state("nothing has changed by this step")
            .next("gmig status");
    }
}

std::string PostgresqlDriver::lock_holder() {
    const std::vector<Row> rows =
        session_->ask({fmt::format("SELECT l.pid, a.application_name, a.usename,"
                                   " CASE WHEN a.client_port = -1 THEN 'the server itself'"
                                   "  ELSE pg_catalog.host(a.client_addr) END,"
                                   " pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC',"
                                   "  'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
                                   " FROM pg_catalog.pg_locks l"
                                   " LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
                                   " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2"
                                   " AND l.classid = {} AND l.objid = {} AND l.database ="
                                   " (SELECT oid FROM pg_catalog.pg_database"
                                   "  WHERE datname = pg_catalog.current_database())",
                                   lock_class, lock_number),
                       {}});
    if (rows.empty()) {
        return {};  // it has just been given back
    }
    const Row& row = rows.front();
    std::string holder = row.at(1).value_or("");
    if (holder.empty()) {
        holder = "a session without a name";
    }
    holder += " (server process " + row.at(0).value_or("?");
    const char* const words[] = {", user ", ", from ", ", since "};
    for (std::size_t i = 0; i < std::size(words); ++i) {
        if (row.at(i + 2)) {
            holder += words[i] + *row.at(i + 2);
        }
    }
    return printable(holder + ")");
}

void PostgresqlDriver::lock(const LockRequest& request) {
    if (!request.holder.empty()) {
        session_->show_as(request.holder);
    }
    const auto deadline = std::chrono::steady_clock::now() + request.timeout;
    std::string holder;
    bool told = false;
    while (!try_lock()) {
        if (std::string now = lock_holder(); !now.empty()) {
            holder = std::move(now);
        }
        if (!told && request.waiting) {
            request.waiting(holder);
        }
        told = true;
        if (std::chrono::steady_clock::now() >= deadline) {
            throw Error(Error::Kind::Lock, "another runner holds the lock of database " +
                                               printable(session_->server().database) + ": " +
                                               holder)
                .state("nothing has changed")
                .next("gmig status");
        }
        sleep(poll_interval);
    }
}

void PostgresqlDriver::unlock() noexcept {
    lock_is_lost_ = false;
    if (!locked_) {
        return;
    }
    locked_ = false;
    try {
        if (is_true(session_->ask(
                {"SELECT " + both("pg_advisory_unlock", "pg_advisory_unlock"), {}}))) {
            return;
        }
    } catch (const std::exception&) {
    }
    // Whatever became of the lock, it does not outlive the session.
    session_->close();
}

}  // namespace gmig::db::postgresql

#include "db/postgresql/driver.hpp"
#include <gmig/support/text.hpp>

#include <fmt/core.h>

namespace gmig::db::postgresql {
namespace {

/// "gmig" in ASCII. An advisory lock's scope is the database.
constexpr int lock_class = 0x676d6967;
constexpr int lock_number = 1;
constexpr std::chrono::milliseconds poll_interval{50};

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

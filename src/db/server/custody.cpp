// Who copies, replaces or destroys a database.
#include "db/server/databases.hpp"
#include "db/server/server.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace gmig::db::server {
namespace {

/// "gmic": an advisory lock of another class than the runner's.
constexpr int custody_class = 0x676d6963;
constexpr std::chrono::milliseconds custody_interval{50};

// A second name with the same number would be kept waiting for no reason, and nothing worse.
std::string holder_of(Server& server, const std::string& database) {
    const std::vector<Row> rows = server.rows(
        fmt::format(
            "SELECT COALESCE(NULLIF(a.application_name, ''), 'a session without a name')"
            " || ' (server process ' || l.pid || COALESCE(', user ' || a.usename, '')"
            " || COALESCE(', from ' || CASE WHEN a.client_port = -1 THEN 'the server itself'"
            "  ELSE pg_catalog.host(a.client_addr) END, '')"
            " || COALESCE(', since ' || pg_catalog.to_char(a.backend_start AT TIME ZONE"
            "  'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), '') || ')'"
            " FROM pg_catalog.pg_locks l"
            " LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
            " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2"
            " AND l.classid = {} AND l.objid::pg_catalog.int8 ="
            "  pg_catalog.hashtext($1)::pg_catalog.int8 & 4294967295"
            " AND l.database = (SELECT oid FROM pg_catalog.pg_database"
            "  WHERE datname = pg_catalog.current_database())",
            custody_class),
        {database});
    return rows.empty() ? "" : printable(rows.front().front().value_or(""));
}

bool try_custody(Server& server, const std::string& database) {
    return server.holds(
        fmt::format("SELECT pg_catalog.pg_try_advisory_lock({}, pg_catalog.hashtext($1))",
                    custody_class),
        {database});
}

/// Where custody of it is kept: for every role in the same database, or two would not see each
/// other's.
const char* place_of_custody(const Target& target) {
    return target.database == "postgres" ? "template1" : "postgres";
}

std::shared_ptr<Server> place_for(const Target& target, const OpenOptions& options) {
    try {
        return std::make_shared<Server>(target, options, std::vector{target.database}, true);
    } catch (const Error& error) {
        const std::string place = place_of_custody(target);
        if (!is_shut(error, place)) {
            throw;
        }
        throw Error(Error::Kind::Environment, "custody is kept in the server's database " + place +
                                                  ", which this role may not enter")
            .at({.file = target.shown})
            .state("nothing has changed")
            .next("GRANT CONNECT ON DATABASE " + place + " TO it");
    }
}

}  // namespace

std::shared_ptr<void> take_custody(const Target& target, const LockRequest& request,
                                   const OpenOptions& options) {
    OpenOptions own = options;
    own.writing = true;  // a killed holder's lock is let go of, and never stays on a pooler
    own.in_maintenance = true;
    if (!request.holder.empty()) {
        own.application = request.holder;
    }
    std::shared_ptr<Server> server = place_for(target, own);
    const auto deadline = std::chrono::steady_clock::now() + request.timeout;
    std::string holder;
    for (bool told = false; !try_custody(*server, target.database); told = true) {
        if (std::string now = holder_of(*server, target.database); !now.empty()) {
            holder = std::move(now);
        }
        if (!told && request.waiting) {
            request.waiting(holder);
        }
        if (std::chrono::steady_clock::now() >= deadline) {
            throw Error(Error::Kind::Lock, "another gmig is busy with database " +
                                               printable(target.database) +
                                               " as a whole: " + holder)
                .state("nothing has changed")
                .next("try again when it has ended");
        }
        throw_if_interrupted();
        std::this_thread::sleep_for(std::min(custody_interval, request.timeout));
    }
    return server;
}

bool custody_is_held(const Target& target, const OpenOptions& options) {
    try {
        Server server(target, options, {target.database}, true);
        return !holder_of(server, target.database).empty();
    } catch (const Error& error) {
        if (is_shut(error, place_of_custody(target))) {
            return true;  // that it cannot be told does not make it free
        }
        throw;
    }
}

}  // namespace gmig::db::server

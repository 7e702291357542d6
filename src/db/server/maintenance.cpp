// Databases that are closed to writers.
#include "db/server/databases.hpp"
#include "db/server/mark.hpp"
#include "db/server/sessions.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/fault.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

namespace gmig::db::server {
namespace {

using State = MaintenanceState::State;

constexpr std::chrono::milliseconds look_interval{50};

std::string alter(const std::string& database, const std::optional<std::string>& read_only) {
    return "ALTER DATABASE " + quoted_name(database) +
           (read_only ? " SET default_transaction_read_only TO " + quoted_text(*read_only)
                      : " RESET default_transaction_read_only");
}

std::string comment(const std::string& database, const std::string& text) {
    return "COMMENT ON DATABASE " + quoted_name(database) + " IS " +
           (text.empty() ? "NULL" : quoted_text(text));
}

/// In one transaction.
void store(Server& server, const std::string& database, const std::optional<std::string>& read_only,
           const std::string& text) {
    const std::array<Query, 2> queries{Query{alter(database, read_only), {}},
                                       Query{comment(database, text), {}}};
    server.driver().write(queries);
}

bool sees_sessions(Server& server) {
    return server.holds(
        "SELECT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') OR"
        " COALESCE((SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),"
        " false)");
}

/// Sessions that began before new ones were bound; gmig's own runner is meant to go on.
std::vector<Session> unbound(Server& server, const std::string& database,
                             const MaintenanceMark& mark) {
    std::vector<Session> sessions = sessions_in(server, {database}, mark.bound_from);
    std::erase_if(sessions,
                  [](const Session& each) { return each.is_runner || !each.from_before; });
    return sessions;
}

std::vector<std::string> gaps_of(Server& server, const std::string& database) {
    std::vector<std::string> gaps{
        "A session can write all the same after SET default_transaction_read_only = off or SET "
        "TRANSACTION READ WRITE: this stops mistakes, not intent.",
        "VACUUM, ANALYZE, REINDEX, NOTIFY, advisory locks and temporary tables that are there "
        "already are not stopped, nor is what a subscription applies."};
    for (const Row& row : server.rows(
             "SELECT DISTINCT r.rolname FROM pg_catalog.pg_db_role_setting s"
             " JOIN pg_catalog.pg_roles r ON r.oid = s.setrole"
             " CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c"
             " WHERE (s.setdatabase = 0 OR s.setdatabase = (SELECT oid FROM pg_catalog.pg_database"
             "  WHERE datname = $1))"
             " AND pg_catalog.split_part(c, '=', 1) = 'default_transaction_read_only'"
             " AND NOT pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1)::pg_catalog.bool"
             " ORDER BY 1",
             {database})) {
        gaps.push_back("The role " + printable(quoted_name(row.front().value_or(""))) +
                       " has default_transaction_read_only = off of its own, which goes before "
                       "the database's: its sessions write.");
    }
    return gaps;
}

std::string count_of(const std::vector<Session>& sessions) {
    return std::to_string(sessions.size()) +
           (sessions.size() == 1 ? " session from before is" : " sessions from before are") +
           " still open: " + listed(sessions);
}

MaintenanceState state_of(Server& server, const std::string& database) {
    const MaintenanceSetting setting = maintenance_setting(server, database);
    MaintenanceState state;
    state.sees_sessions = sees_sessions(server);
    state.gaps = gaps_of(server, database);
    if (!setting.mark) {
        return state;
    }
    state.maintenance = setting.mark->maintenance;
    if (!setting.is_on()) {
        state.missing.emplace_back(
            "the database's default_transaction_read_only has been changed since");
    }
    if (const auto sessions = unbound(server, database, *setting.mark); !sessions.empty()) {
        state.missing.push_back(count_of(sessions));
    } else if (setting.mark->bound_from.empty()) {
        state.missing.emplace_back("the sessions from before have not been looked at");
    }
    state.state = state.missing.empty() ? State::On : State::Partial;
    return state;
}

Server server_for(const Target& target, const OpenOptions& options) {
    OpenOptions own = options;
    // Otherwise maintenance of the database that gmig works from could not be ended.
    own.in_maintenance = true;
    return {target, own, {target.database}};
}

/// Maintenance that is being turned on.
class Beginning {
public:
    Beginning(Server& server, const MaintenanceRequest& request)
        : server_(server), request_(request), before_(maintenance_setting(server, name())) {}

    void set() {
        mark_ = before_.mark.value_or(MaintenanceMark{.maintenance = request_.maintenance,
                                                      .read_only_before = before_.read_only,
                                                      .comment_before = before_.comment});
        if (!before_.is_on()) {
            mark_.bound_from.clear();
            store(server_, name(), "on", to_comment(mark_));
        }
        fault_point("maintenance.set");
        if (mark_.bound_from.empty()) {
            mark_.bound_from = server_.text(
                "SELECT pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC',"
                " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
            store(server_, name(), "on", to_comment(mark_));
        }
    }

    /// Idle sessions at once; those that only read, and with `force` those that write, when the
    /// patience is over.
    void close() {
        const auto deadline = std::chrono::steady_clock::now() + request_.patience;
        bool told = false;
        for (;;) {
            const bool late = std::chrono::steady_clock::now() >= deadline;
            const std::vector<Session> sessions = unbound(server_, name(), mark_);
            std::vector<Session> waited_for;
            for (const Session& session : sessions) {
                if (may_be_closed(session, late)) {
                    server_.rows("SELECT pg_catalog.pg_terminate_backend($1::pg_catalog.int4)",
                                 {session.pid});
                } else {
                    waited_for.push_back(session);
                }
            }
            if (sessions.empty() || (late && lasted(sessions, waited_for))) {
                return;
            }
            if (!told && !waited_for.empty() && request_.note) {
                request_.note("waiting for " + listed(waited_for));
                told = true;
            }
            throw_if_interrupted();
            std::this_thread::sleep_for(look_interval);
        }
    }

    void put_back() noexcept {
        const InterruptsHeld held;
        try {
            if (!before_.is_on()) {
                store(server_, name(), before_.read_only, before_.comment);
            }
        } catch (const std::exception&) {
            return;  // it is on, and says so
        }
    }

private:
    [[nodiscard]] const std::string& name() const { return request_.target.database; }
    [[nodiscard]] bool may_be_closed(const Session& session, bool late) const {
        if (!session.closable) {
            return false;
        }
        if (session.writing) {
            return late && request_.force;
        }
        return session.idle || late;
    }

    /// Whether nothing more is to be done about those that stay. Throws without `force`.
    [[nodiscard]] bool lasted(const std::vector<Session>& sessions,
                              const std::vector<Session>& waited_for) const {
        if (waited_for.empty()) {
            return false;  // all have been told to end
        }
        if (request_.force) {
            return waited_for.size() == sessions.size();
        }
        const bool writing = std::ranges::any_of(
            waited_for, [](const Session& each) { return each.writing && each.closable; });
        throw Error(Error::Kind::Guard,
                    (writing ? "sessions are writing: "
                             : "sessions that this role may not close would go on as before: ") +
                        listed(waited_for))
            .state("it is not in maintenance, as before")
            .next("close them, or --force");
    }

    Server& server_;
    const MaintenanceRequest& request_;
    MaintenanceSetting before_;
    MaintenanceMark mark_;
};

}  // namespace

bool in_maintenance(Driver& driver) {
    return !driver
                .query({"SELECT 1 FROM pg_catalog.pg_database d WHERE d.datname ="
                        " pg_catalog.current_database() AND pg_catalog.starts_with("
                        "pg_catalog.shobj_description(d.oid, 'pg_database'), $1)",
                        {std::string(maintenance_opening)}})
                .empty();
}

MaintenanceState maintenance_state(const Target& target, const OpenOptions& options) {
    OpenOptions reading = options;
    reading.writing = false;
    Server server = server_for(target, reading);
    return state_of(server, target.database);
}

MaintenanceState maintenance_on(const MaintenanceRequest& request, const OpenOptions& options) {
    OpenOptions writing = options;
    writing.writing = true;
    Server server = server_for(request.target, writing);
    server.require_there(request.target);
    if (!request.force && !sees_sessions(server)) {
        throw Error(Error::Kind::Guard,
                    "this role does not see what other sessions do (pg_read_all_stats), so it "
                    "cannot be told whether somebody is writing")
            .state("nothing has changed")
            .next("GRANT pg_read_all_stats to it, or --force");
    }
    Beginning beginning(server, request);
    try {
        beginning.set();
        beginning.close();
    } catch (...) {
        beginning.put_back();
        throw;
    }
    fault_point("maintenance.sessions");
    return state_of(server, request.target.database);
}

bool maintenance_off(const Target& target, const OpenOptions& options) {
    OpenOptions writing = options;
    writing.writing = true;
    Server server = server_for(target, writing);
    const MaintenanceSetting setting = maintenance_setting(server, target.database);
    if (!setting.mark) {
        return false;
    }
    store(server, target.database, setting.mark->read_only_before, setting.mark->comment_before);
    fault_point("maintenance.reset");
    return true;
}

}  // namespace gmig::db::server

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
    std::vector<Session> sessions = sessions_in(server, {database});
    std::erase_if(sessions, [&](const Session& each) {
        const bool before =
            each.began.empty() || mark.bound_from.empty() || each.began < mark.bound_from;
        return each.is_runner || !before;
    });
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
        if (setting.binds) {
            state.state = State::Partial;
            state.missing.emplace_back(
                "its sessions read only by default, and the comment that says since when and by "
                "whom is gone, or it was somebody else who set default_transaction_read_only");
        }
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

/// Sessions that took the setting over when they began keep it: they would read only for as long as
/// a pool keeps them. Writers have let go of it themselves.
std::vector<Session> still_bound(Server& server, const std::string& database,
                                 const std::string& from, const std::string& to) {
    std::vector<Session> sessions = sessions_in(server, {database});
    std::erase_if(sessions, [&](const Session& each) {
        return each.is_runner || each.is_gmigs || each.writing || !each.closable ||
               each.began.empty() || each.began < from || each.began > to;
    });
    return sessions;
}

/// Idle ones at once. One that stays in a transaction is left to its end.
void close_bound(Server& server, const std::string& database, const MaintenanceMark& mark) {
    constexpr std::chrono::seconds patience{3};
    const auto deadline = std::chrono::steady_clock::now() + patience;
    try {
        const std::string reset = server_moment(server);
        for (;;) {
            const std::vector<Session> bound =
                still_bound(server, database, mark.bound_from, reset);
            for (const Session& session : bound) {
                if (session.idle) {
                    server.rows("SELECT pg_catalog.pg_terminate_backend($1::pg_catalog.int4)",
                                {session.pid});
                }
            }
            if (bound.empty() || noted_interrupt() != 0 ||
                std::chrono::steady_clock::now() >= deadline) {
                return;
            }
            std::this_thread::sleep_for(look_interval);
        }
    } catch (const Error&) {
        return;  // the setting has been reset, and sessions end some time
    }
}

/// Maintenance that is being turned on.
class Beginning {
public:
    Beginning(Server& server, const MaintenanceRequest& request)
        : server_(server), request_(request), before_(maintenance_setting(server, name())) {}

    void set() {
        mark_ = before_.mark.value_or(MaintenanceMark{.maintenance = request_.maintenance,
                                                      .read_only_before = read_only_before(),
                                                      .comment_before = before_.comment});
        if (!before_.is_on()) {
            mark_.bound_from.clear();
            store(server_, name(), "on", to_comment(mark_));
        }
        fault_point("maintenance.set");
        if (mark_.bound_from.empty()) {
            mark_.bound_from = server_moment(server_);
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

    /// In what state things are then.
    std::string put_back() {
        const InterruptsHeld held;
        if (before_.is_on()) {
            return "it is in maintenance as far as it was before";
        }
        try {
            store(server_, name(), before_.read_only, before_.comment);
        } catch (const std::exception&) {
            return "it could not be put back: new sessions read only until gmig maintenance off";
        }
        if (before_.mark || before_.binds) {
            return "it is partly in maintenance, as before";
        }
        return "it is not in maintenance, as before";
    }

private:
    [[nodiscard]] const std::string& name() const { return request_.target.database; }
    /// Whoever has set it without a mark: maintenance is what it is from now on.
    [[nodiscard]] std::optional<std::string> read_only_before() const {
        return before_.binds ? std::nullopt : before_.read_only;
    }
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
                        " pg_catalog.current_database() AND (pg_catalog.starts_with("
                        "pg_catalog.shobj_description(d.oid, 'pg_database'), $1)"
                        " OR EXISTS (SELECT FROM pg_catalog.pg_db_role_setting s"
                        "  CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c"
                        "  WHERE s.setdatabase = d.oid AND s.setrole = 0"
                        "  AND pg_catalog.split_part(c, '=', 1) = 'default_transaction_read_only'"
                        "  AND pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1)"
                        "   ::pg_catalog.bool))",
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
    } catch (const Error& error) {
        throw Error(error).state(beginning.put_back());
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
    if (!setting.mark && !setting.binds) {
        return false;
    }
    const MaintenanceMark mark = setting.mark.value_or(
        MaintenanceMark{.maintenance = {}, .comment_before = setting.comment});
    store(server, target.database, mark.read_only_before, mark.comment_before);
    fault_point("maintenance.reset");
    close_bound(server, target.database, mark);
    return true;
}

}  // namespace gmig::db::server

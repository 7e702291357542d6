#include "db/server/sessions.hpp"

#include "db/postgresql/lock.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace gmig::db::server {
namespace {

constexpr std::chrono::milliseconds closing_interval{10};

/// The databases as one value: an array's literal.
std::string array_of(const std::vector<std::string>& names) {
    std::string text = "{";
    for (const std::string& name : names) {
        text += text.size() > 1 ? ",\"" : "\"";
        for (const char letter : name) {
            text.append(letter == '"' || letter == '\\' ? "\\" : "").append(1, letter);
        }
        text += '"';
    }
    return text + "}";
}

// A role that may not look into a session sees no more than its number, database, user, name and
// transaction. pg_signal_backend() has the rule of who may end whom.
std::string sessions_query(const char* columns) {
    return fmt::format(
        "WITH session AS (SELECT a.*, d.oid AS database,"
        " COALESCE((SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user), false)"
        " AS superuser, COALESCE(pg_catalog.pg_has_role(a.usesysid, 'USAGE'), false) AS own,"
        " EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.pid = a.pid AND l.granted"
        "  AND l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid = {0} AND l.objid = {1}"
        "  AND l.database = d.oid) AS runner"
        " FROM pg_catalog.pg_stat_activity a"
        " JOIN pg_catalog.pg_database d ON d.oid = a.datid"
        " WHERE d.datname = ANY ($1::text[]) AND a.pid <> pg_catalog.pg_backend_pid()"
        " AND CASE WHEN a.backend_type IS NULL THEN a.usesysid IS NOT NULL"
        "  ELSE a.backend_type NOT IN ('autovacuum worker', 'parallel worker') END),"
        " judged AS (SELECT *, superuser OR (own OR pg_catalog.pg_has_role('pg_signal_backend',"
        "  'USAGE')) AND NOT COALESCE((SELECT rolsuper FROM pg_catalog.pg_roles r"
        "  WHERE r.oid = usesysid), false) AS closable FROM session)"
        " SELECT {2} FROM judged",
        postgresql::lock_class, postgresql::lock_number, columns);
}

constexpr const char* session_columns =
    "pid, application_name, usename,"
    " CASE WHEN client_port = -1 THEN 'the server itself' ELSE pg_catalog.host(client_addr) END,"
    " state, pg_catalog.to_char(xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),"
    " backend_xid IS NOT NULL OR EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.pid ="
    "  judged.pid AND l.granted AND l.locktype = 'relation' AND l.database = judged.database"
    "  AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',"
    "  'AccessExclusiveLock')),"
    " closable, runner, pg_catalog.to_char(backend_start AT TIME ZONE 'UTC',"
    "  'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

Session session_from(const Row& row) {
    enum Column : std::uint8_t { Pid, Name, User, From, State, Since, Writes, Closable, Runner };
    const auto flag = [&](std::size_t column) { return row.at(column) == "t"; };
    Session session;
    session.pid = row.at(Pid).value_or("");
    session.writing = flag(Writes);
    session.closable = flag(Closable);
    session.is_runner = flag(Runner);
    session.is_gmigs = row.at(Name).value_or("").starts_with("gmig ");
    session.began = row.at(Runner + 1).value_or("");
    session.idle = row.at(State) == "idle" && !session.writing;
    std::string text = row.at(Name).value_or("");
    if (text.empty()) {
        text = "a session without a name";
    }
    text += " (server process " + session.pid + ")";
    if (row.at(User)) {
        text += ", user " + *row.at(User);
    }
    if (row.at(From)) {
        text += ", from " + *row.at(From);
    }
    if (session.writing) {
        text += ", writing" + (row.at(Since) ? " since " + *row.at(Since) : "");
    } else if (row.at(State)) {
        text += ", " + *row.at(State);
    } else {
        text += ", what it does this role does not see (pg_read_all_stats)";
    }
    session.shown = printable(text);
    return session;
}

template <typename Which>
std::vector<Session> those(const std::vector<Session>& sessions, const Which& which) {
    std::vector<Session> result;
    std::ranges::copy_if(sessions, std::back_inserter(result), which);
    return result;
}

}  // namespace

std::string server_moment(Server& server) {
    return server.text(
        "SELECT pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC',"
        " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
}

std::vector<Session> sessions_in(Server& server, const std::vector<std::string>& databases) {
    std::vector<Session> sessions;
    for (const Row& row :
         server.rows(sessions_query(session_columns) + " ORDER BY pid", {array_of(databases)})) {
        sessions.push_back(session_from(row));
    }
    return sessions;
}

std::vector<Session> lasting_sessions(Server& server, const std::vector<std::string>& databases) {
    constexpr std::chrono::milliseconds slice{10};
    constexpr int slices = 20;
    std::vector<Session> sessions = sessions_in(server, databases);
    for (int i = 0; i < slices && !sessions.empty(); ++i) {
        std::this_thread::sleep_for(slice);
        sessions = sessions_in(server, databases);
    }
    return sessions;
}

std::string listed(const std::vector<Session>& sessions) {
    constexpr std::size_t most = 5;
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < std::min(most, sessions.size()); ++i) {
        lines.push_back(sessions[i].shown);
    }
    std::string text = join(lines, "; ");
    if (sessions.size() > most) {
        text += fmt::format("; and {} more", sessions.size() - most);
    }
    return text;
}

void require_closable(const std::vector<Session>& sessions, const std::string& purpose,
                      bool disconnect) {
    const auto runners = those(sessions, [](const Session& each) { return each.is_runner; });
    if (!runners.empty()) {
        throw Error(Error::Kind::Lock,
                    purpose + " has to wait: gmig is at work there: " + listed(runners))
            .state("nothing has changed")
            .next("gmig status");
    }
    if (!disconnect && !sessions.empty()) {
        throw Error(Error::Kind::Guard, purpose + " closes " + std::to_string(sessions.size()) +
                                            (sessions.size() == 1 ? " session: " : " sessions: ") +
                                            listed(sessions))
            .state("nothing has changed")
            .next("--disconnect, or close them");
    }
    const auto lasting = those(sessions, [](const Session& each) { return !each.closable; });
    if (!lasting.empty()) {
        throw Error(Error::Kind::Guard, purpose +
                                            " needs sessions to be closed that this role may "
                                            "not close (pg_signal_backend): " +
                                            listed(lasting))
            .state("nothing has changed")
            .next("close them, or let a member of pg_signal_backend do it");
    }
}

void close_sessions(Server& server, const std::vector<std::string>& databases) {
    server.rows(sessions_query("pg_catalog.count(pg_catalog.pg_terminate_backend(pid))") +
                    " WHERE closable AND NOT runner",
                {array_of(databases)});
}

Closing::Closing(const Server& server, std::vector<std::string> databases)
    : server_(std::make_unique<Server>(server.own(), server.options(), databases)),
      databases_(std::move(databases)),
      thread_([this](const std::stop_token& end) { work(end); }) {}

void Closing::work(const std::stop_token& end) {
    while (!end.stop_requested()) {
        try {
            close_sessions(*server_, databases_);
        } catch (const std::exception&) {
            // A session may end meanwhile, or change its role. When the connection is lost, the
            // statement that waits says what stands in its way.
        }
        std::this_thread::sleep_for(closing_interval);
    }
}

}  // namespace gmig::db::server

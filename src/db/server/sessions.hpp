#pragma once

#include "db/server/server.hpp"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace gmig::db::server {

/// A session in a database. Servers' own processes (autovacuum, parallel workers) are none.
struct Session {
    std::string pid;
    /// "psql (server process 123), user app, from 10.0.0.3, writing since …"
    std::string shown;
    bool idle = false;  ///< and in no transaction; false where this role may not look into it
    /// It has written in its transaction, or has locked what it is about to write.
    bool writing = false;
    bool closable = false;   ///< this role may end it
    bool is_runner = false;  ///< it holds gmig's lock of that database
    bool is_gmigs = false;   ///< by its name it is gmig's own: what binds others it sets for itself
    std::string began;       ///< as server_moment() has it; empty: that is not seen
};

/// Now, by the server's clock, such that texts compare as moments do.
std::string server_moment(Server& server);

/// Of some databases of a server, all but this connection.
std::vector<Session> sessions_in(Server& server, const std::vector<std::string>& databases);

/// The same, when those that are just ending have had a moment to do so: a session outlives its
/// client's end by some milliseconds.
std::vector<Session> lasting_sessions(Server& server, const std::vector<std::string>& databases);

/// The shown ones, joined, the first few of many.
std::string listed(const std::vector<Session>& sessions);

/// Throws when not all can be closed: Error{Lock} for a runner of gmig's, Error{Guard} for those
/// that this role may not end or, without `disconnect`, for any.
void require_closable(const std::vector<Session>& sessions, const std::string& purpose,
                      bool disconnect);

/// Ends all sessions in some databases that this role may end, but none that holds gmig's lock.
void close_sessions(Server& server, const std::vector<std::string>& databases);

/// Does so again and again, by a connection of its own, for as long as the value lives: a statement
/// that wants a database for itself waits for sessions that came in before it had its lock.
class Closing {
public:
    /// Connects.
    Closing(const Server& server, std::vector<std::string> databases);

private:
    void work(const std::stop_token& end);

    std::unique_ptr<Server> server_;
    std::vector<std::string> databases_;
    std::jthread thread_;
};

}  // namespace gmig::db::server

#pragma once

#include "db/postgresql/session.hpp"

#include <memory>
#include <string>

namespace gmig::db::postgresql {

/// Looks, over a connection of its own, at who keeps a session waiting for a lock: when
/// lock_timeout has come there is nothing to be seen any more. Best effort: what cannot be seen is
/// left out.
class Blockers {
public:
    Blockers(const Target& target, const OpenOptions& options, const ModuleHost& host);

    /// Has `patience` look while `session` waits.
    void watch(Session& session, Patience& patience);
    /// "server process 123, psql, user ann, idle in transaction for 00:10:00", one a line; or
    /// nothing.
    [[nodiscard]] const std::string& seen() const { return seen_; }

private:
    void look(int backend_pid);

    const Target& target_;
    OpenOptions options_;
    const ModuleHost& host_;
    std::unique_ptr<Session> session_;
    std::string seen_;
};

}  // namespace gmig::db::postgresql

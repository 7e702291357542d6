#include "db/postgresql/blockers.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::db::postgresql {

Blockers::Blockers(const Target& target, const OpenOptions& options, const ModuleHost& host)
    : target_(target), options_(options), host_(host) {
    options_.writing = false;
    options_.application = "gmig, looking who blocks";
}

void Blockers::watch(Session& session, Patience& patience) {
    const std::vector<Row> rows =
        session.ask({"SELECT setting FROM pg_catalog.pg_settings WHERE name = 'lock_timeout'", {}});
    const std::string limit = rows.empty() ? "0" : rows.front().front().value_or("0");
    patience.interval = std::chrono::milliseconds(std::max(20L, std::stol(limit) / 3));
    patience.meanwhile = [this, pid = session.backend_pid()] { look(pid); };
}

void Blockers::look(int backend_pid) {
    try {
        if (!session_) {
            session_ = std::make_unique<Session>(target_, options_, host_);
        }
        const std::vector<Row> rows = session_->ask(
            {"SELECT a.pid, a.application_name, a.usename, a.state,"
             " pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.state_change)"
             " FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids($1::int4)) AS b (pid)"
             " JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid LIMIT 5",
             {std::to_string(backend_pid)}});
        std::string text;
        for (const Row& row : rows) {
            text += (text.empty() ? "" : "\n") + ("server process " + row.at(0).value_or("?")) +
                    ", " + row.at(1).value_or("") + ", user " + row.at(2).value_or("?") + ", " +
                    row.at(3).value_or("?") + " for " + row.at(4).value_or("?");
        }
        if (!text.empty()) {
            seen_ = std::move(text);
        }
    } catch (const Error&) {
        session_.reset();
    }
}

}  // namespace gmig::db::postgresql

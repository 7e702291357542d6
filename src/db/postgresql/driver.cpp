#include "db/postgresql/driver.hpp"

#include "db/postgresql/failure.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <thread>

namespace gmig::db::postgresql {

void refuse_unless_writable(const ServerInfo& server, bool in_maintenance) {
    const std::string name = "database " + printable(server.database);
    if (server.pooled) {
        throw Error(Error::Kind::Guard, "a pooler in transaction mode stands before " + name +
                                            ": gmig's lock would be left behind on it")
            .state("nothing has changed")
            .next("give the server's own address, or \"pooler\": \"session\" if it is one");
    }
    if (server.standby) {
        throw Error(Error::Kind::Guard, name + " is on a standby server, which cannot be written")
            .state("nothing has changed")
            .next("give the primary's address");
    }
    if (server.read_only && !in_maintenance && !server.maintenance.empty()) {
        throw Error(Error::Kind::Guard,
                    name + " is in maintenance " + printable(server.maintenance))
            .state("nothing has changed")
            .next("gmig maintenance off, or --in-maintenance");
    }
    if (server.read_only && !in_maintenance) {
        throw Error(Error::Kind::Guard, name + " is read-only (default_transaction_read_only)")
            .state("nothing has changed");
    }
}

PostgresqlDriver::PostgresqlDriver(const Target& target, const OpenOptions& options,
                                   const ModuleHost& host)
    : target_(target),
      options_(options),
      host_(host),
      session_(std::make_unique<Session>(target, options, host)) {
    if (options.writing) {
        refuse_unless_writable(session_->server(), options.in_maintenance);
    }
}

std::unique_ptr<Session> PostgresqlDriver::connect_again() {
    auto session = std::make_unique<Session>(target_, options_, host_);
    if (options_.writing) {
        refuse_unless_writable(session->server(), options_.in_maintenance);
    }
    return session;
}

void PostgresqlDriver::sleep(std::chrono::milliseconds time) const {
    constexpr std::chrono::milliseconds slice{50};
    for (; time.count() > 0; time -= slice) {
        if (const int signal = host_.noted_interrupt(); signal != 0) {
            throw interrupted(signal);
        }
        std::this_thread::sleep_for(std::min(slice, time));
    }
}

bool PostgresqlDriver::has_table(std::string_view gmig_table) {
    const std::string_view prefix = "gmig_";
    if (gmig_table.starts_with(prefix)) {
        gmig_table.remove_prefix(prefix.size());
    }
    return !session_
                ->ask({"SELECT 1 FROM pg_catalog.pg_class c"
                       " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                       " WHERE n.nspname = 'gmig' AND c.relname = $1 AND c.relkind IN ('r', 'p')",
                       {std::string(gmig_table)}})
                .empty();
}

std::optional<std::string> PostgresqlDriver::find_relation(const std::string& name) {
    // Only this name is looked up along the search path of the migrations; the answer is a number.
    Batch batch;
    batch.add("BEGIN");
    if (!session_->runs_alone()) {
        batch.add("SET LOCAL search_path TO DEFAULT");
    }
    batch.add("SELECT pg_catalog.to_regclass(" + session_->quote(name) + ")::pg_catalog.oid");
    batch.add("ROLLBACK");
    const Answer answer = session_->send(batch.text());
    if (answer.failure) {
        session_->roll_back();
        if (answer.failure->sqlstate == "42602") {  // invalid_name: nothing can be called so
            return std::nullopt;
        }
        throw refused(*answer.failure, {});
    }
    return answer.results.at(answer.results.size() - 2).first.at(0);
}

bool PostgresqlDriver::has_rows(const std::string& table) {
    std::string quoted = "\"";
    for (const char letter : table) {
        quoted.append(letter == '"' ? 2 : 1, letter);
    }
    const std::optional<std::string> oid = find_relation(quoted + "\"");
    // Written with its schema, or found by a search path that the part sets itself.
    const std::string which = oid ? "c.oid = $1::oid"
                                  : "c.relkind IN ('r', 'p', 'm') AND (c.relname = $1::text OR"
                                    " n.nspname::text || '.' || c.relname::text = $1::text)";
    const std::vector<Row> names = session_->ask(
        {"SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class c"
         " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE " +
             which,
         {oid ? *oid : table}});
    return std::ranges::any_of(names, [&](const Row& name) {
        return !session_->ask({"SELECT 1 FROM " + name.front().value_or("") + " LIMIT 1", {}})
                    .empty();
    });
}

}  // namespace gmig::db::postgresql

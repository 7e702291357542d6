// Statements that run outside a transaction, and the indexes that they build.
#include "db/postgresql/driver.hpp"
#include "db/postgresql/failure.hpp"
#include "db/postgresql/names.hpp"
#include <gmig/sql/lexer.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::db::postgresql {
namespace {

bool is_concurrent(const sql::Statement& statement) {
    sql::Lexer lexer(statement.text, Dialect::Postgresql);
    for (sql::Token token; lexer.next(token);) {
        if (sql::is_word(token, "CONCURRENTLY")) {
            return true;
        }
    }
    return false;
}

std::string quoted_name(const std::string& name) {
    std::string quoted = "\"";
    for (const char c : name) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted + "\"";
}

std::string qualified(const std::string& schema, const std::string& name) {
    return (schema.empty() ? "" : quoted_name(schema) + ".") + quoted_name(name);
}

/// Those that no session is just building. A partitioned index may be invalid for good reason.
constexpr const char* invalid =
    " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE NOT i.indisvalid AND c.relkind = 'i' AND NOT EXISTS"
    " (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid)";

}  // namespace

void PostgresqlDriver::run_alone(const Script& script, const sql::Statement& statement) {
    require_lock();
    refuse_long_names(script, statement);
    if (!session_->runs_alone()) {
        session_->start_alone();
    }
    // A concurrent build waits for every transaction that is older than it and keeps nobody
    // waiting: gmig's own time-out, which is there for those who queue behind a lock, would only
    // break it.
    const bool patient = options_.lock_timeout.empty() && is_concurrent(statement) &&
                         session_->send("SHOW lock_timeout").results.at(0).first.at(0) == "5s";
    if (patient) {
        session_->command({"SET lock_timeout = 0"});
    }
    Batch batch;
    batch.add(Part{&script, {.statements = {statement}}});
    const Answer answer = session_->send(batch.text());
    if (answer.failure && answer.failure->connection_lost) {
        throw Error(Error::Kind::Recover,
                    "the connection was lost, and whether the statement succeeded is not known: " +
                        describe(*answer.failure))
            .at(batch.place(0))
            .next("gmig recover");
    }
    if (patient) {
        session_->command({"SET lock_timeout = '5s'"});
    }
    if (answer.failure && answer.signal != 0) {
        throw Error(Error::Kind::Signal, "interrupted: the statement was cancelled")
            .at(batch.place(0))
            .by_signal(answer.signal);
    }
    if (answer.failure) {
        session_->roll_back();
        throw Error(Error::Kind::Database, describe(*answer.failure))
            .at(batch.place(*answer.failure, 0, session_->counts_bytes()));
    }
}

std::optional<bool> PostgresqlDriver::index_valid(const sql::ConcurrentIndex& index) {
    const bool unnamed = index.name.empty();
    const std::optional<std::string> oid = find_relation(
        unnamed ? qualified(index.schema, index.table) : qualified(index.schema, index.name));
    if (!oid) {
        return std::nullopt;
    }
    // One whose name PostgreSQL has chosen: all of the table's have to be valid.
    const std::vector<Row> rows = session_->ask(
        {unnamed ? "SELECT pg_catalog.bool_and(indisvalid) FROM pg_catalog.pg_index"
                   " WHERE indrelid = $1::oid HAVING pg_catalog.count(*) > 0"
                 : "SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid = $1::oid",
         {*oid}});
    if (rows.empty()) {
        return std::nullopt;
    }
    return rows.front().front() == "t";
}

std::vector<std::string> PostgresqlDriver::invalid_indexes() {
    std::vector<std::string> names;
    for (const Row& row :
         session_->ask({std::string("SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)") +
                            invalid + " ORDER BY 1",
                        {}})) {
        names.push_back(row.front().value_or(""));
    }
    return names;
}

void PostgresqlDriver::drop_invalid_index(const std::string& quoted_name) {
    const std::vector<std::string> names = invalid_indexes();
    if (std::find(names.begin(), names.end(), quoted_name) == names.end()) {
        throw Error(Error::Kind::Database,
                    printable(quoted_name) + " is no invalid index, so it is not dropped")
            .state("nothing has changed");
    }
    const Answer answer = session_->send("DROP INDEX CONCURRENTLY " + quoted_name);
    if (answer.failure) {
        throw Error(Error::Kind::Database, "the invalid index " + printable(quoted_name) +
                                               " cannot be dropped: " + describe(*answer.failure));
    }
}

}  // namespace gmig::db::postgresql

#include "db/sqlite/driver.hpp"

#include "db/sqlite/content.hpp"
#include "db/sqlite/names.hpp"
#include "db/sqlite/open.hpp"
#include "db/sqlite/transaction.hpp"
#include <gmig/schema/sqlite.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <filesystem>

namespace gmig::db {
namespace sqlite {
namespace {

bool stands(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

// A reading connection is opened for writing all the same, and then told not to: a reader that may
// not write leaves the -wal and -shm files of a WAL database behind, and cannot roll back what a
// crashed writer left (SQLITE_READONLY_ROLLBACK).
ConnectionOptions connection_options(const Target& target, const OpenOptions& options) {
    ConnectionOptions result;
    result.file = target.location;
    result.shown = target.shown;
    result.flags = SQLITE_OPEN_READWRITE | (options.writing ? SQLITE_OPEN_CREATE : 0);
    result.query_only = !options.writing;
    result.patience = patience_from(options.lock_timeout);
    const bool memory = target.location == ":memory:";
    const std::filesystem::path folder = std::filesystem::path(target.location).parent_path();
    if (!memory && !stands(folder)) {
        throw Error(Error::Kind::Environment,
                    "the folder " + printable(folder.string()) + " of the database does not exist")
            .state(nothing_changed)
            .next("make that folder, or mend the URL");
    }
    if (memory || (!options.writing && !stands(target.location))) {
        // Of SQLite's memdb, so that a new connection sees the same database.
        result.file = "file:/gmig-" + random_uuid() + "?vfs=memdb";
        result.flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI;
        return result;
    }
    return result;
}

// Of the kind that says that the statement is not half-done.
Error refused_in_maintenance(const Error& refused) {
    return Error(Error::Kind::Database,
                 std::string(refused.what()) +
                     ", and a statement outside a transaction cannot write past that: for it the "
                     "tables would be open to everybody")
        .at(refused.where())
        .state("this statement changed nothing")
        .next(
            "gmig maintenance off -e ENVIRONMENT, and the command again without "
            "--in-maintenance");
}

}  // namespace

SqliteDriver::SqliteDriver(Target target, const OpenOptions& options)
    : target_(std::move(target)),
      options_(connection_options(target_, options)),
      writing_(options.writing),
      in_maintenance_(options.in_maintenance),
      in_memory_(options_.file != target_.location) {
    connect_anew();
    if (writing_ && connection().read_only()) {
        throw Error(Error::Kind::Environment,
                    target_.shown + " is read-only: its permissions do not allow writing")
            .state(nothing_changed);
    }
}

Connection& SqliteDriver::connection() {
    if (connection_ == nullptr) {
        connect_anew();
    }
    return *connection_;
}

void SqliteDriver::connect_anew() {
    known_.reset();
    if (in_memory_) {
        // The database lives as long as one connection to it does.
        connection_ = std::make_unique<Connection>(options_);
    } else {
        // The old one is closed first: what it could not write is then read as a crash would leave
        // it.
        connection_.reset();
        connection_ = std::make_unique<Connection>(options_);
    }
    connection_->guard().record(recorder_);
}

ServerInfo SqliteDriver::server() {
    ServerInfo info;
    info.product = "SQLite";
    info.version = sqlite3_libversion();
    info.major = sqlite3_libversion_number() / 1'000'000;
    info.database = target_.database;
    info.read_only = connection().read_only();
    return info;
}

std::vector<Row> SqliteDriver::query(const Query& query) {
    return connection().query(query.sql, query.values);
}

void SqliteDriver::write(std::span<const Query> queries) {
    known_.reset();
    Transaction transaction(connection(), Transaction::Mode::Writing);
    for (const Query& query : queries) {
        connection().query(query.sql, query.values);
    }
    const int code = transaction.try_commit();
    if (code == SQLITE_OK) {
        return;
    }
    const Error error = connection().failure(code);
    if (error.kind() == Error::Kind::Lock) {
        throw Error(error).state(nothing_changed);
    }
    // SQLite may have committed all the same (in WAL mode, when only the last write failed).
    throw Error(Error::Kind::Recover, error.what())
        .state("whether the ledger was changed is not known")
        .next("gmig status");
}

bool SqliteDriver::has_table(std::string_view gmig_table) {
    return !connection()
                .query("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = $1",
                       {std::string(gmig_table)})
                .empty();
}

void SqliteDriver::lock(const LockRequest& request) {
    if (in_memory_ || lock_) {
        return;
    }
    std::error_code ignored;
    // A database may be reached by several names (links): all of them have to meet at one lock.
    std::filesystem::path file = std::filesystem::weakly_canonical(target_.location, ignored);
    file += "-gmig-lock";
    lock_.emplace(file, target_.location, request);
}

void SqliteDriver::new_session() {
    if (connection().guard().left_in_session()) {
        connect_anew();
    }
    connection().reset_last_row();
}

void SqliteDriver::run_alone(const Script& script, const sql::Statement& statement) {
    known_.reset();
    try {
        connection().run(script, statement, Guard::Watching::Alone);
    } catch (const Error& error) {
        connection().try_execute("ROLLBACK");
        if (error.kind() == Error::Kind::Guard) {
            throw refused_in_maintenance(error);
        }
        throw Error(error).state("this statement changed nothing");
    }
    if (connection().in_transaction()) {
        connection().try_execute("ROLLBACK");
        throw Error(Error::Kind::Database,
                    "the statement began a transaction that gmig cannot end for it")
            .at(script.where(statement.offset))
            .state("this statement changed nothing");
    }
}

void SqliteDriver::verify(const Part& part) {
    new_session();
    const Transaction transaction(
        connection(), writing_ ? Transaction::Mode::Writing : Transaction::Mode::Reading);
    try {
        run_verify(part);
    } catch (const Error& error) {
        throw Error(error).state(nothing_changed);
    }
}

std::optional<bool> SqliteDriver::index_valid(const sql::ConcurrentIndex& index) {
    const bool stands =
        !connection()
             .query("SELECT 1 FROM main.sqlite_schema WHERE type = 'index' AND name = $1",
                    {index.name})
             .empty();
    return stands ? std::optional(true) : std::nullopt;
}

void SqliteDriver::drop_invalid_index(const std::string& quoted_name) {
    throw Error(Error::Kind::Internal, "SQLite has no invalid indexes: " + quoted_name);
}

schema::Schema SqliteDriver::introspect() {
    // Both questions of one snapshot.
    const Transaction transaction(connection(), Transaction::Mode::Reading);
    std::vector<schema::SqliteObject> objects;
    for (Row& row : connection().query(
             "SELECT type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY rowid")) {
        objects.push_back(
            {row[0].value_or(""), row[1].value_or(""), row[2].value_or(""), row[3].value_or("")});
    }
    std::vector<std::string> shadow_tables;
    for (Row& row : connection().query(
             "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'")) {
        shadow_tables.push_back(row[0].value_or(""));
    }
    return schema::read_sqlite(objects, shadow_tables);
}

std::string SqliteDriver::content_mark() {
    return sqlite::content_mark(connection());
}

bool SqliteDriver::has_rows(const std::string& table) {
    const std::vector<Row> found = connection().query(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table'"
        " AND $1 COLLATE NOCASE IN (name, 'main.' || name)",
        {table});
    return std::ranges::any_of(found, [&](const Row& row) {
        return !connection()
                    .query_afresh("SELECT 1 FROM main." +
                                  quoted_identifier(row.front().value_or("")) + " LIMIT 1")
                    .empty();
    });
}

}  // namespace sqlite

std::unique_ptr<Driver> open_sqlite(const Target& target, const OpenOptions& options) {
    return std::make_unique<sqlite::SqliteDriver>(target, options);
}

}  // namespace gmig::db

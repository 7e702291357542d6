#pragma once

#include "db/sqlite/guard.hpp"
#include "db/verdict.hpp"
#include <gmig/db/driver.hpp>
#include <gmig/support/error.hpp>

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace gmig::db::sqlite {

struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

/// How a connection is made, again and again.
struct ConnectionOptions {
    std::string file;   ///< an absolute path, or a URI of SQLite's memdb
    std::string shown;  ///< for messages
    int flags = 0;      ///< of sqlite3_open_v2
    bool query_only = false;
    bool alone = false;  ///< once it has a lock it keeps it (PRAGMA locking_mode = EXCLUSIVE)
    std::chrono::milliseconds patience{5000};  ///< how long others' locks are waited for
};

/// The time that OpenOptions::lock_timeout means. Throws Error{Usage}.
std::chrono::milliseconds patience_from(std::string_view text);

/// One sqlite3 handle: foreign keys off, others' locks polled for, ended by a noted signal, with a
/// Guard as its authorizer. gmig's own statements are prepared once. All functions throw Error by
/// failure().
class Connection {
public:
    explicit Connection(const ConnectionOptions& options);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() = default;

    /// Runs one of gmig's own statements, and gives its rows.
    std::vector<Row> query(const std::string& sql, const std::vector<Value>& values = {});
    void execute(const std::string& sql) { query(sql); }
    /// The same for a statement that is not kept. PRAGMA foreign_key_check must not be: it is
    /// compiled for the tables of the moment, and if none has a foreign key, nothing expires it.
    /// A '$' in it is itself.
    std::vector<Row> query_afresh(const std::string& sql);
    /// The same, and each row is shown with the types that it has.
    void each_row(const std::string& sql, const std::function<void(sqlite3_stmt*)>& see);
    /// The same for COMMIT and ROLLBACK: the result code instead of an Error.
    int try_execute(const std::string& sql) noexcept;

    /// Runs a user's statement. An error has its place in the file and no state yet.
    Yield run(const Script& script, const sql::Statement& statement, Guard::Watching watching);

    /// Whether a user's query is one, with what it names told to the guard.
    [[nodiscard]] bool can_prepare(const std::string& sql);

    [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }
    [[nodiscard]] bool read_only() const { return sqlite3_db_readonly(handle(), "main") == 1; }
    /// As a new connection would have it.
    void reset_last_row() { sqlite3_set_last_insert_rowid(handle(), 0); }
    [[nodiscard]] Guard& guard() { return guard_; }

    /// All of the database as bytes; none when it is empty.
    [[nodiscard]] std::string image() const;
    /// Makes this database what the bytes are. Throws Error{Internal} when they are none.
    void load(std::string_view image);
    /// Makes this database what the other one is.
    void copy_from(const Connection& other) { copy_from(other.handle()); }

    /// A number that is another one when somebody else has changed the database between two
    /// transactions of this connection; as the last of them saw it.
    [[nodiscard]] std::uint32_t data_version() const;

    /// What a result code means for the user: who has to act.
    [[nodiscard]] Error failure(int code) const;
    /// The same for a code that does not come from the last call on this connection.
    [[nodiscard]] Error failure_of(int code) const { return failure(code, sqlite3_errstr(code)); }

private:
    friend class Backup;
    struct Close {
        // _v2: statements that are still to be finalized do not stop it.
        void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
    };

    [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
    void copy_from(sqlite3* other);
    [[nodiscard]] Error failure(int code, const std::string& message) const;
    [[nodiscard]] Prepared prepare_own(std::string sql) const;
    [[nodiscard]] Prepared prepare(const std::string& sql, unsigned int flags) const;
    sqlite3_stmt* kept_statement(const std::string& sql);
    std::vector<Row> rows_of(sqlite3_stmt* statement, const std::vector<Value>& values) const;
    // The place is counted out of the whole script: only when it is needed.
    Yield step_to_end(sqlite3_stmt* statement, const Script& script, std::size_t offset);
    [[noreturn]] void fail_at(int code, const Script& script, std::size_t offset) const;
    static int wait_for_others(void* connection, int attempt);

    ConnectionOptions options_;
    Guard guard_;
    std::chrono::steady_clock::time_point waiting_since_;
    std::unique_ptr<sqlite3, Close> handle_;
    std::unordered_map<std::string, Prepared> kept_statements_;
};

}  // namespace gmig::db::sqlite

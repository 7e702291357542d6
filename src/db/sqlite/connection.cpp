#include "db/sqlite/connection.hpp"

#include "db/sqlite/maintenance.hpp"
#include "db/sqlite/touch_recorder.hpp"
#include <gmig/support/interrupt.hpp>

#include <algorithm>
#include <charconv>
#include <thread>

namespace gmig::db::sqlite {
namespace {

constexpr int primary_code_mask = 0xff;

Value cell(sqlite3_stmt* row, int column) {
    const unsigned char* text = sqlite3_column_text(row, column);
    if (text == nullptr) {
        return std::nullopt;
    }
    return std::string(reinterpret_cast<const char*>(text),
                       static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

/// Puts a statement back to its start, whatever happens meanwhile.
class Reset {
public:
    explicit Reset(sqlite3_stmt* statement) : statement_(statement) {}
    Reset(const Reset&) = delete;
    Reset& operator=(const Reset&) = delete;
    ~Reset() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }

private:
    sqlite3_stmt* statement_;
};

int bind(sqlite3_stmt* statement, const std::vector<Value>& values) {
    int index = 0;
    for (const Value& value : values) {
        ++index;
        const int code = value ? sqlite3_bind_text64(statement, index, value->data(), value->size(),
                                                     SQLITE_STATIC, SQLITE_UTF8)
                               : sqlite3_bind_null(statement, index);
        if (code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

Row row_of(sqlite3_stmt* statement) {
    const int columns = sqlite3_column_count(statement);
    Row row;
    row.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) {
        row.push_back(cell(statement, column));
    }
    return row;
}

}  // namespace

std::chrono::milliseconds patience_from(std::string_view text) {
    using namespace std::chrono;
    if (text.empty()) {
        return milliseconds(5000);
    }
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    constexpr std::int64_t most = 1'000'000;
    if (code == std::errc{} && number >= 0 && number <= most) {
        if (unit.empty() || unit == "ms") {
            return milliseconds(number);
        }
        if (unit == "s") {
            return seconds(number);
        }
        if (unit == "min") {
            return minutes(number);
        }
    }
    throw Error(Error::Kind::Usage,
                "lock_timeout is no time: write a number with ms, s or min, as in 500ms");
}

Connection::Connection(const ConnectionOptions& options) : options_(options) {
    sqlite3* raw = nullptr;
    // No connection is ever used by two threads: without its mutex reading takes a tenth less.
    const int code =
        sqlite3_open_v2(options.file.c_str(), &raw, options.flags | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(raw);  // a failed open gives a handle, too, that knows the message
    if (code != SQLITE_OK) {
        throw failure(code);
    }
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_busy_handler(raw, &Connection::wait_for_others, this);
    constexpr int operations_between_looks = 1000;
    sqlite3_progress_handler(
        raw, operations_between_looks, [](void*) { return noted_interrupt(); }, nullptr);
    sqlite3_set_authorizer(raw, &Guard::authorize, &guard_);
    // ON DELETE CASCADE would empty the children of a table that a migration rebuilds. This cannot
    // be changed within a transaction, so it holds for the whole of every migration.
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
    if (options.alone) {
        execute("PRAGMA locking_mode = EXCLUSIVE");
    }
    if (options.query_only) {
        execute("PRAGMA query_only = 1");
    }
    execute("PRAGMA schema_version");  // the first look at the file: is it a database?
}

int Connection::wait_for_others(void* connection, int attempt) {
    auto& self = *static_cast<Connection*>(connection);
    const auto now = std::chrono::steady_clock::now();
    if (attempt == 0) {
        self.waiting_since_ = now;
    }
    if (noted_interrupt() != 0 || now - self.waiting_since_ >= self.options_.patience) {
        return 0;
    }
    constexpr int longest_pause_ms = 20;
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(1 + attempt, longest_pause_ms)));
    return 1;
}

Prepared Connection::prepare(const std::string& sql, unsigned int flags) const {
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()), flags,
                                        &raw, nullptr);
    if (code != SQLITE_OK) {
        throw failure(code);
    }
    return Prepared(raw);
}

// $1 is a name to SQLite, looked up among all others; ?1 is a number.
Prepared Connection::prepare_own(std::string sql) const {
    std::ranges::replace(sql, '$', '?');
    return prepare(sql, SQLITE_PREPARE_PERSISTENT);
}

sqlite3_stmt* Connection::kept_statement(const std::string& sql) {
    auto known = kept_statements_.find(sql);
    if (known == kept_statements_.end()) {
        known = kept_statements_.emplace(sql, prepare_own(sql)).first;
    }
    return known->second.get();
}

std::vector<Row> Connection::rows_of(sqlite3_stmt* statement,
                                     const std::vector<Value>& values) const {
    const Reset reset(statement);
    int code = bind(statement, values);
    if (code != SQLITE_OK) {
        throw failure(code);
    }
    std::vector<Row> rows;
    for (code = sqlite3_step(statement); code == SQLITE_ROW; code = sqlite3_step(statement)) {
        rows.push_back(row_of(statement));
    }
    if (code != SQLITE_DONE) {
        throw failure(code);
    }
    return rows;
}

std::vector<Row> Connection::query(const std::string& sql, const std::vector<Value>& values) {
    return rows_of(kept_statement(sql), values);
}

std::vector<Row> Connection::query_afresh(const std::string& sql) {
    return rows_of(prepare(sql, 0).get(), {});
}

void Connection::each_row(const std::string& sql, const std::function<void(sqlite3_stmt*)>& see) {
    const Prepared statement = prepare(sql, 0);
    int code = sqlite3_step(statement.get());
    for (; code == SQLITE_ROW; code = sqlite3_step(statement.get())) {
        see(statement.get());
    }
    if (code != SQLITE_DONE) {
        throw failure(code);
    }
}

int Connection::try_execute(const std::string& sql) noexcept {
    return sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr);
}

void Connection::fail_at(int code, const Script& script, std::size_t offset) const {
    throw failure(code).at(script.where(offset));
}

Yield Connection::step_to_end(sqlite3_stmt* statement, const Script& script, std::size_t offset) {
    Yield yield;
    yield.columns = static_cast<std::size_t>(sqlite3_column_count(statement));
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
        if (yield.rows == 0) {
            yield.first = cell(statement, 0);
        }
        ++yield.rows;
    }
    if (code != SQLITE_DONE) {
        fail_at(code, script, offset);
    }
    return yield;
}

Yield Connection::run(const Script& script, const sql::Statement& statement,
                      Guard::Watching watching) {
    const Guard::Scope scope(guard_, watching);
    if (guard_.recorder() != nullptr) {
        guard_.recorder()->begin_statement(to_string(script.where(statement.offset)));
    }
    Yield yield;
    std::string_view rest = statement.text;
    // One statement, as layer sql splits; if SQLite sees several there, all of them run.
    while (!rest.empty()) {
        const std::size_t offset =
            statement.offset + static_cast<std::size_t>(rest.data() - statement.text.data());
        sqlite3_stmt* raw = nullptr;
        const char* tail = nullptr;
        const int code =
            sqlite3_prepare_v2(handle(), rest.data(), static_cast<int>(rest.size()), &raw, &tail);
        const Prepared prepared(raw);
        if (code != SQLITE_OK) {
            const int at = sqlite3_error_offset(handle());
            fail_at(code, script, offset + static_cast<std::size_t>(std::max(at, 0)));
        }
        if (raw != nullptr) {
            yield = step_to_end(raw, script, offset);
        }
        rest.remove_prefix(static_cast<std::size_t>(tail - rest.data()));
    }
    if (guard_.recorder() != nullptr) {
        guard_.recorder()->end_statement();
    }
    return yield;
}

bool Connection::can_prepare(const std::string& sql) {
    const Guard::Scope scope(guard_, Guard::Watching::Transaction);
    sqlite3_stmt* raw = nullptr;
    const int code =
        sqlite3_prepare_v2(handle(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
    const Prepared prepared(raw);
    return code == SQLITE_OK;
}

std::uint32_t Connection::data_version() const {
    std::uint32_t version = 0;
    sqlite3_file_control(handle(), "main", SQLITE_FCNTL_DATA_VERSION, &version);
    return version;
}

Error Connection::failure(int code) const {
    return failure(code, handle() != nullptr ? sqlite3_errmsg(handle()) : "out of memory");
}

Error Connection::failure(int code, const std::string& message) const {
    using Kind = Error::Kind;
    if (code == SQLITE_CONSTRAINT_TRIGGER && message.starts_with(maintenance_refusal)) {
        return Error(Kind::Guard, message.substr(maintenance_refusal.size()))
            .next("gmig maintenance off");
    }
    const std::string file = options_.shown;
    switch (code & primary_code_mask) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Error(Kind::Lock, "another program is using " + file +
                                         " and has not let go of it in " +
                                         std::to_string(options_.patience.count()) + " ms")
                .next("run the command again when that program is done");
        case SQLITE_INTERRUPT:
            return Error(Kind::Signal, "stopped by a signal").by_signal(noted_interrupt());
        case SQLITE_NOTADB:
            return Error(Kind::Environment, file + " is not a SQLite database");
        case SQLITE_CORRUPT:
        case SQLITE_IOERR:
            return Error(Kind::Environment, file + " cannot be read or written: " + message)
                .next("check the disk, then the file: sqlite3 FILE 'PRAGMA integrity_check'");
        case SQLITE_CANTOPEN:
        case SQLITE_FULL:
        case SQLITE_NOMEM:
        case SQLITE_PERM:
        case SQLITE_PROTOCOL:
        case SQLITE_READONLY:
            return Error(Kind::Environment, file + " cannot be opened or written: " + message);
        case SQLITE_AUTH:
            return Error(Kind::Database, "gmig does not let a migration do this: " +
                                             (guard_.denied().empty() ? message : guard_.denied()));
        default:
            return Error(Kind::Database, "SQLite: " + message);
    }
}

}  // namespace gmig::db::sqlite

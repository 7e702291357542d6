#include "sqlite/database.hpp"

#include <gmig/schema/sqlite.hpp>
#include <gmig/sql/statement.hpp>

#include <stdexcept>

namespace gmig::property {

Database::Database() {
    sqlite3* raw = nullptr;
    sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    handle_.reset(raw);
}

std::string Database::try_run(const std::string& sql) {
    char* message = nullptr;
    if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK) {
        return {};
    }
    const std::string result = message == nullptr ? "out of memory" : message;
    sqlite3_free(message);
    return result;
}

void Database::run(const std::string& sql) {
    const std::string message = try_run(sql);
    if (!message.empty()) {
        throw std::runtime_error(message + ": " + sql);
    }
}

std::vector<std::vector<std::string>> Database::query(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_.get(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
        throw std::runtime_error(std::string(sqlite3_errmsg(handle_.get())) + ": " + sql);
    }
    std::vector<std::vector<std::string>> rows;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        std::vector<std::string> row;
        for (int column = 0; column < sqlite3_column_count(statement); ++column) {
            const auto* text =
                reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
            row.emplace_back(text == nullptr ? "" : text);
        }
        rows.push_back(std::move(row));
    }
    sqlite3_finalize(statement);
    return rows;
}

std::string Database::execute(const std::string& script) {
    const Script part{script, "script"};
    sql::RunnableOptions options;
    options.allow_empty = true;
    const sql::Runnable runnable = sql::prepare(part, Dialect::Sqlite, options);
    run("BEGIN IMMEDIATE");
    for (const sql::Statement& statement : runnable.statements) {
        std::string message = try_run(std::string(statement.text));
        if (!message.empty()) {
            run("ROLLBACK");
            run("PRAGMA legacy_alter_table = OFF");
            return message + ": " + std::string(statement.text);
        }
    }
    run("COMMIT");
    return {};
}

schema::Schema Database::schema() {
    std::vector<schema::SqliteObject> objects;
    for (const auto& row : query("SELECT type, name, tbl_name, sql FROM sqlite_schema")) {
        objects.push_back({row[0], row[1], row[2], row[3]});
    }
    std::vector<std::string> shadow;
    for (const auto& row : query("SELECT name FROM pragma_table_list WHERE type = 'shadow'")) {
        shadow.push_back(row[0]);
    }
    return schema::read_sqlite(objects, shadow);
}

}  // namespace gmig::property

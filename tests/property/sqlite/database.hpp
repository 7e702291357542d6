#pragma once

#include <gmig/schema/schema.hpp>

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::property {

/// A database in memory. Foreign keys are off, as they are while gmig executes.
class Database {
public:
    Database();

    /// Runs one statement; "" or SQLite's message.
    std::string try_run(const std::string& sql);
    /// The same; throws std::runtime_error.
    void run(const std::string& sql);
    std::vector<std::vector<std::string>> query(const std::string& sql);
    /// A script as gmig executes it: prepared by its rules, in one transaction, which is rolled
    /// back when a statement fails. "" or SQLite's message.
    std::string execute(const std::string& script);
    schema::Schema schema();

private:
    struct Close {
        void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

/// What SQLite's own PRAGMAs say of the schema, and the tokens of what they leave out: checks,
/// generated columns, expressions of indexes, views and triggers. Not by gmig's reader; the same
/// for two spellings of one schema.
std::string catalog(Database& database);

}  // namespace gmig::property

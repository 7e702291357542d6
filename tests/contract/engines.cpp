#include "engines.hpp"

#include <gmig/support/hash.hpp>

#include <cstdlib>

namespace gmig::db {
namespace {

std::string new_sqlite(const std::filesystem::path& folder) {
    return "sqlite://" + (folder / (random_uuid() + ".db")).string();
}

constexpr Engine sqlite{
    .name = "Sqlite",
    .dialect = Dialect::Sqlite,
    .new_database = new_sqlite,
    .leave_in_session = "CREATE TEMPORARY TABLE left_behind (x INTEGER);",
    .is_left = "SELECT 1 FROM sqlite_temp_schema",
    .slow =
        "CREATE TABLE slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 2000000000) SELECT max(i) AS m FROM n",
};

/// A database of its own on the server that tests/support/with-postgres has started.
std::string new_postgresql(const std::filesystem::path& folder) {
    const char* server = std::getenv("GMIG_TEST_POSTGRES");
    if (server == nullptr) {
        throw Error(Error::Kind::Usage,
                    "GMIG_TEST_POSTGRES is not set: run this program by with-postgres");
    }
    std::string url = server;
    const std::string name = "contract-" + random_uuid();
    const Script create{.text = "CREATE DATABASE \"" + name + "\"",
                        .path = "create.sql",
                        .first_line = 1,
                        .transaction = TransactionMode::Off};
    OpenOptions options;
    options.writing = true;
    open(parse_url(url, folder), options)->run_alone(create, {.offset = 0, .text = create.text});
    const std::string database = "/postgres?";
    return url.replace(url.find(database), database.size(), "/" + name + "?");
}

constexpr Engine postgresql{
    .name = "Postgresql",
    .dialect = Dialect::Postgresql,
    .new_database = new_postgresql,
    .leave_in_session = "CREATE TEMPORARY TABLE left_behind (x INTEGER);",
    .is_left =
        "SELECT 1 AS x FROM pg_class WHERE relname = 'left_behind'"
        " AND relnamespace = pg_my_temp_schema()",
    .slow = "CREATE TABLE slow AS SELECT pg_sleep(60)::text",
};

}  // namespace

std::vector<Engine> engines() {
    return {
        sqlite,
        postgresql,
    };
}

}  // namespace gmig::db

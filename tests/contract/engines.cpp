#include "engines.hpp"

#include <gmig/support/hash.hpp>

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

}  // namespace

std::vector<Engine> engines() {
    return {
        sqlite,
    };
}

}  // namespace gmig::db

#pragma once

#include <gmig/schema/schema.hpp>

#include <span>
#include <string>

namespace gmig::schema {

/// A row of sqlite_schema.
struct SqliteObject {
    std::string type;  ///< "table", "index", "view", "trigger"
    std::string name;
    std::string table;  ///< tbl_name
    std::string sql;    ///< "" for what SQLite makes by itself
};

/// What the texts of sqlite_schema say. Left out: sqlite_*, gmig_*, and the shadow tables of
/// virtual ones (those that `shadow_tables` names). What cannot be read is listed as unmodelled.
Schema read_sqlite(std::span<const SqliteObject> objects,
                   std::span<const std::string> shadow_tables);

/// A CREATE TABLE statement as a value. Error{Migration} where it is none.
Table read_sqlite_table(std::string_view create_table);

}  // namespace gmig::schema

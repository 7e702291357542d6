#pragma once

#include "sql/lint/acts.hpp"
#include <gmig/sql/reader.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gmig::sql::lint {

/// A column's default, as SQLite's ALTER TABLE tells them apart.
enum class SqliteDefault : std::uint8_t {
    None,
    Null,
    Constant,
    Computed,  ///< CURRENT_TIMESTAMP and the like, an expression in brackets
};

/// A column as CREATE TABLE and ADD COLUMN write it.
struct SqliteColumn {
    std::string name;
    std::string type;
    bool not_null = false;
    bool primary_key = false;
    bool unique = false;
    bool generated = false;
    bool stored = false;
    SqliteDefault value = SqliteDefault::None;
    std::vector<Constraint> constraints{};  ///< places count from the reader's text
};

// SQLite does not tell the case of a name's letters apart: all are in lower case here.

/// Empty when none stands here.
std::string sqlite_name(Reader& reader);
/// "main" is where unqualified names are.
ObjectName sqlite_object(Reader& reader);
/// Steps over ( … ), when it stands here.
void skip_brackets(Reader& reader);
/// ( a, b DESC, lower(c) ): what is no plain column is "".
std::vector<std::string> sqlite_columns_of(Reader& reader);
/// Reads a column up to the comma or bracket behind it.
SqliteColumn read_sqlite_column(Reader& reader);
/// REFERENCES … behind the columns of a key, tail included.
Constraint read_sqlite_reference(Reader& reader, std::vector<std::string> columns,
                                 std::size_t place);

}  // namespace gmig::sql::lint

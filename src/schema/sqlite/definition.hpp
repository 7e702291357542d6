#pragma once

#include "schema/sqlite/cursor.hpp"
#include <gmig/schema/schema.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {

/// A column as an index or a key lists it.
struct ListedColumn {
    std::string name;
    std::string collation;  ///< "" for the column's own
    bool descending = false;
};

/// "(a COLLATE nocase DESC, b)". `autoincrement` is set when that stands before the end.
std::vector<ListedColumn> listed_columns(Cursor& cursor, bool& autoincrement);
/// "(a, b)"; nothing when no bracket opens here.
std::vector<std::string> names_in_brackets(Cursor& cursor);
/// "ASC", "DESC" or nothing: whether it is descending.
bool descends(Cursor& cursor);
/// "ON CONFLICT what", if it stands here; "" for ABORT, which holds anyway.
std::string conflict_clause(Cursor& cursor);
/// The name of a collation: BINARY, NOCASE and RTRIM in capitals.
std::string collation_name(Cursor& cursor);
/// From behind REFERENCES on: target, actions, MATCH; not what is deferred.
void read_reference(Cursor& cursor, Constraint& key);
/// "[NOT] DEFERRABLE …", if it stands here.
bool read_deferral(Cursor& cursor, Constraint& key);

/// Constraint::column_order of what is listed.
std::vector<std::string> column_order(const std::vector<ListedColumn>& listed);

/// An expression of a table's definition without the table's name before its columns: it has the
/// same meaning, and outlives the table's being rebuilt under another name.
Expression own_expression(std::string_view text, std::string_view table);

/// What ends in the same value however it was written: names of columns as the table declares them,
/// no order of a key that is the rowid, no collation that is the column's own, NOT NULL where the
/// key of a STRICT or WITHOUT ROWID table implies it. `key_in_column`: PRIMARY KEY stands in the
/// column, where DESC keeps an INTEGER from being the rowid (lang_createtable.html, section 5).
void normalise(Table& table, bool key_in_column);

Index read_sqlite_index(std::string_view create_index);
View read_sqlite_view(std::string_view create_view);

}  // namespace gmig::schema

#pragma once

#include "schema/sqlite/table_edit.hpp"

#include <string>
#include <vector>

namespace gmig::schema {

/// The statements that put a table with the edited shape and the same rows into the place of the
/// old one (lang_altertable.html, section 7); its indexes and triggers go with the old one. Rowids
/// and the counter of AUTOINCREMENT are kept; what names the table elsewhere is not looked at.
/// `name` is the new table's until the old one is gone.
std::vector<std::string> rebuild(const Table& before, const TableEdit& edit,
                                 const std::string& name);

/// A name for a table that no object of the schema has.
std::string free_name(const Schema& schema, const std::string& table);

}  // namespace gmig::schema

#pragma once

#include "db/sqlite/connection.hpp"

#include <string>
#include <vector>

namespace gmig::db::sqlite {

/// Rows whose foreign key refers to no row, each in words ('row 3 of child refers to no row of
/// parent'), sorted. A key that cannot be checked (its parent's columns are not unique) is one of
/// them, in SQLite's words. Costs nothing but a look at the schema when there are no foreign keys.
std::vector<std::string> foreign_key_violations(Connection& connection);

/// Those of `after` that `before` had not. If tables were dropped or altered meanwhile, the same
/// violation may have another table or row number: then they are new only if there are more.
std::vector<std::string> new_violations(const std::vector<std::string>& before,
                                        const std::vector<std::string>& after, bool tables_moved);

}  // namespace gmig::db::sqlite

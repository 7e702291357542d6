#pragma once

#include <gmig/db/driver.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// Whether what "table x" or "column x.y" names has rows in it: an empty table can be lost. True
/// for whatever else a loss may say.
bool holds_data(db::Driver& driver, const std::string& loss);

/// What data a part drops in this database, as sql::data_losses says it: only what has rows, and of
/// a table that SQLite makes again only the columns that are not copied.
std::vector<std::string> losses_in(db::Driver& driver, const Script& part);

}  // namespace gmig::app

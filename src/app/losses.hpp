#pragma once

#include <gmig/db/driver.hpp>
#include <gmig/sql/renames.hpp>

#include <span>
#include <string>
#include <vector>

namespace gmig::app {

/// Whether what "table x" or "column x.y" names has rows in it, under this name or under one that
/// `renames` (carried out before) take it from: an empty table can be lost. True for whatever else
/// a loss may say.
bool holds_data(db::Driver& driver, const std::string& loss, std::span<const sql::Rename> renames);

/// Of what a script is known to destroy: what has rows in it.
std::vector<std::string> losses_with_rows(db::Driver& driver, std::vector<std::string> losses,
                                          const std::string& script);

/// What data a part drops in this database, as sql::data_losses says it: only what has rows, and of
/// a table that SQLite makes again only the columns that are not copied.
std::vector<std::string> losses_in(db::Driver& driver, const Script& part);

/// The same of parts that run one after the other, each loss once. What a part names and only an
/// earlier one's RENAME brings there counts as having rows.
std::vector<std::string> losses_in_turn(db::Driver& driver,
                                        const std::vector<const Script*>& parts);

}  // namespace gmig::app

#pragma once

#include "db/sqlite/connection.hpp"
#include <gmig/db/maintenance.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Maintenance of a SQLite database: triggers on every table that refuse changes, and a row that
// says who and since when. All functions here are called within a transaction of the caller's,
// besides those that only look.
namespace gmig::db::sqlite {

/// How the triggers' message begins, by which Connection::failure() knows it.
inline constexpr std::string_view maintenance_refusal = "gmig: ";

/// The row; nothing when there is none, or no table for it.
std::optional<Maintenance> maintenance_row(Connection& connection);

/// Ordinary tables that are not gmig's and lack one of the triggers.
std::vector<std::string> tables_without_triggers(Connection& connection);
std::vector<std::string> maintenance_triggers(Connection& connection);

/// Writes the row unless there is one, and makes the triggers that are missing. `database` is what
/// their message calls it. Error{Guard} when there is no table for the row.
void close_to_writers(Connection& connection, const Maintenance& maintenance,
                      const std::string& database);

/// Drops the triggers, and makes them again, on tables that are new as well, for the row that is
/// there: between the two gmig itself writes.
void drop_maintenance_triggers(Connection& connection);
void make_maintenance_triggers(Connection& connection, const std::string& database);

/// Takes triggers and row away. False when there was nothing to take.
bool open_to_writers(Connection& connection);

}  // namespace gmig::db::sqlite

#pragma once

#include <gmig/support/time.hpp>

#include <span>
#include <string>
#include <string_view>

namespace gmig::layout {

/// How many digits a time has as a version: 20261121081530.
inline constexpr std::size_t stamp_digits = 14;

/// "20261121081530" as "2026-11-21-081530".
std::string dashed(std::string_view digits);

/// Of names that begin with digits (dashes among them do not count): now as 14 digits, or a second
/// after the newest.
std::string stamp_behind(std::span<const std::string> names, Timestamp now);

/// Tools that number or stamp, whichever the names already do: one more than the highest number, in
/// as many digits at least, or a stamp. Without names `first_number`; without that a stamp.
std::string version_behind(std::span<const std::string> names, Timestamp now,
                           std::string_view first_number);

/// Flyway, whose names are in order: 7 becomes 8, 1.4 becomes 1.5, a stamp a later stamp.
std::string flyway_version_behind(std::span<const std::string> names, Timestamp now);

/// What node-pg-migrate orders by: 17 digits are a UTC time with milliseconds, which counts as
/// milliseconds since 1970, as 13 digits are.
std::string node_pg_number(std::string_view digits);

/// In the form of the newest: milliseconds since 1970 (also without names), that time in 17 digits,
/// or a number.
std::string node_pg_version_behind(std::span<const std::string> names, Timestamp now);

/// version_behind where a dash ends the version: "20261121081530-2fa".
std::string sql_migrate_version_behind(std::span<const std::string> names, Timestamp now);

/// "2026-11-20-101806": now, or later than the newest of Contember's names.
std::string contember_stamp_behind(std::span<const std::string> names, Timestamp now);

}  // namespace gmig::layout

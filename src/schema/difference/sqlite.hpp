#pragma once

#include <gmig/schema/modification.hpp>

#include <vector>

namespace gmig::schema {

/// difference() for SQLite, where nothing keeps another thing from going or changing, and
/// constraints are part of their table: views, triggers and indexes go first, then each table in
/// turn, then they come. Throws as difference() does.
std::vector<Modification> sqlite_difference(const Schema& from, const Schema& to);

}  // namespace gmig::schema

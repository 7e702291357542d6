#pragma once

#include <gmig/db/driver.hpp>

namespace gmig::db {

/// A connection to the SQLite database at target.location.
std::unique_ptr<Driver> open_sqlite(const Target& target, const OpenOptions& options);

}  // namespace gmig::db

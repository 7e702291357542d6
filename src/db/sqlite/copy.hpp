#pragma once

#include "db/sqlite/connection.hpp"
#include "db/sqlite/files.hpp"

namespace gmig::db::sqlite {

/// Writes what `from` sees into a file that has no name yet, without gmig's maintenance. Within a
/// transaction of the caller's that reads, it is one state of it, however long it takes.
void write_copy(Connection& from, const Unfinished& copy, const OpenOptions& options);

}  // namespace gmig::db::sqlite

#pragma once

#include "db/sqlite/connection.hpp"

#include <string>

namespace gmig::db::sqlite {

/// "sha256:SCHEMA:ROWS" of what is in a database besides gmig's own: two digests, of all
/// definitions (with user_version and application_id) and of all rows with their types, table by
/// table in the order of their keys. What virtual tables hold is read where they keep it: in their
/// shadow tables.
std::string content_mark(Connection& connection);

}  // namespace gmig::db::sqlite

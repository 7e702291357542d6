#pragma once

#include "db/server/server.hpp"
#include <gmig/db/databases.hpp>

#include <string>

namespace gmig::db::server {

/// Fills an empty database with what another one holds, while sessions stand in that one: by
/// pg_dump and pg_restore, one piped into the other. Error{Environment} when there are none that
/// fit the server, or when they fail.
void fill_by_dump(Server& server, const std::string& from, const std::string& to);

}  // namespace gmig::db::server

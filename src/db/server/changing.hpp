#pragma once

#include "db/server/sessions.hpp"

#include <functional>
#include <string>
#include <vector>

namespace gmig::db::server {

/// Does something that wants databases for itself: their sessions are closed meanwhile, with
/// `disconnect`. Throws as require_closable() does, also for what came in after it had been asked.
void without_sessions(Server& server, const std::vector<std::string>& databases,
                      const std::string& purpose, bool disconnect,
                      const std::function<void()>& work);

/// Whether the server refused something because a database is in use (SQLSTATE 55006).
bool was_in_use(const Error& error);

}  // namespace gmig::db::server

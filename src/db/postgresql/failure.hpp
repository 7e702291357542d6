#pragma once

#include "db/postgresql/exchange.hpp"
#include <gmig/support/error.hpp>

#include <string>

namespace gmig::db::postgresql {

/// What people read of a failure: the message and its SQLSTATE, then lines "DETAIL: …", "HINT: …",
/// "CONTEXT: …", "BLOCKED BY: …" where they are known. DETAIL may show data of rows. Everything is
/// made printable and cut to a bearable length: the server is not trusted.
std::string describe(const Failure& failure);

/// The failure of work that is rolled back thereby, as an Error: Guard for a database that became
/// read-only, else Database.
Error refused(const Failure& failure, Where where);

/// Error{Signal}: the work was cancelled and rolled back.
Error interrupted(int signal);

/// The same transaction may succeed when it is tried again: deadlock, serialization failure.
bool lost_a_race(const Failure& failure);
/// lock_timeout came (55P03).
bool waited_in_vain(const Failure& failure);

}  // namespace gmig::db::postgresql

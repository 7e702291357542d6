#pragma once

#include "db/sqlite/connection.hpp"

#include <memory>

namespace gmig::db::sqlite {

/// A connection that nobody else has one beside, as far as it can be seen (in WAL mode every
/// connection, otherwise those that are reading or writing), and that keeps others out as long as
/// it lives. What is in the -wal is in the file, and a hot journal rolled back. Error{Guard} when
/// somebody does not leave within OpenOptions::lock_timeout: SQLite has no way to close others'
/// connections, so `disconnect` only makes the text say so. `what` for its text: "renamed".
std::unique_ptr<Connection> open_alone(const Target& target, const char* what, bool disconnect,
                                       const OpenOptions& options);

/// Removes a database by the connection that keeps others out of it.
void remove_alone(std::unique_ptr<Connection> connection, const Target& target);

}  // namespace gmig::db::sqlite

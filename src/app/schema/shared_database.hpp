#pragma once

#include <gmig/app/connection.hpp>

#include <string>

namespace gmig::app {

/// What a database has cannot be told apart where several projects' ledgers stand in it: what one
/// of them made would be another's to drop. Error{Guard} that names the others; `command` is named.
void refuse_shared_database(const Connection& connection, const Workspace& workspace,
                            const std::string& command);

}  // namespace gmig::app

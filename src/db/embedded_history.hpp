#pragma once

#include <gmig/support/file.hpp>

#include <vector>

namespace gmig::db {

/// The ledger's own history: the files of the top-level folder migrations/, as built in.
std::vector<FileContent> embedded_history();

}  // namespace gmig::db

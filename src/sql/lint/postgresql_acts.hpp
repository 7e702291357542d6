#pragma once

#include "sql/lint/tree.hpp"

#include <vector>

namespace gmig::sql::lint {

/// What a statement of PostgreSQL does to the schema: {"CreateStmt": …}. Places count from the
/// statement's first byte; 0 where the tree has none.
std::vector<PlacedAct> acts_in(const Json& statement, const Names& names);

}  // namespace gmig::sql::lint

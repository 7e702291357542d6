#pragma once

#include "sql/lint/acts.hpp"
#include "sql/lint/tree.hpp"

#include <string>
#include <vector>

namespace gmig::sql::lint {

using Acts = std::vector<PlacedAct>;

// What statements about types and routines do, by their parse trees.

void read_type(const Json& tree, const Names& names, Acts& acts);
void read_domain(const Json& tree, const Names& names, Acts& acts);
void read_composite(const Json& tree, const Names& names, Acts& acts);
void read_function(const Json& tree, const Names& names, Acts& acts);

/// RENAME TO or SET SCHEMA of what is no relation; `kind`: "OBJECT_TYPE".
void read_renamed_object(const Json& tree, const std::string& kind, const Names& names, Acts& acts);

}  // namespace gmig::sql::lint

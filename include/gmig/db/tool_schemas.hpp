#pragma once

#include <gmig/db/tool_history.hpp>

#include <string>
#include <vector>

namespace gmig::db {

/// Tables of the same tool and name in other schemas than this one's: "app.schema_migrations".
std::vector<std::string> tables_in_other_schemas(Driver& driver, const ToolTable& table);

}  // namespace gmig::db

#pragma once

#include <gmig/schema/schema.hpp>

#include <string>

namespace gmig::schema {

/// What ALTER TABLE … RENAME makes of a schema, triggers' and views' texts apart: SQLite rewrites
/// those in its own way.
void rename_table(Schema& schema, const Name& table, const std::string& to);
void rename_column(Schema& schema, const Name& table, const std::string& column,
                   const std::string& to);

}  // namespace gmig::schema

#pragma once

#include "app/new.hpp"
#include <gmig/schema/schema.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// The first migration of a folder that has none, gathered and tried, not yet written.
struct FirstMigration {
    GatheredMigration files;
    std::string text;                ///< the up part
    std::vector<std::string> notes;  ///< what whoever executes it elsewhere should know
};

/// What makes this schema of nothing, and back, as a migration of the project's layout. Both parts
/// are run on a shadow as the layout reads them: up must give the schema, down nothing.
/// Error{Guard} where they do not, saying what is missing; Error{Usage} for a layout that has no
/// SQL.
FirstMigration first_migration(const Request& request, const Workspace& workspace,
                               const schema::Schema& live, const std::string& words);

}  // namespace gmig::app

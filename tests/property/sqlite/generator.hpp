#pragma once

#include "sqlite/model.hpp"

namespace gmig::property {

/// A schema of up to five tables and what stands on them.
SchemaModel generated(Random& random);

/// The same with up to six changes.
SchemaModel mutated(Random& random, SchemaModel schema);

/// INSERT statements for every table that is not virtual; SQLite may leave some of the rows out
/// (OR IGNORE).
std::vector<std::string> rows(Random& random, const SchemaModel& schema);

}  // namespace gmig::property

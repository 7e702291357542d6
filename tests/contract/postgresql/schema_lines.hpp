#pragma once

#include <gmig/schema/schema.hpp>

#include <string>
#include <vector>

namespace gmig::schema {

/// A schema's values as lines, one for each object, column, constraint, part, grant, …, for
/// comparing and reading. Members that say nothing are left out. Of the namespace `public` there is
/// no line unless it has something to say.
std::vector<std::string> lines_of(const Schema& schema);

}  // namespace gmig::schema

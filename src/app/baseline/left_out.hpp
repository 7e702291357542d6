#pragma once

#include <gmig/db/driver.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// What a database has that no schema value holds and that nobody would miss at once, a sentence
/// each: owners other than who asks, statistics targets, CLUSTER ON, tablespaces. PostgreSQL's;
/// of SQLite nothing.
std::vector<std::string> left_out_of_baseline(db::Driver& driver);

}  // namespace gmig::app

#pragma once

#include <gmig/db/driver.hpp>

#include <string>

namespace gmig::app {

/// Whether what "table x" or "column x.y" names has rows in it: an empty table can be lost. True
/// for whatever else a loss may say.
bool holds_data(db::Driver& driver, const std::string& loss);

}  // namespace gmig::app

#pragma once

#include <gmig/layout/config.hpp>

#include <string>

namespace gmig::app {

/// The project of that name; for "" the only one. Null when there is none, or several for "".
const layout::ProjectConfig* find_project(const layout::Config& config, const std::string& name);

}  // namespace gmig::app

#pragma once

#include <gmig/app/workspace.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// Where a tool is used to keep its migrations, relative to a project's root; its default first.
std::vector<std::string> folders_of(layout::Kind tool);

/// The first of them that has migrations of the tool.
std::optional<std::string> find_folder(const Workspace& workspace, layout::Kind tool);

}  // namespace gmig::app

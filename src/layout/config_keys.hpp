#pragma once

#include <string_view>
#include <vector>

namespace gmig::layout {

/// The keys that parse_config knows, for its messages and for the test that the JSON Schema says
/// the same. Of the file's top level these are besides a project's own.
std::vector<std::string_view> top_level_keys();
std::vector<std::string_view> project_keys();
std::vector<std::string_view> environment_keys();

}  // namespace gmig::layout

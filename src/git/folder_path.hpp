#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gmig::git {

/// The parts of a folder's path below the work tree's top; none for the top itself. Throws
/// Error{Usage} when it is absolute or leaves the work tree.
std::vector<std::string> folder_parts(std::string_view folder);

/// "db" and "db/migrations": each folder on the way, then the folder itself.
std::vector<std::string> folder_prefixes(std::string_view folder);

/// "db/migrations/", or "" for the top: what the paths of its files begin with.
std::string folder_prefix(std::string_view folder);

}  // namespace gmig::git

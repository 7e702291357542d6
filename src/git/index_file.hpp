#pragma once

#include "git/entries.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gmig::git {

/// The entries of an index file (gitformat-index(5), versions 2 to 4, SHA-1) whose paths begin with
/// `prefix` ("", or a folder with its '/'), in their order. The checksum at the end is not
/// verified: git does not do so either.
///
/// Read here and not by libgit2, which takes 90 ms for 100,000 entries where this takes 3 (it
/// hashes the file and makes an object of each entry).
///
/// Throws Error{Repository} for what only git reads (split and sparse indexes, other versions) and
/// for a damaged file.
std::vector<IndexEntry> parse_index(std::string_view bytes, std::string_view prefix);

/// The paths of the entries of this name, in whatever folder; of one in conflict several times.
std::vector<std::string> paths_in_index(std::string_view bytes, std::string_view name);

/// The mode of the entry with exactly this path, at whatever stage; 0 when there is none.
Mode mode_in_index(std::string_view bytes, std::string_view path);

}  // namespace gmig::git

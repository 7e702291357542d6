#pragma once

#include <gmig/layout/config.hpp>
#include <gmig/model/migration.hpp>
#include <gmig/support/time.hpp>

#include <span>
#include <string>
#include <vector>

namespace gmig::layout {

/// A name for each of `moved`, in their order, behind the names that stay (which are in order).
/// Each keeps its slug. In the native layout `max(now, newest stamp + 1 s)` and a second more for
/// each next one; in a foreign one as its tool would go on: the next number in the width of those
/// that stay, or a later stamp.
std::vector<std::string> names_behind(Kind layout, std::span<const std::string> staying,
                                      std::span<const std::string> moved, Timestamp now);

/// Those of `paths` (relative to the folder) that are the migration's and move with it: both parts,
/// side files and, where a migration is a folder, all that is in it. `folder` is what stands before
/// the paths in the migration's.
std::vector<std::string> files_of(Kind layout, const Migration& migration,
                                  std::span<const std::string> paths, const std::string& folder);

/// Where one of its files is once the migration has that name.
std::string renamed_path(Kind layout, const std::string& path, const std::string& name);

/// The id of a plain file of that name, in the native layout.
MigrationId plain_id(const std::string& name);

}  // namespace gmig::layout

#pragma once

#include <gmig/app/workspace.hpp>

#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace gmig::app {

/// The ids that native files have written in them, by their objects, without reading what was read
/// before: a cache in the repository's git folder keeps the id of each object, which can never
/// change. A cache that is missing or damaged is made anew; one that cannot be written is let be.
std::unordered_set<std::string> written_ids(const Workspace& workspace,
                                            const layout::ProjectConfig& project,
                                            std::span<const git::FileObject> files);

/// The files that have one of these ids written in them, told in the same way.
std::vector<git::FileObject> files_with_ids(const Workspace& workspace,
                                            const layout::ProjectConfig& project,
                                            std::span<const git::FileObject> files,
                                            const std::unordered_set<MigrationId>& ids);

}  // namespace gmig::app

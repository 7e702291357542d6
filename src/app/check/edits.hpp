#pragma once

#include "app/check/trees.hpp"

#include <optional>
#include <unordered_set>
#include <vector>

namespace gmig::app {

/// Migrations that are edited, as they were and as they are; gmig.overrides with either.
struct Edits {
    std::unordered_set<MigrationId> ids;
    std::vector<FileContent> before;
    std::vector<FileContent> now;
};

/// How a folder became another by nothing but edits of migrations that keep their names, ids and
/// parents; nothing where anything else changed as well. Native layout only.
///
/// What such edits break, they break for those migrations: the rest of the folder, which is as it
/// was, need not be read.
std::optional<Edits> edits_only(const Workspace& workspace, const layout::ProjectConfig& project,
                                const FolderState& before, const FolderState& now);

}  // namespace gmig::app

#pragma once

#include "app/check/trees.hpp"

namespace gmig::app {

/// Whether a folder became another by nothing but new migrations of which none can break a law:
/// each has an id of its own and follows what was there or one another, and (so asked) all of them
/// are one chain behind the former head, the last of which gmig.head names. Native layout only.
///
/// This is what most commits that touch migrations do. It is told from names and objects, reading
/// the new files alone; false means that the whole check has to be made.
bool adds_only(const Workspace& workspace, const layout::ProjectConfig& project,
               const FolderState& before, const FolderState& now, bool as_one_chain);

}  // namespace gmig::app

#pragma once

#include <gmig/app/workspace.hpp>

#include <optional>
#include <string>

namespace gmig::app {

/// The revision that a branch will be merged into, where nobody says: of a merge commit on a
/// detached HEAD (a pull request's, as CI checks it out) its first parent; else the first protected
/// branch that is there, its upstream before origin's and before the local one. Throws
/// Error{Repository} when none is there.
std::string default_base(const Workspace& workspace, const std::optional<CommitId>& head);

/// The commit of a revision. Throws Error{Repository} that says how to fetch it.
CommitId resolve_base(const Workspace& workspace, const std::string& revision);

}  // namespace gmig::app

#pragma once

#include <gmig/app/origin.hpp>
#include <gmig/app/workspace.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gmig::app {

/// Where a file comes from.
struct FileOrigin {
    Committed committed = Committed::Unknown;
    std::optional<Origin> origin;  ///< the commit that added it
};

/// Of each path (of the project) the commit behind `commit` that last added it; without a commit
/// there is none yet. Asks git once.
std::vector<FileOrigin> origins_of(const Workspace& workspace,
                                   const std::optional<CommitId>& commit,
                                   std::span<const std::string> paths);

}  // namespace gmig::app

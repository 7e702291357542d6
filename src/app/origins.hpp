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

/// Whose files are asked about.
struct FilesOf {
    std::optional<CommitId> commit;  ///< HEAD's, for the work tree's; none before the first one
    bool in_work_tree = true;        ///< else the commit's own
};

/// Of each path (of the project) the commit that last added it. Asks git once.
std::vector<FileOrigin> origins_of(const Workspace& workspace, const FilesOf& files,
                                   std::span<const std::string> paths);

}  // namespace gmig::app

#pragma once

#include "app/rebase/rebase_record.hpp"
#include "app/rebase/upstream.hpp"
#include <gmig/model/rebase.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace gmig::app {

/// A folder's files by their paths, relative to it.
using Folder = std::map<std::string, std::string>;

/// The two sides that a rebase joins, as they stand in commits, index and work tree.
struct RebaseSides {
    Folder upstream;
    /// Ours: the work tree's files, those in conflict as our side of the index has them.
    Folder here;
    std::set<std::string> tracked;    ///< every path of the folder in the index, wanted or not
    std::set<std::string> conflicts;  ///< wanted paths in conflict
    layout::MigrationSet upstream_set;
    layout::MigrationSet here_set;
    layout::MigrationSet together_set;
    RebaseInput input;  ///< without `named`
};

/// Reads them. Throws Error{Migration} for a file that cannot be read on either side.
RebaseSides read_sides(const Workspace& workspace, const Upstream& upstream);

/// What a plan comes to in files, rows and words.
struct RebaseChanges {
    /// By path in the folder, relative to it: what is to be there, or nothing.
    std::map<std::string, std::optional<std::string>> files;
    std::vector<RowChange> rows;
    std::vector<RebaseStep> steps;
    std::vector<MigrationId> moved;  ///< by the ids that they have now
};

/// Works it out and reads the outcome again: each migration must be found where it was put, behind
/// what it was put behind. Throws Error{Migration} when files of the folder make that impossible.
RebaseChanges work_out(const Workspace& workspace, const Request& request, const RebaseSides& sides,
                       const RebasePlan& plan);

}  // namespace gmig::app

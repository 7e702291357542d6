#pragma once

#include <gmig/app/connection.hpp>
#include <gmig/app/switch.hpp>

#include <optional>
#include <string>

namespace gmig::app {

/// Where a switch goes.
struct SwitchTarget {
    std::string name;                ///< as in SwitchResult
    std::optional<CommitId> commit;  ///< none: the work tree's files
    std::string branch;              ///< the branch that the revision names, if it does
    layout::MigrationSet set;        ///< its migrations are in `history`
    History history;
};

/// Reads the target as its own gmig.json describes the project. A branch's
/// name means the branch, as `git switch` has it. Error{Usage} for --checkout of nothing,
/// Error{Repository} for an unknown revision, Error{Migration} for a file that cannot be read.
SwitchTarget switch_target(const Request& request, const Workspace& workspace,
                           const SwitchOptions& options);

/// The target held against the ledger; every row that it lacks is another branch's.
Assessment assess_target(const Workspace& workspace, const SwitchTarget& target,
                         const Facts& facts);

}  // namespace gmig::app

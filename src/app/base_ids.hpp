#pragma once
// What the branches that others build on have, or had: whose business a row without a file is.

#include <gmig/app/workspace.hpp>
#include <gmig/git/repository.hpp>
#include <gmig/model/facts.hpp>

#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace gmig::app {

struct BaseIds {
    /// Ids in the trees of HEAD and of the protected branches, and those that these have lost.
    /// Nothing when that cannot be known: no repository, or no protected branch in it.
    std::optional<std::unordered_set<MigrationId>> ids;
    /// Of the ledger's rows that a protected branch once had: the commit that removed the file, and
    /// the file's path from the work tree's top. In gmig's own layout only.
    struct Removal {
        git::Repository::Change change;
        std::string path;
    };
    std::unordered_map<MigrationId, Removal> removed;
};

/// For a local environment a protected branch counts as far as HEAD has it: what came later is not
/// missing here, only not here yet. Looks at 2,000 commits at most for a row that no tree has.
BaseIds base_ids(const Workspace& workspace, const Facts& facts, const History& history);

/// Names the commit and its author in the findings about rows that a protected branch has lost.
void name_removals(const BaseIds& base, std::vector<Finding>& findings);

}  // namespace gmig::app

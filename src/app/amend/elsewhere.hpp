#pragma once

#include <gmig/app/connection.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// What the other environments of gmig.json say about a migration that is to be amended.
struct Elsewhere {
    std::vector<Finding> refusals;  ///< it is executed in a shared or production one
    std::vector<std::string>
        notes;  ///< local ones that have its old text; those that were not asked
};

/// Asks each of them; of one that cannot be asked, what this clone last saw of it counts.
/// `rewrites`: the file is yet to become another one.
Elsewhere ask_elsewhere(const Request& request, const Workspace& workspace,
                        const Connection& connection, const Migration& file, bool rewrites);

}  // namespace gmig::app

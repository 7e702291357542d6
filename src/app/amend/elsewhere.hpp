#pragma once

#include <gmig/app/connection.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// What the other environments of gmig.json say about a migration that is to be amended.
struct Elsewhere {
    std::vector<Finding> refusals;   ///< it is executed in a shared or production one
    std::vector<std::string> notes;  ///< those that were not asked
    struct Local {
        std::string environment;
        Checksum executed;
    };
    std::vector<Local> local;  ///< local ones that have executed it
};

/// Asks each of them; of one that cannot be asked, what this clone last saw of it counts.
Elsewhere ask_elsewhere(const Request& request, const Workspace& workspace,
                        const Connection& connection, const Migration& file);

}  // namespace gmig::app

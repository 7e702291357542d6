#pragma once

#include <gmig/app/watch.hpp>

#include <string>

namespace gmig::app {

/// look_for_tool() that names the environment in what is to be done; "" where it has no name.
Watch look_for_tool(db::Driver& driver, db::Ledger& ledger, const Workspace& workspace,
                    const std::string& environment);

/// Which of the tool's tables is read, where further schemas have one and gmig.json does not say
/// which counts; else empty.
std::string told_of_schemas(db::Driver& driver, const Workspace& workspace, const Watch& watch);

}  // namespace gmig::app

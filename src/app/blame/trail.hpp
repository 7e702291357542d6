#pragma once

#include "app/blame/trace.hpp"
#include <gmig/app/workspace.hpp>

#include <set>
#include <string>
#include <vector>

namespace gmig::app {

/// What was looked at while a history was replayed.
struct Trail {
    std::vector<Passage> passages;  ///< those that changed something among the objects
    schema::Schema after;           ///< the whole schema at the end
    /// Some object was not the same before a migration as after the last one that was looked at:
    /// one in between changed it in a way that its text does not tell.
    bool has_gap = false;
};

/// Objects' names (lower case) and all those that the texts of a history rename them to and from.
std::set<std::string> with_renames(const History& history, Dialect dialect,
                                   std::set<std::string> names);
/// The same, by what a trail has seen: JSON migrations tell only when they are run.
std::set<std::string> with_renames(const std::vector<Passage>& passages,
                                   std::set<std::string> names);

/// Replays a history on one shadow, looking at the objects with these names before and after each
/// migration whose text may have to do with them, or (`everything`) each at all. Throws as run_on()
/// does.
Trail follow(const Request& request, const Workspace& workspace, const History& history,
             const std::set<std::string>& names, bool everything);

}  // namespace gmig::app

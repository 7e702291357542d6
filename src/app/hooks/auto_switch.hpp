#pragma once

#include "app/hooks/hook_gate.hpp"

#include <string>

namespace gmig::app {

/// Whether the hook may switch this environment's database by itself: git's gmig.autoSwitch says
/// so, it is the one that commands mean here, it lies on this machine, and a SQLite file is there.
bool switches_by_itself(const HookProject& project, const std::string& environment);

/// Switches it where nothing would be lost, without asking. What was done, or why it was not, in a
/// few words; never throws for the switch's sake.
std::string switch_by_itself(const HookProject& project);

}  // namespace gmig::app

#pragma once

#include "app/check/gate.hpp"

namespace gmig::app {

/// Looks at migrations of the result that come before, or stand beside, some of the base: what both
/// touch and, with `replay`, whether both orders come to the same and all of it executes. Puts what
/// it finds into the material's input. Without any of them, and without `replay`, it reads nothing.
void look_at_order(const Request& request, const Workspace& workspace, bool replay,
                   Material& material);

}  // namespace gmig::app

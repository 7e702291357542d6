#pragma once

#include "app/schema/rendering.hpp"
#include "app/switch/switch_target.hpp"
#include "app/way_back.hpp"

#include <string>
#include <vector>

namespace gmig::app {

/// What a proof about a switch goes by.
struct SwitchScene {
    const Request& request;
    const Workspace& workspace;
    const Connection& connection;
    const SwitchTarget& target;
    const Facts& facts;
    Renderer& renderer;  ///< of the target's history
};

/// Tries the minimal way of a switch on a shadow on which the ledger's texts were replayed: "" when
/// the target's schema comes out and neither what goes, what comes nor what stands in between
/// touches data; else why it may not be gone. `ways` are those of its rollbacks. Throws
/// Error{Signal} only: where no shadow can be had, that is the reason.
std::string why_not_minimal(const SwitchScene& scene, const SwitchPlan& plan,
                            const std::vector<WayBack>& ways);

}  // namespace gmig::app

#pragma once

#include <gmig/app/deploy.hpp>
#include <gmig/app/workspace.hpp>

namespace gmig::app {

/// deploy() by way of a fork; the request asks nobody.
DeployResult deploy_via_fork(const Request& request, const Workspace& workspace,
                             const DeployOptions& options);

}  // namespace gmig::app

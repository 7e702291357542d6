#pragma once

#include "app/environment/place.hpp"
#include <gmig/app/environments.hpp>

namespace gmig::app {

/// What a fork is made from and what it will be.
struct ForkPlan {
    Environment from;
    EnvironmentPlace to;
    EnvironmentKind kind = EnvironmentKind::Shared;
};
/// Looks only. Errors as fork_environment() has them.
ForkPlan plan_fork(const Request& request, const Workspace& workspace, const ForkOptions& options);

/// Makes it. The caller has custody of `from`.
ForkResult make_fork(const Request& request, const Workspace& workspace, const ForkPlan& plan,
                     bool disconnect);

}  // namespace gmig::app

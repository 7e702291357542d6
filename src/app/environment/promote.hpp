#pragma once

#include "app/environment/place.hpp"
#include <gmig/app/environments.hpp>

namespace gmig::app {

/// What a promotion would do, and what it was judged by.
struct Promotion {
    EnvironmentPlace candidate;
    EnvironmentPlace old;
    PromoteResult result;
    std::string content;  ///< of the base, when it was looked at
};
/// Looks only; errors as promote_environment() has them, consent apart. The caller has custody of
/// the base.
Promotion plan_promotion(const Request& request, const Workspace& workspace,
                         const PromoteOptions& options);

/// "until-20261121-221530": what was live until then.
std::string name_of_old(const Request& request, const Environment& base);

/// Carries it out, with the consent that is asked for.
PromoteResult carry_out_promotion(const Request& request, const Workspace& workspace,
                                  const Promotion& promotion);

}  // namespace gmig::app

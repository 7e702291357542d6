#pragma once

#include <gmig/app/hook.hpp>

namespace gmig::app {

// What each hook does; see run_hook. One file for each kind.

HookResult before_commit(const Request& request, const HookCall& call);
HookResult before_push(const Request& request, const HookCall& call);
HookResult before_receiving(const Request& request, const HookCall& call);
HookResult before_updating(const Request& request, const HookCall& call);
HookResult after_change(const Request& request, const HookCall& call);

}  // namespace gmig::app

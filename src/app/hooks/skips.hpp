#pragma once

#include <gmig/app/request.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gmig::app {

/// Writes down that a hook was let pass by GMIG_SKIP, in the repository's git folder. What cannot
/// be written is let be: skipping must work where nothing else does.
void record_skip(const Request& request, std::string_view hook);

/// What was skipped since the last push told, a line each: time and hook.
std::vector<std::string> recorded_skips(const Request& request);
void forget_skips(const Request& request);

}  // namespace gmig::app

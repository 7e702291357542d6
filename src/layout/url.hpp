#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gmig::layout {

/// What is wrong with a URL that stands in a committed file, in words that repeat nothing of it: a
/// password that is not a ${NAME} (threat T11), an unknown scheme, a malformed ${…} or parameter.
std::optional<std::string> problem_of_url(std::string_view url);

}  // namespace gmig::layout

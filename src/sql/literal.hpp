#pragma once

#include <string_view>

namespace gmig::sql {

/// What stands between the quotes of a string token, $tag$…$tag$ or '…', doubled ones as they are.
std::string_view between_quotes(std::string_view text);

}  // namespace gmig::sql

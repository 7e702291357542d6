#pragma once

#include <string>
#include <string_view>

namespace gmig::db::sqlite {

/// A name as SQL takes it, whatever is in it.
std::string quoted_identifier(std::string_view name);

/// A text as SQL takes it.
std::string quoted_text(std::string_view text);

/// Whether an object of that name is gmig's own (gmig_…).
bool is_gmigs(std::string_view name);

}  // namespace gmig::db::sqlite

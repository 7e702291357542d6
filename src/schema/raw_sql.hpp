#pragma once

#include <gmig/model/ids.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {

/// The statements of SQL as somebody wrote it, without semicolons. Throws as sql::split does.
std::vector<std::string> statements_of(std::string_view text, Dialect dialect);

}  // namespace gmig::schema

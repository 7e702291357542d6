#pragma once

#include <gmig/model/ids.hpp>

#include <string_view>

namespace gmig::schema {

/// Whether a name of this form has to be quoted in SQL. `lower_case_word` as it stands.
bool is_keyword(std::string_view lower_case_word, Dialect dialect);

}  // namespace gmig::schema

#pragma once

#include <gmig/model/ids.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::sql {

/// INSERT INTO `into` … SELECT … FROM `from`, whole: nothing that leaves a row out.
struct RowCopy {
    std::string into;
    std::string from;
    std::vector<std::string> read;  ///< names in its SELECT; lower case
};
std::optional<RowCopy> row_copy_in(std::string_view statement, Dialect dialect);

}  // namespace gmig::sql

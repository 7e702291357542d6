#include "app/losses.hpp"

#include <string_view>

namespace gmig::app {

bool holds_data(db::Driver& driver, const std::string& loss) {
    constexpr std::string_view table = "table ";
    constexpr std::string_view column = "column ";
    if (loss.starts_with(table)) {
        return driver.has_rows(loss.substr(table.size()));
    }
    if (loss.starts_with(column)) {
        return driver.has_rows(loss.substr(column.size(), loss.rfind('.') - column.size()));
    }
    return true;
}

}  // namespace gmig::app

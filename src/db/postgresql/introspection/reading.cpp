#include "db/postgresql/introspection/reading.hpp"

#include <algorithm>

namespace gmig::db::postgresql {

std::string Reading::column_name(ObjectNumber relation, int number) const {
    const auto found = columns.find(relation);
    if (found == columns.end()) {
        return "";
    }
    const auto column = std::ranges::lower_bound(found->second, number, {}, &CatalogColumn::number);
    return column == found->second.end() || column->number != number ? "" : column->name;
}

CatalogColumn* Reading::column(ObjectNumber relation, int number) {
    const auto found = columns.find(relation);
    if (found == columns.end()) {
        return nullptr;
    }
    const auto column = std::ranges::lower_bound(found->second, number, {}, &CatalogColumn::number);
    return column == found->second.end() || column->number != number ? nullptr : &*column;
}

}  // namespace gmig::db::postgresql

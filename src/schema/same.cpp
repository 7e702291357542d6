#include <gmig/schema/schema.hpp>

#include <algorithm>

namespace gmig::schema {
namespace {

Table sorted(Table table) {
    std::ranges::sort(table.columns, {}, &Column::name);
    std::ranges::sort(table.constraints);
    return table;
}

bool same_tables(const std::map<Name, Table>& a, const std::map<Name, Table>& b) {
    return std::ranges::equal(a, b, [](const auto& left, const auto& right) {
        return left.second == right.second || sorted(left.second) == sorted(right.second);
    });
}

std::vector<std::string> column_names(const Table& table) {
    std::vector<std::string> names;
    names.reserve(table.columns.size());
    for (const Column& column : table.columns) {
        names.push_back(column.name);
    }
    return names;
}

}  // namespace

bool same(const Schema& a, const Schema& b) {
    return a.dialect == b.dialect && a.namespaces == b.namespaces && a.extensions == b.extensions &&
           a.enums == b.enums && a.domains == b.domains && a.composites == b.composites &&
           a.sequences == b.sequences && same_tables(a.tables, b.tables) &&
           a.indexes == b.indexes && a.views == b.views && a.routines == b.routines &&
           a.triggers == b.triggers && a.policies == b.policies && a.unmodelled == b.unmodelled;
}

std::vector<Name> reordered(const Schema& a, const Schema& b) {
    std::vector<Name> result;
    for (const auto& [name, table] : a.tables) {
        const auto other = b.tables.find(name);
        if (other == b.tables.end()) {
            continue;
        }
        const auto before = column_names(table);
        const auto after = column_names(other->second);
        if (before != after && std::ranges::is_permutation(before, after)) {
            result.push_back(name);
        }
    }
    return result;
}

}  // namespace gmig::schema

#include "schema/sqlite/definition.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::schema {
namespace {

constexpr const char* no_collation = "BINARY";

void declare(const Table& table, std::string& name) {
    const auto found = std::ranges::find_if(
        table.columns, [&](const Column& column) { return is_same_name(column.name, name); });
    if (found != table.columns.end()) {
        name = found->name;
    }
}

/// Takes "COLLATE x" away where that is the column's collation anyway.
void drop_own_collations(const Table& table, Constraint& key) {
    for (std::size_t at = 0; at < key.column_order.size(); ++at) {
        const Column* column = table.column(key.columns[at]);
        const std::string own =
            column == nullptr || column->collation.empty() ? no_collation : column->collation;
        std::string& order = key.column_order[at];
        const std::string clause = collate_clause(own);
        if (order == clause || order.starts_with(clause + " ")) {
            order.erase(0, std::min(order.size(), clause.size() + 1));
        }
    }
    if (std::ranges::all_of(key.column_order, &std::string::empty)) {
        key.column_order.clear();
    }
}

/// Whether the table's rowid has this key's name.
bool is_rowid(const Table& table, const Constraint& key, bool key_in_column) {
    if (table.without_rowid || key.columns.size() != 1 ||
        (key_in_column && !key.column_order.empty())) {
        return false;
    }
    const Column* column = table.column(key.columns[0]);
    return column != nullptr && is_same_name(column->type, "INTEGER");
}

void normalise_primary_key(Table& table, Constraint& key, bool key_in_column) {
    if (is_rowid(table, key, key_in_column)) {
        key.column_order.clear();
        return;
    }
    if (table.without_rowid || table.strict) {
        for (Column& column : table.columns) {
            const bool in_key = std::ranges::find(key.columns, column.name) != key.columns.end();
            column.not_null = column.not_null || in_key;
        }
    }
}

}  // namespace

void normalise(Table& table, bool key_in_column) {
    for (Column& column : table.columns) {
        column.collation = column.collation == no_collation ? "" : column.collation;
    }
    for (Constraint& constraint : table.constraints) {
        for (std::string& name : constraint.columns) {
            declare(table, name);
        }
        drop_own_collations(table, constraint);
        if (constraint.kind == Constraint::Kind::PrimaryKey) {
            normalise_primary_key(table, constraint, key_in_column);
        }
    }
}

}  // namespace gmig::schema

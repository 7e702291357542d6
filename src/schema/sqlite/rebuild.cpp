#include "schema/sqlite/rebuild.hpp"

#include "schema/sqlite/cursor.hpp"
#include "schema/sqlite/ddl.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::schema {
namespace {

using Copied = std::vector<std::pair<std::string, std::string>>;

bool has_column(const Table& table, std::string_view name) {
    return std::ranges::any_of(
        table.columns, [&](const Column& column) { return is_same_name(column.name, name); });
}

/// A name by which the rowid is seen in both; "" when columns hide all of them, or there is none.
std::string rowid_of(const Table& before, const Table& after) {
    if (before.without_rowid || after.without_rowid) {
        return {};
    }
    for (const char* name : {"rowid", "_rowid_", "oid"}) {
        if (!has_column(before, name) && !has_column(after, name)) {
            return name;
        }
    }
    return {};
}

Copied copied_with_rowid(const Table& before, const TableEdit& edit) {
    Copied copied = edit.copied();
    const Column* key = rowid_column(edit.table());
    const bool has_key = key != nullptr && std::ranges::any_of(copied, [&](const auto& each) {
                             return each.first == key->name;
                         });
    const std::string rowid = rowid_of(before, edit.table());
    if (!has_key && !rowid.empty()) {
        copied.insert(copied.begin(), {rowid, rowid});
    }
    if (copied.empty()) {
        const auto first = std::ranges::find_if(
            edit.table().columns, [](const Column& column) { return !column.generated; });
        const auto value = first->default_value;
        copied.emplace_back(first->name, value ? "(" + value->text() + ")" : "NULL");
    }
    return copied;
}

bool has_conflict_clause(const Table& table) {
    return std::ranges::any_of(
               table.columns,
               [](const Column& column) { return !column.not_null_conflict.empty(); }) ||
           std::ranges::any_of(table.constraints, [](const Constraint& constraint) {
               return !constraint.conflict.empty();
           });
}

std::string copy_rows(const Table& before, const TableEdit& edit, const std::string& name) {
    std::vector<std::string> columns;
    std::vector<std::string> expressions;
    for (const auto& [column, expression] : copied_with_rowid(before, edit)) {
        columns.push_back(sqlite_name(column));
        expressions.push_back(expression);
    }
    // A constraint's own ON CONFLICT could leave rows out in silence.
    const std::string insert =
        has_conflict_clause(edit.table()) ? "INSERT OR ABORT INTO " : "INSERT INTO ";
    return insert + sqlite_name(name) + " (" + join(columns, ", ") + ")\nSELECT " +
           join(expressions, ", ") + " FROM " + sqlite_name(before.name.name);
}

bool counts(const Table& table) {
    const Constraint* key = primary_key(table);
    return key != nullptr && key->autoincrement;
}

}  // namespace

std::string free_name(const Schema& schema, const std::string& table) {
    const auto is_taken = [&](const std::string& name) {
        const auto is_it = [&](const auto& each) { return is_same_name(each.first.name, name); };
        return std::ranges::any_of(schema.tables, is_it) ||
               std::ranges::any_of(schema.views, is_it) ||
               std::ranges::any_of(schema.indexes, is_it);
    };
    std::string name = "new_" + table;
    for (int number = 2; is_taken(name); ++number) {
        name = "new" + std::to_string(number) + "_" + table;
    }
    return name;
}

std::vector<std::string> rebuild(const Table& before, const TableEdit& edit,
                                 const std::string& name) {
    const std::string old = sqlite_name(before.name.name);
    std::vector<std::string> statements{
        "PRAGMA foreign_keys = OFF",
        "PRAGMA legacy_alter_table = ON",
        create_table(edit.table(), name),
    };
    if (counts(before) && counts(edit.table())) {
        statements.push_back(
            "INSERT INTO sqlite_sequence (name, seq)\nSELECT " + literal(name) +
            ", seq FROM sqlite_sequence WHERE name = " + literal(before.name.name));
    }
    statements.push_back(copy_rows(before, edit, name));
    statements.push_back("DROP TABLE " + old);
    statements.push_back("ALTER TABLE " + sqlite_name(name) + " RENAME TO " + old);
    statements.emplace_back("PRAGMA legacy_alter_table = OFF");
    return statements;
}

}  // namespace gmig::schema

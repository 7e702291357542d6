#include "schema/json/definitions_for.hpp"

#include "schema/json/arguments.hpp"
#include "schema/json/making.hpp"
#include <gmig/schema/json_migration.hpp>

#include <algorithm>
#include <array>

namespace gmig::schema {
namespace {

void add_name(JsonValue& object, const std::string& name) {
    if (!name.empty()) {
        add_member(object, "name", json_text(name));
    }
}

JsonValue action_value(Referential action) {
    constexpr std::array<std::string_view, 5> names{"no action", "restrict", "cascade", "set null",
                                                    "set default"};
    return json_text(std::string(names.at(static_cast<std::size_t>(action))));
}

/// What "always" and "by default" stand for.
bool is_plain_identity(const Column& column) {
    SequenceOptions plain;
    plain.type = column.type;
    if (column.type == "integer") {
        plain.maximum = "2147483647";
    } else if (column.type == "smallint") {
        plain.maximum = "32767";
    }
    return column.identity->sequence == plain;
}

Value primary_for(const Table& table, const Constraint& key) {
    // Columns that may hold NULL all the same are SQLite's own, the rowid's apart.
    const bool is_rowid = key.columns.size() == 1 && table.column(key.columns.front()) != nullptr &&
                          table.column(key.columns.front())->type == "INTEGER";
    const bool nullable = std::ranges::any_of(key.columns, [&](const std::string& name) {
        const Column* const column = table.column(name);
        return column == nullptr || !column->not_null;
    });
    if (!key.conflict.empty() || !key.column_order.empty() || !key.include.empty() ||
        key.deferrable || (nullable && !is_rowid)) {
        return std::nullopt;
    }
    JsonValue value = json_object({});
    add_name(value, key.name);
    add_member(value, "columns", json_texts(key.columns));
    add_flag(value, "autoincrement", key.autoincrement);
    return value;
}

struct ConstraintLists {
    std::vector<JsonValue> unique;
    std::vector<JsonValue> checks;
    std::vector<JsonValue> keys;
    Value primary;
};

bool take_constraint(const Table& table, const Constraint& one, Dialect dialect,
                     ConstraintLists& lists) {
    Value value;
    std::vector<JsonValue>* list = nullptr;
    switch (one.kind) {
        case Constraint::Kind::PrimaryKey:
            lists.primary = primary_for(table, one);
            return lists.primary.has_value();
        case Constraint::Kind::Unique:
            value = unique_for(one);
            list = &lists.unique;
            break;
        case Constraint::Kind::Check:
            value = check_for(one);
            list = &lists.checks;
            break;
        case Constraint::Kind::ForeignKey:
            value = foreign_key_for(one, dialect);
            list = &lists.keys;
            break;
        case Constraint::Kind::Exclusion:
            return false;
    }
    if (!value) {
        return false;
    }
    list->push_back(*std::move(value));
    return true;
}

bool is_plain(const Table& table) {
    return !table.module && table.partition_by.empty() && !table.partition_of &&
           table.inherits.empty() && table.options.empty() && !table.row_security &&
           !table.force_row_security;
}

Value fields_for(const Table& table, Dialect dialect) {
    std::vector<JsonValue> fields;
    for (const Column& column : table.columns) {
        const Value definition = definition_for(column, dialect);
        if (!definition) {
            return std::nullopt;
        }
        JsonValue field = json_object({{"name", json_text(column.name)}});
        for (const JsonMember& member : definition->members) {
            field.members.push_back(member);
        }
        fields.push_back(std::move(field));
    }
    return json_list(std::move(fields));
}

void add_list(JsonValue& object, const std::string& key, std::vector<JsonValue> values) {
    if (!values.empty()) {
        add_member(object, key, json_list(std::move(values)));
    }
}

}  // namespace

JsonValue name_value(const Name& name, Dialect dialect) {
    return json_text(text_of(name, dialect));
}

JsonValue sql_value(const std::string& text) {
    return json_object({{"sql", json_text(text)}});
}

void add_flag(JsonValue& object, const std::string& key, bool value) {
    if (value) {
        add_member(object, key, json_flag(true));
    }
}

void add_texts(JsonValue& object, const std::string& key, const std::vector<std::string>& texts) {
    if (!texts.empty()) {
        add_member(object, key, json_texts(texts));
    }
}

Value definition_for(const Column& column, Dialect dialect) {
    if (!column.not_null_conflict.empty() || (column.identity && !is_plain_identity(column))) {
        return std::nullopt;
    }
    JsonValue definition = json_object({{"type", json_text(neutral_type(column.type, dialect))}});
    if (column.not_null) {
        add_member(definition, "nullable", json_flag(false));
    }
    if (column.default_value) {
        add_member(definition, "default", sql_value(column.default_value->text()));
    }
    if (column.generated) {
        add_member(definition, "generated",
                   json_object({{"expression", json_text(column.generated->expression.text())},
                                {"stored", json_flag(column.generated->stored)}}));
    }
    if (column.identity) {
        add_member(definition, "identity",
                   json_text(column.identity->always ? "always" : "by default"));
    }
    if (!column.collation.empty()) {
        add_member(definition, "collation", json_text(column.collation));
    }
    return definition;
}

Value unique_for(const Constraint& unique) {
    if (!unique.conflict.empty() || !unique.column_order.empty()) {
        return std::nullopt;
    }
    JsonValue value = json_object({});
    add_name(value, unique.name);
    add_member(value, "columns", json_texts(unique.columns));
    add_flag(value, "deferrable", unique.deferrable);
    add_flag(value, "initiallyDeferred", unique.initially_deferred);
    add_flag(value, "nullsNotDistinct", unique.nulls_not_distinct);
    add_texts(value, "include", unique.include);
    return value;
}

Value check_for(const Constraint& check) {
    if (!check.conflict.empty() || check.no_inherit || !check.validated) {
        return std::nullopt;
    }
    JsonValue value = json_object({});
    add_name(value, check.name);
    add_member(value, "expression", json_text(check.expression.text()));
    return value;
}

Value foreign_key_for(const Constraint& key, Dialect dialect) {
    if (!key.set_columns.empty() || !key.match.empty() || !key.validated || !key.conflict.empty()) {
        return std::nullopt;
    }
    JsonValue target = json_object({{"entityName", name_value(key.target, dialect)}});
    add_texts(target, "columns", key.target_columns);
    JsonValue value = json_object({});
    add_name(value, key.name);
    add_member(value, "columns", json_texts(key.columns));
    add_member(value, "references", target);
    add_member(value, "onDelete", action_value(key.on_delete));
    add_member(value, "onUpdate", action_value(key.on_update));
    add_flag(value, "deferrable", key.deferrable);
    add_flag(value, "initiallyDeferred", key.initially_deferred);
    return value;
}

Value entity_for(const Table& table, Dialect dialect) {
    const Value fields = is_plain(table) ? fields_for(table, dialect) : std::nullopt;
    ConstraintLists lists;
    const bool said = fields && std::ranges::all_of(table.constraints, [&](const Constraint& one) {
                          return take_constraint(table, one, dialect, lists);
                      });
    if (!said) {
        return std::nullopt;
    }
    JsonValue entity =
        json_object({{"name", name_value(table.name, dialect)}, {"fields", *fields}});
    if (lists.primary) {
        add_member(entity, "primary", *lists.primary);
    }
    add_list(entity, "unique", std::move(lists.unique));
    add_list(entity, "checks", std::move(lists.checks));
    add_list(entity, "foreignKeys", std::move(lists.keys));
    add_flag(entity, "unlogged", table.unlogged);
    add_flag(entity, "strict", table.strict);
    add_flag(entity, "withoutRowid", table.without_rowid);
    return entity;
}

JsonValue part_for(const IndexPart& part, Dialect dialect) {
    const bool default_nulls = dialect == Dialect::Sqlite || part.nulls_first == part.descending;
    if (!part.column.empty() && part.collation.empty() && part.opclass.empty() &&
        !part.descending && default_nulls) {
        return json_text(part.column);
    }
    JsonValue value = part.column.empty()
                          ? json_object({{"expression", json_text(part.expression.text())}})
                          : json_object({{"column", json_text(part.column)}});
    if (!part.collation.empty()) {
        add_member(value, "collation", json_text(part.collation));
    }
    if (!part.opclass.empty()) {
        add_member(value, "opclass", json_text(part.opclass));
    }
    add_flag(value, "descending", part.descending);
    if (!default_nulls) {
        add_member(value, "nullsFirst", json_flag(part.nulls_first));
    }
    return value;
}

}  // namespace gmig::schema

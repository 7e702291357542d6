#pragma once

#include <gmig/schema/difference.hpp>

#include <string>
#include <utility>
#include <vector>

/// Small values of PostgreSQL's, for tests of the difference and of its rendering.
namespace gmig::schema {

inline Expression sql(std::string_view text) {
    return {text, Dialect::Postgresql};
}

inline Name in_public(std::string name) {
    return {"public", std::move(name)};
}

inline Use use_of(Kind kind, const std::string& name, std::string column = "") {
    return {{kind, in_public(name), ""}, std::move(column)};
}

inline Column column(std::string name, std::string type) {
    Column column;
    column.name = std::move(name);
    column.type = std::move(type);
    return column;
}

inline Column not_null(Column column) {
    column.not_null = true;
    return column;
}

inline Column with_default(Column column, std::string_view value) {
    column.default_value = sql(value);
    return column;
}

inline Table table(const std::string& name, std::vector<Column> columns) {
    Table table;
    table.name = in_public(name);
    table.columns = std::move(columns);
    return table;
}

inline Constraint constraint(Constraint::Kind kind, std::string name,
                             std::vector<std::string> columns) {
    Constraint constraint;
    constraint.kind = kind;
    constraint.name = std::move(name);
    constraint.columns = std::move(columns);
    return constraint;
}

inline Constraint foreign_key(std::string name, std::string column, const std::string& target) {
    Constraint key = constraint(Constraint::Kind::ForeignKey, std::move(name), {std::move(column)});
    key.target = in_public(target);
    key.target_columns = {"id"};
    return key;
}

inline Constraint check(std::string name, std::string_view expression) {
    Constraint check = constraint(Constraint::Kind::Check, std::move(name), {});
    check.expression = sql(expression);
    return check;
}

inline View view(const std::string& name, std::string_view query, std::vector<Use> uses) {
    View view;
    view.name = in_public(name);
    view.query = sql(query);
    view.columns = {{"id", "integer"}};
    view.uses = std::move(uses);
    return view;
}

inline Index index(const std::string& name, const std::string& on,
                   std::vector<std::string> columns) {
    Index index;
    index.name = in_public(name);
    index.table = in_public(on);
    index.method = "btree";
    for (std::string& column : columns) {
        index.parts.push_back({std::move(column), {}, "", "", false, false});
    }
    return index;
}

inline Enum enumeration(const std::string& name, std::vector<std::string> values) {
    return {in_public(name), std::move(values), "", {{"", "USAGE", false}}};
}

inline Routine function(const std::string& name, const std::string& arguments,
                        std::string_view definition) {
    Routine routine;
    routine.name = in_public(name);
    routine.arguments = arguments;
    routine.definition = sql(definition);
    routine.privileges = {{"", "EXECUTE", false}};
    return routine;
}

/// Schemas are written as sums: empty() + table(…) + view(…).
inline Schema empty(Dialect dialect = Dialect::Postgresql) {
    Schema schema;
    schema.dialect = dialect;
    return schema;
}
inline Schema operator+(Schema schema, const Table& table) {
    schema.tables[table.name] = table;
    return schema;
}
inline Schema operator+(Schema schema, const View& view) {
    schema.views[view.name] = view;
    return schema;
}
inline Schema operator+(Schema schema, const Index& index) {
    schema.indexes[index.name] = index;
    return schema;
}
inline Schema operator+(Schema schema, const Enum& type) {
    schema.enums[type.name] = type;
    return schema;
}
inline Schema operator+(Schema schema, const Domain& domain) {
    schema.domains[domain.name] = domain;
    return schema;
}
inline Schema operator+(Schema schema, const CompositeType& type) {
    schema.composites[type.name] = type;
    return schema;
}
inline Schema operator+(Schema schema, const Sequence& sequence) {
    schema.sequences[sequence.name] = sequence;
    return schema;
}
inline Schema operator+(Schema schema, const Routine& routine) {
    schema.routines[key_of(routine)] = routine;
    return schema;
}
inline Schema operator+(Schema schema, const Trigger& trigger) {
    schema.triggers[key_of(trigger)] = trigger;
    return schema;
}
inline Schema operator+(Schema schema, const Policy& policy) {
    schema.policies[key_of(policy)] = policy;
    return schema;
}

/// A value changed by a function, as an expression.
template <class T, class Change>
T with(T value, Change change) {
    change(value);
    return value;
}

}  // namespace gmig::schema

#include "schema/json/lowering.hpp"

#include <algorithm>

namespace gmig::schema {
namespace {

constexpr std::string_view suffix = "_id";

/// What foreign keys point to: the one column of the primary key.
const Column& primary_of(const Table& table, const Beside& beside) {
    const auto key =
        std::ranges::find(table.constraints, Constraint::Kind::PrimaryKey, &Constraint::kind);
    if (key == table.constraints.end() || key->columns.size() != 1) {
        refuse(text_of(table.name, beside.dialect) +
               " has no primary key of one column that a relation could point to");
    }
    return beside.column(table, key->columns.front());
}

struct Joining {
    std::string column;
    Referential on_delete = Referential::NoAction;
    bool deferrable = false;
};

Joining joining_of(const Arguments& owner, std::string_view key, const std::string& column,
                   Referential on_delete) {
    const auto given = owner.object(key);
    if (!given) {
        return {column, on_delete};
    }
    return {given->text("columnName", column), given->action("onDelete", on_delete),
            given->flag("deferrable")};
}

Constraint key_to(const Table& from, const Joining& joining, const Table& target,
                  const Beside& beside) {
    Constraint key;
    key.kind = Constraint::Kind::ForeignKey;
    key.columns = {joining.column};
    key.target = target.name;
    key.target_columns = {primary_of(target, beside).name};
    key.on_delete = joining.on_delete;
    key.deferrable = joining.deferrable;
    name_constraint(key, from, beside.dialect);
    return key;
}

Index index_on(const Table& table, const std::string& column, Dialect dialect) {
    Index index;
    index.table = table.name;
    index.name = {table.name.schema, table.name.name + "_" + column + "_idx"};
    index.method = dialect == Dialect::Postgresql ? "btree" : "";
    IndexPart part;
    part.column = column;
    index.parts.push_back(std::move(part));
    return index;
}

Constraint unique_on(const Table& table, std::vector<std::string> columns, Dialect dialect) {
    Constraint unique;
    unique.kind = Constraint::Kind::Unique;
    unique.columns = std::move(columns);
    name_constraint(unique, table, dialect);
    return unique;
}

Steps create_joining_column(const Arguments& arguments, const Beside& beside,
                            const Arguments& owner, bool unique) {
    const Table& table = beside.table(arguments.name("entityName"));
    const Table& target = beside.table(owner.name("target"));
    const Joining joining = joining_of(
        owner, "joiningColumn", owner.text("name") + std::string(suffix), Referential::NoAction);
    Column column;
    column.name = joining.column;
    column.type = primary_of(target, beside).type;
    column.not_null = !owner.flag("nullable", true);
    const Filling filling = filling_of(arguments);
    if (column.not_null && filling.value.empty() && beside.demands_values &&
        !beside.made.contains(table.name)) {
        refuse(text_of(table.name, beside.dialect) + "." + column.name +
               " must not be NULL, and rows that are there point to nothing yet: give "
               "\"fillValue\", or make it \"nullable\" and fill it before makeRelationNotNull");
    }
    Modifications up{AddColumn{table.name, column, filling},
                     AddConstraint{table.name, key_to(table, joining, target, beside)}};
    if (unique) {
        up.emplace_back(AddConstraint{table.name, unique_on(table, {column.name}, beside.dialect)});
    } else {
        up.emplace_back(
            CreateIndex{index_on(table, column.name, beside.dialect), Concurrently::No});
    }
    return by_difference(std::move(up));
}

struct Junction {
    Table table;
    std::string source;  ///< the column that points to the relation's entity
    std::string target;
};

Junction junction_of(const Table& source, const Arguments& owner, const Beside& beside) {
    const Table& target = beside.table(owner.name("target"));
    const std::string name = owner.text("name");
    const auto given = owner.object("joiningTable");
    const Arguments& table_arguments = given ? *given : owner;
    Joining from = joining_of(table_arguments, given ? "joiningColumn" : "",
                              source.name.name + std::string(suffix), Referential::Cascade);
    const std::string other = target.name == source.name ? name : target.name.name;
    Joining to = joining_of(table_arguments, given ? "inverseJoiningColumn" : "",
                            other + std::string(suffix), Referential::Cascade);
    Junction junction{.table = {}, .source = from.column, .target = to.column};
    Table& table = junction.table;
    table.name = {source.name.schema, source.name.name + "_" + name};
    if (given && given->has("tableName")) {
        table.name = given->name("tableName");
    }
    for (const auto& [column_name, pointed] :
         {std::pair(from.column, &source), std::pair(to.column, &target)}) {
        Column column;
        column.name = column_name;
        column.type = primary_of(*pointed, beside).type;
        column.not_null = true;
        table.columns.push_back(std::move(column));
    }
    Constraint primary;
    primary.kind = Constraint::Kind::PrimaryKey;
    primary.columns = {from.column, to.column};
    name_constraint(primary, table, beside.dialect);
    table.constraints.push_back(std::move(primary));
    table.constraints.push_back(key_to(table, from, source, beside));
    table.constraints.push_back(key_to(table, to, target, beside));
    return junction;
}

/// A field's column: of that name, or with "_id" behind it.
const Column& relation_column(const Table& table, const std::string& field, const Beside& beside) {
    if (const Column* const found = table.column(field + std::string(suffix))) {
        return *found;
    }
    return beside.column(table, field);
}

const Constraint& key_of_relation(const Table& table, const Column& column, const Beside& beside) {
    const auto found = std::ranges::find_if(table.constraints, [&](const Constraint& one) {
        return one.kind == Constraint::Kind::ForeignKey &&
               one.columns == std::vector<std::string>{column.name};
    });
    if (found == table.constraints.end()) {
        refuse(text_of(table.name, beside.dialect) + "." + column.name +
               " is no relation: no foreign key stands on it");
    }
    return *found;
}

Modifications drops_of_uniqueness(const Table& table, const std::string& column,
                                  const Beside& beside) {
    Modifications drops;
    for (const Constraint& one : table.constraints) {
        if (one.kind == Constraint::Kind::Unique &&
            one.columns == std::vector<std::string>{column}) {
            drops.emplace_back(DropConstraint{table.name, one});
        }
    }
    for (const auto& [name, index] : beside.now->indexes) {
        if (index.table == table.name && index.unique && index.parts.size() == 1 &&
            index.parts.front().column == column) {
            drops.emplace_back(DropIndex{index});
        }
    }
    return drops;
}

Modifications drops_of_plain_indexes(const Table& table, const std::string& column,
                                     const Beside& beside) {
    Modifications drops;
    for (const auto& [name, index] : beside.now->indexes) {
        if (index.table == table.name && !index.unique && index.parts.size() == 1 &&
            index.parts.front().column == column && !index.where) {
            drops.emplace_back(DropIndex{index});
        }
    }
    return drops;
}

/// Rows of the junction from the column, and back: the first target, where there were several.
JsonStep copied(const Table& table, const Column& primary, const Column& column,
                const Junction& junction, Dialect dialect) {
    const auto name = [&](const std::string& text) { return quoted(text, dialect); };
    const std::string from = quoted(table.name, dialect);
    const std::string into = quoted(junction.table.name, dialect);
    const std::string up = "INSERT INTO " + into + " (" + name(junction.source) + ", " +
                           name(junction.target) + ") SELECT " + name(primary.name) + ", " +
                           name(column.name) + " FROM " + from + " WHERE " + name(column.name) +
                           " IS NOT NULL";
    const std::string down = "UPDATE " + from + " SET " + name(column.name) + " = (SELECT j." +
                             name(junction.target) + " FROM " + into + " AS j WHERE j." +
                             name(junction.source) + " = " + from + "." + name(primary.name) +
                             " ORDER BY 1 LIMIT 1)";
    return {{RawSql{up, down}}, Back::Known, {RawSql{down, up}}};
}

std::string random_uuid(Dialect dialect) {
    if (dialect == Dialect::Postgresql) {
        return "gen_random_uuid()";
    }
    return "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || "
           "substr(hex(randomblob(2)), 2) || '-' || "
           "substr('89AB', 1 + abs(random() % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || "
           "hex(randomblob(6)))";
}

}  // namespace

Steps create_relation(const Arguments& arguments, const Beside& beside) {
    const Arguments owner = *arguments.object("owningSide");
    const std::string type = owner.text("type");
    if (type == "m:n" || type == "ManyHasMany") {
        const Table& source = beside.table(arguments.name("entityName"));
        const Junction junction = junction_of(source, owner, beside);
        return known({CreateTable{junction.table}}, {DropTable{junction.table.name}});
    }
    return create_joining_column(arguments, beside, owner, type == "1:1" || type == "OneHasOne");
}

Steps update_relation_on_delete(const Arguments& arguments, const Beside& beside) {
    const Table& table = beside.table(arguments.name("entityName"));
    const Column& column = relation_column(table, arguments.text("fieldName"), beside);
    const Constraint& from = key_of_relation(table, column, beside);
    Constraint to = from;
    to.on_delete = arguments.action("onDelete", Referential::NoAction);
    return by_difference({DropConstraint{table.name, from}, AddConstraint{table.name, to}});
}

Steps make_relation_not_null(const Arguments& arguments, const Beside& beside) {
    const Table& table = beside.table(arguments.name("entityName"));
    const Column& from = relation_column(table, arguments.text("fieldName"), beside);
    Column to = from;
    to.not_null = true;
    return by_difference({AlterColumn{table.name, from, to, filling_of(arguments)}});
}

Steps make_relation_nullable(const Arguments& arguments, const Beside& beside) {
    const Table& table = beside.table(arguments.name("entityName"));
    const Column& from = relation_column(table, arguments.text("fieldName"), beside);
    Column to = from;
    to.not_null = false;
    return by_difference({AlterColumn{table.name, from, to, {}}});
}

Steps one_to_one_as_many(const Arguments& arguments, const Beside& beside) {
    const Table& table = beside.table(arguments.name("entityName"));
    const Column& column = relation_column(table, arguments.text("fieldName"), beside);
    Modifications up = drops_of_uniqueness(table, column.name, beside);
    if (up.empty()) {
        refuse(text_of(table.name, beside.dialect) + "." + column.name + " is not unique");
    }
    up.emplace_back(CreateIndex{index_on(table, column.name, beside.dialect), Concurrently::No});
    return by_difference(std::move(up));
}

Steps many_to_one_as_one(const Arguments& arguments, const Beside& beside) {
    const Table& table = beside.table(arguments.name("entityName"));
    const Column& column = relation_column(table, arguments.text("fieldName"), beside);
    Modifications up = drops_of_plain_indexes(table, column.name, beside);
    up.emplace_back(AddConstraint{table.name, unique_on(table, {column.name}, beside.dialect)});
    return by_difference(std::move(up));
}

Steps many_to_one_as_junction(const Arguments& arguments, const Beside& beside) {
    const Table& table = beside.table(arguments.name("entityName"));
    const Column& column = relation_column(table, arguments.text("fieldName"), beside);
    key_of_relation(table, column, beside);
    const Junction junction = junction_of(table, *arguments.object("owningSide"), beside);
    Steps steps = known({CreateTable{junction.table}}, {DropTable{junction.table.name}});
    Column nullable = column;
    nullable.not_null = false;
    if (column.not_null) {
        // On the way back, rows have to be there before the column may demand them.
        steps.push_back({{AlterColumn{table.name, column, nullable, {}}},
                         Back::Known,
                         {AlterColumn{table.name, nullable, column, {}}}});
    }
    steps.push_back(copied(table, primary_of(table, beside), column, junction, beside.dialect));
    Modifications drops = drops_around(beside, table, column.name);
    drops.emplace_back(DropColumn{table.name, column.name});
    steps.push_back({std::move(drops), Back::ByDifference, {}});
    return steps;
}

Steps junction_as_entity(const Arguments& arguments, const Beside& beside) {
    const Name source = arguments.name("entityName");
    const Arguments entity = *arguments.object("joiningEntity");
    const Name name = entity.name("name");
    const Name former = entity.has("tableName")
                            ? entity.name("tableName")
                            : Name{source.schema, source.name + "_" + arguments.text("fieldName")};
    const Table& table = beside.table(former);
    const auto key =
        std::ranges::find(table.constraints, Constraint::Kind::PrimaryKey, &Constraint::kind);
    if (key == table.constraints.end() || key->columns.size() != 2) {
        refuse(text_of(former, beside.dialect) +
               " is no joining table: its primary key is not a pair of columns");
    }
    Column id;
    id.name = entity.text("primary", "id");
    id.type =
        native_type(entity.has("type") ? entity.sql("type") : "uuid", beside.dialect).value_or("");
    id.not_null = true;
    const std::string neutral = entity.has("type") ? entity.sql("type") : "uuid";
    if (neutral != "uuid") {
        refuse("a joining entity's primary key is made of type uuid, for rows that are there");
    }
    Constraint primary = *key;
    primary.columns = {id.name};
    primary.column_order.clear();
    Steps steps =
        by_difference({DropConstraint{former, *key},
                       AddColumn{former, id, Filling{random_uuid(beside.dialect), "", ""}},
                       AddConstraint{former, primary},
                       AddConstraint{former, unique_on(table, key->columns, beside.dialect)}});
    if (name != former) {
        steps.push_back(
            {{RenameTable{former, name.name}}, Back::Known, {RenameTable{name, former.name}}});
    }
    return steps;
}

}  // namespace gmig::schema

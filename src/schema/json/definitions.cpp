#include "schema/json/lowering.hpp"
#include <gmig/support/near.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::schema {
namespace {

bool postgresql(Dialect dialect) {
    return dialect == Dialect::Postgresql;
}

IdentityColumn identity_of(const std::string& word, const std::string& type) {
    IdentityColumn identity;
    identity.always = word == "always";
    identity.sequence.type = type;
    if (type == "integer") {
        identity.sequence.maximum = "2147483647";
    } else if (type == "smallint") {
        identity.sequence.maximum = "32767";
    }
    return identity;
}

/// The columns in the order in which the table has them: of a list as they stand; of an object,
/// whose keys have no order, those of the primary key first, then by name.
std::vector<Column> columns_of(const Arguments& entity, const Beside& beside) {
    std::vector<Column> columns;
    const JsonValue& fields = *entity.json().find("fields");
    for (const JsonValue& item : fields.items) {
        const Arguments definition(item, beside.dialect);
        columns.push_back(column_of(definition.text("name"), definition, beside));
    }
    for (const JsonMember& member : fields.members) {
        columns.push_back(column_of(member.key, Arguments(member.value, beside.dialect), beside));
    }
    if (fields.type == JsonValue::Type::Object) {
        const auto primary = entity.object("primary");
        const std::vector<std::string> first =
            primary ? primary->words("columns") : std::vector<std::string>{};
        std::ranges::stable_sort(columns, {}, [&](const Column& column) {
            return std::ranges::find(first, column.name) - first.begin();
        });
    }
    return columns;
}

void require_columns(const Table& table, const std::vector<std::string>& columns) {
    std::vector<std::string_view> known;
    for (const Column& column : table.columns) {
        known.emplace_back(column.name);
    }
    for (const std::string& column : columns) {
        if (table.column(column) == nullptr) {
            refuse(unknown_word("column of " + shown(table.name), column, known));
        }
    }
}

void add_primary_key(Table& table, const Arguments& primary, Dialect dialect) {
    Constraint key;
    key.kind = Constraint::Kind::PrimaryKey;
    key.name = primary.text("name");
    key.columns = primary.words("columns");
    key.autoincrement = primary.flag("autoincrement");
    require_columns(table, key.columns);
    name_constraint(key, table, dialect);
    // SQLite's INTEGER PRIMARY KEY is the rowid, which gives its own value to NULL.
    const bool is_rowid = !postgresql(dialect) && key.columns.size() == 1 &&
                          table.column(key.columns.front())->type == "INTEGER";
    for (Column& column : table.columns) {
        if (!is_rowid && std::ranges::find(key.columns, column.name) != key.columns.end()) {
            column.not_null = true;
        }
    }
    table.constraints.push_back(std::move(key));
}

/// What existing columns are called in an unnamed index: "article_slug_idx".
std::string name_of_index(const Name& table, const Index& index) {
    std::string name = table.name;
    for (const IndexPart& part : index.parts) {
        name += "_" + (part.column.empty() ? "expr" : part.column);
    }
    return name + "_idx";
}

IndexPart part_of(const JsonValue& value, Dialect dialect) {
    IndexPart part;
    if (value.type == JsonValue::Type::String) {
        part.column = value.text;
        return part;
    }
    const Arguments arguments(value, dialect);
    part.column = arguments.text("column");
    if (arguments.has("expression")) {
        part.expression = arguments.expression("expression");
    }
    part.collation = arguments.text("collation");
    part.opclass = arguments.text("opclass");
    part.descending = arguments.flag("descending");
    part.nulls_first = arguments.flag("nullsFirst", part.descending && postgresql(dialect));
    return part;
}

}  // namespace

void name_constraint(Constraint& constraint, const Table& table, Dialect dialect) {
    if (postgresql(dialect)) {
        constraint.name = name_of(table, constraint);
    }
}

Column column_of(const std::string& name, const Arguments& definition, const Beside& beside) {
    Column column;
    column.name = name;
    column.type = native_type(definition.sql("type"), beside.dialect).value_or("");
    column.not_null = !definition.flag("nullable", true);
    if (definition.has("default")) {
        column.default_value = Expression(definition.value("default"), beside.dialect);
    }
    if (const auto generated = definition.object("generated")) {
        column.generated = Generated{.expression = generated->expression("expression"),
                                     .stored = generated->flag("stored", true)};
        if (postgresql(beside.dialect) && !column.generated->stored) {
            refuse("PostgreSQL keeps what a generated column computes: " + name +
                   " cannot be \"stored\": false");
        }
    }
    if (definition.has("identity")) {
        column.identity = identity_of(definition.text("identity"), column.type);
        column.not_null = true;
    }
    column.collation = definition.text("collation");
    column.comment = definition.text("comment");
    return column;
}

Filling filling_of(const Arguments& arguments) {
    if (arguments.has("fillValue") && arguments.has("copyValue")) {
        refuse("\"fillValue\" and \"copyValue\" are two answers to one question: keep one");
    }
    return {.value = arguments.value("fillValue"),
            .from_column = arguments.text("copyValue"),
            .cast = arguments.sql("cast")};
}

Constraint unique_of(const Table& table, const Arguments& unique) {
    Constraint constraint;
    constraint.kind = Constraint::Kind::Unique;
    constraint.name = unique.text("name");
    constraint.columns = unique.words("columns");
    constraint.deferrable = unique.flag("deferrable") || unique.flag("initiallyDeferred");
    constraint.initially_deferred = unique.flag("initiallyDeferred");
    constraint.nulls_not_distinct = unique.flag("nullsNotDistinct");
    constraint.include = unique.words("include");
    name_constraint(constraint, table, unique.dialect());
    return constraint;
}

Constraint check_of(const Table& table, const Arguments& check) {
    Constraint constraint;
    constraint.kind = Constraint::Kind::Check;
    constraint.name = check.text("name");
    constraint.expression = check.expression("expression");
    name_constraint(constraint, table, check.dialect());
    return constraint;
}

Constraint foreign_key_of(const Table& table, const Arguments& key) {
    Constraint constraint;
    constraint.kind = Constraint::Kind::ForeignKey;
    constraint.name = key.text("name");
    constraint.columns = key.words("columns");
    const Arguments target = *key.object("references");
    constraint.target = target.name("entityName");
    constraint.target_columns = target.words("columns");
    constraint.on_delete = key.action("onDelete", Referential::NoAction);
    constraint.on_update = key.action("onUpdate", Referential::NoAction);
    constraint.deferrable = key.flag("deferrable") || key.flag("initiallyDeferred");
    constraint.initially_deferred = key.flag("initiallyDeferred");
    name_constraint(constraint, table, key.dialect());
    return constraint;
}

Index index_of(const Name& table, const Arguments& arguments) {
    Index index;
    index.table = table;
    index.unique = arguments.flag("unique");
    index.method = postgresql(arguments.dialect()) ? arguments.text("method", "btree") : "";
    if (arguments.has("columns") == arguments.has("expressions")) {
        refuse("an index is over \"columns\" or over \"expressions\"");
    }
    if (const JsonValue* const columns = arguments.json().find("columns")) {
        for (const JsonValue& part : columns->items) {
            index.parts.push_back(part_of(part, arguments.dialect()));
        }
    }
    for (const std::string& text : arguments.sqls("expressions")) {
        IndexPart part;
        part.expression = Expression(text, arguments.dialect());
        index.parts.push_back(std::move(part));
    }
    index.include = arguments.words("include");
    if (arguments.has("where")) {
        index.where = arguments.expression("where");
    }
    index.nulls_not_distinct = arguments.flag("nullsNotDistinct");
    index.name = {table.schema, arguments.text("name")};
    if (index.name.name.empty()) {
        index.name.name = name_of_index(table, index);
    }
    return index;
}

std::string enum_check_name(const Name& name) {
    return "enum:" + shown(name);
}

Constraint enum_check(const std::string& column, const Name& name,
                      const std::vector<std::string>& values) {
    std::vector<std::string> literals;
    for (const std::string& value : values) {
        literals.push_back(literal(value));
    }
    Constraint check;
    check.kind = Constraint::Kind::Check;
    check.name = enum_check_name(name);
    check.expression = Expression(
        quoted(column, Dialect::Sqlite) + " IN (" + join(literals, ", ") + ")", Dialect::Sqlite);
    return check;
}

std::optional<Constraint> enum_check_of(const std::string& column, const Arguments& definition,
                                        const Beside& beside) {
    const auto name = enum_of(definition.sql("type"), beside.dialect);
    if (!name || postgresql(beside.dialect)) {
        return std::nullopt;
    }
    const auto found = beside.enums.find(*name);
    if (found == beside.enums.end()) {
        refuse("there is no enum " + name->name + ": createEnum comes first");
    }
    return enum_check(column, *name, found->second);
}

Table table_of(const Arguments& entity, const Beside& beside) {
    Table table;
    table.name = entity.name("name");
    table.columns = columns_of(entity, beside);
    if (table.columns.empty() && !postgresql(beside.dialect)) {
        refuse("SQLite has no tables without columns: " + table.name.name);
    }
    table.strict = entity.flag("strict");
    table.without_rowid = entity.flag("withoutRowid");
    table.unlogged = entity.flag("unlogged");
    table.comment = entity.text("comment");
    if (const auto primary = entity.object("primary")) {
        add_primary_key(table, *primary, beside.dialect);
    }
    for (const Arguments& unique : entity.objects("unique")) {
        table.constraints.push_back(unique_of(table, unique));
        require_columns(table, table.constraints.back().columns);
    }
    for (const Arguments& check : entity.objects("checks")) {
        table.constraints.push_back(check_of(table, check));
    }
    for (const Arguments& key : entity.objects("foreignKeys")) {
        table.constraints.push_back(foreign_key_of(table, key));
        require_columns(table, table.constraints.back().columns);
    }
    const JsonValue& fields = *entity.json().find("fields");
    const auto add_enum = [&](const std::string& name, const JsonValue& definition) {
        if (auto check = enum_check_of(name, Arguments(definition, beside.dialect), beside)) {
            table.constraints.push_back(*std::move(check));
        }
    };
    for (const JsonMember& member : fields.members) {
        add_enum(member.key, member.value);
    }
    for (const JsonValue& item : fields.items) {
        add_enum(item.find("name")->text, item);
    }
    return table;
}

}  // namespace gmig::schema

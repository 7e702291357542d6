#include "schema/json/lowering.hpp"
#include <gmig/sql/reader.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::schema {
namespace {

bool same_word(std::string_view a, std::string_view b, Dialect dialect) {
    return dialect == Dialect::Sqlite ? ascii_lower(a) == ascii_lower(b) : a == b;
}

bool mentions(const Expression& expression, const std::string& column, Dialect dialect) {
    for (sql::Reader reader(expression.text(), dialect); !reader.at_end(); reader.advance()) {
        const sql::TokenKind kind = reader.token().kind;
        const bool is_name =
            kind == sql::TokenKind::Word || kind == sql::TokenKind::QuotedIdentifier;
        if (is_name && same_word(sql::name_of(reader.token(), dialect), column, dialect)) {
            return true;
        }
    }
    return false;
}

bool stands_on(const Index& index, const std::string& column, Dialect dialect) {
    const bool in_parts = std::ranges::any_of(index.parts, [&](const IndexPart& part) {
        return part.column == column || mentions(part.expression, column, dialect);
    });
    return in_parts || std::ranges::find(index.include, column) != index.include.end() ||
           (index.where && mentions(*index.where, column, dialect));
}

bool stands_on(const Constraint& constraint, const std::string& column, Dialect dialect) {
    return std::ranges::find(constraint.columns, column) != constraint.columns.end() ||
           std::ranges::find(constraint.include, column) != constraint.include.end() ||
           mentions(constraint.expression, column, dialect);
}

/// A foreign key without target columns points to the primary key.
bool points_to(const Constraint& key, const Table& table, const std::string& column) {
    if (key.kind != Constraint::Kind::ForeignKey || key.target != table.name) {
        return false;
    }
    if (column.empty()) {
        return true;
    }
    if (!key.target_columns.empty()) {
        return std::ranges::find(key.target_columns, column) != key.target_columns.end();
    }
    return std::ranges::any_of(table.constraints, [&](const Constraint& one) {
        return one.kind == Constraint::Kind::PrimaryKey &&
               std::ranges::find(one.columns, column) != one.columns.end();
    });
}

/// Rows that are there have no value for a new column that must have one.
void require_value(const Name& table, const Column& column, const Filling& filling,
                   const Beside& beside) {
    const bool has_value = !column.not_null || column.default_value || column.generated ||
                           column.identity || !filling.value.empty() ||
                           !filling.from_column.empty();
    if (!has_value && beside.demands_values && !beside.made.contains(table)) {
        refuse(text_of(table, beside.dialect) + "." + column.name +
               " must not be NULL, and rows that are there have no value for it: give "
               "\"fillValue\" (written once) or \"copyValue\" (another column's), or the column a "
               "\"default\"");
    }
}

void require_new_column(const Table* table, const std::string& name, const Beside& beside) {
    if (table != nullptr && table->column(name) != nullptr) {
        refuse(text_of(table->name, beside.dialect) + " has a column " + name + " already");
    }
}

const Constraint* enum_check_on(const Table& table, const std::string& column, Dialect dialect) {
    const auto found = std::ranges::find_if(table.constraints, [&](const Constraint& one) {
        return one.kind == Constraint::Kind::Check && one.name.starts_with("enum:") &&
               mentions(one.expression, column, dialect);
    });
    return found == table.constraints.end() ? nullptr : &*found;
}

/// COMMENT ON the table and its columns, as definitions have them.
void add_comments(Modifications& up, const Table& table) {
    const Key key = key_of(table);
    if (!table.comment.empty()) {
        up.emplace_back(SetComment{.object = key, .comment = table.comment});
    }
    for (const Column& column : table.columns) {
        if (!column.comment.empty()) {
            up.emplace_back(SetComment{key, SetComment::Part::Column, column.name, column.comment});
        }
    }
}

}  // namespace

void refuse_pointed_to(const Beside& beside, const Table& table, const std::string& column) {
    for (const auto& [name, other] : beside.now->tables) {
        if (name == table.name) {
            continue;
        }
        for (const Constraint& key : other.constraints) {
            if (points_to(key, table, column)) {
                refuse(text_of(name, beside.dialect) + "." + join(key.columns, ", ") +
                       " points to " + text_of(table.name, beside.dialect) +
                       (column.empty() ? "" : "." + column) + ": removeForeignKey " +
                       name_of(other, key) + " comes first");
            }
        }
    }
}

Modifications drops_around(const Beside& beside, const Table& table, const std::string& column) {
    refuse_pointed_to(beside, table, column);
    Modifications drops;
    for (const auto& [name, index] : beside.now->indexes) {
        if (index.table == table.name && stands_on(index, column, beside.dialect)) {
            drops.emplace_back(DropIndex{index});
        }
    }
    for (const Constraint& constraint : table.constraints) {
        if (stands_on(constraint, column, beside.dialect)) {
            drops.emplace_back(DropConstraint{table.name, constraint});
        }
    }
    return drops;
}

Steps create_entity(const Arguments& arguments, const Beside& beside) {
    const Arguments entity = *arguments.object("entity");
    const Table table = table_of(entity, beside);
    const Name& name = table.name;
    if (beside.now != nullptr && beside.now->tables.contains(name)) {
        refuse("there is a table " + text_of(name, beside.dialect) + " already");
    }
    Modifications up{CreateTable{table}};
    add_comments(up, table);
    for (const Arguments& index : entity.objects("indexes")) {
        up.emplace_back(CreateIndex{index_of(name, index), Concurrently::No});
    }
    return known(std::move(up), {DropTable{name}});
}

Steps remove_entity(const Arguments& arguments, const Beside& beside) {
    const Table& table = beside.table(arguments.name("entityName"));
    refuse_pointed_to(beside, table, "");
    return by_difference({DropTable{table.name}});
}

Steps update_entity_name(const Arguments& arguments, const Beside& beside) {
    const Name from = arguments.name("entityName");
    const Name to = arguments.name("newEntityName");
    beside.find_table(from);
    if (from.schema != to.schema) {
        refuse("a table keeps its schema when it is renamed: " + shown(from) + ", " + shown(to));
    }
    return known({RenameTable{from, to.name}}, {RenameTable{to, from.name}});
}

Steps create_column(const Arguments& arguments, const Beside& beside) {
    const Name table = arguments.name("entityName");
    const std::string name = arguments.text("fieldName");
    const Arguments definition = *arguments.object("definition");
    const Column column = column_of(name, definition, beside);
    const Filling filling = filling_of(arguments);
    const Table* const existing = beside.find_table(table);
    require_new_column(existing, name, beside);
    require_value(table, column, filling, beside);
    if (existing != nullptr && !filling.from_column.empty()) {
        beside.column(*existing, filling.from_column);
    }
    Modifications up{AddColumn{table, column, filling}};
    Table commented;
    commented.name = table;
    commented.columns = {column};
    add_comments(up, commented);
    if (auto check = enum_check_of(name, definition, beside)) {
        up.emplace_back(AddConstraint{table, *std::move(check)});
        return by_difference(std::move(up));
    }
    return known(std::move(up), {DropColumn{table, name}});
}

Steps remove_field(const Arguments& arguments, const Beside& beside) {
    const Table& table = beside.table(arguments.name("entityName"));
    const std::string& column = beside.column(table, arguments.text("fieldName")).name;
    Modifications up = drops_around(beside, table, column);
    up.emplace_back(DropColumn{table.name, column});
    return by_difference(std::move(up));
}

Steps update_field_name(const Arguments& arguments, const Beside& beside) {
    const Name table = arguments.name("entityName");
    const std::string from = arguments.text("fieldName");
    const std::string to = arguments.text("newFieldName");
    if (const Table* const existing = beside.find_table(table)) {
        beside.column(*existing, from);
        require_new_column(existing, to, beside);
    }
    return known({RenameColumn{table, from, to}}, {RenameColumn{table, to, from}});
}

Steps update_column_definition(const Arguments& arguments, const Beside& beside) {
    const Table& table = beside.table(arguments.name("entityName"));
    const Column& from = beside.column(table, arguments.text("fieldName"));
    const Arguments definition = *arguments.object("definition");
    Column to = column_of(from.name, definition, beside);
    if (!definition.has("comment")) {
        to.comment = from.comment;
    }
    to.privileges = from.privileges;
    const Filling filling = filling_of(arguments);
    if (!filling.from_column.empty()) {
        beside.column(table, filling.from_column);
    }
    Modifications up;
    const auto check = enum_check_of(from.name, definition, beside);
    const Constraint* const former = beside.dialect == Dialect::Sqlite
                                         ? enum_check_on(table, from.name, beside.dialect)
                                         : nullptr;
    const bool changes = (former == nullptr) != !check || (check && *former != *check);
    if (former != nullptr && changes) {
        up.emplace_back(DropConstraint{table.name, *former});
    }
    up.emplace_back(AlterColumn{table.name, from, to, filling});
    if (to.comment != from.comment) {
        up.emplace_back(SetComment{key_of(table), SetComment::Part::Column, to.name, to.comment});
    }
    if (check && changes) {
        up.emplace_back(AddConstraint{table.name, *check});
    }
    return by_difference(std::move(up));
}

}  // namespace gmig::schema

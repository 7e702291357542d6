#include "schema/sqlite/ddl.hpp"

#include "schema/sqlite/cursor.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::schema {
namespace {

std::string names(const std::vector<std::string>& identifiers) {
    std::vector<std::string> result;
    std::ranges::transform(identifiers, std::back_inserter(result), sqlite_name);
    return "(" + join(result, ", ") + ")";
}

std::string conflict_clause(const std::string& conflict) {
    return conflict.empty() ? "" : " ON CONFLICT " + conflict;
}

std::string words(Referential action) {
    constexpr std::array<std::string_view, 5> all{"NO ACTION", "RESTRICT", "CASCADE", "SET NULL",
                                                  "SET DEFAULT"};
    return std::string(all.at(static_cast<std::size_t>(action)));
}

std::string reference(const Constraint& key) {
    std::string text = "REFERENCES " + sqlite_name(key.target.name);
    text += key.target_columns.empty() ? "" : " " + names(key.target_columns);
    if (key.on_delete != Referential::NoAction) {
        text += " ON DELETE " + words(key.on_delete);
    }
    if (key.on_update != Referential::NoAction) {
        text += " ON UPDATE " + words(key.on_update);
    }
    text += key.match.empty() ? "" : " MATCH " + key.match;
    text += key.deferrable ? " DEFERRABLE" : "";
    return text + (key.initially_deferred ? " INITIALLY DEFERRED" : "");
}

std::string key_columns(const Constraint& key) {
    std::vector<std::string> listed;
    for (std::size_t at = 0; at < key.columns.size(); ++at) {
        const bool ordered = at < key.column_order.size() && !key.column_order[at].empty();
        listed.push_back(sqlite_name(key.columns[at]) +
                         (ordered ? " " + key.column_order[at] : ""));
    }
    return "(" + join(listed, ", ") + (key.autoincrement ? " AUTOINCREMENT)" : ")");
}

std::string constraint_name(const Constraint& constraint) {
    return constraint.name.empty() ? "" : "CONSTRAINT " + sqlite_name(constraint.name) + " ";
}

std::string table_constraint(const Constraint& constraint) {
    const std::string start = constraint_name(constraint);
    switch (constraint.kind) {
        case Constraint::Kind::PrimaryKey:
            return start + "PRIMARY KEY " + key_columns(constraint) +
                   conflict_clause(constraint.conflict);
        case Constraint::Kind::Unique:
            return start + "UNIQUE " + key_columns(constraint) +
                   conflict_clause(constraint.conflict);
        case Constraint::Kind::ForeignKey:
            return start + "FOREIGN KEY " + names(constraint.columns) + " " + reference(constraint);
        default:
            return start + "CHECK (" + constraint.expression.text() + ")";
    }
}

/// The same in a column, which it has for its only one.
std::string column_constraint(const Constraint& constraint) {
    const std::string start = " " + constraint_name(constraint);
    switch (constraint.kind) {
        case Constraint::Kind::PrimaryKey:
            return start + "PRIMARY KEY" + (constraint.column_order.empty() ? "" : " DESC") +
                   conflict_clause(constraint.conflict) +
                   (constraint.autoincrement ? " AUTOINCREMENT" : "");
        case Constraint::Kind::Unique:
            return start + "UNIQUE" + conflict_clause(constraint.conflict);
        case Constraint::Kind::ForeignKey:
            return start + reference(constraint);
        default:
            return start + "CHECK (" + constraint.expression.text() + ")";
    }
}

/// Whether CREATE TABLE has it in its column. Only there does DESC keep an INTEGER PRIMARY KEY from
/// being the rowid.
bool stands_in_column(const Constraint& constraint) {
    if (constraint.columns.size() != 1) {
        return false;
    }
    const bool plain = constraint.column_order.empty();
    switch (constraint.kind) {
        case Constraint::Kind::PrimaryKey:
            return plain || constraint.column_order[0] == "DESC";
        case Constraint::Kind::Unique:
            return plain && constraint.name.empty();
        case Constraint::Kind::ForeignKey:
            return constraint.name.empty();
        default:
            return false;
    }
}

/// One literal, with a sign or not, needs no brackets.
bool is_literal(const Expression& value) {
    Cursor cursor(value.text());
    const bool has_sign = cursor.accept_sign('-') || cursor.accept_sign('+');
    const sql::TokenKind kind = cursor.token().kind;
    if (kind != sql::TokenKind::Number &&
        (has_sign || (kind != sql::TokenKind::String && kind != sql::TokenKind::Word))) {
        return false;
    }
    cursor.advance();
    return cursor.at_end();
}

std::string part(const IndexPart& part) {
    std::string text = part.column.empty() ? part.expression.text() : sqlite_name(part.column);
    text += part.collation.empty() ? "" : " " + collate_clause(part.collation);
    return text + (part.descending ? " DESC" : "");
}

std::string options(const Table& table) {
    std::vector<std::string> words;
    if (table.strict) {
        words.emplace_back("STRICT");
    }
    if (table.without_rowid) {
        words.emplace_back("WITHOUT ROWID");
    }
    return words.empty() ? "" : " " + join(words, ", ");
}

}  // namespace

std::string sqlite_name(std::string_view identifier) {
    return quoted(identifier, Dialect::Sqlite);
}

std::string column_definition(const Column& column,
                              std::span<const Constraint* const> constraints) {
    std::string text = sqlite_name(column.name) + (column.type.empty() ? "" : " " + column.type);
    for (const Constraint* constraint : constraints) {
        text +=
            constraint->kind == Constraint::Kind::PrimaryKey ? column_constraint(*constraint) : "";
    }
    text += column.not_null ? " NOT NULL" + conflict_clause(column.not_null_conflict) : "";
    if (column.default_value) {
        const std::string& value = column.default_value->text();
        text += " DEFAULT " + (is_literal(*column.default_value) ? value : "(" + value + ")");
    }
    text += column.collation.empty() ? "" : " " + collate_clause(column.collation);
    for (const Constraint* constraint : constraints) {
        text +=
            constraint->kind == Constraint::Kind::PrimaryKey ? "" : column_constraint(*constraint);
    }
    if (column.generated) {
        text += " GENERATED ALWAYS AS (" + column.generated->expression.text() + ")" +
                (column.generated->stored ? " STORED" : " VIRTUAL");
    }
    return text;
}

std::string create_table(const Table& table, std::string_view name) {
    if (table.module) {
        return "CREATE VIRTUAL TABLE " + sqlite_name(name) + " " + table.module->text();
    }
    std::vector<std::string> lines;
    for (const Column& column : table.columns) {
        std::vector<const Constraint*> within;
        for (const Constraint& constraint : table.constraints) {
            if (stands_in_column(constraint) && constraint.columns[0] == column.name) {
                within.push_back(&constraint);
            }
        }
        lines.push_back("    " + column_definition(column, within));
    }
    for (const Constraint& constraint : table.constraints) {
        if (!stands_in_column(constraint)) {
            lines.push_back("    " + table_constraint(constraint));
        }
    }
    return "CREATE TABLE " + sqlite_name(name) + " (\n" + join(lines, ",\n") + "\n)" +
           options(table);
}

std::string create_index(const Index& index) {
    std::vector<std::string> parts;
    std::ranges::transform(index.parts, std::back_inserter(parts), part);
    return std::string("CREATE ") + (index.unique ? "UNIQUE INDEX " : "INDEX ") +
           sqlite_name(index.name.name) + " ON " + sqlite_name(index.table.name) + " (" +
           join(parts, ", ") + ")" + (index.where ? " WHERE " + index.where->text() : "");
}

std::string create_view(const View& view) {
    std::vector<std::string> columns;
    for (const auto& [name, type] : view.columns) {
        columns.push_back(name);
    }
    return "CREATE VIEW " + sqlite_name(view.name.name) +
           (columns.empty() ? "" : " " + names(columns)) + " AS " + view.query.text();
}

bool mentions(const Expression& expression, std::string_view name) {
    for (sql::Reader reader(expression.text(), Dialect::Sqlite); !reader.at_end();
         reader.advance()) {
        if (is_name(reader.token()) && is_same_name(name_in(reader.token()), name)) {
            return true;
        }
    }
    return false;
}

bool mentions(const Constraint& constraint, std::string_view column) {
    return constraint.kind == Constraint::Kind::Check
               ? mentions(constraint.expression, column)
               : std::ranges::find(constraint.columns, column) != constraint.columns.end();
}

bool mentions(const Index& index, std::string_view column) {
    return (index.where && mentions(*index.where, column)) ||
           std::ranges::any_of(index.parts, [&](const IndexPart& part) {
               return part.column == column || mentions(part.expression, column);
           });
}

const Constraint* primary_key(const Table& table) {
    const auto found =
        std::ranges::find(table.constraints, Constraint::Kind::PrimaryKey, &Constraint::kind);
    return found == table.constraints.end() ? nullptr : &*found;
}

const Column* rowid_column(const Table& table) {
    const Constraint* key = primary_key(table);
    if (key == nullptr || table.without_rowid || key->columns.size() != 1 ||
        !key->column_order.empty()) {
        return nullptr;
    }
    const Column* column = table.column(key->columns[0]);
    return column != nullptr && is_same_name(column->type, "INTEGER") ? column : nullptr;
}

}  // namespace gmig::schema

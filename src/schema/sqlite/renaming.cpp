#include "schema/sqlite/renaming.hpp"

#include "schema/sqlite/cursor.hpp"
#include "schema/sqlite/ddl.hpp"

#include <algorithm>
#include <utility>

namespace gmig::schema {
namespace {

void rename_in(std::vector<std::string>& names, const std::string& from, const std::string& to) {
    std::ranges::replace(names, from, to);
}

/// In an expression over one table a name is a column, unless a bracket follows it.
Expression renamed(const Expression& expression, const std::string& from, const std::string& to) {
    const std::string& text = expression.text();
    std::string result;
    std::size_t taken = 0;
    for (sql::Reader reader(text, Dialect::Sqlite); !reader.at_end(); reader.advance()) {
        const sql::Token& token = reader.token();
        sql::Reader ahead = reader;
        ahead.advance();
        if (token.kind == sql::TokenKind::String || !is_same_name(name_in(token), from) ||
            ahead.is_sign('(')) {
            continue;
        }
        result += text.substr(taken, token.offset - taken) + sqlite_name(to);
        taken = token.offset + token.text.size();
    }
    return {result + text.substr(taken), Dialect::Sqlite};
}

void rename_own(Table& table, const std::string& from, const std::string& to) {
    for (Column& column : table.columns) {
        column.name = column.name == from ? to : column.name;
        if (column.generated) {
            column.generated->expression = renamed(column.generated->expression, from, to);
        }
    }
    for (Constraint& constraint : table.constraints) {
        rename_in(constraint.columns, from, to);
        if (!constraint.expression.empty()) {
            constraint.expression = renamed(constraint.expression, from, to);
        }
    }
}

void rename_in(Index& index, const std::string& from, const std::string& to) {
    for (IndexPart& part : index.parts) {
        part.column = part.column == from ? to : part.column;
        if (!part.expression.empty()) {
            part.expression = renamed(part.expression, from, to);
        }
    }
    if (index.where) {
        index.where = renamed(*index.where, from, to);
    }
}

}  // namespace

void rename_table(Schema& schema, const Name& table, const std::string& to) {
    const Name renamed{table.schema, to};
    auto node = schema.tables.extract(table);
    node.key() = renamed;
    node.mapped().name = renamed;
    schema.tables.insert(std::move(node));
    for (auto& [name, other] : schema.tables) {
        for (Constraint& constraint : other.constraints) {
            constraint.target = constraint.target == table ? renamed : constraint.target;
        }
    }
    for (auto& [name, index] : schema.indexes) {
        index.table = index.table == table ? renamed : index.table;
    }
    std::map<Key, Trigger> triggers;
    for (auto& [key, trigger] : schema.triggers) {
        trigger.table = trigger.table == table ? renamed : trigger.table;
        triggers.emplace(key_of(trigger), std::move(trigger));
    }
    schema.triggers = std::move(triggers);
}

void rename_column(Schema& schema, const Name& table, const std::string& column,
                   const std::string& to) {
    rename_own(schema.tables.at(table), column, to);
    for (auto& [name, other] : schema.tables) {
        for (Constraint& constraint : other.constraints) {
            if (constraint.target == table) {
                rename_in(constraint.target_columns, column, to);
            }
        }
    }
    for (auto& [name, index] : schema.indexes) {
        if (index.table == table) {
            rename_in(index, column, to);
        }
    }
}

}  // namespace gmig::schema

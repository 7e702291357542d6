#include "app/blame/object.hpp"
#include <gmig/sql/reader.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <map>

namespace gmig::app {
namespace {

using schema::Expression;
using schema::Key;
using schema::Name;
using schema::Schema;

/// Gives new names in everything that an object's values hold.
class Renaming {
public:
    Renaming(Dialect dialect, const Key& from, const Key& to,
             const std::vector<ColumnRename>& columns)
        : dialect_(dialect), from_(from.name), to_(to.name), columns_(columns) {
        for (const auto& [old, fresh] : columns) {
            words_[folded(old)] = fresh;
        }
        if (from_.name != to_.name) {
            words_.emplace(folded(from_.name), to_.name);
        }
    }

    void name(Name& name) const {
        if (name == from_) {
            name = to_;
        }
    }
    void column(std::string& column) const {
        for (const auto& [old, fresh] : columns_) {
            if (folded(column) == folded(old)) {
                column = fresh;
                return;
            }
        }
    }
    void columns(std::vector<std::string>& names) const {
        for (std::string& one : names) {
            column(one);
        }
    }
    void expression(Expression& expression) const {
        if (!expression.empty()) {
            expression = Expression(replaced(expression.text()), dialect_);
        }
    }
    void uses(std::vector<schema::Use>& uses) const {
        for (schema::Use& use : uses) {
            if (use.object.name == from_) {
                use.object.name = to_;
                column(use.column);
            }
        }
        std::ranges::sort(uses);
    }

private:
    [[nodiscard]] std::string folded(std::string_view word) const {
        return dialect_ == Dialect::Sqlite ? ascii_lower(word) : std::string(word);
    }
    [[nodiscard]] std::string replaced(const std::string& text) const {
        std::string result;
        std::size_t copied = 0;
        sql::Token token;
        for (sql::Lexer lexer(text, dialect_); lexer.next(token);) {
            const bool may_be_name = token.kind == sql::TokenKind::Word ||
                                     token.kind == sql::TokenKind::QuotedIdentifier;
            const auto word =
                may_be_name ? words_.find(folded(sql::name_of(token, dialect_))) : words_.end();
            if (word != words_.end()) {
                result.append(text, copied, token.offset - copied);
                result += schema::quoted(word->second, dialect_);
                copied = token.offset + token.text.size();
            }
        }
        return result.append(text, copied);
    }

    Dialect dialect_;
    Name from_;
    Name to_;
    const std::vector<ColumnRename>& columns_;
    std::map<std::string, std::string> words_;
};

void rename(const Renaming& names, schema::Constraint& constraint) {
    names.columns(constraint.columns);
    if (!constraint.target_columns.empty()) {
        Name target = constraint.target;
        names.name(target);
        if (target != constraint.target) {
            names.columns(constraint.target_columns);
        }
    }
    names.name(constraint.target);
    names.columns(constraint.set_columns);
    names.columns(constraint.include);
    names.expression(constraint.expression);
}

void rename(const Renaming& names, schema::Table& table) {
    names.name(table.name);
    for (schema::Column& column : table.columns) {
        names.column(column.name);
        if (column.generated) {
            names.expression(column.generated->expression);
        }
    }
    for (schema::Constraint& constraint : table.constraints) {
        rename(names, constraint);
    }
    names.uses(table.uses);
}

void rename(const Renaming& names, schema::Index& index) {
    names.name(index.name);
    names.name(index.table);
    for (schema::IndexPart& part : index.parts) {
        names.column(part.column);
        names.expression(part.expression);
    }
    names.columns(index.include);
    if (index.where) {
        names.expression(*index.where);
    }
    names.uses(index.uses);
}

void rename(const Renaming& names, schema::Routine& routine) {
    names.name(routine.name);
    names.expression(routine.definition);
}

/// Of a trigger or a policy.
void rename_attached(const Renaming& names, auto& attached) {
    names.name(attached.table);
    names.expression(attached.definition);
    names.uses(attached.uses);
}

/// The map with each value renamed and under its key of then.
template <class Map, class Rename>
Map rebuilt(const Map& map, const Rename& rename, const auto& key_of_value) {
    Map result;
    for (auto [key, value] : map) {
        rename(value);
        result.emplace(key_of_value(value), std::move(value));
    }
    return result;
}

}  // namespace

Schema renamed_object(const Schema& only, const Key& from, const Key& to,
                      const std::vector<ColumnRename>& columns) {
    const Renaming names(only.dialect, from, to, columns);
    const auto by_name = [](const auto& value) { return value.name; };
    const auto by_key = [](const auto& value) { return schema::key_of(value); };
    const auto whole = [&](auto& value) { rename(names, value); };
    const auto name_only = [&](auto& value) { names.name(value.name); };
    const auto attached = [&](auto& value) { rename_attached(names, value); };
    Schema result;
    result.dialect = only.dialect;
    result.tables = rebuilt(only.tables, whole, by_name);
    result.indexes = rebuilt(only.indexes, whole, by_name);
    result.views = rebuilt(only.views, name_only, by_name);
    result.sequences = rebuilt(only.sequences, name_only, by_name);
    result.enums = rebuilt(only.enums, name_only, by_name);
    result.domains = rebuilt(only.domains, name_only, by_name);
    result.composites = rebuilt(only.composites, name_only, by_name);
    result.routines = rebuilt(only.routines, whole, by_key);
    result.triggers = rebuilt(only.triggers, attached, by_key);
    result.policies = rebuilt(only.policies, attached, by_key);
    return result;
}

}  // namespace gmig::app

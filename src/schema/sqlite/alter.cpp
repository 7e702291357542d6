#include "schema/sqlite/alter.hpp"

#include "schema/sqlite/cursor.hpp"
#include "schema/sqlite/ddl.hpp"
#include "schema/sqlite/table_edit.hpp"

#include <algorithm>
#include <array>

namespace gmig::schema {
namespace {

/// Rows that are there get it without being written, so it must not have to be computed.
bool is_constant(const Expression& value) {
    Cursor cursor(value.text());
    if (!cursor.accept_sign('-')) {
        cursor.accept_sign('+');
    }
    constexpr std::array<std::string_view, 3> words{"NULL", "TRUE", "FALSE"};
    const sql::TokenKind kind = cursor.token().kind;
    const bool constant =
        kind == sql::TokenKind::Number || kind == sql::TokenKind::String ||
        std::ranges::any_of(words, [&](std::string_view word) { return cursor.is(word); });
    cursor.advance();
    return constant && cursor.at_end();
}

bool is_null(const Column& column) {
    return !column.default_value || Cursor(column.default_value->text()).is("NULL");
}

bool can_be_added(const AddColumn& step) {
    const Column& column = step.column;
    if (step.filling != Filling{}) {
        return false;
    }
    if (column.generated) {
        return !column.generated->stored && !column.not_null;
    }
    return (!column.default_value || is_constant(*column.default_value)) &&
           (!column.not_null || !is_null(column));
}

bool needs(const Table& table, std::string_view column) {
    return std::ranges::any_of(table.constraints,
                               [&](const Constraint& each) { return mentions(each, column); }) ||
           std::ranges::any_of(table.columns, [&](const Column& each) {
               return each.generated && mentions(each.generated->expression, column);
           });
}

bool is_indexed(const Schema& schema, const Name& table, std::string_view column) {
    return std::ranges::any_of(schema.indexes, [&](const auto& each) {
        return each.second.table == table && mentions(each.second, column);
    });
}

class Alteration {
public:
    Alteration(const Schema& schema, const Table& table) : schema_(schema), edit_(table) {}

    /// False where only a rebuild does it.
    bool take(std::size_t number, const Modification& modification);
    std::vector<NativeStep> take_steps();

private:
    struct Added {
        std::size_t step;
        Column column;
        std::vector<Constraint> constraints;
    };

    bool add(std::size_t number, const AddColumn& step);
    bool add(std::size_t number, const AddConstraint& step);
    bool drop(std::size_t number, const DropColumn& step);
    Added* place_for(const Constraint& constraint);
    [[nodiscard]] std::string start() const {
        return "ALTER TABLE " + sqlite_name(edit_.table().name.name) + " ";
    }

    const Schema& schema_;
    TableEdit edit_;
    std::vector<NativeStep> steps_;
    std::vector<Added> added_;
};

bool Alteration::take(std::size_t number, const Modification& modification) {
    bool possible = false;
    if (const auto* column = std::get_if<AddColumn>(&modification)) {
        possible = add(number, *column);
    } else if (const auto* constraint = std::get_if<AddConstraint>(&modification)) {
        possible = add(number, *constraint);
    } else if (const auto* dropped = std::get_if<DropColumn>(&modification)) {
        possible = drop(number, *dropped);
    }
    if (possible) {
        edit_.apply(modification);
    }
    return possible;
}

bool Alteration::add(std::size_t number, const AddColumn& step) {
    if (!can_be_added(step)) {
        return false;
    }
    added_.push_back({steps_.size(), step.column, {}});
    steps_.push_back({{number}, {}});
    return true;
}

bool Alteration::add(std::size_t number, const AddConstraint& step) {
    Added* place = place_for(step.constraint);
    if (place == nullptr) {
        return false;
    }
    place->constraints.push_back(step.constraint);
    steps_[place->step].modifications.push_back(number);
    return true;
}

/// A constraint comes with a new column: the last one that it names, so that all are there.
Alteration::Added* Alteration::place_for(const Constraint& constraint) {
    const auto found = std::find_if(added_.rbegin(), added_.rend(), [&](const Added& added) {
        return mentions(constraint, added.column.name);
    });
    if (found == added_.rend()) {
        return nullptr;
    }
    const bool key = constraint.kind == Constraint::Kind::ForeignKey &&
                     constraint.columns.size() == 1 && is_null(found->column) &&
                     !found->column.generated;
    return key || constraint.kind == Constraint::Kind::Check ? &*found : nullptr;
}

// SQLite looks at every view and trigger before and afterwards, and refuses when one is broken,
// whatever for. A rebuild does not look.
bool Alteration::drop(std::size_t number, const DropColumn& step) {
    const Table& table = edit_.table();
    if (table.columns.size() < 2 || needs(table, step.column) || !schema_.views.empty() ||
        !schema_.triggers.empty() || is_indexed(schema_, table.name, step.column)) {
        return false;
    }
    steps_.push_back({{number}, {start() + "DROP COLUMN " + sqlite_name(step.column)}});
    return true;
}

std::vector<NativeStep> Alteration::take_steps() {
    for (const Added& added : added_) {
        std::vector<const Constraint*> constraints;
        for (const Constraint& constraint : added.constraints) {
            constraints.push_back(&constraint);
        }
        steps_[added.step].statements.push_back(start() + "ADD COLUMN " +
                                                column_definition(added.column, constraints));
    }
    return std::move(steps_);
}

}  // namespace

std::optional<std::vector<NativeStep>> native_steps(const Schema& before, const Table& table,
                                                    std::span<const Modification> modifications) {
    Alteration alteration(before, table);
    std::size_t number = 0;
    for (const Modification& modification : modifications) {
        if (!alteration.take(number++, modification)) {
            return std::nullopt;
        }
    }
    return alteration.take_steps();
}

}  // namespace gmig::schema

#include "schema/json/lowering.hpp"
#include <gmig/support/near.hpp>

#include <algorithm>

namespace gmig::schema {
namespace {

using ConstraintOf = Constraint (*)(const Table&, const Arguments&);

/// The table as far as it is known, for the names that the server would choose.
Table table_beside(const Name& name, const Beside& beside) {
    if (const Table* const existing = beside.find_table(name)) {
        return *existing;
    }
    Table table;
    table.name = name;
    return table;
}

void require_free(const Table& table, const Constraint& constraint, const Beside& beside) {
    const bool taken = !constraint.name.empty() &&
                       std::ranges::find(table.constraints, constraint.name, &Constraint::name) !=
                           table.constraints.end();
    if (taken) {
        refuse(text_of(table.name, beside.dialect) + " has a constraint " + constraint.name +
               " already: give this one a \"name\"");
    }
}

Steps add(const Arguments& arguments, const Beside& beside, ConstraintOf constraint_of) {
    const Table table = table_beside(arguments.name("entityName"), beside);
    const Constraint constraint = constraint_of(table, *arguments.object("constraint"));
    if (beside.now != nullptr) {
        for (const std::string& column : constraint.columns) {
            beside.column(table, column);
        }
        if (constraint.kind == Constraint::Kind::ForeignKey) {
            const Table& target = beside.table(constraint.target);
            for (const std::string& column : constraint.target_columns) {
                beside.column(target, column);
            }
        }
    }
    require_free(table, constraint, beside);
    return known({AddConstraint{table.name, constraint}}, {DropConstraint{table.name, constraint}});
}

Steps remove(const Arguments& arguments, const Beside& beside, Constraint::Kind kind) {
    const Table& table = beside.table(arguments.name("entityName"));
    const Constraint& constraint = beside.constraint(table, arguments.text("constraintName"), kind);
    return by_difference({DropConstraint{table.name, constraint}});
}

}  // namespace

Steps create_unique(const Arguments& arguments, const Beside& beside) {
    return add(arguments, beside, unique_of);
}

Steps remove_unique(const Arguments& arguments, const Beside& beside) {
    return remove(arguments, beside, Constraint::Kind::Unique);
}

Steps create_check(const Arguments& arguments, const Beside& beside) {
    return add(arguments, beside, check_of);
}

Steps remove_check(const Arguments& arguments, const Beside& beside) {
    return remove(arguments, beside, Constraint::Kind::Check);
}

Steps create_foreign_key(const Arguments& arguments, const Beside& beside) {
    return add(arguments, beside, foreign_key_of);
}

Steps remove_foreign_key(const Arguments& arguments, const Beside& beside) {
    return remove(arguments, beside, Constraint::Kind::ForeignKey);
}

Steps create_index(const Arguments& arguments, const Beside& beside) {
    const Arguments definition = *arguments.object("index");
    const Index index = index_of(arguments.name("entityName"), definition);
    const bool on_view = beside.now != nullptr && beside.now->views.contains(index.table);
    if (const Table* const table = on_view ? nullptr : beside.find_table(index.table)) {
        for (const IndexPart& part : index.parts) {
            if (!part.column.empty()) {
                beside.column(*table, part.column);
            }
        }
    }
    if (beside.now != nullptr && beside.now->indexes.contains(index.name)) {
        refuse("there is an index " + index.name.name + " already: give this one a \"name\"");
    }
    // SQLite has one writer at a time in any case.
    const bool concurrently =
        beside.dialect == Dialect::Postgresql && definition.flag("concurrently");
    return known({CreateIndex{index, concurrently ? Concurrently::Yes : Concurrently::No}},
                 {DropIndex{index}});
}

Steps remove_index(const Arguments& arguments, const Beside& beside) {
    const Name table = arguments.name("entityName");
    const std::string wanted = arguments.text("indexName");
    std::vector<std::string_view> known;
    for (const auto& [name, index] : beside.now->indexes) {
        if (index.table != table) {
            continue;
        }
        if (name.name == wanted) {
            return by_difference({DropIndex{index}});
        }
        known.emplace_back(name.name);
    }
    const std::string of = text_of(table, beside.dialect);
    refuse(known.empty() ? of + " has no index " + wanted
                         : unknown_word("index of " + of, wanted, known));
}

}  // namespace gmig::schema

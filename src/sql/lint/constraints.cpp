// GM408, GM409, GM410. Sources: PostgreSQL 15's documentation, ALTER TABLE, ADD table_constraint [
// NOT VALID ], ADD table_constraint_using_index, VALIDATE CONSTRAINT and Notes; 13.3 Explicit
// Locking. That ADD COLUMN with REFERENCES and no default checks nothing, but with CHECK reads
// every row, was tried (tests/contract/postgresql/lint_test.cpp).
#include "sql/lint/alter_table.hpp"

#include <string_view>

namespace gmig::sql::lint {
namespace {

std::string named(const Json& constraint, const std::string& column, const AlterCommand& command) {
    const auto made = constraint_of(constraint, command.table, column, command.names);
    return made ? shown(made->name) : std::string("…");
}

std::string columns_of(const Json& constraint, const std::string& column) {
    auto columns = words(member(constraint, "keys"));
    if (columns.empty() && !column.empty()) {
        columns.push_back(column);
    }
    return shown(std::span<const std::string>(columns));
}

std::string validate_later(const std::string& name, const AlterCommand& command) {
    return " NOT VALID, and in a later migration " + command.alter() + "VALIDATE CONSTRAINT " +
           name + ", which lets reads and writes go on";
}

void judge_check(const Json& constraint, const std::string& column, const AlterCommand& command) {
    const std::string name = named(constraint, column, command);
    command.add(
        Code::ConstraintScansTable,
        "the CHECK " + name + " is tried on every row of " + command.table_name() +
            " under an ACCESS EXCLUSIVE lock: nobody reads or writes the table meanwhile",
        command.alter() + "ADD CONSTRAINT " + name + " CHECK (…)" + validate_later(name, command));
}

void judge_foreign_key(const Json& constraint, const std::string& column,
                       const AlterCommand& command) {
    const std::string name = named(constraint, column, command);
    const std::string other = shown(command.names.of_relation(member(constraint, "pktable")));
    command.add(Code::ConstraintScansTable,
                "the foreign key " + name + " is tried on every row of " + command.table_name() +
                    " under SHARE ROW EXCLUSIVE locks: writes to it and to " + other +
                    " wait meanwhile",
                command.alter() + "ADD CONSTRAINT " + name + " FOREIGN KEY … REFERENCES " + other +
                    validate_later(name, command));
}

void judge_index_constraint(const Json& constraint, const std::string& column,
                            const AlterCommand& command) {
    const bool primary = text(constraint, "contype") == "CONSTR_PRIMARY";
    const std::string kind = primary ? "PRIMARY KEY" : "UNIQUE";
    const std::string name = named(constraint, column, command);
    command.add(Code::ConstraintBuildsIndex,
                kind + " " + name + " builds its index from every row of " + command.table_name() +
                    " under an ACCESS EXCLUSIVE lock: nobody reads or writes the table meanwhile",
                "in a migration before, with \"-- gmig: transaction=off\": CREATE UNIQUE INDEX "
                "CONCURRENTLY " +
                    name + " ON " + command.table_name() + " (" + columns_of(constraint, column) +
                    "); then " + command.alter() + "ADD CONSTRAINT " + name + " " + kind +
                    " USING INDEX " + name);
}

void judge_exclusion(const Json& constraint, const AlterCommand& command) {
    const std::string name = named(constraint, {}, command);
    command.add(Code::ConstraintBuildsIndex,
                "EXCLUDE " + name + " builds its index from every row of " + command.table_name() +
                    " under an ACCESS EXCLUSIVE lock: nobody reads or writes the table meanwhile",
                "there is no way beside it: run it when nobody needs " + command.table_name() +
                    ", or move the rows in batches to a new table that has it");
}

/// ADD PRIMARY KEY USING INDEX sets its columns NOT NULL.
void judge_key_by_index(const Json& constraint, const AlterCommand& command) {
    const Catalog& catalog = command.subject.scene.catalog;
    const Index* const index =
        catalog.find_index({command.table.schema, text(constraint, "indexname")});
    if (text(constraint, "contype") != "CONSTR_PRIMARY" || index == nullptr) {
        return;
    }
    for (const std::string& column : index->columns) {
        if (is_proven_not_null(catalog, command.table, column)) {
            continue;
        }
        command.add(Code::SetsNotNull,
                    "the PRIMARY KEY sets " + shown(column) + " NOT NULL, for which every row of " +
                        command.table_name() +
                        " is read under an ACCESS EXCLUSIVE lock: nobody reads or writes the "
                        "table meanwhile",
                    "in migrations before: ADD CONSTRAINT … CHECK (" + shown(column) +
                        " IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT, then SET NOT NULL");
    }
}

}  // namespace

void judge_constraint(const Json& constraint, const std::string& column, bool has_value,
                      const AlterCommand& command) {
    const std::string kind = text(constraint, "contype");
    if (flag(constraint, "skip_validation")) {
        return;
    }
    if (kind == "CONSTR_CHECK") {
        judge_check(constraint, column, command);
    } else if (kind == "CONSTR_FOREIGN" && has_value) {
        judge_foreign_key(constraint, column, command);
    } else if (kind == "CONSTR_EXCLUSION") {
        judge_exclusion(constraint, command);
    } else if (kind == "CONSTR_UNIQUE" || kind == "CONSTR_PRIMARY") {
        if (text(constraint, "indexname").empty()) {
            judge_index_constraint(constraint, column, command);
        } else {
            judge_key_by_index(constraint, command);
        }
    }
}

void judge_added_constraint(const AlterCommand& command) {
    judge_constraint(member(member(command.node, "def"), "Constraint"), {}, true, command);
}

}  // namespace gmig::sql::lint

// GM401, GM402, GM403, GM404. Sources: PostgreSQL 15's documentation, ALTER TABLE, Notes ("Adding a
// column with a volatile DEFAULT or changing the type of an existing column will require the entire
// table and its indexes to be rewritten"), and SET NOT NULL there ("if a valid CHECK constraint is
// found which proves no NULL can exist, then the table scan is skipped").
#include "sql/lint/alter_table.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::sql::lint {
namespace {

/// What a column's definition says besides its type.
struct Definition {
    bool required = false;        ///< NOT NULL, PRIMARY KEY
    const Json* value = nullptr;  ///< of DEFAULT, unless NULL
    bool numbered = false;        ///< serial, identity
    bool stored = false;          ///< GENERATED … STORED
};

Definition definition_of(const Json& column) {
    Definition found{.numbered = is_serial(member(column, "typeName"))};
    for (const Json& item : member(column, "constraints")) {
        const Json& constraint = member(item, "Constraint");
        const std::string kind = text(constraint, "contype");
        found.required = found.required || kind == "CONSTR_NOTNULL" || kind == "CONSTR_PRIMARY";
        found.numbered = found.numbered || kind == "CONSTR_IDENTITY";
        found.stored = found.stored || kind == "CONSTR_GENERATED";
        const Json& value = member(constraint, "raw_expr");
        if (kind == "CONSTR_DEFAULT" && !flag(member(value, "A_Const"), "isnull")) {
            found.value = &value;
        }
    }
    return found;
}

constexpr std::string_view rewrites =
    " under an ACCESS EXCLUSIVE lock: nobody reads or writes the table meanwhile";

void warn_required(const AlterCommand& command, const std::string& name) {
    command.add(Code::AddsRequiredColumn,
                "ADD COLUMN " + name + " NOT NULL without a DEFAULT fails where " +
                    command.table_name() +
                    " has a row, and programs that run now and do not name "
                    "it can write none",
                command.alter() + "ADD COLUMN " + name +
                    " … NOT NULL DEFAULT …, with a constant; or without NOT NULL, fill it in "
                    "batches, and then SET NOT NULL as GM404's page shows");
}

void warn_numbered(const AlterCommand& command, const std::string& name) {
    command.add(
        Code::DefaultRewritesTable,
        "ADD COLUMN " + name + " with numbers of its own (serial, identity) writes all of " +
            command.table_name() + " anew" + std::string(rewrites),
        command.alter() + "ADD COLUMN " + name + " bigint; CREATE SEQUENCE …; ALTER COLUMN " +
            name + " SET DEFAULT nextval(…); then number the old rows in batches");
}

void warn_stored(const AlterCommand& command, const std::string& name) {
    command.add(Code::DefaultRewritesTable,
                "ADD COLUMN " + name + " GENERATED … STORED writes all of " + command.table_name() +
                    " anew" + std::string(rewrites),
                "a plain column " + name +
                    " that a trigger fills, and the old rows in batches; or "
                    "a view that computes it");
}

void warn_volatile(const AlterCommand& command, const std::string& name) {
    command.add(Code::DefaultRewritesTable,
                "ADD COLUMN " + name +
                    " with a default that differs from row to row writes all "
                    "of " +
                    command.table_name() + " anew" + std::string(rewrites),
                command.alter() + "ADD COLUMN " + name + " …; " + command.alter() +
                    "ALTER COLUMN " + name + " SET DEFAULT …; then fill the old rows in batches");
}

void warn_domain(const AlterCommand& command, const std::string& name) {
    command.add(Code::DefaultRewritesTable,
                "ADD COLUMN " + name + " of a domain with constraints writes all of " +
                    command.table_name() + " anew" + std::string(rewrites),
                "a column " + name +
                    " of the domain's own type, and a CHECK … NOT VALID that is "
                    "validated in a later migration");
}

void judge_value(const AlterCommand& command, const Definition& definition, const Json& column) {
    const std::string name = shown(text(column, "colname"));
    const Catalog& catalog = command.subject.scene.catalog;
    const bool domain = catalog.is_constrained_domain(
        command.names.of_words(words(member(member(column, "typeName"), "names"))));
    if (definition.numbered) {
        warn_numbered(command, name);
    } else if (definition.stored) {
        warn_stored(command, name);
    } else if (definition.value != nullptr &&
               is_volatile(*definition.value, catalog, command.names)) {
        warn_volatile(command, name);
    } else if (domain) {
        warn_domain(command, name);
    }
}

/// USING a, or USING a::type with the type that it becomes: no more than the change itself.
bool says_more(const Json& expression, const std::string& column, const std::string& to) {
    if (!expression.is_object()) {
        return false;
    }
    const Json& cast = member(expression, "TypeCast");
    const bool same = cast.is_object() && type_text(member(cast, "typeName")) == to;
    const Json& inner = same ? member(cast, "arg") : expression;
    const auto parts = words(member(member(inner, "ColumnRef"), "fields"));
    return parts.empty() || parts.back() != column;
}

void warn_type(const AlterCommand& command, const std::string& name, const std::string& what) {
    command.add(Code::ChangesColumnType, "changes the type of " + shown(name) + what,
                "over two releases: add a column of the new type, write both (a trigger), copy "
                "the rows in batches, read the new one, and drop " +
                    shown(name) + " at last");
}

/// The values stay, but PostgreSQL makes what was computed from them again
/// (ATPostAlterTypeCleanup() in tablecmds.c; tried).
void judge_kept_rows(const AlterCommand& command, const std::string& name,
                     const std::string& index) {
    const Constraint* const check = command.subject.scene.catalog.check_of(command.table, name);
    if (!index.empty()) {
        warn_type(command, name,
                  ", for which the index " + shown(index) + " is built anew from every row of " +
                      command.table_name() + std::string(rewrites));
    } else if (check != nullptr) {
        warn_type(command, name,
                  ", for which the CHECK " + shown(check->name) +
                      " is tried again on every row of " + command.table_name() +
                      std::string(rewrites));
    }
}

}  // namespace

void judge_added_column(const AlterCommand& command) {
    const Json& column = member(member(command.node, "def"), "ColumnDef");
    const std::string name = text(column, "colname");
    const Definition definition = definition_of(column);
    const bool valued = definition.value != nullptr || definition.numbered || definition.stored;
    if (definition.required && !valued) {
        warn_required(command, shown(name));
    }
    judge_value(command, definition, column);
    for (const Json& item : member(column, "constraints")) {
        judge_constraint(member(item, "Constraint"), name, valued, command);
    }
}

void judge_type_change(const AlterCommand& command) {
    const Json& definition = member(member(command.node, "def"), "ColumnDef");
    const std::string name = text(command.node, "name");
    const std::string to = type_text(member(definition, "typeName"));
    const Catalog& catalog = command.subject.scene.catalog;
    const Column* const known = catalog.find_column(command.table, name);
    const std::string from = known == nullptr ? std::string() : known->type;
    const bool computes = says_more(member(definition, "raw_default"), name, to);
    if (!from.empty() && !computes && keeps_rows(from, to)) {
        judge_kept_rows(command, name, catalog.index_computed_from(command.table, name));
        return;
    }
    if (!computes && command.subject.in_utc && keeps_rows_in_utc(from, to)) {
        judge_kept_rows(command, name, catalog.index_with(command.table, name));
        return;
    }
    const std::string change =
        from.empty() ? " to " + printable(to) + ": may write"
                     : " from " + printable(from) + " to " + printable(to) + ": writes";
    warn_type(command, name,
              change + " all of " + command.table_name() + " and its indexes anew" +
                  std::string(rewrites) + ", and programs that run now meet the new type");
}

void judge_not_null(const AlterCommand& command) {
    const std::string name = text(command.node, "name");
    if (is_proven_not_null(command.subject.scene.catalog, command.table, name)) {
        return;
    }
    const std::string check = shown(command.table.name + "_" + name + "_not_null");
    command.add(Code::SetsNotNull,
                "SET NOT NULL on " + shown(name) + " reads every row of " + command.table_name() +
                    " under an ACCESS EXCLUSIVE lock: nobody reads or writes the table meanwhile",
                "in a migration each: " + command.alter() + "ADD CONSTRAINT " + check + " CHECK (" +
                    shown(name) + " IS NOT NULL) NOT VALID; VALIDATE CONSTRAINT " + check +
                    "; ALTER COLUMN " + shown(name) + " SET NOT NULL, DROP CONSTRAINT " + check);
}

}  // namespace gmig::sql::lint

#include "schema/sqlite/ddl.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

namespace gmig::schema {

void refuse(std::string_view lacking, const std::string& step) {
    throw Error(Error::Kind::Usage,
                "SQLite has no " + std::string(lacking) + ": " + printable(step))
        .state("nothing has changed");
}

void require_sqlite(const Table& table, const std::string& step) {
    if (!table.name.schema.empty()) {
        refuse("schemas", step);
    }
    if (!table.partition_by.empty() || table.partition_of || !table.inherits.empty()) {
        refuse("partitions and no inheritance", step);
    }
    if (table.unlogged || !table.options.empty()) {
        refuse("storage parameters and no unlogged tables", step);
    }
    if (table.row_security || table.force_row_security) {
        refuse("row security", step);
    }
    if (!table.comment.empty()) {
        refuse("comments", step);
    }
    if (!table.privileges.empty()) {
        refuse("privileges", step);
    }
    for (const Column& column : table.columns) {
        require_sqlite(column, step);
    }
    for (const Constraint& constraint : table.constraints) {
        require_sqlite(constraint, step);
    }
}

void require_sqlite(const Column& column, const std::string& step) {
    if (column.identity) {
        refuse("identity columns (it has INTEGER PRIMARY KEY)", step);
    }
    if (!column.comment.empty()) {
        refuse("comments", step);
    }
    if (!column.privileges.empty()) {
        refuse("privileges", step);
    }
}

void require_sqlite(const Constraint& constraint, const std::string& step) {
    if (constraint.kind == Constraint::Kind::Exclusion) {
        refuse("exclusion constraints", step);
    }
    if (!constraint.set_columns.empty()) {
        refuse("columns behind ON DELETE SET NULL", step);
    }
    if (!constraint.include.empty() || constraint.nulls_not_distinct) {
        refuse("INCLUDE and no NULLS NOT DISTINCT", step);
    }
    if (!constraint.comment.empty()) {
        refuse("comments", step);
    }
    const bool foreign_key = constraint.kind == Constraint::Kind::ForeignKey;
    if (!foreign_key && (constraint.deferrable || constraint.initially_deferred)) {
        refuse("deferrable constraints other than foreign keys", step);
    }
}

void require_sqlite(const Index& index, const std::string& step) {
    if (!index.method.empty() && index.method != "btree") {
        refuse("index method " + index.method, step);
    }
    if (!index.include.empty() || index.nulls_not_distinct || !index.options.empty()) {
        refuse("INCLUDE, no NULLS NOT DISTINCT and no storage parameters of an index", step);
    }
    for (const IndexPart& part : index.parts) {
        if (!part.opclass.empty()) {
            refuse("operator classes", step);
        }
    }
    if (!index.comment.empty()) {
        refuse("comments", step);
    }
}

}  // namespace gmig::schema

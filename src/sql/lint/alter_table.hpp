#pragma once

#include "sql/lint/postgresql.hpp"

#include <string>

namespace gmig::sql::lint {

/// One command of an ALTER TABLE on a table in use.
struct AlterCommand {
    const Json& node;  ///< the AlterTableCmd
    ObjectName table;
    Subject& subject;
    const Names& names;
    std::size_t place = 0;

    void add(Code code, std::string message, std::string remedy) const {
        subject.scene.report.add(code, place, std::move(message), std::move(remedy));
    }
    [[nodiscard]] std::string column() const { return shown(text(node, "name")); }
    [[nodiscard]] std::string table_name() const { return shown(table); }
    /// "ALTER TABLE t ".
    [[nodiscard]] std::string alter() const { return "ALTER TABLE " + shown(table) + " "; }
};

// By what a command does.
void judge_added_column(const AlterCommand& command);
void judge_type_change(const AlterCommand& command);
void judge_not_null(const AlterCommand& command);
void judge_added_constraint(const AlterCommand& command);
void judge_table_rewrite(const AlterCommand& command);
void judge_attach(const AlterCommand& command);
void judge_detach(const AlterCommand& command);

/// Whether the column is known to hold no NULL by a validated CHECK, or by NOT NULL itself.
bool is_proven_not_null(const Catalog& catalog, const ObjectName& table, const std::string& column);

/// The constraint's own part of ADD COLUMN and ADD CONSTRAINT: GM408, GM410. `has_value`: the
/// column has values in the rows that are there.
void judge_constraint(const Json& constraint, const std::string& column, bool has_value,
                      const AlterCommand& command);

/// Whether a type's change leaves the table's rows as they are; types as type_text() has them.
bool keeps_rows(const std::string& from, const std::string& to);

/// timestamp to timestamptz or back, at the finest precision (at another one each value is rounded,
/// tried): where the time zone is UTC the values are the same, but not the order that their indexes
/// are built for.
bool keeps_rows_in_utc(const std::string& from, const std::string& to);

/// Whether a default may differ from row to row, so that ADD COLUMN computes it for each.
bool is_volatile(const Json& expression, const Catalog& catalog, const Names& names);

}  // namespace gmig::sql::lint

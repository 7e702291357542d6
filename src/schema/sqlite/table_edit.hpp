#pragma once

#include <gmig/schema/modification.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gmig::schema {

/// The table that a modification is about and changes, when it is one that ALTER TABLE or a rebuild
/// carries out; nothing for all others.
std::optional<Name> altered_table(const Modification& modification);

/// What modifications make of a table, and where the rows' values come from.
class TableEdit {
public:
    explicit TableEdit(const Table& table);

    /// One of those that altered_table() knows, but no rename of a table or column. A column takes
    /// the constraints that name it along. Throws Error{Usage} for what SQLite lacks or the table
    /// has not.
    void apply(const Modification& modification);

    [[nodiscard]] const Table& table() const { return table_; }
    /// Columns that are written, and the expressions over the table as it was that fill them. The
    /// others get their defaults.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> copied() const;

private:
    void change(const AddColumn& step);
    void change(const DropColumn& step);
    void change(const AlterColumn& step);
    void change(const AddConstraint& step);
    void change(const DropConstraint& step);
    void change(const RenameConstraint& step);
    void change(const AlterTableOptions& step);
    Column& column(const std::string& name);
    [[nodiscard]] std::string source_of(const std::string& column) const;

    Table table_;
    std::map<std::string, std::string> sources_;
    bool has_dropped_ = false;
};

}  // namespace gmig::schema

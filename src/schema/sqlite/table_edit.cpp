#include "schema/sqlite/table_edit.hpp"

#include "schema/sqlite/ddl.hpp"
#include <gmig/support/error.hpp>

#include <algorithm>
#include <type_traits>

namespace gmig::schema {
namespace {

[[noreturn]] void missing(const Table& table, const std::string& what) {
    throw Error(Error::Kind::Usage, "table " + shown(table.name) + " has no " + what)
        .state("nothing has changed");
}

}  // namespace

std::optional<Name> altered_table(const Modification& modification) {
    return std::visit(
        [](const auto& step) -> std::optional<Name> {
            using Step = std::decay_t<decltype(step)>;
            if constexpr (std::is_same_v<Step, AddColumn> || std::is_same_v<Step, DropColumn> ||
                          std::is_same_v<Step, AlterColumn> ||
                          std::is_same_v<Step, AddConstraint> ||
                          std::is_same_v<Step, DropConstraint> ||
                          std::is_same_v<Step, RenameConstraint>) {
                return step.table;
            } else if constexpr (std::is_same_v<Step, AlterTableOptions>) {
                return step.from.name;
            } else {
                return std::nullopt;
            }
        },
        modification);
}

TableEdit::TableEdit(const Table& table) : table_(table) {
    for (const Column& column : table.columns) {
        sources_[column.name] = sqlite_name(column.name);
    }
}

void TableEdit::apply(const Modification& modification) {
    std::visit(
        [this](const auto& step) {
            if constexpr (requires { this->change(step); }) {
                change(step);
            }
        },
        modification);
}

std::vector<std::pair<std::string, std::string>> TableEdit::copied() const {
    std::vector<std::pair<std::string, std::string>> result;
    for (const Column& column : table_.columns) {
        const auto source = sources_.find(column.name);
        if (!column.generated && source != sources_.end()) {
            result.emplace_back(*source);
        }
    }
    return result;
}

Column& TableEdit::column(const std::string& name) {
    const auto found = std::ranges::find(table_.columns, name, &Column::name);
    if (found == table_.columns.end()) {
        missing(table_, "column " + name);
    }
    return *found;
}

/// "" where the rows have nothing there yet.
std::string TableEdit::source_of(const std::string& column) const {
    const auto found = sources_.find(column);
    return found == sources_.end() ? "" : found->second;
}

void TableEdit::change(const AddColumn& step) {
    require_sqlite(step.column, described(step));
    table_.columns.push_back(step.column);
    const Filling& filling = step.filling;
    std::string source =
        filling.from_column.empty() ? filling.value : source_of(filling.from_column);
    source = filling.cast.empty() ? source : filling.cast;
    if (!source.empty()) {
        sources_[step.column.name] = source;
    }
}

void TableEdit::change(const DropColumn& step) {
    column(step.column);
    std::erase_if(table_.columns, [&](const Column& each) { return each.name == step.column; });
    std::erase_if(table_.constraints,
                  [&](const Constraint& each) { return mentions(each, step.column); });
    sources_.erase(step.column);
    has_dropped_ = true;
}

void TableEdit::change(const AlterColumn& step) {
    require_sqlite(step.to, described(step));
    column(step.to.name) = step.to;
    const Filling& filling = step.filling;
    std::string source = filling.cast.empty() ? source_of(step.to.name) : filling.cast;
    for (const std::string& other :
         {filling.from_column.empty() ? "" : source_of(filling.from_column), filling.value}) {
        if (!other.empty()) {
            source = source.empty() ? other : "coalesce(" + source + ", " + other + ")";
        }
    }
    if (!source.empty()) {
        sources_[step.to.name] = source;
    }
}

void TableEdit::change(const AddConstraint& step) {
    require_sqlite(step.constraint, described(step));
    for (const std::string& name : step.constraint.columns) {
        column(name);
    }
    table_.constraints.push_back(step.constraint);
}

void TableEdit::change(const DropConstraint& step) {
    const auto found = std::ranges::find(table_.constraints, step.constraint);
    if (found != table_.constraints.end()) {
        table_.constraints.erase(found);
    } else if (!has_dropped_) {
        missing(table_, "constraint " + name_of(table_, step.constraint));
    }
}

void TableEdit::change(const RenameConstraint& step) {
    const auto found = std::ranges::find_if(table_.constraints, [&](const Constraint& each) {
        return name_of(table_, each) == step.constraint;
    });
    if (found == table_.constraints.end()) {
        missing(table_, "constraint " + step.constraint);
    }
    found->name = step.to;
}

void TableEdit::change(const AlterTableOptions& step) {
    Table options = step.to;
    options.columns.clear();
    options.constraints.clear();
    require_sqlite(options, described(step));
    if (options.module || table_.module) {
        refuse("way to alter a virtual table", described(step));
    }
    table_.strict = options.strict;
    table_.without_rowid = options.without_rowid;
}

}  // namespace gmig::schema

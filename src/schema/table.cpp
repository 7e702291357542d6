#include <gmig/schema/table.hpp>

#include <algorithm>

namespace gmig::schema {
namespace {

std::string suffix(Constraint::Kind kind) {
    switch (kind) {
        case Constraint::Kind::PrimaryKey:
            return "pkey";
        case Constraint::Kind::Unique:
            return "key";
        case Constraint::Kind::ForeignKey:
            return "fkey";
        case Constraint::Kind::Check:
            return "check";
        case Constraint::Kind::Exclusion:
            return "excl";
    }
    return "";
}

}  // namespace

const Column* Table::column(std::string_view column_name) const {
    const auto found = std::ranges::find(columns, column_name, &Column::name);
    return found == columns.end() ? nullptr : &*found;
}

std::string name_of(const Table& table, const Constraint& constraint) {
    if (!constraint.name.empty()) {
        return constraint.name;
    }
    std::string name = table.name.name;
    if (constraint.kind != Constraint::Kind::PrimaryKey) {
        for (const std::string& column : constraint.columns) {
            name += "_" + column;
        }
    }
    return name + "_" + suffix(constraint.kind);
}

}  // namespace gmig::schema

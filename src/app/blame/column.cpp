#include "app/blame/trace.hpp"
#include <gmig/sql/reader.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <variant>

namespace gmig::app {
namespace {

/// Says of a modification of its table whether it is about one column.
class AboutColumn {
public:
    AboutColumn(std::string_view column, Dialect dialect) : column_(column), dialect_(dialect) {}

    [[nodiscard]] bool is(std::string_view name) const {
        return dialect_ == Dialect::Sqlite ? ascii_lower(name) == ascii_lower(column_)
                                           : name == column_;
    }

    bool operator()(const schema::CreateTable& step) const {
        return std::ranges::any_of(step.table.columns,
                                   [&](const schema::Column& one) { return is(one.name); });
    }
    bool operator()(const schema::AddColumn& step) const { return is(step.column.name); }
    bool operator()(const schema::DropColumn& step) const { return is(step.column); }
    bool operator()(const schema::AlterColumn& step) const { return is(step.to.name); }
    bool operator()(const schema::RenameColumn& step) const { return is(step.to); }
    bool operator()(const schema::AddConstraint& step) const { return names(step.constraint); }
    bool operator()(const schema::DropConstraint& step) const { return names(step.constraint); }
    bool operator()(const schema::SetComment& step) const {
        return step.what == schema::SetComment::Part::Column && is(step.part);
    }
    bool operator()(const schema::GrantPrivilege& step) const { return is(step.column); }
    bool operator()(const schema::RevokePrivilege& step) const { return is(step.column); }
    bool operator()(const auto& /*step*/) const { return false; }

private:
    [[nodiscard]] bool names(const schema::Constraint& constraint) const {
        if (std::ranges::any_of(constraint.columns,
                                [&](const std::string& name) { return is(name); })) {
            return true;
        }
        for (sql::Reader reader(constraint.expression.text(), dialect_); !reader.at_end();
             reader.advance()) {
            if (is(sql::name_of(reader.token(), dialect_))) {
                return true;
            }
        }
        return false;
    }

    std::string_view column_;
    Dialect dialect_;
};

bool begins(const schema::Modification& modification) {
    return std::holds_alternative<schema::CreateTable>(modification) ||
           std::holds_alternative<schema::AddColumn>(modification);
}

/// "create table article with slug text, not null".
std::string made_with(const schema::Table& table, const AboutColumn& about) {
    for (const schema::Column& column : table.columns) {
        if (about.is(column.name)) {
            const std::string words =
                described(schema::AddColumn{.table = table.name, .column = column});
            const std::string start = "add column " + shown(table.name) + ".";
            return described(schema::CreateTable{table}) + " with " + words.substr(start.size());
        }
    }
    return described(schema::CreateTable{table});
}

/// The column's name before an event's renames.
std::string name_before(const ObjectEvent& event, std::string name, Dialect dialect) {
    for (std::size_t i = event.columns.size(); i-- > 0;) {
        const auto& [old, fresh] = event.columns[i];
        if (AboutColumn(name, dialect).is(fresh)) {
            name = old;
        }
    }
    return name;
}

/// Whether what had this name before an event has another behind it.
bool moved_away(const ObjectEvent& event, const std::string& name, Dialect dialect) {
    const AboutColumn about(name, dialect);
    return std::ranges::any_of(event.columns,
                               [&](const ColumnRename& rename) { return about.is(rename.first); });
}

struct Told {
    std::vector<std::string> words;
    bool begins = false;
};

Told told_of(const ObjectEvent& event, const std::string& name, Dialect dialect) {
    const AboutColumn about(name, dialect);
    Told told;
    for (const schema::Modification& modification : event.modifications) {
        if (!std::visit(about, modification)) {
            continue;
        }
        const auto* const table = std::get_if<schema::CreateTable>(&modification);
        told.words.push_back(table != nullptr ? made_with(table->table, about)
                                              : described(modification));
        told.begins = told.begins || begins(modification);
    }
    return told;
}

}  // namespace

std::vector<ColumnEvent> trace_column(const ObjectTrace& trace, const std::string& column,
                                      Dialect dialect) {
    std::vector<ColumnEvent> events;
    std::string name = column;
    bool goes_with_table = false;
    for (std::size_t i = 0; i < trace.events.size(); ++i) {
        const ObjectEvent& event = trace.events[i];
        goes_with_table = goes_with_table || event.what == ObjectEvent::What::Dropped;
        Told told = told_of(event, name, dialect);
        const std::string former = name_before(event, name, dialect);
        if (former != name) {
            told.words.insert(told.words.begin(),
                              described(schema::RenameColumn{
                                  .table = event.after.name, .column = former, .to = name}));
        }
        if (!told.words.empty()) {
            events.push_back({.event = i, .words = std::move(told.words)});
        }
        if (told.begins || (former == name && moved_away(event, name, dialect))) {
            break;
        }
        name = former;
    }
    // A column of a table that is gone has gone with it.
    if (goes_with_table && !events.empty() && events.front().event != 0) {
        events.insert(events.begin(), {.event = 0, .words = trace.events.front().words()});
    }
    return events;
}

std::optional<std::string> present_column(const ObjectTrace& trace, const std::string& column,
                                          Dialect dialect) {
    std::optional<std::string> name;
    for (std::size_t i = trace.events.size(); i-- > 0;) {
        for (const auto& [old, fresh] : trace.events[i].columns) {
            if (AboutColumn(name.value_or(column), dialect).is(old)) {
                name = fresh;
            }
        }
    }
    return name;
}

}  // namespace gmig::app

// Source: https://www.sqlite.org/lang.html, SQLite 3.40.
#include "sql/lint/sqlite.hpp"
#include "sql/lint/sqlite_columns.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>

namespace gmig::sql::lint {
namespace {

/// A statement on its way to what it does.
class SqliteStatement {
public:
    explicit SqliteStatement(std::string_view text) : reader_(text, Dialect::Sqlite) {}

    std::vector<PlacedAct> read();

private:
    void add(Act act) { acts_.push_back({std::move(act), 0}); }
    void create();
    void create_table(bool temporary);
    void create_index();
    void note_sources(Relation& view);
    void read_definitions(Relation& relation);
    void read_table_constraint(Relation& relation);
    void alter();
    void add_column(const ObjectName& table);
    void drop();
    void change_rows();
    bool accept_if_exists(bool negated);
    bool skip_to_where();

    Reader reader_;
    std::vector<PlacedAct> acts_;
};

std::vector<PlacedAct> SqliteStatement::read() {
    if (reader_.accept("CREATE")) {
        create();
    } else if (reader_.accept("ALTER")) {
        alter();
    } else if (reader_.accept("DROP")) {
        drop();
    } else if (reader_.is("UPDATE") || reader_.is("DELETE")) {
        change_rows();
    }
    return std::move(acts_);
}

bool SqliteStatement::accept_if_exists(bool negated) {
    if (!reader_.accept("IF")) {
        return false;
    }
    if (negated) {
        reader_.accept("NOT");
    }
    return reader_.accept("EXISTS");
}

void SqliteStatement::create() {
    const bool temporary = reader_.accept("TEMP") || reader_.accept("TEMPORARY");
    const bool is_virtual = reader_.accept("VIRTUAL");
    if (reader_.accept("TABLE")) {
        create_table(temporary);
    } else if (reader_.accept("VIEW")) {
        MakesRelation act;
        act.if_not_exists = accept_if_exists(true);
        act.name = sqlite_object(reader_);
        act.relation.kind = Relation::Kind::View;
        act.relation.temporary = temporary;
        note_sources(act.relation);
        add(std::move(act));
    } else if (!is_virtual) {
        reader_.accept("UNIQUE");
        if (reader_.accept("INDEX")) {
            create_index();
        }
    }
}

/// A view follows its tables' names as a foreign key does; no rule takes it for a key, for it has
/// no columns.
void SqliteStatement::note_sources(Relation& view) {
    while (!reader_.at_end()) {
        const bool source = reader_.accept("FROM") || reader_.accept("JOIN");
        if (!source) {
            reader_.advance();
        } else if (!reader_.is_sign('(')) {
            view.constraints.push_back({.kind = Constraint::Kind::ForeignKey,
                                        .name = {},
                                        .references = sqlite_object(reader_)});
        }
    }
}

void SqliteStatement::create_table(bool temporary) {
    MakesRelation act;
    act.if_not_exists = accept_if_exists(true);
    temporary = temporary || reader_.is("TEMP");  // temp.t
    act.name = sqlite_object(reader_);
    act.relation.temporary = temporary;
    if (reader_.accept_sign('(')) {
        read_definitions(act.relation);
        act.relation.whole = true;
    }
    add(std::move(act));
}

void SqliteStatement::read_definitions(Relation& relation) {
    while (!reader_.at_end() && !reader_.is_sign(')')) {
        const bool constraint = reader_.is("CONSTRAINT") || reader_.is("PRIMARY") ||
                                reader_.is("UNIQUE") || reader_.is("CHECK") ||
                                reader_.is("FOREIGN");
        if (constraint) {
            read_table_constraint(relation);
        } else {
            SqliteColumn column = read_sqlite_column(reader_);
            relation.columns[column.name] = {.type = column.type, .not_null = column.not_null};
            std::ranges::move(column.constraints, std::back_inserter(relation.constraints));
        }
        reader_.accept_sign(',');
    }
}

void SqliteStatement::read_table_constraint(Relation& relation) {
    if (reader_.accept("CONSTRAINT")) {
        reader_.advance();
    }
    const std::size_t place = reader_.token().offset;
    if (reader_.accept("FOREIGN")) {
        reader_.accept("KEY");
        std::vector<std::string> columns = sqlite_columns_of(reader_);
        relation.constraints.push_back(read_sqlite_reference(reader_, std::move(columns), place));
    } else if (reader_.is("PRIMARY") || reader_.is("UNIQUE")) {
        const bool primary = reader_.accept("PRIMARY");
        reader_.advance();  // KEY, or UNIQUE
        relation.constraints.push_back(
            {.kind = primary ? Constraint::Kind::PrimaryKey : Constraint::Kind::Unique,
             .name = {},
             .columns = sqlite_columns_of(reader_)});
        relation.constraints.back().place = place;
    }
    while (!reader_.at_end() && !reader_.is_sign(',') && !reader_.is_sign(')')) {
        reader_.is_sign('(') ? skip_brackets(reader_) : reader_.advance();
    }
}

void SqliteStatement::create_index() {
    accept_if_exists(true);
    MakesIndex act;
    act.index.name = sqlite_object(reader_);
    reader_.accept("ON");
    act.index.table = {act.index.name.schema, sqlite_name(reader_)};
    act.index.columns = sqlite_columns_of(reader_);
    if (reader_.accept("WHERE")) {
        sqlite_name(reader_);
        act.index.partial = !(reader_.accept("IS") && reader_.accept("NOT") &&
                              reader_.accept("NULL") && reader_.at_end()) &&
                            !(reader_.accept("NOTNULL") && reader_.at_end());
    }
    add(std::move(act));
}

void SqliteStatement::add_column(const ObjectName& table) {
    SqliteColumn column = read_sqlite_column(reader_);
    add(AddsColumn{
        table, column.name, {.type = std::move(column.type), .not_null = column.not_null}});
    for (Constraint& one : column.constraints) {
        const std::size_t place = one.place;
        acts_.push_back({AddsConstraint{table, std::move(one)}, place});
    }
}

void SqliteStatement::alter() {
    if (!reader_.accept("TABLE")) {
        return;
    }
    ObjectName table = sqlite_object(reader_);
    if (reader_.accept("RENAME")) {
        if (reader_.accept("TO")) {
            const std::string schema = table.schema;
            add(RenamesRelation{std::move(table), {schema, sqlite_name(reader_)}});
            return;
        }
        reader_.accept("COLUMN");
        std::string from = sqlite_name(reader_);
        reader_.accept("TO");
        add(RenamesColumn{std::move(table), std::move(from), sqlite_name(reader_)});
    } else if (reader_.accept("ADD")) {
        reader_.accept("COLUMN");
        add_column(table);
    } else if (reader_.accept("DROP")) {
        reader_.accept("COLUMN");
        add(DropsColumn{.table = std::move(table), .name = sqlite_name(reader_)});
    }
}

void SqliteStatement::drop() {
    const bool table = reader_.accept("TABLE");
    if (table || reader_.accept("VIEW")) {
        const bool if_exists = accept_if_exists(false);
        add(DropsRelation{.name = sqlite_object(reader_),
                          .kind = table ? Relation::Kind::Table : Relation::Kind::View,
                          .if_exists = if_exists});
    } else if (reader_.accept("INDEX")) {
        accept_if_exists(false);
        add(DropsIndex{sqlite_object(reader_)});
    }
}

bool SqliteStatement::skip_to_where() {
    while (!reader_.at_end() && !reader_.is("WHERE") && !reader_.is("LIMIT")) {
        reader_.is_sign('(') ? skip_brackets(reader_) : reader_.advance();
    }
    return !reader_.at_end();
}

void SqliteStatement::change_rows() {
    const bool deletes = reader_.accept("DELETE");
    if (deletes) {
        reader_.accept("FROM");
    } else {
        reader_.accept("UPDATE");
        if (reader_.accept("OR")) {
            reader_.advance();
        }
    }
    ObjectName table = sqlite_object(reader_);
    add(ChangesRows{.table = std::move(table), .all = !skip_to_where(), .deletes = deletes});
}

}  // namespace

std::vector<PlacedAct> acts_in_sqlite(const Statement& statement) {
    return SqliteStatement(statement.text).read();
}

}  // namespace gmig::sql::lint

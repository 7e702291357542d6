#include "schema/sqlite/definition.hpp"
#include <gmig/schema/sqlite.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

// https://sqlite.org/lang_createtable.html, and parse.y of SQLite 3.40 for what it does not say.
namespace gmig::schema {
namespace {

/// Words that begin or end what follows a type.
constexpr std::array<std::string_view, 12> after_type{
    "CONSTRAINT", "PRIMARY", "NOT",        "NULL", "UNIQUE",     "CHECK",
    "DEFAULT",    "COLLATE", "REFERENCES", "AS",   "DEFERRABLE", "AUTOINCREMENT"};

/// Which SQLite shows in capitals, however they are written (standard types of build.c).
constexpr std::array<std::string_view, 6> standard_types{"ANY",     "BLOB", "INT",
                                                         "INTEGER", "REAL", "TEXT"};

class TableReader {
public:
    explicit TableReader(std::string_view text) : cursor_(text) {}

    Table read();

private:
    void read_head();
    void read_columns();
    void read_column();
    [[nodiscard]] bool goes_on_with_type() const;
    std::string type();
    void read_column_constraints(Column& column);
    bool read_attribute(Column& column);
    bool read_key_of(const Column& column);
    void read_primary_key_of(const Column& column);
    Expression default_value();
    Generated generated();
    void read_table_constraints();
    void read_table_constraint();
    void read_table_key(Constraint::Kind kind);
    void read_options();
    Constraint constraint(Constraint::Kind kind);
    void add(Constraint constraint);

    Cursor cursor_;
    Table table_;
    std::string constraint_name_;
    bool key_in_column_ = false;
};

Table TableReader::read() {
    read_head();
    if (table_.module) {
        return std::move(table_);
    }
    cursor_.expect_sign('(');
    read_columns();
    read_table_constraints();
    cursor_.expect_sign(')');
    read_options();
    normalise(table_, key_in_column_);
    return std::move(table_);
}

void TableReader::read_head() {
    cursor_.expect("CREATE");
    const bool is_virtual = cursor_.accept("VIRTUAL");
    if (!cursor_.accept("TEMP")) {
        cursor_.accept("TEMPORARY");
    }
    cursor_.expect("TABLE");
    cursor_.skip_if_not_exists();
    table_.name.name = cursor_.object_name();
    if (is_virtual) {
        if (!cursor_.is("USING")) {
            cursor_.fail("USING");
        }
        table_.module = Expression(cursor_.rest(), Dialect::Sqlite);
    }
}

bool begins_table_constraint(const Cursor& cursor) {
    constexpr std::array<std::string_view, 5> words{"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK",
                                                    "FOREIGN"};
    return std::ranges::any_of(words, [&](std::string_view word) { return cursor.is(word); });
}

void TableReader::read_columns() {
    do {
        if (begins_table_constraint(cursor_)) {
            return;
        }
        read_column();
    } while (cursor_.accept_sign(','));
}

void TableReader::read_column() {
    Column column;
    column.name = cursor_.name();
    column.type = type();
    read_column_constraints(column);
    table_.columns.push_back(std::move(column));
}

bool TableReader::goes_on_with_type() const {
    return is_name(cursor_.token()) && !cursor_.are("GENERATED", "ALWAYS") &&
           std::ranges::none_of(after_type,
                                [&](std::string_view word) { return cursor_.is(word); });
}

std::string TableReader::type() {
    std::vector<std::string> words;
    for (; goes_on_with_type(); cursor_.advance()) {
        words.emplace_back(cursor_.token().text);
    }
    std::string result = join(words, " ");
    if (!words.empty() && cursor_.is_sign('(')) {
        result += '(';
        sql::Reader inside(cursor_.bracketed(), Dialect::Sqlite);
        for (; !inside.at_end(); inside.advance()) {
            result += inside.token().text;
        }
        result += ')';
    }
    for (const std::string_view standard : standard_types) {
        if (is_same_name(result, standard) ||
            is_same_name(result, quoted(standard, Dialect::Sqlite))) {
            return std::string(standard);
        }
    }
    return result;
}

void TableReader::read_column_constraints(Column& column) {
    for (constraint_name_.clear(); !cursor_.is_sign(',') && !cursor_.is_sign(')');) {
        if (cursor_.accept("CONSTRAINT")) {
            constraint_name_ = cursor_.name();
            continue;
        }
        if (!read_attribute(column) && !read_key_of(column)) {
            cursor_.fail("a column constraint");
        }
        constraint_name_.clear();
    }
}

/// What is the column's own affair.
bool TableReader::read_attribute(Column& column) {
    if (cursor_.are("NOT", "NULL")) {
        cursor_.advance();
        cursor_.advance();
        column.not_null = true;
        column.not_null_conflict = conflict_clause(cursor_);
    } else if (cursor_.accept("NULL")) {
        conflict_clause(cursor_);
    } else if (cursor_.accept("DEFAULT")) {
        column.default_value = default_value();
    } else if (cursor_.accept("COLLATE")) {
        column.collation = collation_name(cursor_);
    } else if (cursor_.is("GENERATED") || cursor_.is("AS")) {
        column.generated = generated();
    } else {
        return false;
    }
    return true;
}

/// What is a constraint of the table, written in the column.
bool TableReader::read_key_of(const Column& column) {
    if (cursor_.is("PRIMARY")) {
        read_primary_key_of(column);
    } else if (cursor_.accept("UNIQUE")) {
        Constraint unique = constraint(Constraint::Kind::Unique);
        unique.columns = {column.name};
        unique.conflict = conflict_clause(cursor_);
        add(std::move(unique));
    } else if (cursor_.accept("CHECK")) {
        Constraint check = constraint(Constraint::Kind::Check);
        check.expression = own_expression(cursor_.bracketed(), table_.name.name);
        add(std::move(check));
    } else if (cursor_.accept("REFERENCES")) {
        Constraint key = constraint(Constraint::Kind::ForeignKey);
        key.columns = {column.name};
        read_reference(cursor_, key);
        table_.constraints.push_back(std::move(key));
    } else {
        // It belongs to the foreign key before it, whatever stands between them.
        Constraint nobody;
        const bool has_key = !table_.constraints.empty() &&
                             table_.constraints.back().kind == Constraint::Kind::ForeignKey;
        return read_deferral(cursor_, has_key ? table_.constraints.back() : nobody);
    }
    return true;
}

void TableReader::read_primary_key_of(const Column& column) {
    cursor_.expect("PRIMARY");
    cursor_.expect("KEY");
    Constraint key = constraint(Constraint::Kind::PrimaryKey);
    key.columns = {column.name};
    if (descends(cursor_)) {
        key.column_order = {"DESC"};
    }
    key.conflict = conflict_clause(cursor_);
    key.autoincrement = cursor_.accept("AUTOINCREMENT");
    key_in_column_ = true;
    add(std::move(key));
}

Expression TableReader::default_value() {
    if (cursor_.is_sign('(')) {
        return {cursor_.bracketed(), Dialect::Sqlite};
    }
    std::string text;
    if (cursor_.is_sign('-') || cursor_.is_sign('+')) {
        text = cursor_.token().text;
        cursor_.advance();
    }
    const sql::Token token = cursor_.token();
    constexpr std::array<std::string_view, 6> values{
        "NULL", "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"};
    const bool value = std::ranges::any_of(
        values, [&](std::string_view word) { return sql::is_word(token, word); });
    const bool name = token.kind == sql::TokenKind::QuotedIdentifier ||
                      (token.kind == sql::TokenKind::Word && !value);
    // SQLite takes a name for a string.
    text += name ? literal(name_in(token)) : std::string(token.text);
    cursor_.advance();
    return {text, Dialect::Sqlite};
}

Generated TableReader::generated() {
    if (cursor_.accept("GENERATED")) {
        cursor_.expect("ALWAYS");
    }
    cursor_.expect("AS");
    Generated result;
    result.expression = own_expression(cursor_.bracketed(), table_.name.name);
    result.stored = cursor_.accept("STORED");
    cursor_.accept("VIRTUAL");
    return result;
}

void TableReader::read_table_constraints() {
    constraint_name_.clear();
    while (!cursor_.is_sign(')')) {
        if (cursor_.accept_sign(',')) {  // may be missing between constraints
            constraint_name_.clear();
        } else if (cursor_.accept("CONSTRAINT")) {
            constraint_name_ = cursor_.name();
        } else {
            read_table_constraint();
            constraint_name_.clear();
        }
    }
}

void TableReader::read_table_constraint() {
    if (cursor_.accept("PRIMARY")) {
        cursor_.expect("KEY");
        read_table_key(Constraint::Kind::PrimaryKey);
    } else if (cursor_.accept("UNIQUE")) {
        read_table_key(Constraint::Kind::Unique);
    } else if (cursor_.accept("CHECK")) {
        Constraint check = constraint(Constraint::Kind::Check);
        check.expression = own_expression(cursor_.bracketed(), table_.name.name);
        conflict_clause(cursor_);  // taken by SQLite, and without effect
        add(std::move(check));
    } else if (cursor_.accept("FOREIGN")) {
        cursor_.expect("KEY");
        Constraint key = constraint(Constraint::Kind::ForeignKey);
        key.columns = names_in_brackets(cursor_);
        cursor_.expect("REFERENCES");
        read_reference(cursor_, key);
        read_deferral(cursor_, key);
        table_.constraints.push_back(std::move(key));
    } else {
        cursor_.fail("a table constraint");
    }
}

void TableReader::read_table_key(Constraint::Kind kind) {
    Constraint key = constraint(kind);
    const std::vector<ListedColumn> listed = listed_columns(cursor_, key.autoincrement);
    for (const ListedColumn& column : listed) {
        key.columns.push_back(column.name);
    }
    key.column_order = column_order(listed);
    key.conflict = conflict_clause(cursor_);
    add(std::move(key));
}

void TableReader::read_options() {
    while (!cursor_.at_end() && !cursor_.is_sign(';')) {
        if (cursor_.accept("WITHOUT")) {
            cursor_.expect("ROWID");
            table_.without_rowid = true;
        } else {
            cursor_.expect("STRICT");
            table_.strict = true;
        }
        cursor_.accept_sign(',');
    }
}

Constraint TableReader::constraint(Constraint::Kind kind) {
    Constraint result;
    result.kind = kind;
    result.name = std::exchange(constraint_name_, {});
    return result;
}

/// One that says nothing new has no effect.
void TableReader::add(Constraint constraint) {
    if (std::ranges::find(table_.constraints, constraint) == table_.constraints.end()) {
        table_.constraints.push_back(std::move(constraint));
    }
}

}  // namespace

Table read_sqlite_table(std::string_view create_table) {
    return TableReader(create_table).read();
}

}  // namespace gmig::schema

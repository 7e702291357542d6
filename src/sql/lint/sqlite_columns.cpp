// Source: https://www.sqlite.org/syntax/column-constraint.html and its neighbours, SQLite 3.40.
#include "sql/lint/sqlite_columns.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace gmig::sql::lint {
namespace {

constexpr std::array<std::string_view, 11> column_words{
    "CONSTRAINT", "PRIMARY", "NOT",        "NULL",      "UNIQUE", "CHECK",
    "DEFAULT",    "COLLATE", "REFERENCES", "GENERATED", "AS"};

bool begins_constraint(const Reader& reader) {
    return std::ranges::any_of(column_words,
                               [&](std::string_view word) { return reader.is(word); });
}

bool ends_column(const Reader& reader) {
    return reader.at_end() || reader.is_sign(',') || reader.is_sign(')');
}

bool is_any_of(const Reader& reader, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return reader.is(word); });
}

/// ON CONFLICT IGNORE, behind a constraint.
void skip_conflict(Reader& reader) {
    if (reader.accept("ON") && reader.accept("CONFLICT")) {
        reader.advance();
    }
}

/// One value: a number with its sign, a string, a word.
SqliteDefault value_in(Reader& reader) {
    if (reader.is_sign('+') || reader.is_sign('-')) {
        reader.advance();
    }
    const bool computed = is_any_of(reader, {"CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"});
    const bool null = reader.is("NULL");
    reader.advance();
    if (computed) {
        return SqliteDefault::Computed;
    }
    return null ? SqliteDefault::Null : SqliteDefault::Constant;
}

SqliteDefault default_in(Reader& reader) {
    if (!reader.is_sign('(')) {
        return value_in(reader);
    }
    Reader inside = reader;
    skip_brackets(reader);
    inside.accept_sign('(');
    while (inside.accept_sign('(')) {
    }
    const bool word_of_value = is_any_of(inside, {"NULL", "TRUE", "FALSE"});
    const bool may_be_value = inside.token().kind == TokenKind::String ||
                              inside.token().kind == TokenKind::Number || word_of_value ||
                              inside.is_sign('-') || inside.is_sign('+');
    const SqliteDefault value = value_in(inside);
    return may_be_value && inside.is_sign(')') ? value : SqliteDefault::Computed;
}

/// One column on its way through its constraints.
class ColumnReader {
public:
    ColumnReader(Reader& reader, SqliteColumn& column) : reader_(reader), column_(column) {}

    void read_constraint();

private:
    void read_key();
    void add(Constraint::Kind kind, std::size_t place) {
        column_.constraints.push_back({.kind = kind, .name = {}, .columns = {column_.name}});
        column_.constraints.back().place = place;
    }
    bool read_generated();

    Reader& reader_;
    SqliteColumn& column_;
};

void ColumnReader::read_key() {
    const std::size_t place = reader_.token().offset;
    if (reader_.accept("PRIMARY")) {
        reader_.accept("KEY");
        column_.primary_key = true;
        add(Constraint::Kind::PrimaryKey, place);
        if (is_any_of(reader_, {"ASC", "DESC"})) {
            reader_.advance();
        }
        skip_conflict(reader_);
        reader_.accept("AUTOINCREMENT");
        return;
    }
    reader_.accept("UNIQUE");
    column_.unique = true;
    add(Constraint::Kind::Unique, place);
    skip_conflict(reader_);
}

bool ColumnReader::read_generated() {
    if (reader_.accept("GENERATED")) {
        reader_.accept("ALWAYS");
    }
    if (!reader_.accept("AS")) {
        return false;
    }
    column_.generated = true;
    skip_brackets(reader_);
    column_.stored = reader_.accept("STORED");
    return true;
}

void ColumnReader::read_constraint() {
    const std::size_t place = reader_.token().offset;
    if (reader_.is("PRIMARY") || reader_.is("UNIQUE")) {
        read_key();
    } else if (reader_.accept("NOT")) {
        column_.not_null = reader_.accept("NULL") || column_.not_null;
        skip_conflict(reader_);
    } else if (reader_.accept("CHECK")) {
        skip_brackets(reader_);
    } else if (reader_.accept("DEFAULT")) {
        column_.value = default_in(reader_);
    } else if (reader_.is("REFERENCES")) {
        column_.constraints.push_back(read_sqlite_reference(reader_, {column_.name}, place));
    } else if (reader_.accept("CONSTRAINT") || reader_.accept("COLLATE") || !read_generated()) {
        reader_.advance();  // over a name, or what lint does not read
    }
}

void skip_reference_tail(Reader& reader) {
    while (is_any_of(reader, {"ON", "MATCH", "NOT", "DEFERRABLE", "INITIALLY"})) {
        if (reader.accept("NOT")) {
            if (!reader.accept("DEFERRABLE")) {
                reader.accept("NULL");
            }
        } else if (reader.accept("ON")) {
            reader.advance();  // DELETE, UPDATE
            if (is_any_of(reader, {"SET", "NO"})) {
                reader.advance();
            }
            reader.advance();
        } else if (!reader.accept("DEFERRABLE")) {
            reader.advance();
            reader.advance();
        }
    }
}

}  // namespace

std::string sqlite_name(Reader& reader) {
    return ascii_lower(reader.name());
}

ObjectName sqlite_object(Reader& reader) {
    std::vector<std::string> parts = reader.qualified_name();
    if (parts.empty()) {
        return {};
    }
    ObjectName name{.schema = parts.size() > 1 ? ascii_lower(parts.front()) : "",
                    .name = ascii_lower(parts.back())};
    if (name.schema == "main" || name.schema == "temp") {
        name.schema.clear();
    }
    return name;
}

void skip_brackets(Reader& reader) {
    if (!reader.accept_sign('(')) {
        return;
    }
    for (std::size_t depth = 1; depth > 0 && !reader.at_end(); reader.advance()) {
        if (reader.is_sign('(')) {
            ++depth;
        } else if (reader.is_sign(')')) {
            --depth;
        }
    }
}

std::vector<std::string> sqlite_columns_of(Reader& reader) {
    std::vector<std::string> columns;
    if (!reader.accept_sign('(')) {
        return columns;
    }
    while (!reader.at_end() && !reader.is_sign(')')) {
        std::string name = sqlite_name(reader);
        if (reader.accept("COLLATE")) {
            reader.advance();
        }
        if (is_any_of(reader, {"ASC", "DESC"})) {
            reader.advance();
        }
        if (!ends_column(reader)) {
            name.clear();
        }
        while (!ends_column(reader)) {
            reader.is_sign('(') ? skip_brackets(reader) : reader.advance();
        }
        columns.push_back(std::move(name));
        reader.accept_sign(',');
    }
    reader.accept_sign(')');
    return columns;
}

Constraint read_sqlite_reference(Reader& reader, std::vector<std::string> columns,
                                 std::size_t place) {
    Constraint key{.kind = Constraint::Kind::ForeignKey,
                   .name = "foreign key (" + join(columns, ", ") + ")",
                   .columns = {}};
    key.columns = std::move(columns);
    key.place = place;
    reader.accept("REFERENCES");
    key.references = sqlite_object(reader);
    if (reader.is_sign('(')) {
        skip_brackets(reader);
    }
    skip_reference_tail(reader);
    return key;
}

SqliteColumn read_sqlite_column(Reader& reader) {
    SqliteColumn column;
    column.name = sqlite_name(reader);
    while (!ends_column(reader) && !begins_constraint(reader)) {
        if (reader.is_sign('(')) {
            skip_brackets(reader);
            continue;
        }
        column.type += (column.type.empty() ? "" : " ") + ascii_lower(reader.token().text);
        reader.advance();
    }
    ColumnReader constraints(reader, column);
    while (!ends_column(reader)) {
        if (reader.is_sign('(')) {
            skip_brackets(reader);
        } else {
            constraints.read_constraint();
        }
    }
    return column;
}

}  // namespace gmig::sql::lint

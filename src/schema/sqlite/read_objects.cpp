#include "schema/sqlite/definition.hpp"

#include <utility>

// https://sqlite.org/lang_createindex.html and lang_createview.html
namespace gmig::schema {
namespace {

/// Without brackets around the whole of it.
std::string_view without_brackets(std::string_view text) {
    for (;;) {
        Cursor cursor(text);
        if (!cursor.is_sign('(')) {
            return text;
        }
        const std::string_view inside = cursor.bracketed();
        if (!cursor.at_end()) {
            return text;
        }
        text = inside;
    }
}

/// The name that is all there is here but brackets; "" where there is more.
std::string lone_name(std::string_view text) {
    Cursor cursor(without_brackets(text));
    std::string name = is_name(cursor.token()) ? cursor.name() : "";
    return cursor.at_end() ? name : "";
}

IndexPart part_of(std::string_view text, std::string_view table) {
    IndexPart part;
    Cursor cursor(text);
    if (cursor.is_sign('(')) {
        part.column = lone_name(cursor.bracketed());
    } else if (is_name(cursor.token())) {
        part.column = cursor.name();
    }
    if (!part.column.empty() && cursor.accept("COLLATE")) {
        part.collation = collation_name(cursor);
    }
    if (part.column.empty() || !cursor.at_end()) {
        part = {};
        part.expression = own_expression(text, table);
    }
    return part;
}

/// To the comma or bracket that ends a part, or to its ASC or DESC.
IndexPart read_part(Cursor& cursor, std::string_view table) {
    const std::size_t start = cursor.token().offset;
    while (!cursor.is_sign(',') && !cursor.is_sign(')') && !cursor.is("ASC") &&
           !cursor.is("DESC")) {
        if (cursor.at_end()) {
            cursor.fail(")");
        }
        if (cursor.is_sign('(')) {
            cursor.bracketed();
        } else {
            cursor.advance();
        }
    }
    IndexPart part = part_of(without_brackets(cursor.since(start)), table);
    part.descending = descends(cursor);
    // NULL is the smallest value, and NULLS FIRST or LAST is not for indexes.
    part.nulls_first = part.descending;
    return part;
}

}  // namespace

Index read_sqlite_index(std::string_view create_index) {
    Cursor cursor(create_index);
    Index index;
    cursor.expect("CREATE");
    index.unique = cursor.accept("UNIQUE");
    cursor.expect("INDEX");
    cursor.skip_if_not_exists();
    index.name.name = cursor.object_name();
    cursor.expect("ON");
    index.table.name = cursor.name();
    cursor.expect_sign('(');
    do {
        index.parts.push_back(read_part(cursor, index.table.name));
    } while (cursor.accept_sign(','));
    cursor.expect_sign(')');
    if (cursor.accept("WHERE")) {
        index.where = own_expression(cursor.rest(), index.table.name);
    }
    return index;
}

View read_sqlite_view(std::string_view create_view) {
    Cursor cursor(create_view);
    View view;
    cursor.expect("CREATE");
    cursor.expect("VIEW");
    cursor.skip_if_not_exists();
    view.name.name = cursor.object_name();
    for (std::string& column : names_in_brackets(cursor)) {
        view.columns.emplace_back(std::move(column), "");
    }
    cursor.expect("AS");
    view.query = Expression(cursor.rest(), Dialect::Sqlite);
    return view;
}

}  // namespace gmig::schema

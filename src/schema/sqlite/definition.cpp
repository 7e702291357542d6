#include "schema/sqlite/definition.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace gmig::schema {
namespace {

std::string upper(std::string_view word) {
    std::string result(word);
    std::ranges::transform(result, result.begin(), [](char letter) {
        return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - ('a' - 'A')) : letter;
    });
    return result;
}

Referential action(Cursor& cursor) {
    if (cursor.accept("CASCADE")) {
        return Referential::Cascade;
    }
    if (cursor.accept("RESTRICT")) {
        return Referential::Restrict;
    }
    if (cursor.accept("NO")) {
        cursor.expect("ACTION");
        return Referential::NoAction;
    }
    cursor.expect("SET");
    if (cursor.accept("NULL")) {
        return Referential::SetNull;
    }
    cursor.expect("DEFAULT");
    return Referential::SetDefault;
}

void read_action(Cursor& cursor, Constraint& key) {
    if (cursor.accept("DELETE")) {
        key.on_delete = action(cursor);
    } else if (cursor.accept("UPDATE")) {
        key.on_update = action(cursor);
    } else {
        cursor.expect("INSERT");  // taken by SQLite, and without effect
        action(cursor);
    }
}

}  // namespace

bool descends(Cursor& cursor) {
    return !cursor.accept("ASC") && cursor.accept("DESC");
}

std::string conflict_clause(Cursor& cursor) {
    if (!cursor.are("ON", "CONFLICT")) {
        return {};
    }
    cursor.advance();
    cursor.advance();
    std::string how = upper(cursor.name());
    return how == "ABORT" ? "" : how;
}

std::string collation_name(Cursor& cursor) {
    constexpr std::array<std::string_view, 3> built_in{"BINARY", "NOCASE", "RTRIM"};
    std::string name = cursor.name();
    std::string capitals = upper(name);
    return std::ranges::find(built_in, capitals) != built_in.end() ? capitals : name;
}

std::vector<ListedColumn> listed_columns(Cursor& cursor, bool& autoincrement) {
    std::vector<ListedColumn> result;
    cursor.expect_sign('(');
    do {
        ListedColumn listed;
        listed.name = cursor.name();
        if (cursor.accept("COLLATE")) {
            listed.collation = collation_name(cursor);
        }
        listed.descending = descends(cursor);
        result.push_back(std::move(listed));
    } while (cursor.accept_sign(','));
    autoincrement = cursor.accept("AUTOINCREMENT");
    cursor.expect_sign(')');
    return result;
}

std::vector<std::string> names_in_brackets(Cursor& cursor) {
    std::vector<std::string> names;
    if (!cursor.accept_sign('(')) {
        return names;
    }
    do {
        names.push_back(cursor.name());
    } while (cursor.accept_sign(','));
    cursor.expect_sign(')');
    return names;
}

void read_reference(Cursor& cursor, Constraint& key) {
    key.kind = Constraint::Kind::ForeignKey;
    key.target.name = cursor.name();
    key.target_columns = names_in_brackets(cursor);
    for (;;) {
        if (cursor.is("ON") && !cursor.are("ON", "CONFLICT")) {
            cursor.advance();
            read_action(cursor, key);
        } else if (cursor.accept("MATCH")) {
            const std::string match = upper(cursor.name());
            key.match = match == "SIMPLE" ? "" : match;
        } else {
            return;
        }
    }
}

bool read_deferral(Cursor& cursor, Constraint& key) {
    const bool denied = cursor.are("NOT", "DEFERRABLE");
    if (denied) {
        cursor.advance();
    }
    if (!cursor.accept("DEFERRABLE")) {
        return false;
    }
    key.deferrable = !denied;
    key.initially_deferred = false;
    if (cursor.accept("INITIALLY")) {
        key.initially_deferred = cursor.accept("DEFERRED") && !denied;
        cursor.accept("IMMEDIATE");
    }
    return true;
}

std::vector<std::string> column_order(const std::vector<ListedColumn>& listed) {
    std::vector<std::string> order;
    for (const ListedColumn& column : listed) {
        std::string words = column.collation.empty() ? "" : collate_clause(column.collation);
        words += !words.empty() && column.descending ? " " : "";
        order.push_back(words + (column.descending ? "DESC" : ""));
    }
    if (std::ranges::all_of(order, &std::string::empty)) {
        order.clear();
    }
    return order;
}

Expression own_expression(std::string_view text, std::string_view table) {
    std::string result;
    std::size_t taken = 0;
    for (sql::Reader reader(text, Dialect::Sqlite); !reader.at_end(); reader.advance()) {
        if (reader.token().kind == sql::TokenKind::String ||
            !is_same_name(name_in(reader.token()), table)) {
            continue;
        }
        sql::Reader ahead = reader;
        ahead.advance();
        if (ahead.is_sign('.')) {
            ahead.advance();
            result += text.substr(taken, reader.token().offset - taken);
            taken = ahead.token().offset;
            reader = ahead;
        }
    }
    result += text.substr(taken);
    return {result, Dialect::Sqlite};
}

}  // namespace gmig::schema

#include "app/amend/beyond_schema.hpp"

#include <gmig/sql/fingerprint.hpp>
#include <gmig/sql/reader.hpp>
#include <gmig/sql/statement.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace gmig::app {
namespace {

using sql::Reader;
using sql::Statement;

template <std::size_t Count>
bool is_any(const Reader& reader, const std::array<std::string_view, Count>& words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return reader.is(word); });
}

/// What a schema value tells all of.
constexpr std::array<std::string_view, 13> modelled_kinds{
    "TABLE",  "INDEX",    "VIEW",      "TRIGGER", "SEQUENCE", "TYPE",     "DOMAIN",
    "SCHEMA", "FUNCTION", "PROCEDURE", "ROUTINE", "POLICY",   "EXTENSION"};
constexpr std::array<std::string_view, 7> modifiers{
    "OR", "REPLACE", "UNLOGGED", "UNIQUE", "MATERIALIZED", "RECURSIVE", "CONSTRAINT"};
/// Nothing of them is left behind that a schema or a row would show.
constexpr std::array<std::string_view, 13> of_the_moment{
    "SET", "RESET",     "SHOW",    "ANALYZE", "BEGIN",   "START",  "COMMIT",
    "END", "SAVEPOINT", "RELEASE", "REINDEX", "EXPLAIN", "REFRESH"};
constexpr std::array<std::string_view, 4> pragmas_of_the_moment{
    "foreign_keys", "legacy_alter_table", "defer_foreign_keys", "foreign_key_check"};

/// Two words that tell of a property that schema values leave out.
using Pair = std::pair<std::string_view, std::string_view>;
constexpr std::array left_out{Pair{"SET", "STORAGE"},     Pair{"SET", "STATISTICS"},
                              Pair{"SET", "COMPRESSION"}, Pair{"SET", "TABLESPACE"},
                              Pair{"OWNER", "TO"},        Pair{"CLUSTER", "ON"},
                              Pair{"REPLICA", "IDENTITY"}};

/// What stands behind the kind of object in CREATE and ALTER.
struct Rest {
    bool as_outside_brackets = false;     ///< CREATE TABLE … AS SELECT
    bool type_by_using = false;           ///< ALTER … TYPE … USING, which works on rows
    bool says_left_out = false;           ///< a property that is not modelled
    bool restarts = false;                ///< a sequence's counter
    bool tablespace = false;              ///< outside brackets
    bool enum_or_composite_type = false;  ///< AS ENUM or AS (
};

void take_note(Rest& rest, const Reader& reader, const Reader& next) {
    rest.restarts = rest.restarts || reader.is("RESTART");
    rest.says_left_out = rest.says_left_out || std::ranges::any_of(left_out, [&](const Pair& pair) {
                             return reader.is(pair.first) && next.is(pair.second);
                         });
}

Rest rest_of(Reader reader) {
    Rest rest;
    int depth = 0;
    bool type = false;
    while (!reader.at_end()) {
        Reader next = reader;
        next.advance();
        depth += reader.is_sign('(') ? 1 : reader.is_sign(')') ? -1 : 0;
        if (depth == 0 && reader.is("AS")) {
            rest.as_outside_brackets = true;
            rest.enum_or_composite_type = next.is("ENUM") || next.is_sign('(');
        }
        rest.tablespace = rest.tablespace || (depth == 0 && reader.is("TABLESPACE"));
        rest.type_by_using = rest.type_by_using || (type && reader.is("USING"));
        type = type || reader.is("TYPE");
        take_note(rest, reader, next);
        reader = next;
    }
    return rest;
}

bool is_modelled_creation(const Reader& at_kind) {
    const Rest rest = rest_of(at_kind);
    if (at_kind.is("TABLE")) {
        return !rest.as_outside_brackets && !rest.tablespace;
    }
    if (at_kind.is("TYPE")) {
        return rest.enum_or_composite_type;
    }
    return !at_kind.is("INDEX") || !rest.tablespace;
}

bool is_modelled_definition(Reader reader) {
    const bool creates = reader.accept("CREATE");
    const bool alters = !creates && reader.accept("ALTER");
    if (!creates && !alters) {
        reader.accept("DROP");
    }
    while (is_any(reader, modifiers)) {
        reader.advance();
    }
    if (!is_any(reader, modelled_kinds)) {
        return false;
    }
    if (creates) {
        return is_modelled_creation(reader);
    }
    const Rest rest = rest_of(reader);
    return !alters || (!rest.type_by_using && !rest.says_left_out && !rest.restarts);
}

bool is_of_the_moment(Reader reader) {
    if (is_any(reader, of_the_moment)) {
        return true;
    }
    if (reader.accept("PRAGMA")) {
        const std::string name = ascii_lower(reader.token().text);
        return std::ranges::find(pragmas_of_the_moment, name) != pragmas_of_the_moment.end();
    }
    // What stands for a part that does nothing.
    return reader.accept("SELECT") && reader.token().kind == sql::TokenKind::Number;
}

bool is_of_the_schema(const Statement& statement, Dialect dialect) {
    if (sql::server_wide(dialect, statement)) {
        return false;
    }
    const Reader reader(statement.text, dialect);
    if (reader.is("COMMENT") || reader.is("GRANT") || reader.is("REVOKE")) {
        return true;
    }
    if (reader.is("CREATE") || reader.is("ALTER") || reader.is("DROP")) {
        return is_modelled_definition(reader);
    }
    return is_of_the_moment(reader);
}

/// The names under which SQLite's tables are made again, before they take their own.
std::vector<std::string> names_of_rebuilds(const Script& part,
                                           const std::vector<Statement>& statements) {
    std::vector<std::string> names;
    const std::vector<sql::RebuiltTable> rebuilt = sql::rebuilt_tables(part, Dialect::Sqlite);
    for (const Statement& statement : statements) {
        Reader reader(statement.text, Dialect::Sqlite);
        if (!reader.accept("ALTER") || !reader.accept("TABLE")) {
            continue;
        }
        std::string from = reader.name();
        const std::string to = reader.accept("RENAME") && reader.accept("TO") ? reader.name() : "";
        if (std::ranges::find(rebuilt, to, &sql::RebuiltTable::name) != rebuilt.end()) {
            names.push_back(std::move(from));
        }
    }
    return names;
}

bool copies_for_rebuild(const Statement& statement, const std::vector<std::string>& rebuilds) {
    Reader reader(statement.text, Dialect::Sqlite);
    if (rebuilds.empty() || !reader.accept("INSERT")) {
        return false;
    }
    if (reader.accept("OR")) {
        reader.accept("ABORT");
    }
    reader.accept("INTO");
    const std::string table = reader.name();
    return table == "sqlite_sequence" || std::ranges::find(rebuilds, table) != rebuilds.end();
}

/// A statement that no schema tells of.
struct Other {
    Fingerprint fingerprint;
    Statement statement;
};

std::vector<Other> others_in(const Script& part, Dialect dialect) {
    const std::vector<Statement> statements = sql::split(part, dialect, sql::Grammar::Lexer);
    const std::vector<std::string> rebuilds = dialect == Dialect::Sqlite
                                                  ? names_of_rebuilds(part, statements)
                                                  : std::vector<std::string>{};
    std::vector<Other> others;
    for (const Statement& statement : statements) {
        if (!is_of_the_schema(statement, dialect) && !copies_for_rebuild(statement, rebuilds)) {
            others.push_back({sql::fingerprint(statement.text, dialect), statement});
        }
    }
    return others;
}

BeyondSchema told(const Script& part, const Other& other, bool gone) {
    constexpr std::size_t longest = 60;
    std::string text;
    for (const std::string_view line : split_on(other.statement.text, '\n')) {
        text += (text.empty() ? "" : " ") + std::string(trim(line));
    }
    if (text.size() > longest) {
        text = text.substr(0, byte_offset(text, longest)) + " …";
    }
    return {.where = part.where(other.statement.offset), .statement = text, .gone = gone};
}

bool contains(const std::vector<Other>& all, const Other& one) {
    return std::ranges::find(all, one.fingerprint, &Other::fingerprint) != all.end();
}

}  // namespace

std::optional<BeyondSchema> changed_beyond_schema(const Script& before, const Script& after,
                                                  Dialect dialect) {
    const std::vector<Other> old_ones = others_in(before, dialect);
    const std::vector<Other> new_ones = others_in(after, dialect);
    const auto is_same = [](const Other& a, const Other& b) {
        return a.fingerprint == b.fingerprint;
    };
    if (std::ranges::equal(old_ones, new_ones, is_same)) {
        return std::nullopt;
    }
    for (const Other& one : new_ones) {
        if (!contains(old_ones, one)) {
            return told(after, one, false);
        }
    }
    for (const Other& one : old_ones) {
        if (!contains(new_ones, one)) {
            return told(before, one, true);
        }
    }
    // The same ones in another order, or one of them more or less often.
    return new_ones.empty() ? told(before, old_ones.front(), true)
                            : told(after, new_ones.front(), false);
}

}  // namespace gmig::app

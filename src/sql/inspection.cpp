#include "sql/pattern.hpp"
#include "sql/refusal.hpp"
#include "sql/rules.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <string>

// Rules about what stands anywhere in a statement.
namespace gmig::sql {
namespace {

/// Whether the text holds this (given in lower case), in any case: a look that costs less than
/// reading tokens.
bool mentions(std::string_view text, std::string_view what) {
    return std::search(
               text.begin(), text.end(), what.begin(), what.end(), [](char written, char lower) {
                   return (written >= 'A' && written <= 'Z' ? written + ('a' - 'A') : written) ==
                          lower;
               }) != text.end();
}

/// The text of 'x' without its quotes, quotes still doubled; nothing for other tokens.
std::string_view literal(const Token& token) {
    const auto open = token.text.find('\'');
    const bool plain = token.kind == TokenKind::String && open <= 1 && token.text.size() > open + 1;
    return plain ? token.text.substr(open + 1, token.text.size() - open - 2) : std::string_view();
}

/// The value of ALTER TYPE … ADD VALUE [IF NOT EXISTS] 'x'.
std::string_view added_value(Reader reader) {
    if (!matches(reader, "ALTER TYPE ** ADD VALUE")) {
        return {};
    }
    while (!reader.at_end() && literal(reader.token()).empty()) {
        reader.advance();
    }
    return literal(reader.token());
}

/// Statements in which a string is no value of the enum, or is not looked at before COMMIT.
bool cannot_use_values(const Reader& reader) {
    return matches(reader, "ALTER|CREATE TYPE") ||
           matches(reader, "COMMENT|DROP|GRANT|REVOKE|SET") ||
           matches(reader, "CREATE OR? REPLACE? FUNCTION|PROCEDURE|EXTENSION");
}

void refuse_use_of(const std::vector<std::string_view>& added, const Script& script,
                   const Statement& statement) {
    for (Reader reader(statement.text, Dialect::Postgresql); !reader.at_end(); reader.advance()) {
        const auto value = literal(reader.token());
        if (!value.empty() && std::find(added.begin(), added.end(), value) != added.end()) {
            refuse(script, statement.offset + reader.token().offset,
                   "the enum value '" + printable(value) +
                       "' is added above, and PostgreSQL lets nobody use it before COMMIT",
                   "put ALTER TYPE … ADD VALUE into a migration of its own, before this one");
        }
    }
}

/// Behind these a statement names what it changes.
bool introduces_target(const Token& token) {
    static constexpr std::array<std::string_view, 24> words = {
        "INTO",   "UPDATE",   "TABLE",   "EXISTS", "TRUNCATE", "ONLY",      "SCHEMA", "VIEW",
        "INDEX",  "SEQUENCE", "TRIGGER", "TO",     "FUNCTION", "PROCEDURE", "TYPE",   "REFERENCES",
        "IGNORE", "REPLACE",  "ABORT",   "FAIL",   "ROLLBACK", "COPY",      "ON",     "REINDEX"};
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return is_word(token, word); });
}

/// Knows, token by token, whether the next name is one that the statement changes.
class Targets {
public:
    explicit Targets(const Reader& start)
        : reads_(matches(start, "SELECT|VALUES|WITH|EXPLAIN")),
          lists_(matches(start, "DROP|TRUNCATE|LOCK|REVOKE")) {}

    [[nodiscard]] bool expected() const { return expected_; }
    void take(const Token& token) {
        const bool joined = reads_ && is_word(token, "ON");
        const bool deletes = is_word(token, "FROM") && is_word(previous_, "DELETE");
        const bool list = lists_ && token.text == ",";
        // The schema before a point, and the point: what follows is still the name.
        const bool qualifies = expected_ && (token.text == "." || previous_introduced_);
        const bool introduces = (introduces_target(token) && !joined) || deletes || list;
        expected_ = introduces || qualifies;
        previous_introduced_ = introduces;
        previous_ = token;
    }

private:
    bool reads_;
    bool lists_;
    bool expected_ = false;
    bool previous_introduced_ = false;
    Token previous_;
};

/// Whether the name at the reader is one of gmig's. On PostgreSQL that is the schema gmig, and not
/// a role of this name.
bool is_own_name(Reader reader, Dialect dialect, bool about_schemas) {
    const auto name = reader.token().kind == TokenKind::String ? "" : reader.name();
    if (dialect == Dialect::Sqlite) {
        return ascii_lower(name).starts_with("gmig_");
    }
    return name == "gmig" && (about_schemas || reader.is_sign('.'));
}

}  // namespace

void refuse_used_enum_value(const Script& script, const std::vector<Statement>& statements) {
    std::vector<std::string_view> added;
    for (const Statement& statement : statements) {
        const Reader reader(statement.text, Dialect::Postgresql);
        if (const auto value = added_value(reader); !value.empty()) {
            added.push_back(value);
        } else if (!added.empty() && !cannot_use_values(reader)) {
            refuse_use_of(added, script, statement);
        }
    }
}

void refuse_unlocking(const Script& script, const Statement& statement) {
    if (!mentions(statement.text, "pg_advisory_unlock_all")) {
        return;
    }
    for (Reader reader(statement.text, Dialect::Postgresql); !reader.at_end(); reader.advance()) {
        if (reader.is("PG_ADVISORY_UNLOCK_ALL")) {
            refuse(script, statement.offset + reader.token().offset,
                   "pg_advisory_unlock_all() would drop the lock that keeps other runners out",
                   "unlock your own key with pg_advisory_unlock");
        }
    }
}

void refuse_own_tables(const Script& script, Dialect dialect, const Statement& statement) {
    Reader reader(statement.text, dialect);
    if (!mentions(statement.text, "gmig") || reader.is("GRANT")) {
        return;
    }
    const bool about_schemas =
        matches(reader, "CREATE|DROP SCHEMA") || matches(reader, "ALTER SCHEMA * RENAME");
    for (Targets targets(reader); !reader.at_end(); reader.advance()) {
        if (targets.expected() && is_own_name(reader, dialect, about_schemas)) {
            refuse(script, statement.offset + reader.token().offset,
                   "this statement changes gmig's own tables, which only gmig writes", "remove it");
        }
        targets.take(reader.token());
    }
}

}  // namespace gmig::sql

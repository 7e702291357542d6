#include "sql/literal.hpp"
#include <gmig/sql/reader.hpp>
#include <gmig/sql/renames.hpp>
#include <gmig/sql/statement.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace gmig::sql {
namespace {

/// The words behind ALTER that say what is altered.
std::optional<Rename::Kind> accept_kind(Reader& reader) {
    struct Word {
        std::string_view keyword;
        Rename::Kind kind;
    };
    static constexpr std::array words{
        Word{"TABLE", Rename::Kind::Relation},    Word{"VIEW", Rename::Kind::Relation},
        Word{"INDEX", Rename::Kind::Relation},    Word{"SEQUENCE", Rename::Kind::Relation},
        Word{"TYPE", Rename::Kind::Type},         Word{"DOMAIN", Rename::Kind::Type},
        Word{"FUNCTION", Rename::Kind::Routine},  Word{"PROCEDURE", Rename::Kind::Routine},
        Word{"AGGREGATE", Rename::Kind::Routine}, Word{"ROUTINE", Rename::Kind::Routine},
        Word{"SCHEMA", Rename::Kind::Namespace},
    };
    if (!reader.accept("FOREIGN")) {
        reader.accept("MATERIALIZED");
    }
    for (const Word& word : words) {
        if (reader.accept(word.keyword)) {
            return word.kind;
        }
    }
    return std::nullopt;
}

/// A routine's arguments.
void skip_brackets(Reader& reader) {
    std::size_t depth = 0;
    do {
        depth += reader.is_sign('(') ? 1U : 0U;
        depth -= depth > 0 && reader.is_sign(')') ? 1U : 0U;
        if (depth > 0 || reader.is_sign(')')) {
            reader.advance();
        }
    } while (depth > 0 && !reader.at_end());
}

/// What stands behind the name of what is altered.
bool read_new_name(Reader& reader, Rename& rename) {
    if (reader.accept("SET")) {
        rename.to_schema = reader.accept("SCHEMA") ? reader.name() : "";
        return !rename.to_schema.empty();
    }
    if (!reader.accept("RENAME") || reader.is("CONSTRAINT") || reader.is("ATTRIBUTE") ||
        reader.is("VALUE")) {
        return false;
    }
    const bool says_column = reader.accept("COLUMN");
    if (says_column || !reader.is("TO")) {
        rename.column = reader.name();
    }
    if (reader.accept("TO")) {
        rename.to = reader.name();
    }
    return !rename.to.empty();
}

/// From behind ALTER.
std::optional<Rename> rename_at(Reader reader) {
    const auto kind = accept_kind(reader);
    if (!kind) {
        return std::nullopt;
    }
    if (reader.accept("IF")) {
        reader.accept("EXISTS");
    }
    reader.accept("ONLY");
    const std::vector<std::string> parts = reader.qualified_name();
    if (parts.empty()) {
        return std::nullopt;
    }
    reader.accept_sign('*');
    skip_brackets(reader);
    Rename rename{.kind = *kind,
                  .schema = parts.size() > 1 ? parts[parts.size() - 2] : "",
                  .name = parts.back(),
                  .column = "",
                  .to = ""};
    return read_new_name(reader, rename) ? std::optional(std::move(rename)) : std::nullopt;
}

/// Code in a DO, and what it executes.
void read_code(std::string_view code, Dialect dialect, std::vector<Rename>& renames) {
    constexpr std::string_view word = "rename";
    constexpr std::string_view other = "schema";
    const std::string lower = ascii_lower(code);
    if (lower.find(word) == std::string::npos && lower.find(other) == std::string::npos) {
        return;
    }
    for (Reader reader(code, dialect); !reader.at_end(); reader.advance()) {
        if (reader.token().kind == TokenKind::String) {
            read_code(between_quotes(reader.token().text), dialect, renames);
        }
        Reader behind = reader;
        if (behind.accept("ALTER")) {
            if (auto rename = rename_at(behind)) {
                renames.push_back(*std::move(rename));
            }
        }
    }
}

/// The longest piece of a name that is written as it is, whatever quotes are around it.
std::string plain_piece(std::string_view name) {
    std::string_view longest;
    for (std::size_t at = 0; at <= name.size();) {
        const std::size_t end = std::min(name.find_first_of("\"`]", at), name.size());
        if (end - at > longest.size()) {
            longest = name.substr(at, end - at);
        }
        at = end + 1;
    }
    return ascii_lower(longest);
}

}  // namespace

std::vector<Rename> renames_in(const Script& script, Dialect dialect) {
    std::vector<Rename> renames;
    for (const Statement& statement : split(script, dialect, Grammar::Lexer)) {
        Reader reader(statement.text, dialect);
        if (reader.accept("ALTER")) {
            if (auto rename = rename_at(reader)) {
                renames.push_back(*std::move(rename));
            }
        } else if (dialect == Dialect::Postgresql && reader.accept("DO")) {
            read_code(statement.text, dialect, renames);
        }
    }
    return renames;
}

bool may_change(std::string_view part, std::string_view name, Dialect dialect) {
    // SQLite has no code, and nothing there takes another object along but by its new name.
    static constexpr std::array<std::string_view, 2> lite{"rename", "writable_schema"};
    static constexpr std::array<std::string_view, 9> far{
        "rename", "cascade", "tables", "execute", "call", "owned", "do", "select", "u&\""};
    const std::string text = ascii_lower(part);
    const auto is_in = [&text](std::string_view word) {
        return text.find(word) != std::string::npos;
    };
    return is_in(plain_piece(name)) ||
           (dialect == Dialect::Sqlite ? std::ranges::any_of(lite, is_in)
                                       : std::ranges::any_of(far, is_in));
}

}  // namespace gmig::sql

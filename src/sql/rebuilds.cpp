#include "sql/rebuilds.hpp"

#include <gmig/sql/reader.hpp>
#include <gmig/sql/statement.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <optional>

namespace gmig::sql {
namespace {

bool accept_insert(Reader& reader) {
    if (!reader.accept("INSERT")) {
        return false;
    }
    if (reader.accept("OR") && !reader.accept("ABORT")) {
        return false;
    }
    return reader.accept("INTO");
}

bool is_name(const Token& token) {
    return token.kind == TokenKind::Word || token.kind == TokenKind::QuotedIdentifier;
}

std::string dropped_in(std::string_view statement, Dialect dialect) {
    Reader reader(statement, dialect);
    return reader.accept("DROP") && reader.accept("TABLE") ? dotted(reader.qualified_name()) : "";
}

struct Renaming {
    std::string from;  ///< "" where the statement is another
    std::string to;
};

Renaming rename_in(std::string_view statement, Dialect dialect) {
    Reader reader(statement, dialect);
    if (!reader.accept("ALTER") || !reader.accept("TABLE")) {
        return {};
    }
    std::string from = dotted(reader.qualified_name());
    if (!reader.accept("RENAME") || !reader.accept("TO")) {
        return {};
    }
    return {std::move(from), dotted(reader.qualified_name())};
}

}  // namespace

std::optional<RowCopy> row_copy_in(std::string_view statement, Dialect dialect) {
    Reader reader(statement, dialect);
    RowCopy copy;
    if (!accept_insert(reader) || (copy.into = dotted(reader.qualified_name())).empty()) {
        return std::nullopt;
    }
    while (!reader.at_end() && !reader.is("SELECT")) {
        reader.advance();
    }
    if (!reader.accept("SELECT") || reader.is("DISTINCT")) {
        return std::nullopt;
    }
    for (; !reader.at_end() && !reader.is("FROM"); reader.advance()) {
        if (is_name(reader.token())) {
            copy.read.push_back(ascii_lower(name_of(reader.token(), dialect)));
        }
    }
    reader.accept("FROM");
    copy.from = dotted(reader.qualified_name());
    return copy.from.empty() || !reader.at_end() ? std::nullopt : std::optional(std::move(copy));
}

std::vector<RebuiltTable> rebuilt_tables(const Script& script, Dialect dialect) {
    std::vector<RowCopy> copies;
    std::vector<std::string> dropped;
    std::vector<RebuiltTable> rebuilt;
    for (const Statement& statement : split(script, dialect, Grammar::Lexer)) {
        if (auto copy = row_copy_in(statement.text, dialect)) {
            copies.push_back(*std::move(copy));
        } else if (std::string name = dropped_in(statement.text, dialect); !name.empty()) {
            dropped.push_back(std::move(name));
        } else if (const Renaming renaming = rename_in(statement.text, dialect);
                   !renaming.from.empty()) {
            const auto copied = std::ranges::find_if(copies, [&](const RowCopy& each) {
                return each.into == renaming.from && each.from == renaming.to;
            });
            if (copied != copies.end() &&
                std::ranges::find(dropped, renaming.to) != dropped.end()) {
                rebuilt.push_back({renaming.to, copied->read});
            }
        }
    }
    return rebuilt;
}

}  // namespace gmig::sql

#include "layout/foreign.hpp"
#include <gmig/sql/statement.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::layout {
namespace {

/// Without one of these no statement is one that PostgreSQL takes outside a transaction only.
bool may_have_one(std::string_view text) {
    constexpr std::array<std::string_view, 8> words{"concurrently", "vacuum",      "reindex",
                                                    "cluster",      "database",    "system",
                                                    "tablespace",   "subscription"};
    const std::string lower = ascii_lower(text);
    return std::ranges::any_of(
        words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

bool can_run(const sql::Statement& statement, TransactionMode mode) {
    const Script alone{.text = std::string(statement.text), .path = {}, .transaction = mode};
    try {
        sql::prepare(alone, Dialect::Postgresql, {});
        return true;
    } catch (const Error&) {
        return false;
    }
}

bool needs_none(const sql::Statement& statement) {
    return !can_run(statement, TransactionMode::On) && can_run(statement, TransactionMode::Off);
}

std::vector<sql::Statement> statements_of(const Script& script) {
    try {
        return sql::split(script, Dialect::Postgresql);
    } catch (const Error&) {
        return {};  // whoever runs it is told
    }
}

}  // namespace

bool runs_without_transaction(Kind layout, std::string_view text, Dialect dialect) {
    const bool sends_whole_files =
        layout == Kind::GolangMigrate || layout == Kind::Prisma || layout == Kind::Postgrator;
    if (dialect != Dialect::Postgresql || (!sends_whole_files && layout != Kind::Flyway) ||
        !may_have_one(text)) {
        return false;
    }
    const Script script{.text = std::string(text), .path = {}};
    const std::vector<sql::Statement> statements = statements_of(script);
    return !statements.empty() && (statements.size() == 1 || !sends_whole_files) &&
           std::ranges::all_of(statements, needs_none);
}

}  // namespace gmig::layout

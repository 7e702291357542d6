#pragma once

#include "sql/lint/report.hpp"
#include "sql/lint/sqlite_rebuilds.hpp"
#include <gmig/sql/statement.hpp>

#include <vector>

namespace gmig::sql::lint {

/// What a statement of SQLite does to the schema. Places count from its first byte.
std::vector<PlacedAct> acts_in_sqlite(const Statement& statement);

/// One migration, statement by statement: the rules that are SQLite's alone.
class SqlitePart {
public:
    SqlitePart(Scene& scene, const std::vector<Statement>& statements)
        : scene_(scene), rebuilds_(scene, statements) {}

    /// Whether an act is a step of a table's rebuild, so that the rules for both dialects must not
    /// speak of it.
    [[nodiscard]] bool explains(const PlacedAct& act) const { return rebuilds_.explains(act); }
    /// `acts` as acts_in_sqlite(), with places of the part; the catalog does not have them yet.
    void judge(const Statement& statement, const std::vector<PlacedAct>& acts);
    /// Behind each statement, when the catalog has it.
    void keep_in_use(Catalog& catalog) const { rebuilds_.keep_in_use(catalog); }
    /// Behind the last statement; the catalog has everything.
    void finish() { rebuilds_.finish(); }

private:
    Scene& scene_;
    SqliteRebuilds rebuilds_;
};

}  // namespace gmig::sql::lint

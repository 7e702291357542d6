#pragma once

#include "sql/lint/report.hpp"
#include <gmig/sql/statement.hpp>

#include <vector>

namespace gmig::sql::lint {

/// What a statement of SQLite does to the schema. Places count from its first byte.
std::vector<PlacedAct> acts_in_sqlite(const Statement& statement);

/// One migration, statement by statement: the rules that are SQLite's alone.
class SqlitePart {
public:
    explicit SqlitePart(Scene& scene) : scene_(scene) {}

    /// `acts` as acts_in_sqlite(), with places of the part; the catalog does not have them yet.
    void judge(const Statement& statement, const std::vector<PlacedAct>& acts);
    /// Behind the last statement; the catalog has everything.
    void finish();

private:
    Scene& scene_;
};

}  // namespace gmig::sql::lint

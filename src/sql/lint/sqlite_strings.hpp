#pragma once

#include "sql/lint/report.hpp"
#include <gmig/sql/statement.hpp>

#include <vector>

namespace gmig::sql::lint {

/// GM431: words in double quotes that SQLite will take for strings. Where only a value can stand,
/// each; behind a comparison and in an index, those that no table in the statement has as a column,
/// if the columns of all of them are known.
void judge_quotes(const Statement& statement, const std::vector<PlacedAct>& acts, Scene& scene);

}  // namespace gmig::sql::lint

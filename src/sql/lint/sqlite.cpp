#include "sql/lint/sqlite.hpp"

namespace gmig::sql::lint {

std::vector<PlacedAct> acts_in_sqlite(const Statement& /*statement*/) {
    return {};
}

void SqlitePart::judge(const Statement& /*statement*/, const std::vector<PlacedAct>& /*acts*/) {}

void SqlitePart::finish() {}

}  // namespace gmig::sql::lint

#pragma once

#include "sql/lint/report.hpp"

namespace gmig::sql::lint {

/// The rules that both dialects share: GM411 to GM414, GM417, and GM419's changes of all rows.
/// `scene.catalog` is as it is before the statement; places are the part's.
void judge_shared(const PlacedAct& placed, Scene& scene);

}  // namespace gmig::sql::lint

#pragma once

#include <gmig/model/assessment.hpp>

namespace gmig {

/// Whether the law of order takes it for executed here: also when it was edited, lost its file or
/// its id, or was interrupted.
bool counts_as_executed(const Assessed& assessed);

/// Turns pending migrations that come too late into out-of-order ones, and reports them; those that
/// an override names stay pending.
void judge_order(const History& history, const Facts& facts, const AssessmentInput& input,
                 Assessment& result);

/// Reports several heads.
void judge_heads(const History& history, Policy policy, Assessment& result);

}  // namespace gmig

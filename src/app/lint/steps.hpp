#pragma once

#include <gmig/app/workspace.hpp>
#include <gmig/model/comparison.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gmig::app {

/// What lint does with a migration.
enum class LintAct : std::uint8_t {
    Learn,       ///< the databases in use have it
    Judge,       ///< as one of the branch
    JudgeAlone,  ///< as a branch of its own, merged before the next one
};

struct LintStep {
    std::size_t position = 0;  ///< in the history
    LintAct act{};
};

/// What a branch made of its base: what the base has, an edited migration judged in its place, then
/// what is new. Empty where there is nothing to judge.
std::vector<LintStep> steps_of_branch(const History& result, const Comparison& changes);

/// The migrations at these places, each for itself, with what comes before them.
std::vector<LintStep> steps_of_each(const History& history, const std::vector<bool>& judged);

}  // namespace gmig::app

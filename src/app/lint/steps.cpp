#include "app/lint/steps.hpp"

#include <algorithm>

namespace gmig::app {
namespace {

std::vector<bool> places_of(const History& history, const std::vector<MigrationId>& ids) {
    std::vector<bool> places(history.size());
    for (const MigrationId& id : ids) {
        if (const auto position = history.position(id)) {
            places[*position] = true;
        }
    }
    return places;
}

}  // namespace

std::vector<LintStep> steps_of_branch(const History& result, const Comparison& changes) {
    std::vector<LintStep> steps;
    if (changes.added.empty() && changes.edited.empty()) {
        return steps;
    }
    const std::vector<bool> added = places_of(result, changes.added);
    const std::vector<bool> edited = places_of(result, changes.edited);
    for (std::size_t i = 0; i < result.size(); ++i) {
        if (!added[i]) {
            steps.push_back({i, edited[i] ? LintAct::JudgeAlone : LintAct::Learn});
        }
    }
    for (std::size_t i = 0; i < result.size(); ++i) {
        if (added[i]) {
            steps.push_back({i, LintAct::Judge});
        }
    }
    return steps;
}

std::vector<LintStep> steps_of_each(const History& history, const std::vector<bool>& judged) {
    std::vector<LintStep> steps;
    const auto last = std::find(judged.rbegin(), judged.rend(), true);
    const auto count = static_cast<std::size_t>(judged.rend() - last);
    for (std::size_t i = 0; i < std::min(count, history.size()); ++i) {
        steps.push_back({i, judged[i] ? LintAct::JudgeAlone : LintAct::Learn});
    }
    return steps;
}

}  // namespace gmig::app

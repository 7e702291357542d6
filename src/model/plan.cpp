#include <gmig/model/plan.hpp>

#include <algorithm>
#include <array>

namespace gmig {
namespace {

/// Whether a finding keeps everything from being executed.
bool refuses(const Finding& finding, bool force) {
    switch (finding.code) {
        case Code::EditedAfterExecution:
        case Code::ExecutedMissing:
        case Code::IdentityLost:
        case Code::VersionCollision:
        case Code::MissingParent:
        case Code::Cycle:
        case Code::UnreadableMigration:
        case Code::UnknownFacts:
            return true;
        case Code::DuplicateId:
            // The same migration in two files is one migration: a warning, and no obstacle.
            return finding.severity == Severity::Error;
        case Code::OutOfOrder:
        case Code::DivergedHeads:
            return !force;
        default:
            return false;
    }
}

Step step_of(Action action, const Assessed& assessed) {
    return {.action = action,
            .id = assessed.id,
            .name = assessed.name,
            .position = assessed.position,
            .entry = assessed.entry};
}

/// Whether the ledger's row has another name, id or parents than the file.
bool row_must_follow(const History& history, const Facts& facts, const Assessed& assessed) {
    if (!assessed.position || !assessed.entry) {
        return false;
    }
    const Migration& file = history.migrations()[*assessed.position];
    const LedgerEntry& row = facts.entries[*assessed.entry];
    return file.id != row.id || file.name != row.name || file.parents != row.parents;
}

}  // namespace

std::string_view to_string(Action action) {
    constexpr std::array<std::string_view, 3> names{"execute", "rollback", "rename"};
    return names[static_cast<std::size_t>(action)];
}

Plan plan_execute(const History& history, const Facts& facts, const Assessment& assessment,
                  const Goal& goal) {
    Plan plan;
    for (const Finding& finding : assessment.findings) {
        if (refuses(finding, goal.force)) {
            plan.refusals.push_back(finding);
        }
    }
    for (const Assessed& assessed : assessment.migrations) {
        if (row_must_follow(history, facts, assessed)) {
            plan.steps.push_back(step_of(Action::Rename, assessed));
        }
    }
    const std::size_t end =
        goal.to ? history.position(*goal.to).value_or(history.size()) + 1 : history.size();
    std::size_t left = goal.count.value_or(history.size());
    for (const Assessed& assessed : assessment.migrations) {
        const bool waits = assessed.state == State::Pending || assessed.state == State::OutOfOrder;
        if (waits && assessed.position && *assessed.position < end && left > 0) {
            plan.steps.push_back(step_of(Action::Execute, assessed));
            --left;
        }
    }
    return plan;
}

Plan plan_rollback(const Facts& facts, const Assessment& assessment, const Goal& goal) {
    std::vector<const Assessed*> executed;
    for (const Assessed& assessed : assessment.migrations) {
        if (assessed.entry) {
            executed.push_back(&assessed);
        }
    }
    std::ranges::sort(executed, [&](const Assessed* left, const Assessed* right) {
        return facts.entries[*left->entry].sequence > facts.entries[*right->entry].sequence;
    });
    const std::size_t limit =
        goal.all || goal.to ? executed.size() : goal.count.value_or(std::size_t{1});
    Plan plan;
    for (const Assessed* const assessed : executed) {
        const bool stays = goal.to && assessed->id == *goal.to;
        if (stays || plan.steps.size() == std::min(limit, goal.count.value_or(limit))) {
            break;
        }
        plan.steps.push_back(step_of(Action::Rollback, *assessed));
    }
    return plan;
}

}  // namespace gmig

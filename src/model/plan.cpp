#include "model/wording.hpp"
#include <gmig/model/plan.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <utility>

namespace gmig {
namespace {

/// Whether a finding keeps everything from being executed.
bool refuses(const Finding& finding, const Goal& goal) {
    switch (finding.code) {
        case Code::EditedAfterExecution:
        case Code::ExecutedMissing:
        case Code::IdentityLost:
        case Code::MissingParent:
        case Code::Cycle:
        case Code::UnknownFacts:
            return true;
        case Code::DuplicateId:
            // The same migration in two files is one migration: a warning, and no obstacle.
        case Code::UnreadableMigration:
        case Code::VersionCollision:
            // What the layout's own tool leaves alone, or tells apart, is a warning as well.
            return finding.severity == Severity::Error;
        case Code::OutOfOrder:
            return !goal.force && !goal.proven.contains(finding.id);
        case Code::DivergedHeads:
            return !goal.force;
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

/// Whether the ledger's row has another name, id or parents than the file that it is. A row whose
/// migration is interrupted, edited or without its id stays as it is until that is settled.
bool row_must_follow(const History& history, const Facts& facts, const Assessed& assessed) {
    if (assessed.state != State::Executed && assessed.state != State::Renamed &&
        assessed.state != State::EditedCosmetic) {
        return false;
    }
    const Migration& file = history.migrations()[*assessed.position];
    const LedgerEntry& row = facts.entries[*assessed.entry];
    return file.id != row.id || file.name != row.name || file.parents != row.parents;
}

std::vector<Finding> refusals_of(const Assessment& assessment, const Goal& goal) {
    std::vector<Finding> refusals;
    std::ranges::copy_if(assessment.findings, std::back_inserter(refusals),
                         [&](const Finding& finding) { return refuses(finding, goal); });
    return refusals;
}

/// Behind the last migration that may be executed, in canonical order.
std::size_t end_of(const History& history, const Goal& goal) {
    if (!goal.to) {
        return history.size();
    }
    const std::optional<std::size_t> last = history.position(*goal.to);
    if (!last) {
        throw Error(Error::Kind::Usage,
                    "no file has " + goal.to->value + ", so nothing can be executed up to it")
            .next("gmig status");
    }
    return *last + 1;
}

/// What the ledger has, by order of execution, the newest first.
std::vector<const Assessed*> newest_first(const Facts& facts, const Assessment& assessment) {
    std::vector<const Assessed*> executed;
    for (const Assessed& assessed : assessment.migrations) {
        if (assessed.entry) {
            executed.push_back(&assessed);
        }
    }
    std::ranges::sort(executed, std::greater<>(), [&](const Assessed* assessed) {
        return std::pair(facts.entries[*assessed->entry].sequence, *assessed->entry);
    });
    return executed;
}

}  // namespace

std::string_view to_string(Action action) {
    constexpr std::array<std::string_view, 4> names{"execute", "rollback", "rename", "adopt"};
    return names[static_cast<std::size_t>(action)];
}

Plan plan_execute(const History& history, const Facts& facts, const Assessment& assessment,
                  const Goal& goal) {
    Plan plan;
    plan.refusals = refusals_of(assessment, goal);
    for (const Assessed& assessed : assessment.migrations) {
        if (assessed.state == State::Executed && assessed.position &&
            history.migrations()[*assessed.position].checksum !=
                facts.entries[*assessed.entry].checksum) {
            plan.steps.push_back(step_of(Action::Adopt, assessed));
        } else if (row_must_follow(history, facts, assessed)) {
            plan.steps.push_back(step_of(Action::Rename, assessed));
        }
    }
    const std::size_t end = end_of(history, goal);
    std::size_t left = goal.count.value_or(history.size());
    for (const Assessed& assessed : assessment.migrations) {
        const bool waits = assessed.state == State::Pending || assessed.state == State::OutOfOrder;
        if (waits && *assessed.position < end && left > 0) {
            plan.steps.push_back(step_of(Action::Execute, assessed));
            --left;
        }
    }
    return plan;
}

Plan plan_rollback(const Facts& facts, const Assessment& assessment, const Goal& goal) {
    Plan plan;
    for (const Finding& finding : assessment.findings) {
        if (finding.code == Code::UnknownFacts) {
            plan.refusals.push_back(finding);
        }
    }
    const std::vector<const Assessed*> executed = newest_first(facts, assessment);
    auto end = executed.end();
    if (goal.to && plan.refusals.empty()) {
        end = std::ranges::find(executed, *goal.to, &Assessed::id);
        if (end == executed.end()) {
            throw Error(Error::Kind::Usage, goal.to->value + " is not executed" +
                                                in_environment(facts) +
                                                ", so nothing can be rolled back to it")
                .next("gmig status");
        }
    }
    const std::size_t unlimited = goal.all || goal.to ? executed.size() : 1;
    std::size_t left = goal.count.value_or(unlimited);
    for (auto next = executed.begin(); next != end && left > 0; ++next, --left) {
        plan.steps.push_back(step_of(Action::Rollback, **next));
    }
    return plan;
}

}  // namespace gmig

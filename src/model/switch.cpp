#include <gmig/model/plan.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
#include <numeric>
#include <utility>

namespace gmig {
namespace {

/// Whether a finding about the target keeps it from being reached. What the ledger has otherwise is
/// no obstacle: that is what a switch is for.
bool stands_against(const Finding& finding, Policy policy) {
    switch (finding.code) {
        case Code::IdentityLost:
        case Code::VersionCollision:
        case Code::MissingParent:
        case Code::Cycle:
        case Code::UnreadableMigration:
        case Code::UnknownFacts:
            return true;
        case Code::DuplicateId:
            // The same migration in two files is one migration.
            return finding.severity == Severity::Error;
        case Code::DivergedHeads:
            return policy == Policy::Linear;
        default:
            return false;
    }
}

/// Finds the steps of one switch; one object each.
class Switching {
public:
    Switching(const History& target, const Facts& facts, const Assessment& assessment,
              Policy policy)
        : target_(target), facts_(facts), policy_(policy), of_row_(facts.entries.size()) {
        for (const Assessed& assessed : assessment.migrations) {
            if (assessed.entry) {
                of_row_[*assessed.entry] = &assessed;
            }
            if (assessed.position) {
                of_file_.push_back(&assessed);
            }
        }
        rows_.resize(facts.entries.size());
        std::iota(rows_.begin(), rows_.end(), std::size_t{0});
        std::ranges::stable_sort(rows_, {},
                                 [&](std::size_t row) { return facts_.entries[row].sequence; });
        for (const std::size_t row : rows_) {
            stays_.push_back(can_stay(*of_row_[row]));
        }
    }

    SwitchPlan plan() {
        SwitchPlan plan;
        plan.minimal.steps = steps();
        plan.crossed = crossed();
        if (!plan.crossed.empty()) {
            keep_beginning();
            plan.stack = steps();
        }
        return plan;
    }

private:
    [[nodiscard]] const LedgerEntry& row_of(const Assessed& assessed) const {
        return facts_.entries[*assessed.entry];
    }
    [[nodiscard]] const Migration& file_of(const Assessed& assessed) const {
        return target_.migrations()[*assessed.position];
    }

    static bool can_stay(const Assessed& assessed) {
        return assessed.position &&
               (assessed.state == State::Executed || assessed.state == State::Renamed ||
                assessed.state == State::EditedCosmetic);
    }

    static Step step_of(Action action, const Assessed& assessed) {
        return {.action = action,
                .id = assessed.id,
                .name = assessed.name,
                .position = assessed.position,
                .entry = assessed.entry};
    }

    [[nodiscard]] Step taking_out(const Assessed& assessed) const {
        Step step = step_of(Action::Rollback, assessed);
        step.name = row_of(assessed).name;
        return step;
    }

    /// How a row that stays becomes what its file says.
    void follow(const Assessed& assessed, std::vector<Step>& steps) const {
        const LedgerEntry& row = row_of(assessed);
        const Migration& file = file_of(assessed);
        if (file.checksum != row.checksum) {
            steps.push_back(step_of(Action::Adopt, assessed));
        } else if (file.id != row.id || file.name != row.name || file.parents != row.parents) {
            steps.push_back(step_of(Action::Rename, assessed));
        }
    }

    [[nodiscard]] std::vector<Step> steps() const {
        std::vector<Step> steps;
        std::vector<bool> is_kept(target_.size(), false);
        for (std::size_t i = rows_.size(); i-- > 0;) {
            const Assessed& assessed = *of_row_[rows_[i]];
            if (!stays_[i]) {
                steps.push_back(taking_out(assessed));
            } else {
                is_kept[*assessed.position] = true;
            }
        }
        for (const Assessed* assessed : of_file_) {
            if (is_kept[*assessed->position]) {
                follow(*assessed, steps);
            }
        }
        for (const Assessed* assessed : of_file_) {
            if (!is_kept[*assessed->position]) {
                steps.push_back(step_of(Action::Execute, *assessed));
                steps.back().entry.reset();
            }
        }
        return steps;
    }

    /// For each of the target's places, whether something that is added must come before it.
    [[nodiscard]] std::vector<bool> behind_added() const {
        std::vector<bool> added(target_.size(), true);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (stays_[i]) {
                added[*of_row_[rows_[i]]->position] = false;
            }
        }
        std::vector<bool> behind(target_.size(), false);
        for (std::size_t place = 0; place < behind.size(); ++place) {
            const auto passes = [&](std::size_t before) { return added[before] || behind[before]; };
            behind[place] = policy_ == Policy::Linear
                                ? place > 0 && passes(place - 1)
                                : std::ranges::any_of(target_.parents_of(place), passes);
        }
        return behind;
    }

    [[nodiscard]] std::vector<std::size_t> crossed() const {
        const std::vector<bool> behind = behind_added();
        std::vector<std::size_t> crossed;
        bool one_goes = false;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            one_goes = one_goes || !stays_[i];
            if (stays_[i] && (one_goes || behind[*of_row_[rows_[i]]->position])) {
                crossed.push_back(rows_[i]);
            }
        }
        return crossed;
    }

    /// Lets only those rows stay that were executed first and, as a set, are what the target begins
    /// with.
    void keep_beginning() {
        std::vector<bool> wanted(target_.size(), false);
        std::size_t count = 0;
        std::size_t kept = 0;
        for (std::size_t i = 0; i < rows_.size() && stays_[i]; ++i) {
            count += want(*of_row_[rows_[i]]->position, wanted);
            if (count == i + 1) {
                kept = i + 1;
            }
        }
        std::fill(stays_.begin() + static_cast<std::ptrdiff_t>(kept), stays_.end(), false);
    }

    /// Marks a place and all that comes before it; how many of them were not marked yet.
    std::size_t want(std::size_t place, std::vector<bool>& wanted) const {
        std::size_t count = 0;
        std::vector<std::size_t> open{place};
        while (!open.empty()) {
            const std::size_t next = open.back();
            open.pop_back();
            if (wanted[next]) {
                continue;
            }
            wanted[next] = true;
            ++count;
            if (policy_ == Policy::Dag) {
                std::ranges::copy(target_.parents_of(next), std::back_inserter(open));
            } else if (next > 0) {
                open.push_back(next - 1);
            }
        }
        return count;
    }

    const History& target_;
    const Facts& facts_;
    Policy policy_;
    std::vector<const Assessed*> of_row_;   ///< by its place in Facts::entries
    std::vector<const Assessed*> of_file_;  ///< in canonical order
    std::vector<std::size_t> rows_;         ///< places in Facts::entries, by order of execution
    std::vector<bool> stays_;               ///< whether each of those rows does
};

}  // namespace

SwitchPlan plan_switch(const History& target, const Facts& facts, const Assessment& assessment,
                       Policy policy) {
    SwitchPlan refused;
    std::ranges::copy_if(assessment.findings, std::back_inserter(refused.minimal.refusals),
                         [&](const Finding& finding) { return stands_against(finding, policy); });
    return refused.minimal.refusals.empty() ? Switching(target, facts, assessment, policy).plan()
                                            : refused;
}

}  // namespace gmig

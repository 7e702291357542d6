#include "model/order.hpp"

#include "model/wording.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <utility>

namespace gmig {
namespace {

using Places = std::vector<std::size_t>;

/// The files and the executed rows that no file has, as one history: a missing row keeps the place
/// that its name and parents give it.
class Together {
public:
    Together(const History& history, const Facts& facts, const Assessment& result)
        : files_(history), facts_(facts) {
        const bool files_only =
            std::ranges::none_of(result.migrations, [](const Assessed& assessed) {
                return !assessed.position && counts_as_executed(assessed);
            });
        if (files_only) {
            places_.resize(history.size());
            std::iota(places_.begin(), places_.end(), std::size_t{0});
        } else {
            join(result);
        }
    }

    [[nodiscard]] const History& history() const { return joined_ ? *joined_ : files_; }
    /// Where in the assessment the migration at this place stands.
    [[nodiscard]] std::size_t assessed_at(std::size_t place) const { return places_[place]; }

private:
    void join(const Assessment& result) {
        std::unordered_map<MigrationId, MigrationId> present_id;
        for (const Assessed& assessed : result.migrations) {
            if (assessed.former_id) {
                present_id.emplace(*assessed.former_id, assessed.id);
            }
        }
        std::vector<Migration> migrations;
        std::unordered_map<MigrationId, std::size_t> place_of;
        migrations.reserve(result.migrations.size());
        place_of.reserve(result.migrations.size());
        for (std::size_t place = 0; place < result.migrations.size(); ++place) {
            const Assessed& assessed = result.migrations[place];
            if (!assessed.position && !counts_as_executed(assessed)) {
                continue;
            }
            Migration migration;
            migration.id = assessed.id;
            migration.name = assessed.name;
            migration.parents = assessed.position ? files_.migrations()[*assessed.position].parents
                                                  : facts_.entries[*assessed.entry].parents;
            for (MigrationId& parent : migration.parents) {
                const auto present = present_id.find(parent);
                parent = present == present_id.end() ? parent : present->second;
            }
            place_of.emplace(assessed.id, place);
            migrations.push_back(std::move(migration));
        }
        joined_.emplace(std::move(migrations));
        for (const Migration& migration : joined_->migrations()) {
            places_.push_back(place_of.at(migration.id));
        }
    }

    const History& files_;
    const Facts& facts_;
    std::optional<History> joined_;
    Places places_;
};

/// For each place, the place of an executed migration that makes it late, if one does.
using Late = std::vector<std::optional<std::size_t>>;

Late late_in_line(const Together& together, const Assessment& result) {
    Late late(together.history().size());
    std::optional<std::size_t> last_executed;
    for (std::size_t place = late.size(); place-- > 0;) {
        late[place] = last_executed;
        if (!last_executed && counts_as_executed(result.migrations[together.assessed_at(place)])) {
            last_executed = place;
        }
    }
    return late;
}

/// Every place is marked by the first executed one that it is an ancestor of, and once only.
Late late_in_dag(const Together& together, const Assessment& result) {
    const History& history = together.history();
    Late late(history.size());
    Places open;
    for (std::size_t executed = 0; executed < history.size(); ++executed) {
        if (!counts_as_executed(result.migrations[together.assessed_at(executed)])) {
            continue;
        }
        open.push_back(executed);
        while (!open.empty()) {
            const std::size_t place = open.back();
            open.pop_back();
            for (const std::size_t parent : history.parents_of(place)) {
                if (!late[parent]) {
                    late[parent] = executed;
                    open.push_back(parent);
                }
            }
        }
    }
    return late;
}

/// The head that what is new should follow: the first one that has the last executed file behind
/// it, or the first one where nothing is executed. None where all goes in circles.
std::optional<std::size_t> staying_head(const History& history, const Assessment& result) {
    const std::vector<MigrationId> heads = history.heads();
    if (heads.empty()) {
        return std::nullopt;
    }
    std::optional<std::size_t> last;
    for (std::size_t place = 0; place < history.size(); ++place) {
        if (counts_as_executed(result.migrations[place])) {
            last = place;
        }
    }
    std::vector<bool> follows(history.size(), false);
    for (std::size_t place = last.value_or(history.size()); place < history.size(); ++place) {
        follows[place] = place == last ||
                         std::ranges::any_of(history.parents_of(place),
                                             [&](std::size_t parent) { return follows[parent]; });
    }
    const auto found = std::ranges::find_if(
        heads, [&](const MigrationId& head) { return follows[*history.position(head)]; });
    return history.position(found == heads.end() ? heads.front() : *found);
}

/// How a file within a line is put behind another: by hand, for what follows it would move along.
std::string put_behind(const Migration& file, const Migration& other) {
    return "let it follow " + other.name + ": write parent=" + other.id.value + " into " +
           shell_word(file.path) + ", and its own parents into what follows it now";
}

/// Reports what is out of order; one object per assessment.
class OrderReport {
public:
    OrderReport(const History& history, const Facts& facts, Assessment& result)
        : history_(history), facts_(facts), result_(result) {
        stays_ = staying_head(history, result);
        if (stays_) {
            const std::array<std::size_t, 1> start{*stays_};
            behind_stays_ = history.ancestors_of(start);
        }
    }

    void add(Assessed& assessed, const Assessed& later) {
        std::string remedy = remedy_of(history_.migrations()[*assessed.position], later);
        assessed.state = State::OutOfOrder;
        result_.findings.push_back(finding_about(
            Code::OutOfOrder, {.id = assessed.id, .name = assessed.name, .path = assessed.path},
            assessed.name + " comes before " + later.name + ", which is " + executed_in(facts_) +
                (facts_.skips_late ? ": " + facts_.tool + " will skip it" : ""),
            std::move(remedy)));
        result_.findings.back().other =
            Counterpart{.id = later.id, .name = later.name, .path = later.path};
    }

private:
    [[nodiscard]] std::string remedy_of(const Migration& file, const Assessed& later) const {
        const std::size_t place = *history_.position(file.id);
        for (const std::size_t parent : history_.parents_of(place)) {
            if (result_.migrations[parent].state == State::OutOfOrder) {
                return "it moves along with " + result_.migrations[parent].name;
            }
        }
        if (!stays_) {
            return "first mend the cycle";
        }
        if (*stays_ == place) {
            return "first bring back " + later.name + ", which no file has";
        }
        const bool is_local = facts_.kind == EnvironmentKind::Local && facts_.tool.empty();
        const std::string here = "in this database alone: gmig execute --force";
        if (file.identity != Identity::Written || !behind_stays_[place]) {
            return is_local ? "gmig rebase; " + here : "gmig rebase";
        }
        // Upstream's migrations stand so after a rebase of one's own, and must not be touched.
        return (is_local
                    ? here
                    : "let it come late: order " + file.id.value + " REASON in gmig.overrides") +
               "; or, if nobody else has it, " + put_behind(file, history_.migrations()[*stays_]);
    }

    const History& history_;
    const Facts& facts_;
    Assessment& result_;
    std::optional<std::size_t> stays_;
    std::vector<bool> behind_stays_;
};

/// The first migration of the head's own branch, which is to follow the head that stays.
const Migration& first_of_branch(const History& history, std::size_t head, std::size_t stays) {
    const std::array<std::size_t, 1> moved{head};
    const std::array<std::size_t, 1> kept{stays};
    const std::vector<bool> of_moved = history.ancestors_of(moved);
    const std::vector<bool> of_kept = history.ancestors_of(kept);
    std::size_t place = 0;
    while (!of_moved[place] || of_kept[place]) {
        ++place;
    }
    return history.migrations()[place];
}

}  // namespace

bool counts_as_executed(const Assessed& assessed) {
    return assessed.entry.has_value() && assessed.state != State::OtherBranch;
}

void judge_order(const History& history, const Facts& facts, const AssessmentInput& input,
                 Assessment& result) {
    const Together together(history, facts, result);
    const Late late = input.policy == Policy::Linear ? late_in_line(together, result)
                                                     : late_in_dag(together, result);
    std::optional<OrderReport> report;
    for (std::size_t place = 0; place < late.size(); ++place) {
        Assessed& assessed = result.migrations[together.assessed_at(place)];
        if (assessed.state != State::Pending || !late[place]) {
            continue;
        }
        if (!report) {
            report.emplace(history, facts, result);
        }
        report->add(assessed, result.migrations[together.assessed_at(*late[place])]);
        if (const Override* const agreed = order_override(input.overrides, assessed.id)) {
            assessed.state = State::Pending;
            set_aside(result.findings.back(), *agreed);
        }
    }
}

void judge_heads(const History& history, Policy policy, Assessment& result) {
    const std::vector<MigrationId> heads = history.heads();
    if (heads.size() < 2) {
        return;
    }
    std::vector<std::string> names;
    for (const MigrationId& head : heads) {
        if (names.size() < names_shown) {
            names.push_back(history.find(head)->name);
        }
    }
    const std::size_t stays = *staying_head(history, result);
    const bool last_stays = stays == *history.position(heads.back());
    const std::size_t moved =
        *history.position(last_stays ? heads[heads.size() - 2] : heads.back());
    const Migration& subject = first_of_branch(history, moved, stays);
    result.findings.push_back(finding_about(
        Code::DivergedHeads, {.id = subject.id, .name = subject.name, .path = subject.path},
        "the history has " + std::to_string(heads.size()) +
            " heads: " + listed(names, heads.size()),
        policy == Policy::Dag ? "join them: gmig merge" : "gmig rebase"));
}

}  // namespace gmig

#include "model/rebase_sides.hpp"
#include "model/wording.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>
#include <utility>

namespace gmig {
namespace {

/// Orders what is ours and says what each one is to follow.
class Series {
public:
    Series(const RebaseInput& input, const Sides& sides, const RebasePlan& plan);

    /// Which of ours are to move, and where; refusals go into the plan.
    void plan_moves(RebasePlan& plan);

private:
    [[nodiscard]] bool is_linear() const {
        return input_.policy == Policy::Linear || input_.name_is_identity;
    }
    /// Published, and picked: it is the same migration on both branches.
    [[nodiscard]] bool is_picked(const Migration& mine) const {
        return input_.picking && input_.published.contains(mine.id);
    }
    [[nodiscard]] const Migration& together(const Migration& mine) const;
    [[nodiscard]] std::vector<bool> chosen(RebasePlan& plan) const;
    void choose_followers(std::vector<bool>& chosen) const;
    [[nodiscard]] History staying(const std::vector<bool>& chosen) const;
    void chain(const std::vector<MigrationId>& heads, const std::vector<bool>& chosen,
               RebasePlan& plan) const;
    void reroot(const std::vector<MigrationId>& heads, const std::vector<bool>& chosen,
                RebasePlan& plan) const;
    [[nodiscard]] bool is_joined() const;
    [[nodiscard]] bool stands_after(const Migration& mine,
                                    const std::vector<MigrationId>& parents) const;
    void add(const Migration& mine, std::vector<MigrationId> outer, std::vector<std::size_t> inner,
             RebasePlan& plan) const;

    const RebaseInput& input_;
    const Sides& sides_;
    std::unordered_set<std::string> removed_;
    std::vector<const Migration*> series_;                        ///< ours, in their order
    std::unordered_map<std::string, const Migration*> together_;  ///< by path
};

Series::Series(const RebaseInput& input, const Sides& sides, const RebasePlan& plan)
    : input_(input), sides_(sides), removed_(plan.removed.begin(), plan.removed.end()) {
    for (const Migration& migration : input.together) {
        together_.emplace(migration.path, &migration);
    }
    std::vector<Migration> standing;
    for (const Migration& migration : input.here) {
        if (!removed_.contains(migration.path)) {
            standing.push_back(migration);
        }
    }
    const History history(std::move(standing));
    std::unordered_map<std::string, const Migration*> mine;
    for (const Migration* const migration : sides.ours()) {
        mine.emplace(migration->path, migration);
    }
    for (const Migration& migration : history.migrations()) {
        if (const auto found = mine.find(migration.path); found != mine.end()) {
            series_.push_back(found->second);
        }
    }
}

/// A contested one is as our side has it: it is not in the folder that both make.
const Migration& Series::together(const Migration& mine) const {
    const auto found = together_.find(mine.path);
    return found == together_.end() || sides_.is_contested(mine) ? mine : *found->second;
}

bool Series::stands_after(const Migration& mine, const std::vector<MigrationId>& parents) const {
    if (input_.name_is_identity && is_picked(mine)) {
        return true;
    }
    if (sides_.is_contested(mine) || input_.misplaced.contains(mine.path)) {
        return false;
    }
    const std::vector<MigrationId>& now = together(mine).parents;
    return std::set(now.begin(), now.end()) == std::set(parents.begin(), parents.end());
}

/// All of ours, or the named ones and what follows them.
std::vector<bool> Series::chosen(RebasePlan& plan) const {
    std::vector<bool> chosen(series_.size(), input_.named.empty());
    for (const MigrationId& id : input_.named) {
        const auto found = std::ranges::find(
            series_, id, [](const Migration* one) -> const MigrationId& { return one->id; });
        if (found != series_.end()) {
            chosen[static_cast<std::size_t>(found - series_.begin())] = true;
            continue;
        }
        const auto known = std::ranges::find(input_.upstream, id, &Migration::id);
        if (known != input_.upstream.end()) {
            plan.refusals.push_back(finding_about(
                Code::OutOfOrder, subject_of(*known),
                known->name + " is upstream's: others may have executed it, so it stays in place",
                "name one that upstream lacks"));
        }
    }
    choose_followers(chosen);
    return chosen;
}

void Series::choose_followers(std::vector<bool>& chosen) const {
    std::unordered_set<MigrationId> moved;
    for (std::size_t place = 0; place < series_.size(); ++place) {
        const Migration& mine = *series_[place];
        const bool follows =
            input_.name_is_identity
                ? !moved.empty()
                : std::ranges::any_of(mine.parents, [&](const MigrationId& parent) {
                      return moved.contains(parent);
                  });
        chosen[place] = chosen[place] || follows || sides_.is_contested(mine);
        if (chosen[place]) {
            moved.insert(mine.id);
        }
    }
}

/// What does not move, as one history. A parent that is derived is whichever stands before.
History Series::staying(const std::vector<bool>& chosen) const {
    std::unordered_set<std::string> leaving = removed_;
    std::unordered_map<MigrationId, const Migration*> moving;
    for (std::size_t place = 0; place < series_.size(); ++place) {
        const Migration& mine = *series_[place];
        if (chosen[place] && !sides_.is_contested(mine)) {
            leaving.insert(mine.path);
            moving.emplace(mine.id, &together(mine));
        }
    }
    std::vector<Migration> staying;
    for (const Migration& migration : input_.together) {
        if (leaving.contains(migration.path)) {
            continue;
        }
        Migration& stays = staying.emplace_back(migration);
        while (stays.identity == Identity::Derived && stays.parents.size() == 1 &&
               moving.contains(stays.parents.front())) {
            stays.parents = std::vector(moving.at(stays.parents.front())->parents);
        }
    }
    return History(std::move(staying));
}

void Series::plan_moves(RebasePlan& plan) {
    const std::vector<bool> chosen = this->chosen(plan);
    const History stays = staying(chosen);
    const std::vector<MigrationId> heads = stays.heads();
    if (!is_linear()) {
        reroot(heads, chosen, plan);
        return;
    }
    if (heads.size() > 1) {
        std::vector<std::string> names;
        for (const MigrationId& head : heads) {
            names.push_back(stays.find(head)->name);
        }
        const bool upstreams = std::ranges::all_of(
            heads, [&](const MigrationId& head) { return sides_.is_upstream(head); });
        plan.refusals.push_back(finding_about(
            Code::DivergedHeads, subject_of(*stays.find(heads.back())),
            std::string(upstreams ? "upstream itself has " : "what would stay has ") +
                std::to_string(heads.size()) + " heads: " + listed(names, heads.size()),
            upstreams ? "join them: \"policy\": \"dag\" in gmig.json, then gmig merge"
                      : "gmig rebase, without a name"));
        return;
    }
    chain(heads, chosen, plan);
}

/// One after the other behind the head, from the first on that does not stand so already.
void Series::chain(const std::vector<MigrationId>& heads, const std::vector<bool>& chosen,
                   RebasePlan& plan) const {
    std::vector<MigrationId> last = heads;
    for (std::size_t place = 0; place < series_.size(); ++place) {
        const Migration& mine = *series_[place];
        if (!chosen[place]) {
            continue;
        }
        if (!plan.moves.empty()) {
            add(mine, {}, {plan.moves.size() - 1}, plan);
        } else if (stands_after(mine, last)) {
            last = {mine.id};
        } else {
            add(mine, last, {}, plan);
        }
    }
}

/// Parents among ours: those that move, and those that stay.
struct Kin {
    std::vector<std::size_t> inner;
    std::vector<MigrationId> outer;
};

Kin kin_of(const Migration& mine, const std::unordered_map<MigrationId, std::size_t>& moves,
           const std::unordered_set<MigrationId>& stays) {
    Kin kin;
    for (const MigrationId& parent : mine.parents) {
        if (const auto moved = moves.find(parent); moved != moves.end()) {
            kin.inner.push_back(moved->second);
        } else if (stays.contains(parent)) {
            kin.outer.push_back(parent);
        }
    }
    return kin;
}

/// Edges among ours stay; what has none of these follows the heads.
void Series::reroot(const std::vector<MigrationId>& heads, const std::vector<bool>& chosen,
                    RebasePlan& plan) const {
    if (is_joined()) {
        return;
    }
    std::unordered_map<MigrationId, std::size_t> moves;
    std::unordered_set<MigrationId> stays;
    for (std::size_t place = 0; place < series_.size(); ++place) {
        const Migration& mine = *series_[place];
        if (!chosen[place]) {
            continue;
        }
        Kin kin = kin_of(mine, moves, stays);
        const bool is_root = kin.inner.empty() && kin.outer.empty();
        if (kin.inner.empty() && (!is_root || stands_after(mine, heads))) {
            stays.insert(mine.id);
            continue;
        }
        moves.emplace(mine.id, plan.moves.size());
        add(mine, is_root ? heads : kin.outer, std::move(kin.inner), plan);
    }
}

/// Whether one head has both sides behind it already, and nothing else is to be moved.
bool Series::is_joined() const {
    const bool all_in_one_folder = std::ranges::none_of(
        series_, [&](const Migration* mine) { return sides_.is_contested(*mine); });
    return input_.named.empty() && all_in_one_folder && removed_.empty() &&
           History(input_.together).heads().size() == 1;
}

void Series::add(const Migration& mine, std::vector<MigrationId> outer,
                 std::vector<std::size_t> inner, RebasePlan& plan) const {
    const bool published = input_.published.contains(mine.id) && !sides_.is_contested(mine);
    if (published && !is_picked(mine)) {
        plan.refusals.push_back(finding_about(
            Code::OutOfOrder, subject_of(mine),
            mine.name + " is published: others may have executed it, so its place cannot change",
            input_.policy == Policy::Dag
                ? "join the heads: gmig merge"
                : "let reviewers accept its place: a line \"order " + mine.id.value +
                      " REASON\" in gmig.overrides; or \"policy\": \"dag\" in gmig.json, then gmig "
                      "merge"));
    }
    plan.moves.push_back({.id = mine.id,
                          .name = mine.name,
                          .path = mine.path,
                          .parents_before = mine.parents,
                          .outer = std::move(outer),
                          .inner = std::move(inner),
                          .contested = sides_.is_contested(mine),
                          .keeps_name = is_picked(mine)});
}

}  // namespace

RebasePlan plan_rebase(const RebaseInput& input) {
    RebasePlan plan;
    Sides sides(input);
    sides.sort_out(plan);
    Series(input, sides, plan).plan_moves(plan);
    if (!plan.moves.empty() || !plan.removed.empty()) {
        sides.bring_along(plan);
    }
    return plan;
}

}  // namespace gmig

#include "model/rebase_sides.hpp"

#include "model/wording.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>

namespace gmig {
namespace {

bool same_content(const Migration& one, const Migration& other) {
    return one.id == other.id && one.checksum == other.checksum;
}

Finding two_contents(const Migration& mine, const Migration& theirs) {
    const std::string files = theirs.path == mine.path ? mine.path + " here and upstream's"
                                                       : theirs.path + " and " + mine.path;
    return finding_about(Code::DuplicateId, subject_of(mine),
                         files + " have the same id, " + mine.id.value + ", and different content",
                         "gmig add --new-id " + shell_word(mine.path) +
                             ", if it is another migration; else put back what upstream has");
}

}  // namespace

Sides::Sides(const RebaseInput& input) : input_(input) {
    for (const Migration& migration : input.upstream) {
        by_id_.emplace(migration.id, &migration);
        by_path_.emplace(migration.path, &migration);
    }
}

void Sides::sort_out(RebasePlan& plan) {
    for (const Migration& migration : input_.here) {
        paths_here_.insert(migration.path);
    }
    for (const Migration& migration : input_.here) {
        const auto place = by_path_.find(migration.path);
        if (place != by_path_.end()) {
            settle_contest(migration, *place->second, plan);
        } else if (const auto known = by_id_.find(migration.id); known != by_id_.end()) {
            settle_same_id(migration, *known->second, plan);
        } else {
            ours_.push_back(&migration);
        }
    }
    keep_latest(plan);
}

/// A file that both sides have at one path: an edit of upstream's stays, as that is for `check` to
/// judge, but where git could not merge it somebody has to.
void Sides::settle_contest(const Migration& mine, const Migration& theirs, RebasePlan& plan) {
    const auto contest = input_.contests.find(mine.path);
    if (contest == input_.contests.end()) {
        return;
    }
    if (same_content(mine, theirs)) {
        plan.taken.push_back(mine.path);
    } else if (contest->second == Contest::BothChanged) {
        plan.refusals.push_back(
            finding_about(Code::EditedAfterExecution, subject_of(mine),
                          mine.path + " was changed here and upstream, and gmig does not merge SQL",
                          "resolve that one by hand and git add " + shell_word(mine.path)));
    } else if (mine.id == theirs.id && mine.identity == Identity::Written) {
        plan.refusals.push_back(two_contents(mine, theirs));
    } else {
        ours_.push_back(&mine);
    }
}

void Sides::settle_same_id(const Migration& mine, const Migration& theirs, RebasePlan& plan) {
    if (mine.checksum != theirs.checksum) {
        plan.refusals.push_back(two_contents(mine, theirs));
        return;
    }
    plan.removed.push_back(mine.path);
    if (!paths_here_.contains(theirs.path)) {
        plan.taken.push_back(theirs.path);
    }
}

/// Of several files of ours with one id: the latest name is the last rebase's.
void Sides::keep_latest(RebasePlan& plan) {
    std::unordered_map<MigrationId, const Migration*> kept;
    for (const Migration* const migration : ours_) {
        const auto [entry, is_new] = kept.emplace(migration->id, migration);
        if (is_new) {
            continue;
        }
        const Migration* loser = migration;
        if (entry->second->name < migration->name) {
            loser = std::exchange(entry->second, migration);
        }
        if (same_content(*entry->second, *loser)) {
            plan.removed.push_back(loser->path);
        } else {
            plan.refusals.push_back(two_contents(*entry->second, *loser));
        }
    }
    std::erase_if(ours_,
                  [&](const Migration* migration) { return kept.at(migration->id) != migration; });
}

void Sides::bring_along(RebasePlan& plan) const {
    std::unordered_set<MigrationId> here;
    for (const Migration& migration : input_.here) {
        here.insert(migration.id);
    }
    for (const Migration& migration : input_.upstream) {
        if (paths_here_.contains(migration.path) ||
            std::ranges::find(plan.taken, migration.path) != plan.taken.end()) {
            continue;
        }
        if (input_.former.contains(migration.id) && !here.contains(migration.id)) {
            plan.refusals.push_back(finding_about(
                Code::ExecutedMissing, subject_of(migration),
                migration.name + " is upstream's, and was deleted here",
                "bring it back (git checkout UPSTREAM -- " + shell_word(migration.path) + ")"));
        } else {
            plan.taken.push_back(migration.path);
        }
    }
}

}  // namespace gmig

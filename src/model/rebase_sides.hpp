#pragma once

#include <gmig/model/rebase.hpp>

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gmig {

/// Two sides' files, sorted into upstream's and ours; one object per plan.
class Sides {
public:
    explicit Sides(const RebaseInput& input);

    /// Tells ours from upstream's; what is there twice goes into the plan.
    void sort_out(RebasePlan& plan);

    [[nodiscard]] const std::vector<const Migration*>& ours() const { return ours_; }
    [[nodiscard]] bool is_upstream(const MigrationId& id) const { return by_id_.contains(id); }
    [[nodiscard]] bool is_contested(const Migration& migration) const {
        return by_path_.contains(migration.path);
    }
    /// Upstream's files that `here` lacks; refused where they were there and were deleted.
    void bring_along(RebasePlan& plan) const;

private:
    void settle_contest(const Migration& mine, const Migration& theirs, RebasePlan& plan);
    void settle_same_id(const Migration& mine, const Migration& theirs, RebasePlan& plan);
    void keep_latest(RebasePlan& plan);

    const RebaseInput& input_;
    std::unordered_map<MigrationId, const Migration*> by_id_;
    std::unordered_map<std::string, const Migration*> by_path_;
    std::unordered_set<std::string> paths_here_;
    std::vector<const Migration*> ours_;
};

}  // namespace gmig

#pragma once

#include <gmig/model/assessment.hpp>
#include <gmig/model/history.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

namespace gmig {

/// A path at which both sides have a file, and not the same one.
enum class Contest : std::uint8_t {
    BothAdded,    ///< neither had it before: two migrations may have been given one name
    BothChanged,  ///< it was there before
};

/// What `gmig rebase` goes by. Files are told apart by their paths, since several may have one id
/// here: `here` and `upstream` are the sets of the two sides, each read alone.
struct RebaseInput {
    std::vector<Migration> upstream;
    std::vector<Migration> here;
    /// Both read as one folder, upstream's file where both have a path: parents and order are what
    /// merging as it is would give. Contested files of ours are not in it.
    std::vector<Migration> together;
    std::map<std::string, Contest> contests;    ///< by path
    std::unordered_set<std::string> misplaced;  ///< paths in `together` with a taken version
    std::unordered_set<MigrationId> former;     ///< ids in the merge base
    std::unordered_set<MigrationId> published;  ///< ids that others may have executed
    std::vector<MigrationId> named;             ///< to be moved; none: what upstream lacks
    Policy policy = Policy::Linear;
    bool name_is_identity = false;
    bool picking =
        false;  ///< a cherry-pick: what is published stays where it was and comes here too
};

/// One migration that is to follow others from now on.
struct Move {
    MigrationId id;
    std::string name;
    std::string path;  ///< of the file in `here`
    std::vector<MigrationId> parents_before;
    std::vector<MigrationId> outer;  ///< its parents to be, of those that stay
    std::vector<std::size_t> inner;  ///< its parents to be, of the moves before it
    bool contested = false;          ///< upstream has another migration at its path
    bool keeps_name = false;         ///< it is published under it
};

/// What is to be done so that our migrations follow upstream's.
struct RebasePlan {
    std::vector<Move> moves;           ///< in the order of their history
    std::vector<std::string> removed;  ///< files of `here` whose migration stands elsewhere too
    std::vector<std::string> taken;    ///< files of `upstream` that come in, or replace ours
    std::vector<Finding> refusals;     ///< when there are any, nothing may be done

    [[nodiscard]] bool empty() const {
        return moves.empty() && removed.empty() && taken.empty() && refusals.empty();
    }
};

/// Puts the migrations that upstream lacks (or the named ones with those that follow them) after
/// upstream's head. Under the linear policy they become a chain, in the order that they have among
/// themselves; under the dag policy they keep their shape and only their roots are moved, and
/// nothing is, once one head joins both sides. What stands right at the beginning of the series
/// stays as it is, so planning a second time gives an empty plan.
///
/// The same migration in two files is kept once: as upstream has it, else under its latest name.
/// Refused: what is published and would move; upstream's migrations that were deleted here; several
/// heads of upstream under the linear policy; one id with two contents; a file that both sides have
/// changed.
RebasePlan plan_rebase(const RebaseInput& input);

}  // namespace gmig

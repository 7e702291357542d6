#pragma once

#include <gmig/app/request.hpp>
#include <gmig/model/facts.hpp>
#include <gmig/model/finding.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::app {

struct RebaseOptions {
    std::vector<std::string> migrations;  ///< words; none: all that upstream lacks
    std::string onto;                     ///< a revision; empty: the protected branch's upstream
    bool dry_run = false;
};

/// What is, or would be, done to a migration.
enum class RebaseAction : std::uint8_t {
    Move,    ///< it follows others now; a new name unless `from` and `to` are the same
    Remove,  ///< the same migration stands in another file
    Take,    ///< upstream's file comes in
    Head,    ///< gmig.head is put right
};
/// "move", "remove", "take", "head".
std::string_view to_string(RebaseAction action);

struct RebaseStep {
    RebaseAction action{};
    MigrationId id;  ///< as it is afterwards
    std::string name;
    std::string from;  ///< paths, relative to the project's root
    std::string to;
    bool operator==(const RebaseStep&) const = default;
};

/// A ledger whose rows follow.
struct RebaseLedger {
    std::string environment;
    EnvironmentKind kind = EnvironmentKind::Local;
    std::size_t rows = 0;
    bool done = false;
};

enum class RebaseState : std::uint8_t { NothingToDo, Planned, Done, Refused, TakenBack };
/// "nothing to do", "planned", "done", "refused", "taken back".
std::string_view to_string(RebaseState state);

struct RebaseResult {
    RebaseState state = RebaseState::NothingToDo;
    std::string upstream;  ///< what comes first, for people: "origin/main"
    std::vector<RebaseStep> plan;
    std::size_t done = 0;  ///< steps of the plan
    std::vector<RebaseLedger> ledgers;
    std::vector<Finding> refusals;
    std::vector<Finding> warnings;
    std::string next;  ///< the next command; empty when nothing is to be done
};

/// Puts the migrations that upstream lacks after upstream's head: names, parents, gmig.head, git's
/// index and the ledgers that have executed them, as one operation that a crash at any point leaves
/// to be completed or taken back. Nothing is committed. In the middle of a merge, rebase or
/// cherry-pick the two sides are read from commits and index stages, never from conflict markers.
///
/// Refused (`refusals`): what is published or executed in production, and what model/rebase.hpp
/// says. Throws Error{Repository} without a repository, without upstream, or with other uncommitted
/// changes in the folder; Error{Recover} when everything is done but a ledger that cannot be
/// reached.
RebaseResult rebase(const Request& request, const RebaseOptions& options);

/// Completes what an interrupted rebase left. Error{Usage} when there is none.
RebaseResult continue_rebase(const Request& request);
/// Takes it back: ledgers, index and files as they were. What git has moved on from stays.
RebaseResult abort_rebase(const Request& request);

struct MergeOptions {
    std::string name;  ///< in words; empty: "merge"
    bool dry_run = false;
};
struct MergeResult {
    bool merged = false;  ///< false: there is one head already
    MigrationId id;
    std::string name;
    std::string path;
    std::vector<std::string> joined;  ///< the heads' names
};
/// An empty migration that follows all heads, and gmig.head, as one journaled operation.
/// Error{History} under the linear policy and in layouts whose migrations are one line.
MergeResult merge(const Request& request, const MergeOptions& options);

}  // namespace gmig::app

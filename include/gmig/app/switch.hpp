#pragma once

#include <gmig/app/run.hpp>

#include <string>

namespace gmig::app {

struct SwitchOptions {
    std::string revision{};  ///< whose migrations the database is to have; empty: the work tree's
    bool checkout = false;   ///< git goes there too, and first
    bool dry_run = false;
    /// What the added migrations themselves drop counts as a loss, too.
    bool keeps_all_rows = false;
};

/// What a switch did, or (dry run) would do.
struct SwitchResult {
    RunResult run;
    std::string target;        ///< "the work tree", or the revision as it was written
    bool checked_out = false;  ///< git's HEAD was moved
    std::string detour;  ///< why more is taken out than what the target lacks; empty: it is not
};

/// Moves a local database from what it has executed to what a tree has: takes out what that lacks
/// or has otherwise (by the ledger's texts, so the branch may be gone), the newest first, and
/// executes what it adds; what both have stays. Where something that stays was built on what goes,
/// a shadow has to prove that the target's schema comes out and no data is touched; else what
/// stands above goes too and comes in again. Each step is whole, so that an interrupted switch goes
/// on by the same command.
///
/// Everything is judged before the first step. Refused (run.plan.refusals): a target that execute
/// would refuse as files. Throws Error{Guard} for an environment that is not local, for what has no
/// down part, and where data would be lost without consent; Error{Recover} while a migration is
/// interrupted; Error{Repository} for an unknown revision, where git refuses the checkout, and in
/// the middle of a merge or rebase.
SwitchResult switch_database(const Request& request, const SwitchOptions& options);

}  // namespace gmig::app

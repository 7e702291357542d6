#pragma once

#include <gmig/app/care.hpp>
#include <gmig/app/environments.hpp>
#include <gmig/app/run.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

struct DeployOptions {
    /// Executes in a fork, which then takes the environment's place; its name, "" for one of this
    /// deploy's own. Nothing: executes in the environment itself.
    std::optional<std::string> fork{};
    bool promote = true;  ///< false: stops at the tested fork
    bool out_of_order = false;
    bool disconnect = false;  ///< with a fork: closes sessions that are in the way
    /// A file for what the ledger says afterwards, also when it fails half-way: `gmig ledger
    /// import` takes it, where there is a repository.
    std::string facts_out{};
    bool dry_run = false;
};
struct DeployResult {
    std::string environment;
    /// What was executed; with `fork` there. With refusals, or without steps, nothing was done.
    RunResult run;
    std::vector<Verified> verified{};  ///< every verify part of what is executed
    std::string fork{};                ///< its whole name
    bool fork_is_there = false;        ///< it was kept
    std::optional<PromoteResult> promotion{};
};
/// For pipelines: never asks. Plan and refusals are execute()'s; nothing pending, nothing done.
/// On production -y is wanted, and --confirm NAME where a fork is to replace it.
///
/// With a fork the environment is in maintenance from before it is copied until the copy has taken
/// its place, and is not written to. Whatever fails leaves it as it was, and open to writers; a
/// fork that was given a name is kept, to be looked at, and gone on with by the next deploy of that
/// name while the environment has not changed since; any other is destroyed. A deploy that was
/// killed is cleared away by the next one, its maintenance by whatever writes next.
///
/// A verify part that fails is no Error: see `verified`. Fault points: deploy.checked,
/// deploy.maintenance, deploy.forked, deploy.executed, deploy.verified, deploy.promoted.
DeployResult deploy(const Request& request, const DeployOptions& options);

}  // namespace gmig::app

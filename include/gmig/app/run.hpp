#pragma once

#include <gmig/app/request.hpp>
#include <gmig/model/facts.hpp>
#include <gmig/model/plan.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// What execute or rollback did, or (dry run) would do.
struct RunResult {
    std::string environment;
    EnvironmentKind kind = EnvironmentKind::Production;
    Plan plan;             ///< with refusals nothing was done
    std::size_t done = 0;  ///< steps carried out
    bool dry_run = false;
    std::vector<Finding> warnings;    ///< shown, no obstacle
    std::vector<std::string> losses;  ///< what a rollback's down parts drop, with rows in it
};

struct ExecuteOptions {
    std::string to{};                    ///< a migration's word; empty: all
    std::optional<std::size_t> count{};  ///< -n
    bool force = false;
    bool out_of_order = false;
    bool skip_verify = false;
    bool dry_run = false;
};

/// Runs what is pending, in canonical order, each in a transaction of its own with its verify part
/// and its ledger row; rows whose migration was renamed follow first. All parts are read and judged
/// before the first is run. Refused (plan.refusals): edited, missing, diverged, out-of-order.
/// Throws Error{Recover} while one is interrupted, Error{Guard} without the consent that the
/// environment's kind wants, Error{Repository} in the middle of a merge or rebase. An error on the
/// way says how many steps are done.
RunResult execute(const Request& request, const ExecuteOptions& options);

struct RollbackOptions {
    std::string to;  ///< stays executed
    std::optional<std::size_t> count;
    bool all = false;
    bool dry_run = false;
};

/// Runs down parts, the newest execution first; the file's down part while its up part is what was
/// executed, else the ledger's text. Throws Error{Guard} when one has no down part, or data would
/// be lost without consent; nothing is done then.
RunResult roll_back(const Request& request, const RollbackOptions& options);

}  // namespace gmig::app

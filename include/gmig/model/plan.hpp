#pragma once

#include <gmig/model/assessment.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace gmig {

enum class Action : std::uint8_t {
    Execute,   ///< run the up part
    Rollback,  ///< run the down part
    Rename,    ///< the ledger's row takes the file's name, parents and (foreign layouts) id
    Adopt,     ///< the ledger's row takes the file's content: an override says that it may
};
/// "execute", "rollback", "rename", "adopt".
std::string_view to_string(Action action);

/// One step; `position` and `entry` as in Assessed.
struct Step {
    Action action{};
    MigrationId id;
    std::string name;
    std::optional<std::size_t> position;
    std::optional<std::size_t> entry;
};

/// How far to go.
struct Goal {
    std::optional<MigrationId> to{};     ///< execute: up to and with it; rollback: it stays
    std::optional<std::size_t> count{};  ///< at most so many
    bool all = false;                    ///< rollback: everything
    bool force = false;                  ///< execute: run what is out of order or diverged too
    /// execute: those that may come late, since a shadow has proven that they commute.
    std::unordered_set<MigrationId> proven{};
};

/// What would be done, or why nothing may be.
struct Plan {
    std::vector<Step> steps;        ///< what follows the files first
    std::vector<Finding> refusals;  ///< when there are any, no step may be carried out
};

/// Pending migrations in canonical order, after the renames. Refused: edited, missing or
/// identity-lost ones anywhere; out-of-order ones unless forced or proven; several heads unless
/// forced; a broken history; unknown facts. Interrupted ones are the caller's to see to first.
/// Throws Error{Usage} when no file has `to`.
Plan plan_execute(const History& history, const Facts& facts, const Assessment& assessment,
                  const Goal& goal);

/// What the ledger has, the newest (by order of execution) first; one of them when no goal is set.
/// Refused: unknown facts. Interrupted ones are the caller's to see to first. Throws Error{Usage}
/// when `to` is not executed (going on would take everything out).
Plan plan_rollback(const Facts& facts, const Assessment& assessment, const Goal& goal);

/// Two ways from what a ledger has to what a target has: the same one in most cases.
struct SwitchPlan {
    /// Takes out what the target lacks or has otherwise, and executes what it adds; what both have
    /// stays.
    Plan minimal;
    /// Takes out everything behind the beginning that both have, and executes the target's rest:
    /// what that builds is the target's schema, whatever stands in between. Empty where the minimal
    /// one is as good.
    std::vector<Step> stack;
    /// Rows (in Facts::entries) that stay in the minimal way although they were executed after one
    /// that goes, or come after one that is added: whether that one may be gone is a question.
    /// Without any the minimal way needs no proof.
    std::vector<std::size_t> crossed;
};

/// From the ledger to `target`, against which `assessment` holds it, with every row that no file
/// has counting as another branch's (AssessmentInput::base_ids is empty, and there). First what
/// goes, the newest (by order of execution) first; then rows that follow a rename, or (Adopt) an
/// edit in comments only; then what is new, in canonical order. An edited one goes and comes in
/// again. Under the dag policy only a row's descendants come after it. Refused: a broken target,
/// several heads under the linear policy, identity-lost ones, unknown facts. Interrupted ones are
/// the caller's to see to first. Linear, sorting apart.
SwitchPlan plan_switch(const History& target, const Facts& facts, const Assessment& assessment,
                       Policy policy);

}  // namespace gmig

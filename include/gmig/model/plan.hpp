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

}  // namespace gmig

#pragma once

#include <gmig/model/facts.hpp>
#include <gmig/model/history.hpp>
#include <gmig/model/override.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace gmig {

/// linear: one head, what is new comes last. dag: heads may be joined by a merge migration.
enum class Policy : bool { Linear, Dag };
std::string_view to_string(Policy policy);

/// A migration's state in an environment (cli.md, "States in status").
enum class State : std::uint8_t {
    Executed,
    Pending,
    OutOfOrder,
    EditedCosmetic,
    Edited,
    Missing,
    Renamed,
    OtherBranch,
    Interrupted,
    Unknown,
};
/// "executed", "pending", "out-of-order", "edited-cosmetic", …
std::string_view to_string(State state);

/// One migration of the files, of the ledger, or of both.
struct Assessed {
    MigrationId id;
    std::string name;
    std::string path;  ///< empty when no file has it
    State state = State::Unknown;
    std::optional<std::size_t> position{};   ///< in the history, when a file has it
    std::optional<std::size_t> entry{};      ///< in Facts::entries, when the ledger has it
    std::optional<MigrationId> former_id{};  ///< the ledger's id, where the file has another now
};

/// What the assessment needs to know besides files and facts.
struct AssessmentInput {
    Policy policy = Policy::Linear;
    /// Computes an up part's fingerprint; asked only of those whose checksum differs, and of those
    /// without a written id where a row's id is gone. Without it no edit counts as cosmetic.
    std::function<Fingerprint(const Migration&)> fingerprint_of;
    /// Ids in the base's tree or in HEAD's. A ledger row that no file has is Missing when it is in
    /// here, or when this is not known, and OtherBranch otherwise.
    std::optional<std::unordered_set<MigrationId>> base_ids{};
    /// Whether ids are names or versions, so that a renamed file has another id (foreign layouts).
    bool name_is_identity = false;
    /// Whether a row without a file may be a file of another id. If not, it is Missing, and that
    /// file Pending.
    bool follows_renames = true;
    /// What reviewers agreed on: an edit that one names counts as executed, a late one as pending,
    /// and both are told as GM105.
    std::span<const Override> overrides{};
};

/// The files held against the ledger: migrations in canonical order, then the rows that no file
/// has, in their order of execution; and what is wrong.
struct Assessment {
    std::vector<Assessed> migrations;
    std::vector<Finding> findings;
};

/// Linear in the number of migrations and rows, sorting apart. Out of order: under the linear
/// policy a pending migration that precedes an executed one in the canonical order of files and
/// missing rows; under the dag policy an ancestor of an executed one.
///
/// A row whose id no file has follows a file of its content where names are the identity, no file
/// has its old name and there is no doubt which file it is; otherwise it is Missing, and files that
/// it may be are Unknown. Facts of source Unknown make each state Unknown, and are a GM901. The
/// facts' own trouble stands among the findings.
Assessment assess(const History& history, const Facts& facts, const AssessmentInput& input);

}  // namespace gmig

#pragma once

#include <gmig/model/finding.hpp>
#include <gmig/model/history.hpp>
#include <gmig/model/touched.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace gmig {

/// A migration that is not executed, and executed ones that it does not follow: whether their order
/// matters is a question. All in canonical order.
struct Candidate {
    MigrationId id;
    std::vector<MigrationId> before;  ///< what it follows
    std::vector<MigrationId> others;
};

/// All of a history's candidates: what comes too late, and what stands beside something executed on
/// another branch.
std::vector<Candidate> candidates(const History& history,
                                  const std::function<bool(const MigrationId&)>& is_executed);

/// What the migrations of candidates touch; those that are not in it are not known.
using TouchesOf = std::unordered_map<MigrationId, Touches>;

/// What a shadow told about a candidate.
struct Proof {
    enum class Verdict : std::uint8_t {
        Commutes,        ///< both orders build the same schema, and neither side touches data
        Differs,         ///< the two orders build different schemas
        DoesNotExecute,  ///< one of the orders fails
        NotProven,       ///< data is touched, or something cannot be seen or compared
    };
    MigrationId id;
    MigrationId against;  ///< the one of the others that the reason is about, or the first
    Verdict verdict = Verdict::NotProven;
    std::string reason;  ///< empty with Commutes
};
/// "both orders build the same schema", "both orders do not build the same schema: …".
std::string words_of(const Proof& proof);

/// Why a candidate's equal schemas prove nothing: one side touches data, or both define the same
/// view or function. Nothing where nothing stands against it.
std::optional<Proof> unprovable(const Candidate& candidate, const TouchesOf& touches,
                                const History& history);

/// GM301, one for each candidate at most: both touch the same object, and not only to read it. An
/// error where both define the same view or function; information where something could not be
/// looked into.
std::vector<Finding> touching(const History& history, std::span<const Candidate> candidates,
                              const TouchesOf& touches);

/// GM302 for each proof that failed.
std::vector<Finding> not_commuting(const History& history, std::span<const Proof> proofs);

}  // namespace gmig

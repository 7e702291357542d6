#pragma once

#include <gmig/model/assessment.hpp>
#include <gmig/model/override.hpp>
#include <gmig/model/proof.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gmig {

/// One side of a check: a tree's migrations, and what was wrong with its files as files.
struct TreeState {
    History history;
    std::vector<Finding> findings;  ///< the layout's: GM203, GM207, GM208
};

/// What a check knows besides the two trees. Policy, severities and (unless configured otherwise)
/// nothing else come from the base, so that a branch cannot soften its own gate.
struct CheckInput {
    Policy policy = Policy::Linear;
    bool name_is_identity = false;         ///< as in AssessmentInput
    Severity collision = Severity::Error;  ///< of GM203: whether the tool takes both of a version
    std::function<Fingerprint(const Migration&)> fingerprint_of{};
    /// Ledgers, and trees that count as executed (facts_of_tree): each one is held against the
    /// result. Sources Unknown are passed over; saying so is the caller's.
    std::vector<Facts> executed{};
    std::vector<Override> overrides{};
    std::map<Code, Severity> severity{};
    /// What shadows told: a late migration that is proven to commute is information.
    std::vector<Proof> proofs{};
    /// touching(), not_commuting() and GM303.
    std::vector<Finding> about_order{};
};

/// A tree as facts: whoever stands on it has executed all of it (source Inferred). Fingerprints are
/// computed for those that `result` lacks or has with other content. `name` is what messages call
/// it: "origin/main".
Facts facts_of_tree(const History& tree, const History& result, std::string name,
                    const std::function<Fingerprint(const Migration&)>& fingerprint_of);

/// What would be wrong if `result` took the place of `base`: the union of what each of the executed
/// ones says about the result, with these rules (design: laws 1, 2 and 7).
///
/// - What the branch does not change does not stop it: a finding of severity error about a
///   migration that the base has just so becomes a warning.
/// - What a database ran and the base never had blocks nothing: likewise a warning where the result
///   has it, and nothing where neither has it.
/// - What the base lacks, and names as a parent, comes back to its own place: its order is a
/// warning.
/// - A version collision is about the migration that is new, and counts when the other one is the
///   base's alone: a database that has executed that version never executes this one.
/// - Where the name is the identity a renamed migration is a new one for the law of order, and its
///   old place stays executed.
/// - A late migration that is proven to commute with what is executed is information, and so is its
///   touching the same objects.
/// - A finding that an override names becomes GM105, information.
/// - What is wrong with another tool's record of an environment (GM903) is a warning.
///
/// What to do about an edited, missing or renamed migration of a tree (not of a ledger) only the
/// caller can word, who knows the tree's name: those remedies are left empty.
///
/// Each migration is reported once per code, at the highest severity that somebody gives it; sorted
/// by severity, code and name. Linear in migrations and rows, sorting apart.
std::vector<Finding> check(const TreeState& base, const TreeState& result, const CheckInput& input);

}  // namespace gmig

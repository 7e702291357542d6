#pragma once

#include <gmig/app/workspace.hpp>
#include <gmig/model/proof.hpp>
#include <gmig/schema/schema.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gmig::app {

/// What running both orders of each candidate on shadows told.
struct Proven {
    std::vector<Proof> proofs;
    TouchesOf touches;
};

/// Runs, for each candidate, it and its others in both orders on two copies of a shadow of what it
/// follows. Throws where no shadow can be had, and Error{Signal}; a migration that fails is a
/// verdict.
Proven prove(const Request& request, const Workspace& workspace, const History& history,
             std::span<const Candidate> candidates);

/// The first object that is not the same in two schemas, in words: "table category".
std::string first_difference(const schema::Schema& one, const schema::Schema& other);

/// What candidates touch, from their texts alone; nothing where only a replay can tell (SQLite). A
/// text that cannot be read is told as unseen.
std::optional<TouchesOf> touches_of_texts(const Workspace& workspace, const History& history,
                                          std::span<const Candidate> candidates);

/// GM303: the first migration of `result` that fails when all of them run in canonical order; no
/// doing of a branch where `base` fails there as well.
std::optional<Finding> failing_history(const Request& request, const Workspace& workspace,
                                       const History& base, const History& result);

}  // namespace gmig::app

#pragma once

#include <gmig/app/workspace.hpp>
#include <gmig/model/assessment.hpp>

#include <unordered_set>

namespace gmig::app {

/// Proves, of each migration that is out of order, whether it commutes with what is executed and
/// comes later, and says so in its finding; the ids of those that do. Where no shadow can be had
/// that is an Error, or, with `verdict_only`, what the finding says.
std::unordered_set<MigrationId> prove_late(const Request& request, const Workspace& workspace,
                                           const History& history, Assessment& assessment,
                                           bool verdict_only);

}  // namespace gmig::app

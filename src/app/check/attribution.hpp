#pragma once

#include "app/check/check_result.hpp"
#include <gmig/model/history.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// What the remedies of a check speak of.
struct RemedyScene {
    const std::string& base_name;
    const History& base;
};

/// Puts the one command that helps a branch into findings whose trouble is with the base: bring
/// back what the base has, or gmig rebase.
void put_remedies(std::vector<Finding>& findings, const RemedyScene& scene);

/// Finds the commits and authors of both sides: who changed the finding's file on the way from the
/// base to head, and who brought what it is held against into the base. Two runs of git at most,
/// and none without findings.
std::vector<CheckedFinding> attribute(const Workspace& workspace, const Sides& sides,
                                      const History& base, std::vector<Finding> findings);

}  // namespace gmig::app

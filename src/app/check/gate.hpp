#pragma once

#include "app/check/check_result.hpp"
#include <gmig/model/check.hpp>

namespace gmig::app {

/// The trees that a check holds against each other, with what it needs to weigh them: policy and
/// severities of the base's gmig.json, overrides of the result (or, so configured, of the base).
/// Nothing counts as executed yet: that is the caller's to add.
struct Material {
    TreeState base;
    TreeState result;
    CheckInput input;
};

/// Reads both sides. What git would leave in conflict is among the result's findings.
Material read_material(const Workspace& workspace, const Sides& sides, const MergedFolder& merged);

/// The same of files that were read already, where git leaves nothing in conflict.
Material material_of(const Sides& sides, const std::vector<FileContent>& base,
                     const std::vector<FileContent>& result);

}  // namespace gmig::app

#pragma once

#include <gmig/app/care.hpp>
#include <gmig/app/connection.hpp>

namespace gmig::app {

/// Runs one verify part; changes nothing. What it says is a value, other failures are thrown.
Verified run_verify(const Workspace& workspace, const Connection& connection,
                    const Migration& migration);

/// Runs the verify part of every executed migration that has one.
VerifyResult verify_executed(const Workspace& workspace, const Connection& connection,
                             const History& history, const Assessment& assessment);

}  // namespace gmig::app

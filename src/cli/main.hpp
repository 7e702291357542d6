#pragma once

#include "cli/session.hpp"

#include <ostream>

namespace gmig::cli {

/// The whole program but for argv and environ: parses, runs, prints, and returns the exit code.
/// Holds the only catch ladder: Error by its kind, anything else 70.
int run_program(const Environment& environment, std::ostream& out, std::ostream& err);

}  // namespace gmig::cli

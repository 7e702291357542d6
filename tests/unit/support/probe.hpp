#pragma once

#include <gmig/support/process.hpp>

#include <string>

namespace gmig {

/// The program that the tests of processes, signals and crashes run: support_probe.cpp.
inline std::string probe() {
    return (program_folder() / "support_probe").native();
}

}  // namespace gmig

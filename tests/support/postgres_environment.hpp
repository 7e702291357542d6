#pragma once

#include <cstdlib>
#include <iostream>
#include <string>

namespace gmig::testing_support {

/// What tests/support/with-postgres says. Without it the program ends: no test is skipped.
inline std::string postgres_environment(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr) {
        std::cerr << name << " is not set: run this program by tests/support/with-postgres\n";
        std::_Exit(70);
    }
    return value;
}

}  // namespace gmig::testing_support

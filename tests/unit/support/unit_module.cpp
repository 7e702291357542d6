#include <gmig/support/error.hpp>

/// Shows that a call reaches the module and that its exceptions reach the caller.
extern "C" int unit_module_double(int number) {
    if (number < 0) {
        throw gmig::Error(gmig::Error::Kind::Database, "negative");
    }
    return 2 * number;
}

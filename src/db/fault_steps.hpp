#pragma once

#include <gmig/support/fault.hpp>

#include <string>
#include <string_view>

namespace gmig::db {

/// The fault point `<prefix>.<step>` of a run. Steps of Driver::run(), in their order, the same for
/// every engine: begin (before BEGIN), part (before the part), statement (before each of its
/// statements), verify (before the verify part), check (before what an engine checks at the end),
/// ledger (before the ledger's rows), before_commit, after_commit. An engine may leave out those
/// between which it sends nothing.
inline void fault_step([[maybe_unused]] std::string_view prefix,
                       [[maybe_unused]] std::string_view step) {
#ifdef GMIG_FAULTS
    fault_point(std::string(prefix) + "." + std::string(step));
#endif
}

}  // namespace gmig::db

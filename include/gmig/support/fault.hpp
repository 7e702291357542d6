#pragma once

#include <string_view>

namespace gmig {

/// A named step at which a test can end the program. Compiled to nothing unless GMIG_FAULTS is on
/// (never in a package). The variable GMIG_FAULT says what happens: `POINT[:N]:KIND`, at the N-th
/// time (from 1) that POINT is reached, KIND being one of
///   kill   SIGKILL to this process
///   term, int   SIGTERM or SIGINT to this process (then the work goes on to notice it)
///   throw  an Error{Internal}
///   hang   waits for ever, so that a test can act meanwhile
/// GMIG_FAULT_LOG names a file to which each point that is reached appends its name and a newline:
/// a test lists the points of a command by running it once.
#ifdef GMIG_FAULTS
void fault_point(std::string_view name);
#else
inline void fault_point(std::string_view) {}
#endif

}  // namespace gmig

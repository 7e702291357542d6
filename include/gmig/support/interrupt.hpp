#pragma once

namespace gmig {

/// Asks SIGINT, SIGTERM and SIGHUP to be noted instead of ending the program, so that work is
/// rolled back first; a second one ends it at once. SIGPIPE is ignored: a write then fails with
/// EPIPE. cli calls this once, at the start.
void note_interrupts();

/// The number of the signal that was noted; 0 when none was. Long work asks between its steps.
int noted_interrupt() noexcept;

/// Throws Error{Signal} when one was noted.
void throw_if_interrupted();

}  // namespace gmig

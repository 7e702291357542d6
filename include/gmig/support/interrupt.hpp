#pragma once

namespace gmig {

/// Asks SIGINT, SIGTERM and SIGHUP to be noted instead of ending the program, so that work is
/// rolled back first; a second one ends it at once. SIGPIPE is ignored: a write then fails with
/// EPIPE. cli calls this once, at the start.
void note_interrupts();

/// The number of the signal that was noted; 0 when none was, and while an InterruptsHeld lives.
/// Long work asks between its steps.
int noted_interrupt() noexcept;

/// Throws Error{Signal} when one was noted.
void throw_if_interrupted();

/// While one lives, work goes on as if no signal had been noted: for taking back what a signal
/// ended. A second signal still ends the program at once.
class InterruptsHeld {
public:
    InterruptsHeld() noexcept;
    ~InterruptsHeld();
    InterruptsHeld(const InterruptsHeld&) = delete;
    InterruptsHeld& operator=(const InterruptsHeld&) = delete;
};

}  // namespace gmig

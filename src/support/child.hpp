#pragma once

#include "support/descriptor.hpp"
#include <gmig/support/process.hpp>

#include <sys/types.h>

namespace gmig {

/// A program that was started. One that nobody has waited for is killed by the destructor, so that
/// neither it nor a zombie stays behind.
class Child {
public:
    /// Throws Error{Environment} when it cannot be started.
    Child(const Command& command, const Descriptor& input, const Descriptor& output,
          const Descriptor& errors);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child();

    /// Whether it has ended; does not wait.
    bool has_ended();
    /// Waits, and passes signals on meanwhile; how it ended, as ProcessResult has it.
    int wait();
    /// Sends it the interrupt that was noted since it was started, unless it has got it already.
    void pass_interrupt_on();
    /// Sends it a signal, if it has not ended.
    void signal(int number) const;

private:
    /// waitpid, whatever signals come; whether it has ended.
    bool reap(int options);

    pid_t id_ = -1;
    bool reaped_ = false;
    int status_ = 0;
    int passed_on_ = 0;  ///< the signal that needs no passing on
};

}  // namespace gmig

#include "support/signals.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/interrupt.hpp>

#include <fmt/core.h>

#include <csignal>
#include <cstring>

namespace gmig {
namespace {

// A signal handler can tell the rest of the program something by such variables only.
volatile std::sig_atomic_t noted = 0;
volatile std::sig_atomic_t from_terminal = 0;
volatile std::sig_atomic_t held = 0;

void set_action(int number, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(number, &action, nullptr);
}

extern "C" void gmig_note_signal(int number, siginfo_t* info, void*) {
    if (noted != 0) {
        // Delivered as soon as this handler returns, and then with its usual effect.
        set_action(number, SIG_DFL);
        ::raise(number);
        return;
    }
    noted = number;
    from_terminal = info->si_code == SI_KERNEL ? 1 : 0;
}

}  // namespace

void note_interrupts() {
    for (const int number : interrupts) {
        struct sigaction old {};
        if (::sigaction(number, nullptr, &old) == 0 && old.sa_handler == SIG_IGN) {
            continue;  // nohup(1) or a shell asked for that
        }
        struct sigaction action {};
        action.sa_sigaction = gmig_note_signal;
        // Without SA_RESTART, so that whatever waits returns and can ask.
        action.sa_flags = SA_SIGINFO;
        ::sigemptyset(&action.sa_mask);
        ::sigaction(number, &action, nullptr);
    }
    set_action(SIGPIPE, SIG_IGN);
    // Ignored by whoever started gmig, it would hide how the programs that gmig runs end.
    set_action(SIGCHLD, SIG_DFL);
}

int noted_interrupt() noexcept {
    return held == 0 ? noted : 0;
}

InterruptsHeld::InterruptsHeld() noexcept {
    held = held + 1;
}

InterruptsHeld::~InterruptsHeld() {
    held = held - 1;
}

bool interrupt_reached_children() noexcept {
    return from_terminal != 0;
}

void throw_if_interrupted() {
    if (const int number = noted_interrupt(); number != 0) {
        throw Error(Error::Kind::Signal,
                    fmt::format("stopped by signal {} ({})", number, ::sigdescr_np(number)))
            .by_signal(number);
    }
}

}  // namespace gmig

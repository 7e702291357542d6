/// The program that tests of gmig's support layer run: what cannot be tried in the test's own
/// process. support_probe WORD ARGUMENT...

#include <gmig/support/error.hpp>
#include <gmig/support/fault.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/journal.hpp>
#include <gmig/support/process.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace {

using Arguments = std::vector<std::string>;

void say(int stream, const std::string& text) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t count = ::write(stream, text.data() + done, text.size() - done);
        if (count < 0 && errno != EINTR) {
            std::_Exit(96);
        }
        done += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
}

/// Writes `size` bytes to both streams by turns: a reader of one after the other would hang.
int flood(const Arguments& arguments) {
    const std::size_t size = std::stoul(arguments.at(0));
    for (std::size_t done = 0; done < size; done += 1000) {
        say(STDOUT_FILENO, std::string(1000, 'o'));
        say(STDERR_FILENO, std::string(1000, 'e'));
    }
    return 0;
}

/// The open descriptors above the standard ones.
int descriptors(const Arguments&) {
    for (int number = 3; number < 1024; ++number) {
        if (::fcntl(number, F_GETFD) >= 0) {
            say(STDOUT_FILENO, std::to_string(number) + " ");
        }
    }
    return 0;
}

/// What is done on each signal: "default", "ignored" or "handled".
int signals(const Arguments&) {
    for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGCHLD}) {
        struct sigaction action {};
        sigset_t blocked;
        ::sigaction(number, nullptr, &action);
        ::sigprocmask(SIG_SETMASK, nullptr, &blocked);
        const bool usual = action.sa_handler == SIG_DFL && ::sigismember(&blocked, number) == 0;
        say(STDOUT_FILENO, usual ? "default " : "changed ");
    }
    return 0;
}

/// Leaves a process behind that holds both streams open.
int leave_one_behind(const Arguments& arguments) {
    say(STDOUT_FILENO, "started");
    if (::fork() == 0) {
        ::sleep(static_cast<unsigned>(std::stoul(arguments.at(0))));
        std::_Exit(0);
    }
    return 0;
}

int raise_signal(const Arguments& arguments) {
    ::raise(std::stoi(arguments.at(0)));
    return 0;
}

/// Notes interrupts, says that it is ready and waits; ends as gmig ends.
int wait_for_interrupt(const Arguments&) {
    gmig::note_interrupts();
    say(STDOUT_FILENO, "ready\n");
    while (gmig::noted_interrupt() == 0) {
        ::usleep(1000);
    }
    say(STDOUT_FILENO, "noted\n");
    ::usleep(300'000);
    gmig::throw_if_interrupted();
    return 0;
}

/// As above, but goes on for a while as if nothing had been noted.
int hold_interrupt(const Arguments&) {
    gmig::note_interrupts();
    say(STDOUT_FILENO, "ready\n");
    while (gmig::noted_interrupt() == 0) {
        ::usleep(1000);
    }
    {
        const gmig::InterruptsHeld held;
        gmig::throw_if_interrupted();
        say(STDOUT_FILENO, gmig::noted_interrupt() == 0 ? "went on\n" : "did not go on\n");
        ::usleep(300'000);
    }
    gmig::throw_if_interrupted();
    return 0;
}

/// Notes interrupts and runs a program that ends on SIGTERM only; says how it ended.
int wait_for_program(const Arguments& arguments) {
    gmig::note_interrupts();
    say(STDOUT_FILENO, "ready\n");
    const auto result = gmig::run({arguments, {}, {}, {}});
    say(STDOUT_FILENO, "ended " + std::to_string(result.exit_code) + "\n");
    return 0;
}

/// Closes its standard streams, then runs a program.
int run_without_streams(const Arguments& arguments) {
    const int out = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        ::close(stream);
    }
    const auto result = gmig::run({arguments, {}, "input", {}});
    say(out, result.out + "|" + result.err);
    return result.exit_code;
}

/// journal FOLDER: carries out the operation of the crash tests.
int carry_journal_out(const Arguments& arguments) {
    const std::filesystem::path folder = arguments.at(0);
    gmig::Journal(folder / "state")
        .carry_out("probe", {{folder / "changed", "old", "new"},
                             {folder / "made/of/nothing", std::nullopt, "new"},
                             {folder / "removed", "old", std::nullopt}});
    return 0;
}

/// Passes three fault points.
int pass_points(const Arguments&) {
    gmig::note_interrupts();
    for (const char* point : {"one", "two", "two"}) {
        gmig::fault_point(point);
        say(STDOUT_FILENO, point);
    }
    gmig::throw_if_interrupted();
    return 0;
}

}  // namespace

int main(int count, char** words) {
    const std::map<std::string, int (*)(const Arguments&)> commands = {
        {"flood", flood},
        {"descriptors", descriptors},
        {"signals", signals},
        {"leave-one-behind", leave_one_behind},
        {"raise", raise_signal},
        {"wait-for-interrupt", wait_for_interrupt},
        {"hold-interrupt", hold_interrupt},
        {"wait-for-program", wait_for_program},
        {"run-without-streams", run_without_streams},
        {"journal", carry_journal_out},
        {"points", pass_points},
    };
    try {
        const Arguments arguments(words + 1, words + count);
        return commands.at(arguments.at(0))({arguments.begin() + 1, arguments.end()});
    } catch (const gmig::Error& error) {
        say(STDERR_FILENO, error.what());
        return error.exit_code();
    } catch (const std::exception& error) {
        say(STDERR_FILENO, error.what());
        return 97;
    }
}

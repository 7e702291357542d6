#include "support/child.hpp"
#include "support/descriptor.hpp"
#include "support/signals.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/process.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <csignal>

namespace gmig {
namespace {

/// How often to look whether a program has ended whose output something that it left behind (a
/// server, an ssh master) holds open.
constexpr timespec look_again = {0, 50'000'000};

Error run_error(int error_number) {
    return Error(Error::Kind::Environment, "cannot run a program: " + describe_errno(error_number));
}

/// Moves a descriptor away from the numbers of standard input and output, which it has when gmig
/// was started with those closed.
Descriptor above_standard(int number) {
    Descriptor descriptor(number);
    if (!descriptor.is_open() || number > STDERR_FILENO) {
        return descriptor;
    }
    return Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

struct Pipe {
    Descriptor reading;
    Descriptor writing;
};

Pipe make_pipe() {
    std::array<int, 2> ends = {-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw run_error(errno);
    }
    Pipe pipe = {above_standard(ends[0]), above_standard(ends[1])};
    // Only this end: the program shall find its output as usual.
    if (::fcntl(pipe.reading.number(), F_SETFL, O_NONBLOCK) != 0 || !pipe.writing.is_open()) {
        throw run_error(errno);
    }
    return pipe;
}

/// Standard input is a file in memory, not a pipe: a program that does not read it can neither
/// block gmig nor raise SIGPIPE in it.
Descriptor make_input(std::string_view bytes) {
    Descriptor input = above_standard(bytes.empty() ? ::open("/dev/null", O_RDONLY | O_CLOEXEC)
                                                    : ::memfd_create("gmig-input", MFD_CLOEXEC));
    if (!input.is_open()) {
        throw run_error(errno);
    }
    if (const int error_number = write_all(input.number(), bytes); error_number != 0) {
        throw run_error(error_number);
    }
    if (::lseek(input.number(), 0, SEEK_SET) != 0) {
        throw run_error(errno);
    }
    return input;
}

/// Keeps the interrupts waiting, so that none arrives between a look at what was noted and a wait.
class InterruptsHeld {
public:
    InterruptsHeld() {
        sigset_t signals;
        ::sigemptyset(&signals);
        for (const int number : interrupts) {
            ::sigaddset(&signals, number);
        }
        ::pthread_sigmask(SIG_BLOCK, &signals, &usual_);
    }
    InterruptsHeld(const InterruptsHeld&) = delete;
    InterruptsHeld& operator=(const InterruptsHeld&) = delete;
    ~InterruptsHeld() { ::pthread_sigmask(SIG_SETMASK, &usual_, nullptr); }

    /// The mask to wait with.
    [[nodiscard]] const sigset_t* usual() const { return &usual_; }

private:
    sigset_t usual_{};
};

/// Takes what is there without waiting. Closes the descriptor at the end of the stream.
void take_what_is_there(Descriptor& stream, std::string& text) {
    std::array<char, 64UL * 1024> buffer;
    while (stream.is_open()) {
        const ssize_t count = ::read(stream.number(), buffer.data(), buffer.size());
        if (count > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (count == 0) {
            stream.close();
        } else if (errno == EAGAIN) {
            return;
        } else if (errno != EINTR) {
            throw run_error(errno);
        }
    }
}

/// Ends a program that takes too long.
class TimeLimit {
public:
    explicit TimeLimit(std::chrono::milliseconds limit) : limit_(limit) {}

    void hold(const Child& child, ProcessResult& result) {
        using std::chrono::steady_clock;
        constexpr std::chrono::seconds grace{2};
        const auto spent = steady_clock::now() - begin_;
        if (limit_.count() == 0 || spent < limit_) {
            return;
        }
        if (!result.out_of_time) {
            child.signal(SIGTERM);
        } else if (spent > limit_ + grace) {
            child.signal(SIGKILL);
        }
        result.out_of_time = true;
    }

private:
    std::chrono::milliseconds limit_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// Reads both streams to their ends, or until the program has ended.
void read_streams(Child& child, Descriptor& out, Descriptor& err, TimeLimit limit,
                  ProcessResult& result) {
    const InterruptsHeld held;
    bool ended = false;
    while (!ended && (out.is_open() || err.is_open())) {
        child.pass_interrupt_on();
        limit.hold(child, result);
        // poll passes over the negative number of a closed one.
        std::array<pollfd, 2> streams = {{{out.number(), POLLIN, 0}, {err.number(), POLLIN, 0}}};
        const int ready = ::ppoll(streams.data(), streams.size(), &look_again, held.usual());
        if (ready < 0 && errno != EINTR) {
            throw run_error(errno);
        }
        // Asked before the last reading: what it wrote before its end is not lost.
        ended = ready == 0 && child.has_ended();
        take_what_is_there(out, result.out);
        take_what_is_there(err, result.err);
    }
}

}  // namespace

ProcessResult run(const Command& command) {
    assert(!command.arguments.empty());
    const Descriptor input = make_input(command.input);
    Pipe out = make_pipe();
    Pipe err = make_pipe();
    Child child(command, input, out.writing, err.writing);
    out.writing.close();
    err.writing.close();
    ProcessResult result;
    read_streams(child, out.reading, err.reading, TimeLimit(command.time_limit), result);
    result.exit_code = child.wait();
    return result;
}

std::pair<ProcessResult, ProcessResult> run_piped(const Command& from, const Command& to) {
    assert(!from.arguments.empty() && !to.arguments.empty());
    const Descriptor input = make_input(from.input);
    // What the first says of failures is short, so that a file takes it; the second's streams are
    // read while both are at work.
    Descriptor said = above_standard(::memfd_create("gmig-errors", MFD_CLOEXEC));
    Pipe between = make_pipe();
    Pipe out = make_pipe();
    Pipe err = make_pipe();
    if (!said.is_open() || ::fcntl(between.reading.number(), F_SETFL, 0) != 0) {
        throw run_error(errno);
    }
    Child writer(from, input, between.writing, said);
    Child reader(to, between.reading, out.writing, err.writing);
    for (Descriptor* end : {&between.reading, &between.writing, &out.writing, &err.writing}) {
        end->close();
    }
    std::pair<ProcessResult, ProcessResult> results;
    read_streams(reader, out.reading, err.reading, TimeLimit(to.time_limit), results.second);
    results.second.exit_code = reader.wait();
    writer.pass_interrupt_on();
    if (results.second.exit_code != 0) {
        writer.signal(SIGTERM);  // it may be waiting for something else than the reader
    }
    results.first.exit_code = writer.wait();
    if (::lseek(said.number(), 0, SEEK_SET) != 0) {
        throw run_error(errno);
    }
    take_what_is_there(said, results.first.err);
    return results;
}

int run_attached(const Command& command) {
    assert(!command.arguments.empty());
    const auto own = [](int number) {
        return Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    };
    Child child(command, own(STDIN_FILENO), own(STDOUT_FILENO), own(STDERR_FILENO));
    return child.wait();
}

std::filesystem::path program_folder() {
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) {
        throw system_error("read", "/proc/self/exe", error.value());
    }
    return program.parent_path();
}

}  // namespace gmig

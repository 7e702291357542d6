#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

namespace gmig::testing_support {

/// A program that runs beside the test, in a process group of its own, with its output readable.
class Background {
public:
    explicit Background(std::vector<std::string> arguments,
                        const std::vector<std::string>& variables = {}) {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw std::runtime_error("no pipe");
        }
        id_ = ::fork();
        if (id_ == 0) {
            start(arguments, variables, ends[1]);
        }
        ::close(ends[1]);
        output_ = ends[0];
    }
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;
    ~Background() {
        if (id_ > 0) {
            ::kill(id_, SIGKILL);
            wait();
        }
        ::close(output_);
    }

    void send(int signal) const { ::kill(id_, signal); }

    /// Reads until the output so far ends with the text; false when the stream ends before, or
    /// after ten seconds.
    bool reads(const std::string& text) {
        while (seen_.size() < text.size() ||
               seen_.compare(seen_.size() - text.size(), text.size(), text) != 0) {
            pollfd ready = {output_, POLLIN, 0};
            char byte = 0;
            if (::poll(&ready, 1, 10'000) != 1 || ::read(output_, &byte, 1) != 1) {
                return false;
            }
            seen_ += byte;
        }
        return true;
    }

    /// Its exit code; 128 + n when signal n ended it.
    int wait() {
        int status = 0;
        while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
        }
        id_ = -1;
        was_killed_ = WIFSIGNALED(status);
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

    /// Whether a signal ended it; known after wait().
    [[nodiscard]] bool was_killed() const { return was_killed_; }

private:
    [[noreturn]] static void start(std::vector<std::string>& arguments,
                                   const std::vector<std::string>& variables, int output) {
        ::setpgid(0, 0);
        ::dup2(output, STDOUT_FILENO);
        for (const std::string& variable : variables) {
            const std::size_t equals = variable.find('=');
            ::setenv(variable.substr(0, equals).c_str(), variable.substr(equals + 1).c_str(), 1);
        }
        std::vector<char*> words;
        for (std::string& argument : arguments) {
            words.push_back(argument.data());
        }
        words.push_back(nullptr);
        ::execvp(words.front(), words.data());
        ::_exit(127);
    }

    pid_t id_ = -1;
    int output_ = -1;
    bool was_killed_ = false;
    std::string seen_;
};

}  // namespace gmig::testing_support

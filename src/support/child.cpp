#include "support/child.hpp"

#include "support/signals.hpp"
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace gmig {
namespace {

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> environment_for(const Command& command) {
    std::vector<std::string> variables;
    for (char** variable = ::environ; variable != nullptr && *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        if (command.environment.count(std::string(text.substr(0, text.find('=')))) == 0) {
            variables.emplace_back(text);
        }
    }
    for (const auto& [name, value] : command.environment) {
        if (value) {
            variables.push_back(fmt::format("{}={}", name, *value));
        }
    }
    return variables;
}

/// The two option objects of posix_spawn.
class SpawnOptions {
public:
    SpawnOptions() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
    }
    SpawnOptions(const SpawnOptions&) = delete;
    SpawnOptions& operator=(const SpawnOptions&) = delete;
    ~SpawnOptions() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    void redirect(const Descriptor& from, int to) {
        ::posix_spawn_file_actions_adddup2(&actions_, from.number(), to);
    }
    void change_directory(const std::filesystem::path& directory) {
        ::posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
    }
    /// gmig ignores SIGPIPE, which another program would inherit.
    void reset_sigpipe() {
        sigset_t signals;
        ::sigemptyset(&signals);
        ::sigaddset(&signals, SIGPIPE);
        ::posix_spawnattr_setsigdefault(&attributes_, &signals);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
    }
    /// errno, or 0.
    int spawn(const Command& command, pid_t& id) {
        std::vector<std::string> arguments = command.arguments;
        std::vector<std::string> variables = environment_for(command);
        return ::posix_spawnp(&id, arguments.front().c_str(), &actions_, &attributes_,
                              pointers_to(arguments).data(), pointers_to(variables).data());
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

/// ENOENT may be about the program or about the folder that it should run in.
Error start_error(const Command& command, int error_number) {
    struct stat status {};
    if (!command.directory.empty() && ::stat(command.directory.c_str(), &status) != 0) {
        return system_error("enter", command.directory, errno);
    }
    return system_error("run", command.arguments.front(), error_number);
}

}  // namespace

Child::Child(const Command& command, const Descriptor& input, const Descriptor& output,
             const Descriptor& errors)
    : passed_on_(noted_interrupt()) {
    SpawnOptions options;
    options.redirect(input, STDIN_FILENO);
    options.redirect(output, STDOUT_FILENO);
    options.redirect(errors, STDERR_FILENO);
    if (!command.directory.empty()) {
        options.change_directory(command.directory);
    }
    options.reset_sigpipe();
    if (const int error_number = options.spawn(command, id_); error_number != 0) {
        throw start_error(command, error_number);
    }
}

Child::~Child() {
    if (id_ > 0 && !reaped_) {
        ::kill(id_, SIGKILL);
        while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
}

bool Child::reap(int options) {
    while (!reaped_) {
        const pid_t id = ::waitpid(id_, &status_, options);
        if (id == 0) {
            return false;
        }
        if (id < 0 && errno != EINTR) {
            throw Error(Error::Kind::Environment,
                        "cannot learn how a program ended: " + describe_errno(errno));
        }
        if (id < 0) {
            pass_interrupt_on();
        }
        reaped_ = id > 0;
    }
    return true;
}

void Child::signal(int number) const {
    if (id_ > 0 && !reaped_) {
        ::kill(id_, number);
    }
}

bool Child::has_ended() {
    return reap(WNOHANG);
}

int Child::wait() {
    reap(0);
    return WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_);
}

void Child::pass_interrupt_on() {
    const int number = noted_interrupt();
    if (number != passed_on_ && !reaped_) {
        passed_on_ = number;
        if (!interrupt_reached_children()) {
            ::kill(id_, number);
        }
    }
}

}  // namespace gmig

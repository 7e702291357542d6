#include "worker_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

extern char** environ;

namespace gmig::db {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

}  // namespace

WorkerProcess::WorkerProcess(const std::vector<std::string>& arguments,
                             const std::vector<std::string>& variables) {
    std::vector<std::string> words{CONTRACT_WORKER};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> environment = variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        environment.emplace_back(*variable);
    }
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe");
    }
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    const int code = ::posix_spawn(&process_, CONTRACT_WORKER, &actions, nullptr,
                                   pointers(words).data(), pointers(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    output_ = ends[0];
    if (code != 0) {
        throw std::runtime_error("the worker cannot be started");
    }
}

WorkerProcess::~WorkerProcess() {
    ::close(output_);
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        wait();
    }
}

void WorkerProcess::wait_for(const std::string& line) const {
    std::string seen;
    char byte = 0;
    while (seen.find(line + "\n") == std::string::npos) {
        if (::read(output_, &byte, 1) != 1) {
            throw std::runtime_error("the worker ended before it said " + line);
        }
        seen += byte;
    }
}

void WorkerProcess::signal(int number) const {
    ::kill(process_, number);
}

int WorkerProcess::wait() {
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
    constexpr int signalled = 128;
    return WIFEXITED(status) ? WEXITSTATUS(status) : signalled + WTERMSIG(status);
}

}  // namespace gmig::db

#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <functional>

namespace gmig::testing_support {

/// Runs a function in a forked child and returns its wait status: what it returns is its exit
/// code; 99 stands for an exception that nothing caught.
inline int in_child(const std::function<int()>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        int code = 99;
        try {
            code = work();
        } catch (const std::exception&) {
            code = 99;
        }
        ::_exit(code);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/// The exit code of that child; -1 when a signal ended it.
inline int exit_code_of_child(const std::function<int()>& work) {
    const int status = in_child(work);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Gives root's rights up for good (root ignores file modes), as `nobody`. True on success and
/// when there were none.
inline bool become_ordinary_user() {
    constexpr uid_t nobody = 65534;
    return ::geteuid() != 0 ||
           (::setresgid(nobody, nobody, nobody) == 0 && ::setresuid(nobody, nobody, nobody) == 0);
}

}  // namespace gmig::testing_support

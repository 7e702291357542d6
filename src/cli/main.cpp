#include "cli/main.hpp"

#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iostream>

extern char** environ;  // NOLINT(readability-identifier-naming): POSIX names it

namespace gmig::cli {
namespace {

std::map<std::string, std::string> variables() {
    std::map<std::string, std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos) {
            all.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return all;
}

Environment gather(int count, char** words) {
    Environment environment;
    environment.arguments.assign(words + 1, words + count);
    environment.variables = variables();
    std::error_code problem;
    environment.directory = std::filesystem::current_path(problem);
    const auto fixed = environment.variables.find("GMIG_NOW");
    const auto given =
        fixed == environment.variables.end() ? std::nullopt : from_iso(fixed->second);
    environment.now = given.value_or(now());
    environment.input_is_terminal = isatty(STDIN_FILENO) == 1;
    environment.output_is_terminal = isatty(STDOUT_FILENO) == 1;
    environment.errors_are_terminal = isatty(STDERR_FILENO) == 1;
    return environment;
}

/// What was done stands; only telling of it failed. A reader that went away (`gmig log | head`) is
/// no failure worth a word.
int end_of_output(int code) {
    errno = 0;
    std::cout.flush();
    if (std::cout.good()) {
        return code;
    }
    if (errno == EPIPE) {
        return 128 + SIGPIPE;
    }
    std::cerr << "error: standard output cannot be written\n"
                 "  state: the work itself ended with exit code "
              << code << "\n  next: gmig status\n";
    return static_cast<int>(Error::Kind::Environment);
}

}  // namespace
}  // namespace gmig::cli

int main(int count, char** words) {  // NOLINT(bugprone-exception-escape): nothing else may catch
    std::ios::sync_with_stdio(false);
    gmig::note_interrupts();
    const int code = gmig::cli::run_program(gmig::cli::gather(count, words), std::cout, std::cerr);
    return gmig::cli::end_of_output(code);
}

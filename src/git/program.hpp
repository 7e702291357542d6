#pragma once

#include <gmig/git/repository.hpp>
#include <gmig/support/process.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace gmig::git {

/// Runs the git program for one repository: never asking, never locking, in English, with the
/// variables that git handed down and the repository that was found.
class Program {
public:
    /// `place` is named explicitly, so git does not ask whose it is: see access.hpp.
    Program(Place place, Variables variables);

    /// `git ARGUMENTS`, to its end, whatever its exit code. Throws Error{Repository} when there is
    /// no git.
    [[nodiscard]] ProcessResult run(std::vector<std::string> arguments,
                                    std::string input = {}) const;

    /// The same, ended when it takes longer: for what speaks to another machine.
    [[nodiscard]] ProcessResult run_within(std::chrono::milliseconds limit,
                                           std::vector<std::string> arguments) const;

    /// What it wrote. Throws Error{Repository} with git's words when it fails.
    [[nodiscard]] std::string output(std::vector<std::string> arguments,
                                     std::string input = {}) const;

    /// The same without naming the repository: git looks for it from the top of its work tree, and
    /// decides whether it may be used.
    [[nodiscard]] ProcessResult run_discovering(std::vector<std::string> arguments) const;

private:
    [[nodiscard]] ProcessResult start(const Command& command) const;
    [[nodiscard]] Command command_for(std::vector<std::string> arguments, std::string input) const;

    Place place_;
    Variables variables_;
};

/// Throws Error{Repository} with git's own words about a run that failed.
[[noreturn]] void refuse(const ProcessResult& failed);

}  // namespace gmig::git

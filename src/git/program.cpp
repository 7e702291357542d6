#include "git/program.hpp"

#include "git/files.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <filesystem>

namespace gmig::git {
namespace {

using Environment = std::map<std::string, std::optional<std::string>>;

Environment handed_down(const Variables& variables) {
    Environment environment;
    for (const auto& name : local_variables()) {
        environment[name] = std::nullopt;
    }
    for (const auto& [name, value] : variables) {
        environment[name] = value;
    }
    // Paths are given as they are meant; a variable set by the user would make patterns of them.
    for (const auto* name :
         {"GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_PREFIX"}) {
        environment[name] = std::nullopt;
    }
    environment["GIT_LITERAL_PATHSPECS"] = "1";
    environment["GIT_OPTIONAL_LOCKS"] = "0";
    environment["GIT_TERMINAL_PROMPT"] = "0";
    environment["GIT_NO_REPLACE_OBJECTS"] = "1";  // libgit2 has none either
    environment["GIT_PAGER"] = "cat";
    environment["LC_ALL"] = "C";
    return environment;
}

// A configured file system monitor would be started by every look at the index.
std::vector<std::string> with_git(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"git", "--no-pager", "-c", "core.fsmonitor=false"});
    return arguments;
}

std::filesystem::path existing_top(const Place& place) {
    std::error_code ignored;
    const auto& top = top_of(place);
    return std::filesystem::is_directory(top, ignored) ? top : place.git_dir;
}

std::string advice(std::string_view message) {
    if (message.find("dubious ownership") != std::string_view::npos) {
        return "git config --global --add safe.directory DIRECTORY, if you trust its owner";
    }
    if (message.find("unknown repository extension") != std::string_view::npos ||
        message.find("Expected git repo version") != std::string_view::npos) {
        return "install a newer git: this repository uses a format that this one does not know";
    }
    return "git status";
}

}  // namespace

void refuse(const ProcessResult& failed) {
    std::string message;
    for (const auto line : split_on(trim(failed.err), '\n')) {
        const bool first = message.empty();
        message += (first ? "" : " ") + std::string(trim(line));
    }
    for (const std::string_view mark : {"fatal: ", "error: "}) {
        if (message.starts_with(mark)) {
            message.erase(0, mark.size());
        }
    }
    if (message.empty()) {
        message = fmt::format("it ended with {}", failed.exit_code);
    }
    throw Error(Error::Kind::Repository, "git: " + printable(message)).next(advice(message));
}

Program::Program(Place place, Variables variables)
    : place_(std::move(place)), variables_(std::move(variables)) {}

ProcessResult Program::run(std::vector<std::string> arguments, std::string input) const {
    return start(command_for(std::move(arguments), std::move(input)));
}

ProcessResult Program::run_within(std::chrono::milliseconds limit,
                                  std::vector<std::string> arguments) const {
    Command command = command_for(std::move(arguments), {});
    command.time_limit = limit;
    return start(command);
}

Command Program::command_for(std::vector<std::string> arguments, std::string input) const {
    Environment environment = handed_down(variables_);
    environment["GIT_DIR"] = place_.git_dir.string();
    if (is_set(variables_, "GIT_COMMON_DIR")) {
        environment["GIT_COMMON_DIR"] = place_.common_dir.string();
    }
    if (place_.work_tree.empty()) {
        environment["GIT_WORK_TREE"] = std::nullopt;
        environment["GIT_IMPLICIT_WORK_TREE"] = "0";
    } else {
        environment["GIT_WORK_TREE"] = place_.work_tree.string();
    }
    if (is_set(variables_, "GIT_INDEX_FILE")) {
        environment["GIT_INDEX_FILE"] = index_path(place_, variables_).string();
    }
    return {.arguments = with_git(std::move(arguments)),
            .directory = existing_top(place_),
            .input = std::move(input),
            .environment = std::move(environment)};
}

ProcessResult Program::run_discovering(std::vector<std::string> arguments) const {
    std::error_code ignored;
    const bool from_top =
        !place_.work_tree.empty() && std::filesystem::exists(place_.work_tree / ".git", ignored);
    return start({.arguments = with_git(std::move(arguments)),
                  .directory = from_top ? place_.work_tree : place_.git_dir,
                  .input = {},
                  .environment = handed_down(variables_)});
}

std::string Program::output(std::vector<std::string> arguments, std::string input) const {
    ProcessResult result = run(std::move(arguments), std::move(input));
    if (result.exit_code != 0) {
        refuse(result);
    }
    return std::move(result.out);
}

ProcessResult Program::start(const Command& command) const {
    try {
        return gmig::run(command);
    } catch (const Error& failed) {
        if (failed.kind() != Error::Kind::Environment) {
            throw;
        }
        throw Error(Error::Kind::Repository, fmt::format("git is needed here: {}", failed.what()))
            .next("apt install git");
    }
}

}  // namespace gmig::git

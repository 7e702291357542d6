#include "sandbox.hpp"

#include <gmig/support/process.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>
#include <sys/stat.h>

#include <cstdlib>
#include <stdexcept>

namespace gmig::git {

Sandbox::Sandbox() {
    for (const auto& name : local_variables()) {
        ::unsetenv(name.c_str());
    }
    const std::vector<std::pair<const char*, std::string>> fixed = {
        {"HOME", (folder_ / "home").string()},
        {"XDG_CONFIG_HOME", (folder_ / "home").string()},
        {"GIT_CONFIG_GLOBAL", "/dev/null"},
        {"GIT_CONFIG_NOSYSTEM", "1"},
        {"GIT_AUTHOR_NAME", "Ann Author"},
        {"GIT_AUTHOR_EMAIL", "ann@example.org"},
        {"GIT_COMMITTER_NAME", "Cem Committer"},
        {"GIT_COMMITTER_EMAIL", "cem@example.org"},
        {"GIT_EDITOR", "true"},
        {"GIT_TEST_FSYNC", "0"},   // nothing here has to survive a crash
        {"GIT_TEMPLATE_DIR", ""},  // no sample hooks
        {"LC_ALL", "C"},
        {"TZ", "UTC"}};
    for (const auto& [name, value] : fixed) {
        ::setenv(name, value.c_str(), 1);
    }
    std::filesystem::create_directories(folder_ / "home");
}

std::string Sandbox::git(std::string_view folder, const std::vector<std::string>& arguments,
                         const Variables& variables) const {
    Command command{
        .arguments = {"git"}, .directory = folder_ / folder, .input = {}, .environment = {}};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    const std::string date = fmt::format("2026-11-20T10:{:02}:00+01:00", minute_);
    command.environment = {{"GIT_AUTHOR_DATE", date}, {"GIT_COMMITTER_DATE", date}};
    for (const auto& [name, value] : variables) {
        command.environment[name] = value;
    }
    const ProcessResult result = run(command);
    if (result.exit_code != 0) {
        throw std::runtime_error("git " + join(arguments, " ") + ": " + result.err + result.out);
    }
    return std::string(trim(result.out));
}

void Sandbox::init(std::string_view folder, const std::vector<std::string>& options) const {
    std::filesystem::create_directories(folder_ / folder);
    std::vector<std::string> arguments = {"init", "--quiet", "--initial-branch=main"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    git(folder, arguments);
}

CommitId Sandbox::commit(std::string_view folder, const std::string& subject) {
    ++minute_;
    git(folder, {"add", "--all"});
    git(folder, {"commit", "--quiet", "--allow-empty", "--message", subject});
    return {git(folder, {"rev-parse", "HEAD"})};
}

CommitId Sandbox::make_repository(const std::vector<std::string>& options) {
    init("r", options);
    write("r/migrations/one.sql", "SELECT 1;\n");
    write("r/migrations/two.sql", "SELECT 2;\n");
    write("r/migrations/README", "not a migration");
    write("r/migrations/sub/three.sql", "SELECT 3;\n");
    write("r/other.sql", "SELECT 4;\n");
    return commit("r", "Begin");
}

Place Sandbox::place(std::string_view folder, const Variables& variables) const {
    auto found = find_repository(folder_ / folder, variables);
    if (!found) {
        throw std::runtime_error("there is no repository in " + std::string(folder));
    }
    return *found;
}

Repository Sandbox::open(std::string_view folder, const Variables& variables) const {
    return {place(folder, variables), variables};
}

FolderQuery sql_in(const std::string& folder) {
    return {folder, [](std::string_view path) { return path.ends_with(".sql"); }};
}

std::vector<FileContent> first_files() {
    return {
        {"one.sql", "SELECT 1;\n"}, {"sub/three.sql", "SELECT 3;\n"}, {"two.sql", "SELECT 2;\n"}};
}

std::vector<std::string> paths_of(const std::vector<FileContent>& files) {
    std::vector<std::string> paths;
    for (const auto& file : files) {
        paths.push_back(file.path);
    }
    return paths;
}

}  // namespace gmig::git

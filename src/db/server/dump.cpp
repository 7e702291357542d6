// A copy by pg_dump and pg_restore.
#include "db/postgres_url.hpp"
#include "db/server/copy.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/process.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <utility>

namespace gmig::db::server {
namespace {

namespace fs = std::filesystem;

constexpr const char* debian_programs = "/usr/lib/postgresql";

int leading_number(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// The major version of a pg_dump; none when it cannot be run. "pg_dump (PostgreSQL) 15.18 (…)".
std::optional<int> version_of(const std::string& program) {
    try {
        Command command;
        command.arguments = {program, "--version"};
        const ProcessResult result = run(command);
        const std::size_t at = result.out.find(") ");
        if (result.exit_code == 0 && at != std::string::npos) {
            return leading_number(std::string_view(result.out).substr(at + 2));
        }
    } catch (const Error&) {
        return std::nullopt;
    }
    return std::nullopt;
}

/// Folders of the programs by their version, of PATH first (empty).
std::vector<std::pair<std::string, int>> program_folders() {
    std::vector<std::pair<std::string, int>> found;
    if (const std::optional<int> version = version_of("pg_dump")) {
        found.emplace_back("", *version);
    }
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator(debian_programs, none)) {
        const std::string folder = (entry.path() / "bin").string() + "/";
        if (const std::optional<int> version = version_of(folder + "pg_dump")) {
            found.emplace_back(folder, *version);
        }
    }
    return found;
}

/// A pg_dump that is older than the server cannot read it; what a newer one writes an older server
/// may not understand.
std::string programs_for(int major) {
    const std::vector<std::pair<std::string, int>> folders = program_folders();
    std::optional<std::pair<std::string, int>> best;
    for (const auto& each : folders) {
        if (each.second >= major && (!best || each.second < best->second)) {
            best = each;
        }
    }
    if (best) {
        return best->first;
    }
    const std::string wanted = std::to_string(major);
    throw Error(Error::Kind::Environment,
                folders.empty()
                    ? "pg_dump and pg_restore are needed, and are not found in PATH"
                    : "the server is PostgreSQL " + wanted + ", which the pg_dump found here (" +
                          std::to_string(folders.front().second) + ") is too old for")
        .state("nothing has changed")
        .next("install postgresql-client-" + wanted + ", or --disconnect");
}

std::map<std::string, std::optional<std::string>> secrets_for(const Target& target) {
    const PostgresUrl url = parse_postgres(target.location);
    if (!parameter_or(url, "sslpassword", "").empty()) {
        throw Error(Error::Kind::Environment,
                    "pg_dump is needed, and the URL's sslpassword cannot be handed to it in secret")
            .state("nothing has changed")
            .next("--disconnect, or a key without a password");
    }
    std::map<std::string, std::optional<std::string>> variables{{"LC_ALL", "C"}};
    if (const std::string password = parameter_or(url, "password", url.password);
        !password.empty()) {
        variables["PGPASSWORD"] = password;
    }
    return variables;
}

Command program(const std::string& path, const Target& target, std::vector<std::string> options) {
    Command command;
    command.arguments = {path, "--no-password"};
    command.arguments.insert(command.arguments.end(), options.begin(), options.end());
    command.arguments.push_back("--dbname=" + without_secrets(target.location));
    command.environment = secrets_for(target);
    return command;
}

void require_success(const ProcessResult& result, const std::string& name, const Target& target) {
    if (const int signal = noted_interrupt(); signal != 0) {
        throw Error(Error::Kind::Signal, "interrupted: the copy is removed")
            .state("nothing has changed")
            .by_signal(signal);
    }
    if (result.exit_code == 0) {
        return;
    }
    constexpr std::size_t longest = 2000;
    const std::string said = redact(result.err.substr(0, longest), target.location);
    throw Error(Error::Kind::Database, name + " failed: " + printable_lines(trim(said)))
        .state("nothing has changed");
}

/// Whether the writer of a pipe has failed for another reason than that nobody reads any more.
bool failed_by_itself(const ProcessResult& writer) {
    return writer.exit_code != 0 && !trim(writer.err).empty() &&
           writer.err.find("could not write") == std::string::npos;
}

}  // namespace

void fill_by_dump(Server& server, const std::string& from, const std::string& to) {
    const std::string folder = programs_for(server.major());
    const Target source = sister(server.near(), from);
    const Target copy = sister(server.near(), to);
    const auto [dumped, restored] = run_piped(
        program(folder + "pg_dump", source, {"--format=custom", "--compress=0"}),
        program(folder + "pg_restore", copy, {"--exit-on-error", "--single-transaction"}));
    // Where both have failed, one did only because of the other.
    if (restored.exit_code == 0 || failed_by_itself(dumped)) {
        require_success(dumped, "pg_dump", source);
    }
    require_success(restored, "pg_restore", copy);
    server.connect(to)->query({"ANALYZE", {}});
}

}  // namespace gmig::db::server

#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gmig {

/// One run of another program. No shell is involved.
struct Command {
    std::vector<std::string> arguments;  ///< arguments[0] is looked up in PATH
    std::filesystem::path directory;     ///< where it runs; empty: here
    std::string input;                   ///< its standard input
    /// Variables to set, or, with no value, to remove; the others are inherited.
    std::map<std::string, std::optional<std::string>> environment;
    /// After so long run() ends it: SIGTERM, then SIGKILL. 0: it may take as long as it likes.
    std::chrono::milliseconds time_limit{0};
};

/// How it ended. A program killed by signal n has exit_code 128 + n.
struct ProcessResult {
    int exit_code = 0;
    std::string out;
    std::string err;
    bool out_of_time = false;  ///< it was ended at its limit
};

/// Runs it to its end, both streams read at once so that neither can block. SIGINT and SIGTERM
/// reach it as they reach gmig. Throws Error{Environment} when it cannot be started.
ProcessResult run(const Command& command);

/// Runs two at once, what the first writes being the second's input (whose `input` is not used).
/// The first's `out` is empty.
std::pair<ProcessResult, ProcessResult> run_piped(const Command& from, const Command& to);

/// As run, but on gmig's own terminal (an editor, say): nothing is captured and `input` is not
/// used. Returns how it ended.
int run_attached(const Command& command);

/// The folder of the running program (from /proc/self/exe), for files that are installed with it.
std::filesystem::path program_folder();

}  // namespace gmig

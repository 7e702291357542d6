#pragma once

#include "cli/command.hpp"

#include <string>
#include <variant>
#include <vector>

namespace gmig::cli {

/// Options that every command takes; applied to a Session by main.
struct GlobalOptions {
    std::string directory;
    std::string project;
    std::optional<std::string> environment;
    std::optional<std::string> url;
    std::vector<std::string> folders;
    std::optional<std::string> layout;
    std::optional<std::string> dialect;
    std::string confirm;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    bool no_color = false;
    bool yes = false;
    bool accept_data_loss = false;
};

/// The command line, understood.
struct Parsed {
    GlobalOptions globals;
    Run run;           ///< empty when only text is to be printed
    std::string text;  ///< help or the version
};

/// Throws Error{Usage} for what is no valid command line.
Parsed parse(const std::vector<std::string>& arguments, const std::string& version);

/// Every command with its options, for completions.
struct CommandWords {
    std::string name;
    std::string summary;
    std::vector<std::string> options;  ///< "--json", "-y", …
};
std::vector<CommandWords> command_words();

}  // namespace gmig::cli

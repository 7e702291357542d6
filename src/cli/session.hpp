#pragma once

#include <gmig/app/request.hpp>

#include <ostream>
#include <string>
#include <string_view>

namespace gmig::cli {

/// What the process was given; the only place where argv and environ are looked at is main.cpp.
struct Environment {
    std::vector<std::string> arguments;  ///< without the program's name
    std::map<std::string, std::string> variables;
    std::filesystem::path directory;
    Timestamp now;
    bool input_is_terminal = false;
    bool output_is_terminal = false;
    bool errors_are_terminal = false;
};

/// What every command may touch. Output goes here, never to std::cout, so tests can read it.
struct Session {
    app::Request request;
    std::ostream& out;
    std::ostream& err;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    bool color = false;         ///< of out
    bool color_errors = false;  ///< of err
    /// Of out: what is not for a person's eyes (SQL to be run) is written byte for byte.
    bool to_terminal = false;
    bool progress_bar = false;  ///< err is a terminal: progress is drawn there
    /// All of standard input; "" where that is a terminal, so that nothing waits for it.
    std::function<std::string()> read_input{};

    /// `text` in a colour ("red", "green", "yellow", "dim", "bold") when out shows colours.
    [[nodiscard]] std::string paint(std::string_view color_name, std::string_view text) const;
};

}  // namespace gmig::cli

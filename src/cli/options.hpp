#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gmig::cli {

/// Where a parsed option goes.
using OptionTarget = std::variant<bool*, std::string*, std::optional<std::string>*,
                                  std::optional<std::size_t>*, std::vector<std::string>*>;

/// One option or argument of a command, as data: the parser turns it into CLI11's.
struct OptionSpec {
    std::string names;  ///< "-n,--count", or the name of an argument: "migration"
    OptionTarget target;
    std::string help;
    bool argument = false;  ///< by its place, not by a name
    bool required = false;
    bool hidden = false;
    bool value_optional = false;       ///< "--x" alone gives ""; for std::optional<std::string>
    std::vector<std::string> choices;  ///< what it may be; empty: anything
};

/// Collects a command's options, so that a command's file needs no parser.
class Options {
public:
    OptionSpec& option(std::string names, OptionTarget target, std::string help) {
        specs_.push_back({.names = std::move(names),
                          .target = target,
                          .help = std::move(help),
                          .argument = false,
                          .required = false,
                          .hidden = false,
                          .value_optional = false,
                          .choices = {}});
        return specs_.back();
    }
    OptionSpec& argument(std::string name, OptionTarget target, std::string help) {
        OptionSpec& spec = option(std::move(name), target, std::move(help));
        spec.argument = true;
        return spec;
    }
    [[nodiscard]] const std::vector<OptionSpec>& specs() const { return specs_; }

private:
    std::vector<OptionSpec> specs_;
};

}  // namespace gmig::cli

#include "cli/projects.hpp"

#include <gmig/support/text.hpp>

#include <fmt/format.h>

namespace gmig::cli {

std::string under_name(const Session& session, const std::string& shown, const std::string& lines,
                       bool is_first) {
    if (shown.empty() || lines.empty()) {
        return lines;
    }
    return fmt::format("{}{}\n{}", is_first ? "" : "\n", session.paint("bold", printable(shown)),
                       lines);
}

}  // namespace gmig::cli

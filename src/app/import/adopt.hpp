#pragma once

#include <gmig/app/connection.hpp>
#include <gmig/app/import.hpp>
#include <gmig/app/workspace.hpp>
#include <gmig/support/text.hpp>

#include <string>

namespace gmig::app {

/// "golang-migrate".
inline std::string tool_name(layout::Kind tool) {
    return std::string(layout::to_string(tool));
}

/// What makes the next command mean the same environment.
inline std::string naming_option(const Request& request, const Environment& environment) {
    if (!environment.bare_url) {
        return "-e " + shell_word(environment.name);
    }
    return request.url ? "--url " + shell_word(*request.url) : "";
}

/// An option behind a command, if there is one.
inline std::string behind(const std::string& option) {
    return option.empty() ? "" : " " + option;
}

/// What the tool's table in the request's environment says, and what stands in the way of adopting
/// it; the schema is not compared. Reads the files and the database, and changes nothing.
Adoption look_at_environment(const Request& request, const Workspace& workspace, layout::Kind tool);

/// Adopts it (see import_history). A dry run goes as far as the comparison.
Adoption adopt_executions(const Request& request, const Workspace& workspace,
                          const ImportOptions& options);

}  // namespace gmig::app

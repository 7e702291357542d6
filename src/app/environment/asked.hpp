#pragma once

#include <gmig/app/connection.hpp>

#include <memory>
#include <optional>
#include <string>

namespace gmig::app {

/// The same request about another environment of gmig.json.
Request request_for(const Request& request, const std::string& environment);

/// An environment that was asked.
struct AskedEnvironment {
    /// Open for reading. Null where it cannot be, and where its server has no such database yet:
    /// then it has executed nothing, and there is no failure.
    std::unique_ptr<Connection> connection;
    std::optional<Error> failure;
};
AskedEnvironment ask_environment(const Request& one, const Workspace& workspace);

}  // namespace gmig::app

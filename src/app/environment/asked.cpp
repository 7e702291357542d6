#include "app/environment/asked.hpp"

#include <string_view>

namespace gmig::app {
namespace {

/// Whether an error says that the server has no database of that name: then it has executed
/// nothing. libpq has no code for it.
bool has_no_database(const Error& error, const db::Target& target) {
    return target.dialect == Dialect::Postgresql &&
           std::string_view(error.what())
                   .find("database \"" + target.database + "\" does not exist") !=
               std::string_view::npos;
}

}  // namespace

Request request_for(const Request& request, const std::string& environment) {
    Request one = request;
    one.environment = environment;
    one.url.reset();
    return one;
}

AskedEnvironment ask_environment(const Request& one, const Workspace& workspace) {
    std::optional<Environment> environment;
    try {
        environment = choose_environment(one, workspace);
        return {
            .connection = std::make_unique<Connection>(one, workspace, Connection::Purpose::Read),
            .failure = {}};
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Environment && environment &&
            has_no_database(error, environment->target)) {
            return {};
        }
        return {.connection = nullptr, .failure = error};
    }
}

}  // namespace gmig::app

#include <gmig/app/connection.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {

void require_consent(const Request& request, const Connection& connection,
                     const std::string& what) {
    if (connection.kind() != EnvironmentKind::Production || request.yes) {
        return;
    }
    if (request.ask &&
        request.ask(what + " in " + connection.environment().name + " (production)?")) {
        return;
    }
    throw Error(Error::Kind::Guard, "'" + connection.environment().name +
                                        "' is a production environment: to " + what +
                                        " there needs a yes")
        .state("nothing has changed")
        .next("the same command with -y");
}

void require_replacement_consent(const Request& request, const Connection& connection) {
    const std::string& name = connection.environment().name;
    if (connection.kind() != EnvironmentKind::Production || request.confirm == name) {
        return;
    }
    throw Error(Error::Kind::Guard,
                "to replace production '" + printable(name) + "' needs its name as a confirmation")
        .state("nothing has changed")
        .next("the same command with --confirm " + name);
}

void require_data_loss_consent(const Request& request, const Connection& connection,
                               const std::vector<std::string>& losses) {
    const bool production = connection.kind() == EnvironmentKind::Production;
    if (losses.empty()) {
        return;
    }
    const std::string what = join(losses, ", ");
    if (!request.accept_data_loss && connection.kind() == EnvironmentKind::Local && request.ask &&
        request.ask("this loses the data of " + what + ". Go on?")) {
        return;
    }
    if (!request.accept_data_loss) {
        throw Error(Error::Kind::Guard, "this would lose the data of " + what)
            .state("nothing has changed")
            .next("the same command with --accept-data-loss" +
                  (production ? " --confirm " + connection.environment().name : ""));
    }
    if (production && request.confirm != connection.environment().name) {
        throw Error(Error::Kind::Guard, "losing the data of " + what + " in production '" +
                                            connection.environment().name +
                                            "' needs its name as a confirmation")
            .state("nothing has changed")
            .next("the same command with --confirm " + connection.environment().name);
    }
}

}  // namespace gmig::app

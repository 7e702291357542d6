// Which environment a request means.
#include "app/environment/place.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/db/databases.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

constexpr const char* default_environment = "local";

/// The name of an environment that was asked for: by flag, variable or git's configuration.
std::optional<std::string> asked_name(const Request& request, const Workspace& workspace) {
    if (request.environment) {
        return request.environment;
    }
    if (auto name = request.variable("GMIG_ENV"); name && !name->empty()) {
        return name;
    }
    if (request.variable("DATABASE_URL") || !workspace.place() ||
        workspace.project().environments.contains(default_environment)) {
        return std::nullopt;
    }
    return workspace.repository()->config("gmig.env");
}

Environment bare_environment(const std::string& url, const Request& request) {
    Environment environment;
    environment.bare_url = true;
    environment.target = db::parse_url(url, request.directory);
    environment.base = environment.target;
    environment.name = environment.target.database;
    environment.config.name = environment.name;
    environment.config.url = url;
    environment.config.kind = EnvironmentKind::Production;
    return environment;
}

[[noreturn]] void refuse_unknown(const std::string& name, const Workspace& workspace) {
    std::vector<std::string> names;
    for (const auto& [other, config] : workspace.project().environments) {
        names.push_back(other);
    }
    const std::string choice =
        names.empty() ? "gmig init --url URL, or gmig --url URL …"
                      : "gmig -e NAME …, with one of: " + join(names, ", ") + "; or " +
                            names.front() + "/NAME for what stands beside it (gmig env list)";
    throw Error(Error::Kind::Usage, "there is no environment '" + printable(name) + "'")
        .at({.file = workspace.has_config() ? workspace.config_file().string() : ""})
        .state("nothing has changed")
        .next(choice);
}

Environment named_environment(const std::string& whole, const Request& request,
                              const Workspace& workspace) {
    const EnvironmentName name = environment_name(whole);
    const auto& known = workspace.project().environments;
    const auto found = known.find(name.base);
    if (found == known.end()) {
        refuse_unknown(whole, workspace);
    }
    Environment environment;
    environment.name = whole;
    environment.config = found->second;
    const std::string url = layout::expand_url(
        found->second.url, [&](const std::string& variable) { return request.variable(variable); });
    environment.base = db::parse_url(url, workspace.root());
    environment.target = environment.base;
    if (!name.name.empty()) {
        stand_beside(environment, name);
    }
    return environment;
}

void require_same_dialect(const Environment& environment, const Workspace& workspace) {
    if (environment.target.dialect == workspace.project().dialect) {
        return;
    }
    throw Error(Error::Kind::Usage, "the migrations are written for " +
                                        std::string(to_string(workspace.project().dialect)) +
                                        ", and " + environment.target.shown + " is a database of " +
                                        std::string(to_string(environment.target.dialect)))
        .state("nothing has changed")
        .next("gmig --dialect " + std::string(to_string(environment.target.dialect)) +
              " …, or \"dialect\" in gmig.json");
}

}  // namespace

Environment choose_environment(const Request& request, const Workspace& workspace) {
    Environment environment;
    if (request.url) {
        environment = bare_environment(*request.url, request);
        if (environment.target.has_password) {
            throw Error(Error::Kind::Usage,
                        "a password in --url can be read by everybody on this machine")
                .state("nothing has changed")
                .next("put the URL into DATABASE_URL, or the password into PGPASSFILE");
        }
    } else if (const auto name = asked_name(request, workspace)) {
        environment = named_environment(*name, request, workspace);
    } else if (const auto url = request.variable("DATABASE_URL"); url && !url->empty()) {
        environment = bare_environment(*url, request);
    } else {
        environment = named_environment(default_environment, request, workspace);
    }
    require_same_dialect(environment, workspace);
    return environment;
}

void stand_beside(Environment& environment, const EnvironmentName& name) {
    environment.name = name.whole();
    environment.target = db::beside(environment.base, name.name);
    if (environment.config.kind == EnvironmentKind::Production) {
        environment.config.kind = EnvironmentKind::Shared;
    }
}

bool is_known_environment(const Workspace& workspace, const std::string& name) {
    return workspace.project().environments.contains(environment_name(name).base);
}

db::OpenOptions open_options(const Request& request, const Environment& environment) {
    db::OpenOptions options;
    options.session_pooler = environment.config.session_pooler;
    options.lock_timeout = environment.config.lock_timeout;
    options.statement_timeout = environment.config.statement_timeout;
    options.application = "gmig " + request.gmig_version;
    return options;
}

}  // namespace gmig::app

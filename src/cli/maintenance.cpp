#include "cli/command.hpp"
#include "cli/environment_text.hpp"
#include "cli/json.hpp"
#include "cli/run_text.hpp"
#include <gmig/app/environments.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace gmig::cli {
namespace {

using Maintained = db::MaintenanceState::State;

struct MaintenanceArguments {
    std::string verb;
    app::MaintenanceOptions options;
};

int turn_on(const app::MaintenanceOptions& options, Session& session) {
    const app::MaintenanceResult result = app::begin_maintenance(session.request, options);
    if (session.json) {
        session.out << to_json(result);
    } else if (!session.quiet && options.dry_run && result.state.state != Maintained::On) {
        session.out << fmt::format("would put {} into maintenance\n",
                                   printable(result.environment));
    } else if (!session.quiet) {
        session.out << render_maintenance(session, result);
    }
    return exit_code::done;
}

int turn_off(const app::MaintenanceOptions& options, Session& session) {
    const app::MaintenanceResult result = app::end_maintenance(session.request, options.dry_run);
    if (session.json) {
        session.out << to_json(result);
    } else if (!session.quiet) {
        const std::string name = printable(result.environment);
        const bool is_off = result.state.state == Maintained::Off;
        session.out << (is_off && !result.changed ? fmt::format("{} is not in maintenance\n", name)
                        : options.dry_run ? fmt::format("would open {} to writers again\n", name)
                                          : fmt::format("{} is open to writers again\n", name));
    }
    return exit_code::done;
}

int show_state(const app::MaintenanceOptions& /*options*/, Session& session) {
    const app::MaintenanceResult result = app::look_at_maintenance(session.request);
    if (session.json) {
        session.out << to_json(result);
    } else if (!session.quiet) {
        session.out << render_maintenance(session, result);
    }
    return result.state.state == Maintained::Partial ? exit_code::findings : exit_code::done;
}

struct MaintenanceVerb {
    std::string_view name;
    bool writes;
    int (*run)(const app::MaintenanceOptions&, Session&);
};
constexpr std::array maintenance_verbs{MaintenanceVerb{"on", true, turn_on},
                                       MaintenanceVerb{"off", true, turn_off},
                                       MaintenanceVerb{"status", false, show_state}};

[[noreturn]] void refuse_maintenance(const std::string& message) {
    throw Error(Error::Kind::Usage, message)
        .state("nothing has changed")
        .next("gmig help maintenance");
}

int run_maintenance(const MaintenanceArguments& arguments, Session& session) {
    const auto* const verb =
        std::ranges::find(maintenance_verbs, arguments.verb, &MaintenanceVerb::name);
    if (verb == maintenance_verbs.end()) {
        refuse_maintenance("maintenance knows on, off and status, not '" +
                           printable(arguments.verb) + "'");
    }
    if (arguments.options.force && verb->name != "on") {
        refuse_maintenance("--force is for maintenance on");
    }
    if (arguments.options.dry_run && !verb->writes) {
        refuse_maintenance("maintenance status changes nothing, and knows no --dry-run");
    }
    return watched(session, [&] { return verb->run(arguments.options, session); });
}

}  // namespace

Run declare_maintenance(Options& options) {
    auto arguments = std::make_shared<MaintenanceArguments>();
    options.argument("verb", &arguments->verb, "on, off or status").required = true;
    options.option("--force", &arguments->options.force,
                   "on: close sessions that are writing, or that cannot be seen");
    options.option("--dry-run", &arguments->options.dry_run,
                   "Show what would be done, change nothing");
    return [arguments](Session& session) { return run_maintenance(*arguments, session); };
}

}  // namespace gmig::cli

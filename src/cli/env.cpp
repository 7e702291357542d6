#include "cli/command.hpp"
#include "cli/environment_text.hpp"
#include "cli/json.hpp"
#include "cli/run_text.hpp"
#include <gmig/app/care.hpp>
#include <gmig/app/environments.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace gmig::cli {
namespace {

struct EnvArguments {
    std::string verb;
    std::string name;
    std::string new_name;
    std::optional<std::string> kind;
    std::optional<std::string> old_name;  ///< --as
    bool disconnect = false;
    bool dry_run = false;
};

int env_list(const EnvArguments& /*arguments*/, Session& session) {
    const std::vector<app::EnvironmentLine> lines = app::list_environments(session.request);
    if (session.json) {
        session.out << to_json(lines);
    } else if (!session.quiet) {
        session.out << render_environments(session, lines);
    }
    return exit_code::done;
}

int env_fork(const EnvArguments& arguments, Session& session) {
    app::ForkOptions options{.name = arguments.name,
                             .kind = {},
                             .disconnect = arguments.disconnect,
                             .dry_run = arguments.dry_run};
    if (arguments.kind) {
        options.kind = environment_kind_from(*arguments.kind);
    }
    const app::ForkResult result = app::fork_environment(session.request, options);
    if (session.json) {
        session.out << to_json(result);
        return exit_code::done;
    }
    if (!result.copied.because.empty()) {
        session.err << fmt::format("note: {}\n", printable(result.copied.because));
    }
    if (!session.quiet) {
        session.out << render_fork(result);
    }
    return exit_code::done;
}

struct Verbs {
    std::string_view past;
    std::string_view present;
};

int present_change(Session& session, const app::EnvironmentChange& result, const Verbs& verbs) {
    if (session.json) {
        session.out << to_json(result);
    } else if (!session.quiet) {
        session.out << fmt::format(
            "{}{} {} ({})\n", result.done ? "" : "would ", result.done ? verbs.past : verbs.present,
            result.was.empty() ? printable(result.name)
                               : printable(result.was) + " to " + printable(result.name),
            printable(result.shown));
    }
    return exit_code::done;
}

int env_create(const EnvArguments& arguments, Session& session) {
    return present_change(
        session, app::create_environment(session.request, arguments.name, arguments.dry_run),
        {.past = "created", .present = "create"});
}

int env_rename(const EnvArguments& arguments, Session& session) {
    return present_change(
        session,
        app::rename_environment(session.request, arguments.name, arguments.new_name,
                                arguments.disconnect, arguments.dry_run),
        {.past = "renamed", .present = "rename"});
}

int env_destroy(const EnvArguments& arguments, Session& session) {
    return present_change(session,
                          app::destroy_environment(session.request, arguments.name,
                                                   arguments.disconnect, arguments.dry_run),
                          {.past = "destroyed", .present = "destroy"});
}

int env_promote(const EnvArguments& arguments, Session& session) {
    const app::PromoteResult result =
        app::promote_environment(session.request, {.name = arguments.name,
                                                   .old_name = arguments.old_name.value_or(""),
                                                   .dry_run = arguments.dry_run});
    if (session.json) {
        session.out << to_json(result);
    } else if (!session.quiet) {
        session.out << render_promotion(session, result);
    }
    return exit_code::done;
}

int env_adopt(const EnvArguments& /*arguments*/, Session& session) {
    const std::string name = app::adopt_environment(session.request);
    if (session.json) {
        session.out << adopted_to_json(name);
    } else if (!session.quiet) {
        session.out << "adopted: the database is '" << printable(name)
                    << "' now, with an identity of its own\n";
    }
    return exit_code::done;
}

struct EnvVerb {
    std::string_view name;
    std::string_view takes;  ///< its words, as they are written
    std::size_t fewest;
    std::size_t most;
    std::string_view options;  ///< those of its own
    int (*run)(const EnvArguments&, Session&);
};
constexpr std::array env_verbs{
    EnvVerb{"list", "", 0, 0, "", env_list},
    EnvVerb{"create", "NAME", 1, 1, "--dry-run", env_create},
    EnvVerb{"fork", "[NAME]", 0, 1, "--kind --disconnect --dry-run", env_fork},
    EnvVerb{"rename", "NAME NEW", 2, 2, "--disconnect --dry-run", env_rename},
    EnvVerb{"destroy", "NAME", 1, 1, "--disconnect --dry-run", env_destroy},
    EnvVerb{"promote", "NAME", 1, 1, "--as --dry-run", env_promote},
    EnvVerb{"adopt", "-e NAME", 0, 0, "", env_adopt}};

[[noreturn]] void refuse_usage(const std::string& message) {
    throw Error(Error::Kind::Usage, message).state("nothing has changed").next("gmig help env");
}

/// One command has the options of all its verbs: what does not apply is not let pass in silence.
void refuse_foreign_options(const EnvVerb& verb, const EnvArguments& arguments) {
    struct Given {
        std::string_view option;
        bool is_given;
    };
    for (const auto& [option, is_given] :
         {Given{"--kind", arguments.kind.has_value()},
          Given{"--as", arguments.old_name.has_value()},
          Given{"--disconnect", arguments.disconnect}, Given{"--dry-run", arguments.dry_run}}) {
        if (is_given && verb.options.find(option) == std::string_view::npos) {
            refuse_usage(fmt::format("env {} knows no {}", verb.name, option));
        }
    }
}

int run_env(const EnvArguments& arguments, Session& session) {
    const auto* const verb = std::ranges::find(env_verbs, arguments.verb, &EnvVerb::name);
    if (verb == env_verbs.end()) {
        refuse_usage("env knows list, create, fork, rename, destroy, promote and adopt, not '" +
                     printable(arguments.verb) + "'");
    }
    const std::size_t words =
        (arguments.name.empty() ? 0U : 1U) + (arguments.new_name.empty() ? 0U : 1U);
    if (words < verb->fewest || words > verb->most) {
        refuse_usage(fmt::format("it is written: gmig env {}{}{}", verb->name,
                                 verb->takes.empty() ? "" : " ", verb->takes));
    }
    refuse_foreign_options(*verb, arguments);
    return watched(session, [&] { return verb->run(arguments, session); });
}

}  // namespace

Run declare_env(Options& options) {
    auto arguments = std::make_shared<EnvArguments>();
    options
        .argument("verb", &arguments->verb,
                  "list, create, fork, rename, destroy, promote, or adopt (a restored backup)")
        .required = true;
    options.argument("name", &arguments->name, "NAME, or BASE/NAME (BASE: -e)");
    options.argument("new", &arguments->new_name, "rename: the new NAME");
    options.option("--kind", &arguments->kind, "fork: what it is to be").choices = {
        "local", "shared", "production"};
    options.option("--as", &arguments->old_name,
                   "promote: the NAME of what was live (default: until-TIME)");
    options.option("--disconnect", &arguments->disconnect,
                   "fork, rename, destroy: close sessions that are in the way");
    options.option("--dry-run", &arguments->dry_run, "Show what would be done, change nothing");
    return [arguments](Session& session) { return run_env(*arguments, session); };
}

}  // namespace gmig::cli

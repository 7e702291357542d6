#include "cli/command.hpp"
#include "cli/environment_text.hpp"
#include "cli/json.hpp"
#include "cli/run_text.hpp"
#include <gmig/app/deploy.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace gmig::cli {
namespace {

bool has_failed(const app::DeployResult& result) {
    return std::ranges::find(result.verified, false, &app::Verified::ok) != result.verified.end();
}

int deploy_exit_code(const app::DeployResult& result) {
    const int code = run_exit_code(result.run);
    return code == exit_code::done && has_failed(result) ? exit_code::findings : code;
}

std::string render_failed(const Session& session, const std::vector<app::Verified>& verified) {
    std::string text;
    for (const app::Verified& one : verified) {
        if (!one.ok) {
            text += render_verified(session, one);
        }
    }
    return text;
}

/// What there is to know of the fork, and how things go on.
std::string render_fork_of(const Session& session, const app::DeployResult& result) {
    if (result.promotion) {
        return render_promotion(session, *result.promotion);
    }
    const std::string fork = printable(result.fork);
    if (!result.fork_is_there) {
        return fmt::format("{} is as it was; the fork {} is gone\n", printable(result.environment),
                           fork);
    }
    const std::string word = printable(shell_word(result.fork));
    return has_failed(result)
               ? fmt::format("{} is as it was; what failed is in {}\nnext: gmig verify -e {}\n",
                             printable(result.environment), fork, word)
               : fmt::format("{} is as it was; tested: {}\nnext: gmig env promote {}{}\n",
                             printable(result.environment), fork, word,
                             result.run.kind == EnvironmentKind::Production
                                 ? " --confirm " + result.environment
                                 : "");
}

std::string render_deploy(const Session& session, const app::DeployResult& result) {
    const std::string environment = printable(result.environment);
    const std::string fork = printable(result.fork);
    if (result.run.plan.steps.empty()) {
        return fmt::format("nothing to do in {}\n", environment);
    }
    if (result.run.dry_run) {
        return fmt::format("would deploy to {}{}:\n", environment,
                           fork.empty() ? "" : ", by way of the fork " + fork) +
               render_plan(session, result.run.plan.steps);
    }
    const std::string done = fmt::format("{} in {}, verified {}\n", render_done(result.run),
                                         fork.empty() ? environment : fork,
                                         counted(result.verified.size(), "migration"));
    return done + (fork.empty() ? "" : render_fork_of(session, result));
}

int present_deploy(Session& session, const app::DeployResult& result) {
    const int code = deploy_exit_code(result);
    if (session.json) {
        session.out << to_json(result);
        return code;
    }
    if (!result.run.plan.refusals.empty()) {
        session.err << render_refusal(session, result.run);
        return code;
    }
    session.err << render_failed(session, result.verified);
    if (!session.quiet) {
        session.err << render_findings(session, result.run.warnings);
        session.out << render_deploy(session, result);
    }
    return code;
}

struct DeployArguments {
    app::DeployOptions options;
    bool no_promote = false;
};

int run_deploy(DeployArguments arguments, Session& session) {
    app::DeployOptions& options = arguments.options;
    if (!options.fork && (arguments.no_promote || options.disconnect)) {
        throw Error(Error::Kind::Usage,
                    std::string(arguments.no_promote ? "--no-promote" : "--disconnect") +
                        " is for a deploy --via-fork")
            .state("nothing has changed")
            .next("gmig help deploy");
    }
    options.promote = !arguments.no_promote;
    const app::DeployResult result =
        watched(session, [&] { return app::deploy(session.request, options); });
    end_progress(session);
    return present_deploy(session, result);
}

}  // namespace

Run declare_deploy(Options& options) {
    auto arguments = std::make_shared<DeployArguments>();
    options
        .option("--via-fork", &arguments->options.fork,
                "Execute in a fork, which then takes the environment's place; =NAME keeps it when "
                "something fails")
        .value_optional = true;
    options.option("--no-promote", &arguments->no_promote, "Stop at the tested fork");
    options.option("--disconnect", &arguments->options.disconnect,
                   "With --via-fork: close sessions that are in the way");
    options.option("--out-of-order", &arguments->options.out_of_order,
                   "Run late migrations that are proven to commute");
    options.option("--facts-out", &arguments->options.facts_out,
                   "A file for what the ledger says then, for gmig ledger import");
    options.option("--dry-run", &arguments->options.dry_run, "Show the plan, change nothing");
    const std::shared_ptr<bool> in_maintenance = declare_in_maintenance(options);
    return [arguments, in_maintenance](Session& session) {
        session.request.in_maintenance = *in_maintenance;
        return run_deploy(*arguments, session);
    };
}

}  // namespace gmig::cli

#include "app/check/known_facts.hpp"
#include "app/operation/recording.hpp"
#include "app/schema/late.hpp"
#include "app/schema/rendering.hpp"
#include "app/steps.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/run.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

void refuse_force_elsewhere(const ExecuteOptions& options, const Connection& connection) {
    if (options.force && connection.kind() != EnvironmentKind::Local) {
        throw Error(Error::Kind::Guard, "--force is for local environments, and '" +
                                            connection.environment().name + "' is " +
                                            std::string(to_string(connection.kind())))
            .state("nothing has changed")
            .next(
                "gmig rebase, which puts the late migration last, or gmig execute --out-of-order");
    }
}

Goal goal_of(const ExecuteOptions& options, const History& history) {
    Goal goal;
    if (!options.to.empty()) {
        goal.to = resolve(history, options.to).id;
    }
    goal.count = options.count;
    goal.force = options.force;
    return goal;
}

std::size_t executions_in(const Plan& plan) {
    return static_cast<std::size_t>(std::ranges::count(plan.steps, Action::Execute, &Step::action));
}

/// Nothing done yet; what does not stop it is a warning.
RunResult planned(const Connection& connection, Plan plan, const Assessment& assessment) {
    RunResult result{.environment = connection.environment().name,
                     .kind = connection.kind(),
                     .plan = std::move(plan),
                     .done = 0,
                     .dry_run = false,
                     .warnings = {},
                     .losses = {}};
    const auto& refusals = result.plan.refusals;
    std::ranges::copy_if(assessment.findings, std::back_inserter(result.warnings),
                         [&](const Finding& finding) {
                             return std::ranges::find(refusals, finding) == refusals.end();
                         });
    return result;
}

void require_consent_to(const Request& request, const Connection& connection, const Plan& plan) {
    if (const std::size_t count = executions_in(plan); count > 0) {
        require_consent(
            request, connection,
            "execute " + std::to_string(count) + (count == 1 ? " migration" : " migrations"));
    }
}

}  // namespace

RunResult execute(const Request& request, const ExecuteOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    layout::MigrationSet set = workspace.work_tree();
    const History history = take_history(set);
    const auto purpose = options.dry_run ? Connection::Purpose::Read : Connection::Purpose::Write;
    Connection connection(request, workspace, purpose);
    refuse_force_elsewhere(options, connection);

    const Facts facts = connection.facts();
    Assessment assessment = assess_project(workspace, set, history, facts);
    refuse_interrupted(assessment);
    Goal goal = goal_of(options, history);
    if (options.out_of_order || options.force) {
        goal.proven = prove_late(request, workspace, history, assessment, options.force);
    }

    RunResult result =
        planned(connection, plan_execute(history, facts, assessment, goal), assessment);
    result.dry_run = options.dry_run;
    if (!result.plan.refusals.empty() || result.plan.steps.empty()) {
        return result;
    }
    Renderer renderer(request, workspace, history);
    judge_parts(workspace, renderer, result.plan.steps);
    if (options.dry_run) {
        return result;
    }
    refuse_unfinished_git_operation(workspace);
    require_consent_to(request, connection, result.plan);
    const db::RunIdentity identity = run_identity(request, workspace);
    db::Runner runner(connection.driver(), connection.ledger(), identity);
    std::int64_t sequence = next_sequence(facts);
    Recording recording(request, workspace,
                        {.kind = "execute", .connection = &connection, .run_id = identity.run_id});
    carry_out(request, result, [&](const Step& step) {
        const Migration& migration = history.migrations()[*step.position];
        if (step.action == Action::Rename) {
            follow_rename(connection, identity, migration, facts.entries[*step.entry]);
            return;
        }
        if (step.action == Action::Adopt) {
            adopt_content(workspace, connection, identity, migration, facts.entries[*step.entry]);
            return;
        }
        execute_step(workspace, runner, renderer.rendered(*step.position),
                     {.sequence = sequence++, .skip_verify = options.skip_verify});
    });
    recording.done();
    remember_facts(workspace, connection);
    return result;
}

}  // namespace gmig::app

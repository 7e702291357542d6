#include "app/pending_run.hpp"

#include "app/facts/share.hpp"
#include "app/operation/recording.hpp"
#include "app/schema/late.hpp"
#include "app/steps.hpp"
#include "app/verifying.hpp"

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

PendingRun::PendingRun(const Request& request, const Workspace& workspace,
                       Connection::Purpose purpose)
    : request_(request),
      workspace_(workspace),
      set_(workspace.work_tree()),
      history_(take_history(set_)),
      renderer_(request, workspace, history_),
      connection_(request, workspace, purpose),
      facts_(connection_.facts()) {}

RunResult PendingRun::plan(const ExecuteOptions& options) {
    refuse_force_elsewhere(options, connection_);
    Assessment assessment = assess_project(workspace_, set_, history_, facts_);
    refuse_interrupted(assessment);
    Goal goal = goal_of(options, history_);
    if (options.out_of_order || options.force) {
        goal.proven = prove_late(request_, workspace_, history_, assessment, options.force);
    }
    RunResult result =
        planned(connection_, plan_execute(history_, facts_, assessment, goal), assessment);
    result.dry_run = options.dry_run;
    if (result.plan.refusals.empty()) {
        judge_parts(workspace_, renderer_, result.plan.steps);
    }
    return result;
}

void PendingRun::carry_out(RunResult& result, const HowToRun& how) {
    refuse_unfinished_git_operation(workspace_);
    require_consent_to(request_, connection_, result.plan);
    const db::RunIdentity identity = run_identity(request_, workspace_);
    const FactsAfterwards facts_afterwards(request_, workspace_, connection_);
    db::Runner runner(connection_.driver(), connection_.ledger(), identity);
    std::int64_t sequence = next_sequence(facts_);
    std::optional<Recording> recording;
    if (how.recorded) {
        recording.emplace(
            request_, workspace_,
            OperationStart{
                .kind = how.command, .connection = &connection_, .run_id = identity.run_id});
    }
    app::carry_out(
        request_, result,
        [&](const Step& step) {
            const Migration& migration = history_.migrations()[*step.position];
            if (step.action == Action::Rename) {
                follow_rename(connection_, identity, migration, facts_.entries[*step.entry]);
                return;
            }
            if (step.action == Action::Adopt) {
                adopt_content(workspace_, connection_, identity, migration,
                              facts_.entries[*step.entry]);
                return;
            }
            execute_step(workspace_, runner, renderer_.rendered(*step.position),
                         {.sequence = sequence++, .skip_verify = how.skip_verify});
        },
        how.command);
    if (recording) {
        recording->done();
    }
}

VerifyResult PendingRun::verify() const {
    const Facts facts = connection_.facts();
    return verify_executed(workspace_, connection_, history_,
                           assess_project(workspace_, set_, history_, facts));
}

}  // namespace gmig::app

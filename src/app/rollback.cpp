#include "app/executed.hpp"
#include "app/facts/share.hpp"
#include "app/operation/recording.hpp"
#include "app/steps.hpp"
#include "app/way_back.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/run.hpp>

#include <utility>

namespace gmig::app {
namespace {

[[noreturn]] void refuse_without_down(const Step& step, const Migration* file) {
    const bool meant = file != nullptr && file->irreversible;
    throw Error(Error::Kind::Guard,
                step.name + (meant ? " says that it is irreversible" : " has no down part"))
        .at({.file = file == nullptr ? "" : file->path})
        .state("nothing has changed")
        .next("write a migration that takes back what it did: gmig new NAME");
}

Goal goal_of(const RollbackOptions& options, const Facts& facts) {
    Goal goal;
    if (!options.to.empty()) {
        // Only what is executed can stay; it may have no file any more.
        goal.to = resolve(executed_history(facts), options.to).id;
    }
    goal.count = options.count;
    goal.all = options.all;
    return goal;
}

}  // namespace

RunResult roll_back(const Request& request, const RollbackOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    const layout::MigrationSet set = workspace.work_tree();
    const History history(set.migrations);
    const auto purpose = options.dry_run ? Connection::Purpose::DryRun : Connection::Purpose::Write;
    Connection connection(request, workspace, purpose);
    const Facts facts = connection.facts();
    const Assessment assessment = assess_project(workspace, set, history, facts);
    refuse_interrupted(assessment);

    RunResult result{.environment = connection.environment().name,
                     .kind = connection.kind(),
                     .plan = plan_rollback(facts, assessment, goal_of(options, facts)),
                     .done = 0,
                     .dry_run = options.dry_run,
                     .warnings = {},
                     .losses = {}};
    Renderer renderer(request, workspace, history);
    std::vector<WayBack> ways;
    for (const Step& step : result.plan.steps) {
        const Migration* const file =
            step.position ? &history.migrations()[*step.position] : nullptr;
        auto way =
            way_back(workspace, connection, renderer, step, facts.entries[*step.entry], file);
        if (!way) {
            refuse_without_down(step, file);
        }
        ways.push_back(*std::move(way));
    }
    result.losses = judged_losses(connection, ways);
    if (options.dry_run || result.plan.steps.empty()) {
        return result;
    }
    require_consent(request, connection,
                    "roll back " + std::to_string(ways.size()) +
                        (ways.size() == 1 ? " migration" : " migrations"));
    require_data_loss_consent(request, connection, result.losses);
    const db::RunIdentity identity = run_identity(request, workspace);
    const FactsAfterwards facts_afterwards(request, workspace, connection);
    db::Runner runner(connection.driver(), connection.ledger(), identity);
    Recording recording(request, workspace,
                        {.kind = "rollback",
                         .connection = &connection,
                         .run_id = identity.run_id,
                         .drops_rows = !result.losses.empty()});
    std::size_t next = 0;
    carry_out(request, result, [&](const Step& step) {
        const WayBack& way = ways[next++];
        runner.roll_back(facts.entries[*step.entry], way.down, way.options);
    });
    recording.done();
    return result;
}

}  // namespace gmig::app

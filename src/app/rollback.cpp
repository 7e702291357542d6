#include "app/check/known_facts.hpp"
#include "app/executed.hpp"
#include "app/losses.hpp"
#include "app/schema/rendering.hpp"
#include "app/steps.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/run.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// One migration to be taken out, with the text that does it.
struct Way {
    Script down;
    sql::RunnableOptions options;
};

[[noreturn]] void refuse_without_down(const Step& step, const Migration* file) {
    const bool meant = file != nullptr && file->irreversible;
    throw Error(Error::Kind::Guard,
                step.name + (meant ? " says that it is irreversible" : " has no down part"))
        .at({.file = file == nullptr ? "" : file->path})
        .state("nothing has changed")
        .next("write a migration that takes back what it did: gmig new NAME");
}

/// What was executed: the file while its up part is that, else the ledger's texts. Of JSON those
/// come first, since this gmig may render it otherwise; a row that was only marked has none.
Migration executed_parts(const Connection& connection, Renderer& renderer, const Step& step,
                         const LedgerEntry& row, const Migration* file) {
    const bool unchanged = file != nullptr && file->checksum == row.checksum;
    if (unchanged && !is_json(*file)) {
        return *file;
    }
    Migration executed = executed_migration(connection, row);
    return unchanged && executed.up.text.empty() ? renderer.rendered(*step.position) : executed;
}

Way way_back(const Workspace& workspace, const Connection& connection, Renderer& renderer,
             const Step& step, const LedgerEntry& row, const Migration* file) {
    Way way;
    if (file != nullptr) {
        way.options = runnable_options(workspace, *file);
        way.options.grammar = is_json(*file) ? sql::Grammar::Lexer : way.options.grammar;
    }
    way.options.own_history = workspace.project().name == "gmig";
    const Migration migration = executed_parts(connection, renderer, step, row, file);
    if (!migration.down) {
        refuse_without_down(step, file);
    }
    way.down = *migration.down;
    return way;
}

std::vector<std::string> losses_of(const Connection& connection, const std::vector<Way>& ways) {
    std::vector<std::string> losses;
    for (const Way& way : ways) {
        for (std::string& loss : losses_in(connection.driver(), way.down)) {
            if (std::ranges::find(losses, loss) == losses.end()) {
                losses.push_back(std::move(loss));
            }
        }
    }
    return losses;
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
    const auto purpose = options.dry_run ? Connection::Purpose::Read : Connection::Purpose::Write;
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
    std::vector<Way> ways;
    for (const Step& step : result.plan.steps) {
        const Migration* const file =
            step.position ? &history.migrations()[*step.position] : nullptr;
        ways.push_back(
            way_back(workspace, connection, renderer, step, facts.entries[*step.entry], file));
        sql::prepare(ways.back().down, connection.driver().dialect(), ways.back().options);
    }
    result.losses = losses_of(connection, ways);
    if (options.dry_run || result.plan.steps.empty()) {
        return result;
    }
    require_consent(request, connection,
                    "roll back " + std::to_string(ways.size()) +
                        (ways.size() == 1 ? " migration" : " migrations"));
    require_data_loss_consent(request, connection, result.losses);
    db::Runner runner(connection.driver(), connection.ledger(), run_identity(request, workspace));
    std::size_t next = 0;
    carry_out(request, result, [&](const Step& step) {
        const Way& way = ways[next++];
        runner.roll_back(facts.entries[*step.entry], way.down, way.options);
    });
    remember_facts(workspace, connection);
    return result;
}

}  // namespace gmig::app

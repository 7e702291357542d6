#include "app/check/known_facts.hpp"
#include "app/database/local.hpp"
#include "app/executed.hpp"
#include "app/losses.hpp"
#include "app/operation/recording.hpp"
#include "app/steps.hpp"
#include "app/switch/switch_proof.hpp"
#include "app/switch/switch_target.hpp"
#include "app/way_back.hpp"
#include <gmig/app/switch.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace gmig::app {
namespace {

/// Where a file can be given the down part that a row lacks.
std::string way_out(const Workspace& workspace, const LedgerEntry& row, const Migration* file) {
    const std::string amend = "gmig amend " + shell_word(row.name);
    if (file != nullptr && file->checksum == row.checksum) {
        return "give " + file->path + " a down part, then " + amend;
    }
    git::Repository* const git = workspace.repository();
    const bool has_branch =
        git != nullptr && !row.branch.empty() && git->find_commit("refs/heads/" + row.branch);
    const bool has_commit = git != nullptr && !row.commit.empty() && git->find_commit(row.commit);
    if (has_branch || has_commit) {
        return "git checkout " + shell_word(has_branch ? row.branch : row.commit) +
               ", give its file a down part there, then " + amend;
    }
    return "write its file again with a down part (gmig show --executed " + shell_word(row.name) +
           "), then " + amend;
}

[[noreturn]] void refuse_without_down(const SwitchScene& scene, const Step& step,
                                      const std::string& detour) {
    const LedgerEntry& row = scene.facts.entries[*step.entry];
    const Migration* const file =
        step.position ? &scene.target.history.migrations()[*step.position] : nullptr;
    const bool meant = file != nullptr && file->checksum == row.checksum && file->irreversible;
    std::string message =
        row.name + (meant ? " says that it is irreversible" : " has no down part");
    if (!row.branch.empty()) {
        message += "; it was executed on branch " + printable(row.branch);
    }
    if (!detour.empty()) {
        message += ", and has to go too: " + detour;
    }
    throw Error(Error::Kind::Guard, message)
        .at({.file = file == nullptr ? "" : file->path})
        .state("nothing has changed")
        .next(way_out(scene.workspace, row, file));
}

std::vector<WayBack> ways_back(const SwitchScene& scene, const std::vector<Step>& steps,
                               const std::string& detour) {
    std::vector<WayBack> ways;
    for (const Step& step : steps) {
        if (step.action != Action::Rollback) {
            continue;
        }
        const Migration* const file =
            step.position ? &scene.target.history.migrations()[*step.position] : nullptr;
        auto way = way_back(scene.workspace, scene.connection, scene.renderer, step,
                            scene.facts.entries[*step.entry], file);
        if (!way) {
            refuse_without_down(scene, step, detour);
        }
        ways.push_back(*std::move(way));
    }
    return ways;
}

/// The way that is gone, with everything that its steps need.
struct ChosenWay {
    std::vector<WayBack> ways;
    std::string detour;
};

/// Puts the steps into `steps`: the minimal way where that may be gone.
ChosenWay choose_way(const SwitchScene& scene, const SwitchPlan& plan, std::vector<Step>& steps) {
    steps = plan.minimal.steps;
    ChosenWay chosen{.ways = ways_back(scene, steps, ""), .detour = {}};
    if (plan.crossed.empty()) {
        return chosen;
    }
    chosen.detour = why_not_minimal(scene, plan, chosen.ways);
    if (!chosen.detour.empty()) {
        steps = plan.stack;
        chosen.ways = ways_back(scene, steps, chosen.detour);
    }
    return chosen;
}

/// What the down parts drop; and what up parts drop that run a second time, for rows may have come
/// since the first.
std::vector<std::string> losses_of_switch(const SwitchScene& scene, const SwitchOptions& options,
                                          const std::vector<WayBack>& ways,
                                          const std::vector<Step>& steps) {
    std::vector<std::string> losses = judged_losses(scene.connection, ways);
    for (const Step& step : steps) {
        const bool runs_again = std::ranges::any_of(steps, [&](const Step& other) {
            return other.action == Action::Rollback && other.id == step.id;
        });
        if (step.action != Action::Execute || !(runs_again || options.keeps_all_rows)) {
            continue;
        }
        const Migration& file = scene.renderer.rendered(*step.position);
        for (std::string& loss : losses_in(scene.connection.driver(), file.up)) {
            if (std::ranges::find(losses, loss) == losses.end()) {
                losses.push_back(std::move(loss));
            }
        }
    }
    return losses;
}

/// A tree without migrations is rather another project's than a wish to take everything out.
void refuse_empty_target(const SwitchOptions& options, const SwitchTarget& target,
                         const Facts& facts) {
    if (options.revision.empty() || !target.history.empty() || facts.entries.empty()) {
        return;
    }
    throw Error(Error::Kind::Repository, printable(target.name) + " has no migrations")
        .state("nothing has changed")
        .next("gmig rollback --all, if everything is to be taken out");
}

std::vector<Finding> worth_telling(const Assessment& assessment) {
    std::vector<Finding> findings;
    std::ranges::copy_if(
        assessment.findings, std::back_inserter(findings), [](const Finding& finding) {
            return finding.code == Code::Override || finding.code == Code::DuplicateId;
        });
    return findings;
}

void require_consent_to_switch(const Request& request, const SwitchScene& scene,
                               const SwitchResult& result) {
    require_data_loss_consent(request, scene.connection, result.run.losses);
}

/// Rows say where the files are that were executed.
db::RunIdentity identity_for(const Request& request, const SwitchScene& scene) {
    db::RunIdentity identity = run_identity(request, scene.workspace);
    if (scene.target.commit) {
        identity.commit = scene.target.commit->value;
        identity.branch = scene.target.branch;
    }
    return identity;
}

OperationStart operation_for(const SwitchScene& scene, const SwitchOptions& options,
                             const db::RunIdentity& identity) {
    OperationStart start{.kind = "switch", .run_id = identity.run_id};
    if (options.checkout) {
        git::Repository& git = *scene.workspace.repository();
        start.head_before = HeadPlace{.branch = git.branch().value_or(""),
                                      .commit = git.head().value_or(CommitId{}).value};
        const bool stays = options.revision == "HEAD" || options.revision == "@";
        start.head_after =
            stays ? start.head_before
                  : HeadPlace{.branch = scene.target.branch, .commit = scene.target.commit->value};
    }
    return start;
}

void take_step(const SwitchScene& scene, db::Runner& runner, const db::RunIdentity& identity,
               const Step& step, std::int64_t& sequence) {
    const Migration& file = scene.renderer.rendered(*step.position);
    if (step.action == Action::Rename) {
        follow_rename(scene.connection, identity, file, scene.facts.entries[*step.entry]);
    } else if (step.action == Action::Adopt) {
        adopt_content(scene.workspace, scene.connection, identity, file,
                      scene.facts.entries[*step.entry]);
    } else {
        execute_step(scene.workspace, runner, file, {.sequence = sequence++});
    }
}

void take_steps(const SwitchScene& scene, const std::vector<WayBack>& ways,
                const db::RunIdentity& identity, RunResult& result) {
    db::Runner runner(scene.connection.driver(), scene.connection.ledger(), identity);
    std::int64_t sequence = next_sequence(scene.facts);
    std::size_t next = 0;
    carry_out(
        scene.request, result,
        [&](const Step& step) {
            if (step.action == Action::Rollback) {
                const WayBack& way = ways[next++];
                runner.roll_back(scene.facts.entries[*step.entry], way.down, way.options);
            } else {
                take_step(scene, runner, identity, step, sequence);
            }
        },
        "switch");
}

/// The same error after git has moved.
Error after_checkout(const Error& error, const SwitchTarget& target) {
    return Error(error.kind(), error.what())
        .at(error.where())
        .state("git is at " + printable(target.name) + "; in the database " +
               (error.state().empty() ? "nothing has changed" : error.state()))
        .next(error.next().empty() ? "gmig switch" : error.next())
        .by_signal(error.signal());
}

void go(const SwitchScene& scene, const SwitchOptions& options, const std::vector<WayBack>& ways,
        SwitchResult& result) {
    const db::RunIdentity identity = identity_for(scene.request, scene);
    OperationStart start = operation_for(scene, options, identity);
    // Of what moves git's HEAD alone the ledger knows nothing.
    start.connection = result.run.plan.steps.empty() ? nullptr : &scene.connection;
    start.drops_rows = !result.run.losses.empty();
    Recording recording(scene.request, scene.workspace, start);
    if (options.checkout) {
        scene.workspace.repository()->checkout(options.revision);
        result.checked_out = true;
    }
    try {
        take_steps(scene, ways, identity, result.run);
    } catch (const Error& error) {
        if (!result.checked_out) {
            throw;
        }
        throw after_checkout(error, scene.target);
    }
    recording.done();
    remember_facts(scene.workspace, scene.connection);
}

}  // namespace

SwitchResult switch_database(const Request& request, const SwitchOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    const SwitchTarget target = switch_target(request, workspace, options);
    if (options.revision.empty() || options.checkout) {
        refuse_unfinished_git_operation(workspace);
    }
    const Connection connection = open_local(request, workspace, "switch", options.dry_run);
    const Facts facts = connection.facts();
    refuse_empty_target(options, target, facts);
    const Assessment assessment = assess_target(workspace, target, facts);
    SwitchPlan plan = plan_switch(target.history, facts, assessment, workspace.project().policy);
    SwitchResult result{.run = {.environment = connection.environment().name,
                                .kind = connection.kind(),
                                .plan = {.steps = {}, .refusals = plan.minimal.refusals},
                                .done = 0,
                                .dry_run = options.dry_run,
                                .warnings = worth_telling(assessment),
                                .losses = {}},
                        .target = target.name,
                        .checked_out = false,
                        .detour = {}};
    if (!result.run.plan.refusals.empty()) {
        return result;
    }
    Renderer renderer(request, workspace, target.history);
    const SwitchScene scene{.request = request,
                            .workspace = workspace,
                            .connection = connection,
                            .target = target,
                            .facts = facts,
                            .renderer = renderer};
    ChosenWay chosen = choose_way(scene, plan, result.run.plan.steps);
    result.detour = std::move(chosen.detour);
    judge_parts(workspace, renderer, result.run.plan.steps);
    result.run.losses = losses_of_switch(scene, options, chosen.ways, result.run.plan.steps);
    const bool nothing_to_do = result.run.plan.steps.empty() && !options.checkout;
    if (!options.dry_run && !nothing_to_do) {
        require_consent_to_switch(request, scene, result);
        go(scene, options, chosen.ways, result);
    }
    return result;
}

}  // namespace gmig::app

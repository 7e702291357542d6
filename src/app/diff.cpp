#include "app/check/known_facts.hpp"
#include "app/new.hpp"
#include "app/schema/change.hpp"
#include <gmig/app/diff.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <filesystem>

namespace gmig::app {
namespace {

SchemaState from_state(const Request& request, const Workspace& workspace,
                       const DiffOptions& options) {
    return read_state(request, workspace, options.from.empty() ? ":worktree" : options.from);
}

/// What the project's schema should be: its file, or, without one, what the database is.
SchemaState to_state(const Request& request, const Workspace& workspace,
                     const DiffOptions& options) {
    if (!options.to.empty()) {
        return read_state(request, workspace, options.to);
    }
    const std::filesystem::path file = schema_file(workspace);
    if (const auto text = read_file_if_exists(file)) {
        return script_state(request, workspace, *text, workspace.project().schema);
    }
    if (!workspace.project().environments.contains("local")) {
        throw Error(Error::Kind::Usage, "there is neither " + workspace.project().schema +
                                            " nor an environment 'local' to compare with")
            .at({.file = file.string()})
            .state("nothing has changed")
            .next("gmig diff --to STATE, with one of: " + std::string(state_forms));
    }
    return read_state(request, workspace, "env:local");
}

/// Whoever starts from a history that production is ahead of writes what will come too late.
void warn_if_behind(const Request& request, const Workspace& workspace, const SchemaState& from,
                    std::vector<std::string>& notes) {
    if (!from.history) {
        return;
    }
    for (const Facts& facts : known_facts(request, workspace, workspace.project())) {
        if (facts.kind != EnvironmentKind::Production || facts.source == FactsSource::Unknown) {
            continue;
        }
        const auto lacking = std::ranges::count_if(facts.entries, [&](const LedgerEntry& entry) {
            return from.history->find(entry.id) == nullptr;
        });
        if (lacking > 0) {
            notes.push_back(facts.environment + " (production) has executed " +
                            std::to_string(lacking) +
                            (lacking == 1 ? " migration" : " migrations") + " that " + from.shown +
                            " lack: git pull first");
        }
    }
}

void require_yes(const Request& request, const DiffOptions& options) {
    if (request.yes || (request.ask && request.ask("write this migration?"))) {
        return;
    }
    throw Error(Error::Kind::Guard,
                request.ask ? "not agreed to" : "to write a migration needs a yes")
        .state("nothing has changed")
        .next("gmig diff " + shell_word(options.name) + " -y, or, to see it only: gmig diff");
}

void refuse_contradictions(const DiffOptions& options) {
    if (options.execute && options.name.empty()) {
        throw Error(Error::Kind::Usage, "--execute runs the migration that is written: name it")
            .state("nothing has changed")
            .next("gmig diff NAME --execute");
    }
}

}  // namespace

DiffResult diff(const Request& request, const DiffOptions& options) {
    refuse_contradictions(options);
    const Workspace workspace(request);
    const bool writes = !options.name.empty() && !options.dry_run;
    if (writes) {
        finish_journal(workspace, request);
    }
    const SchemaState from = from_state(request, workspace, options);
    const SchemaState to = to_state(request, workspace, options);
    DiffResult result;
    result.change = change_between(request, from, to, options.renames);
    warn_if_behind(request, workspace, from, result.change.notes);
    if (result.change.empty()) {
        return result;
    }
    result.text = options.json ? json_of_change(result.change, from, to)
                               : schema::script_of(result.change.steps);
    if (options.name.empty()) {
        return result;
    }
    prove(result.change, from, to);
    if (options.json) {
        prove_json(workspace, result.text, from, to);
    }
    if (options.announce) {
        options.announce(result.change);
    }
    if (writes) {
        require_consent_to_losses(request, result.change.losses);
        require_yes(request, options);
    }
    result.written =
        write_migration(request, workspace,
                        {.command = "diff",
                         .words = options.name,
                         .up = result.text,
                         .down = options.json ? "" : schema::script_of(result.change.back),
                         .json = options.json},
                        options.dry_run);
    if (options.execute && writes) {
        ExecuteOptions execution;
        execution.to = result.written->id.value;
        result.executed = execute(request, execution);
    }
    return result;
}

}  // namespace gmig::app

#include "app/hooks/hooks_manifest.hpp"
#include <gmig/app/hooks.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/process.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

using git::HookAction;
using git::HookState;

/// A repository's hooks, and what gmig wrote into them.
struct Hooks {
    git::Place place;
    git::HooksFolder folder;
    std::vector<git::HookRecord> records;

    /// One for all work trees, as the hooks are.
    [[nodiscard]] Journal journal() const { return Journal(place.common_dir / "gmig"); }
};

git::Place place_of(const Request& request, const git::Variables& variables) {
    auto place = git::find_repository(request.directory, variables);
    if (!place) {
        throw Error(Error::Kind::Repository, "hooks are git's, and this is no repository")
            .at({.file = request.directory.string()})
            .state("nothing has changed")
            .next("git init");
    }
    return *std::move(place);
}

void finish(Journal journal, const Request& request) {
    if (const auto finished = journal.finish()) {
        request.note("completed `gmig " + printable(finished->operation) +
                     "`, which had been interrupted");
    }
}

Hooks hooks_of(const Request& request, bool will_write) {
    const git::Variables variables(request.variables.begin(), request.variables.end());
    Hooks hooks{.place = place_of(request, variables), .folder = {}, .records = {}};
    hooks.folder = git::find_hooks_folder(hooks.place, variables);
    if (will_write) {
        finish(hooks.journal(), request);
    }
    hooks.records = read_hooks_manifest(hooks.place);
    return hooks;
}

git::HookOptions options_for(const Hooks& hooks, const HooksOptions& options) {
    return {.program = program_folder() / "gmig",
            .on_server = options.on_server || hooks.place.work_tree.empty(),
            .write_entries = options.write};
}

bool is_refusal(const git::HookStep& step) {
    return step.action == HookAction::Refuse;
}

HooksResult result_of(const Hooks& hooks, std::vector<git::HookStep> steps,
                      const HooksOptions& options) {
    HooksResult result{.folder = hooks.folder.path,
                       .manager = hooks.folder.manager,
                       .steps = std::move(steps),
                       .dry_run = options.dry_run};
    result.refused = std::ranges::any_of(result.steps, is_refusal);
    result.by_hand = std::ranges::find(result.steps, HookAction::ByHand, &git::HookStep::action) !=
                     result.steps.end();
    return result;
}

/// The files and the list of them, as one operation.
void carry_out(const Hooks& hooks, const std::vector<git::HookRecord>& records,
               const std::string& operation, HooksResult& result) {
    std::vector<FileChange> changes;
    for (const git::HookStep& step : result.steps) {
        changes.insert(changes.end(), step.changes.begin(), step.changes.end());
    }
    const std::filesystem::path file = hooks_manifest_file(hooks.place);
    auto before = read_file_if_exists(file);
    auto after = hooks_manifest_text(records);
    result.changed = !changes.empty();
    if (result.refused || result.dry_run) {
        return;
    }
    if (before != after) {
        changes.push_back({.path = file, .before = std::move(before), .after = std::move(after)});
    }
    if (!changes.empty()) {
        hooks.journal().carry_out(operation, changes);
    }
}

/// What is known of other places (another work tree's, say) stays known.
std::vector<git::HookRecord> records_after(const Hooks& hooks,
                                           const std::vector<git::HookStep>& steps) {
    std::vector<git::HookRecord> records = hooks.records;
    for (const git::HookStep& step : steps) {
        if (step.record) {
            std::erase_if(records, [&](const git::HookRecord& record) {
                return record.path == step.record->path;
            });
            records.push_back(*step.record);
        }
    }
    return records;
}

bool calls_gmig(const git::HookSight& sight) {
    return sight.state == HookState::Installed || sight.state == HookState::Outdated ||
           sight.state == HookState::Managed;
}

}  // namespace

HooksResult install_hooks(const Request& request, const HooksOptions& options) {
    const Hooks hooks = hooks_of(request, !options.dry_run);
    if (!hooks.folder.refusal.empty()) {
        throw Error(Error::Kind::Repository, hooks.folder.refusal)
            .state("nothing has changed")
            .next(hooks.folder.remedy);
    }
    HooksResult result = result_of(
        hooks, plan_hooks(hooks.folder, options_for(hooks, options), hooks.records), options);
    carry_out(hooks, records_after(hooks, result.steps), "hooks install", result);
    return result;
}

HooksResult uninstall_hooks(const Request& request, const HooksOptions& options) {
    const Hooks hooks = hooks_of(request, !options.dry_run);
    HooksResult result = result_of(hooks, plan_removal(hooks.folder, hooks.records), options);
    carry_out(hooks, {}, "hooks uninstall", result);
    return result;
}

HooksStatus hooks_status(const Request& request, const HooksOptions& options) {
    const Hooks hooks = hooks_of(request, false);
    HooksStatus status{.folder = hooks.folder.path,
                       .manager = hooks.folder.manager,
                       .refusal = hooks.folder.refusal,
                       .remedy = hooks.folder.remedy,
                       .hooks = {},
                       .complete = false};
    if (status.refusal.empty()) {
        status.hooks = look_at_hooks(hooks.folder, options_for(hooks, options), hooks.records);
        status.complete = std::ranges::all_of(status.hooks, calls_gmig);
    }
    return status;
}

std::vector<std::string> lost_hooks(const git::Place& place) {
    try {
        return git::lost_hooks(read_hooks_manifest(place));
    } catch (const std::exception&) {
        return {};  // `gmig doctor` tells what is wrong
    }
}

}  // namespace gmig::app

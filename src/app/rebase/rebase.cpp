#include "app/rebase/rebase_files.hpp"
#include "app/rebase/rebase_ledgers.hpp"
#include "app/rebase/rebase_run.hpp"
#include <gmig/app/rebase.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::app {
namespace {

using git::Operation;

std::vector<MigrationId> ids_of(const RebaseSides& sides, const std::vector<std::string>& words) {
    std::vector<MigrationId> ids;
    const History history(sides.input.here);
    for (const std::string& word : words) {
        ids.push_back(resolve(history, word).id);
    }
    return ids;
}

/// What is to be written down before the first change; without a path there is nothing to do.
RebaseRecord record_of(const Workspace& workspace, const Upstream& upstream,
                       const RebaseSides& sides, const RebaseChanges& changes) {
    git::Repository& git = *workspace.repository();
    RebaseRecord record;
    record.project = workspace.project().name;
    record.run_id = random_uuid();
    record.upstream = upstream.shown;
    record.head = git.head().value_or(CommitId{}).value;
    record.operation = to_string(upstream.operation);
    record.incoming = upstream.incoming.value_or(CommitId{}).value;
    record.rows = changes.rows;
    record.plan = changes.steps;
    const std::string folder = workspace.path_in_repository(workspace.project().migrations);
    for (const auto& [path, bytes] : changes.files) {
        std::optional<std::string> now = read_file_if_exists(workspace.folder() / path);
        const bool differs = now != bytes;
        if (differs) {
            record.files.push_back({.path = workspace.project().migrations + "/" + path,
                                    .before = now,
                                    .after = bytes});
        }
        if (differs || sides.conflicts.contains(path)) {
            record.paths.push_back((folder.empty() ? "" : folder + "/") + path);
        }
    }
    for (const git::StagedFile& entry : git.staged(folder)) {
        if (std::ranges::find(record.paths, entry.path) != record.paths.end()) {
            record.entries.push_back(entry);
        }
    }
    return record;
}

/// What somebody has begun and not committed must neither be staged nor be lost; in the middle of
/// a merge the index is the merge's own.
void refuse_uncommitted(const Workspace& workspace, const Upstream& upstream,
                        const RebaseRecord& record) {
    const std::string folder = workspace.path_in_repository(workspace.project().migrations);
    const std::size_t prefix = folder.empty() ? 0 : folder.size() + 1;
    git::Uncommitted found = workspace.repository()->uncommitted(folder);
    if (upstream.our_stage == 0) {
        found.unstaged.insert(found.unstaged.end(), found.staged.begin(), found.staged.end());
    }
    for (const std::string& path : found.unstaged) {
        const std::string inside = path.substr(std::min(prefix, path.size()));
        const bool matters = layout::wants(workspace.project().layout, inside) ||
                             std::ranges::find(record.paths, path) != record.paths.end();
        if (matters && inside != layout::head_file_name) {
            throw Error(Error::Kind::Repository,
                        "the folder has a change that is not committed: " + printable(path))
                .at({.file = path})
                .state("nothing has changed")
                .next("git commit it, or git stash -u");
        }
    }
}

/// What git is to be told next. Where upstream is still to be merged, both sides have changed
/// gmig.head since they parted.
std::string next_command(const Workspace& workspace, const RebaseRecord& record) {
    git::Repository& git = *workspace.repository();
    const std::string resolve =
        git.conflicted_paths("").empty() ? "" : "resolve the other conflicts, then ";
    switch (git.operation_in_progress()) {
        case Operation::Rebase:
            return resolve + "git rebase --continue";
        case Operation::CherryPick:
            return resolve + "git cherry-pick --continue";
        case Operation::Revert:
            return resolve + "git revert --continue";
        case Operation::Am:
            return resolve + "git am --continue";
        default:
            break;
    }
    const auto upstream = git.find_commit(record.upstream);
    const auto head = git.head();
    const bool merged = !upstream || !head || git.contains(*head, *upstream) ||
                        record.operation == to_string(Operation::Merge);
    return resolve + (merged ? "git commit"
                             : "git commit, then git merge " + shell_word(record.upstream) +
                                   "; where that stops at gmig.head: gmig rebase again");
}

RebaseLedger shown(const LedgerRecord& ledger) {
    return {.environment = ledger.environment,
            .kind = ledger.kind,
            .rows = ledger.rows.size(),
            .done = ledger.done};
}

void put_record(const RebaseRecord& record, RebaseResult& result) {
    result.upstream = record.upstream;
    result.plan = record.plan;
    for (const LedgerRecord& ledger : record.ledgers) {
        result.ledgers.push_back(shown(ledger));
    }
}

/// The interrupted rebase, with the journal of its files finished.
RebaseRecord interrupted(const Workspace& workspace) {
    require_work_tree(workspace);
    Journal journal = workspace.journal();
    journal.finish();
    auto record = RecordFile(workspace.state_folder()).read();
    if (!record) {
        throw Error(Error::Kind::Usage, "no rebase is interrupted").state("nothing has changed");
    }
    return std::move(*record);
}

RebaseResult result_of(const Workspace& workspace, const RebaseRecord& record) {
    RebaseResult result;
    put_record(record, result);
    if (record.direction == RebaseRecord::Direction::Back) {
        result.state = RebaseState::TakenBack;
    } else {
        result.state = RebaseState::Done;
        result.done = result.plan.size();
        result.next = next_command(workspace, record);
    }
    return result;
}

/// What can be planned without asking a database; no path in it means that nothing is to be done.
struct Planned {
    RebaseChanges changes;
    RebaseRecord record;
};

std::optional<Planned> make_plan(const Request& request, const Workspace& workspace,
                                 const RebaseOptions& options, RebaseResult& result) {
    const Upstream upstream = find_upstream(workspace, options.onto);
    result.upstream = upstream.shown;
    RebaseSides sides = read_sides(workspace, upstream);
    sides.input.named = ids_of(sides, options.migrations);
    const RebasePlan plan = plan_rebase(sides.input);
    if (!plan.refusals.empty()) {
        result.state = RebaseState::Refused;
        result.refusals = plan.refusals;
        return std::nullopt;
    }
    Planned planned;
    planned.changes = work_out(workspace, request, sides, plan);
    planned.record = record_of(workspace, upstream, sides, planned.changes);
    if (planned.record.paths.empty()) {
        return std::nullopt;
    }
    refuse_uncommitted(workspace, upstream, planned.record);
    return planned;
}

}  // namespace

std::string_view to_string(RebaseAction action) {
    constexpr std::array<std::string_view, 4> names{"move", "remove", "take", "head"};
    return names[static_cast<std::size_t>(action)];
}

std::string_view to_string(RebaseState state) {
    constexpr std::array<std::string_view, 5> names{"nothing to do", "planned", "done", "refused",
                                                    "taken back"};
    return names[static_cast<std::size_t>(state)];
}

RebaseResult rebase(const Request& request, const RebaseOptions& options) {
    const Workspace workspace(request);
    require_work_tree(workspace);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    RebaseResult result;
    std::optional<Planned> planned = make_plan(request, workspace, options, result);
    if (!planned) {
        return result;
    }
    LedgerSurvey survey = survey_ledgers(request, workspace, planned->changes, !options.dry_run);
    planned->record.ledgers = std::move(survey.ledgers);
    put_record(planned->record, result);
    result.refusals = std::move(survey.refusals);
    result.warnings = std::move(survey.warnings);
    if (!result.refusals.empty() || options.dry_run) {
        result.state = result.refusals.empty() ? RebaseState::Planned : RebaseState::Refused;
        return result;
    }
    RebaseRun run(request, workspace, std::move(planned->record));
    run.start();
    RebaseResult done = result_of(workspace, run.record());
    done.warnings = std::move(result.warnings);
    return done;
}

RebaseResult continue_rebase(const Request& request) {
    RebaseRecord record = interrupted(Workspace(request));
    const Request own = request_of_record(request, record);
    const Workspace workspace(own);
    RebaseRun run(own, workspace, std::move(record));
    run.go_on();
    return result_of(workspace, run.record());
}

RebaseResult abort_rebase(const Request& request) {
    RebaseRecord record = interrupted(Workspace(request));
    const Request own = request_of_record(request, record);
    const Workspace workspace(own);
    RebaseRun run(own, workspace, std::move(record));
    run.take_back();
    return result_of(workspace, run.record());
}

}  // namespace gmig::app

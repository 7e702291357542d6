#include "app/rebase/rebase_run.hpp"

#include "app/changes.hpp"
#include "app/operation/recording.hpp"
#include "app/rebase/rebase_ledgers.hpp"
#include "app/rebase/upstream.hpp"
#include <gmig/support/fault.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

namespace fs = std::filesystem;
using Direction = RebaseRecord::Direction;
using Stage = RebaseRecord::Stage;

constexpr const char* ways_on = "gmig rebase --continue, or gmig rebase --abort";

/// Whether work on one ledger may be put off: what a signal or a bug ended is not.
bool can_wait(const Error& error) {
    return error.kind() != Error::Kind::Signal && error.kind() != Error::Kind::Internal;
}

[[noreturn]] void refuse_left(const std::vector<std::string>& left, const std::string& state) {
    throw Error(Error::Kind::Recover, "the ledger of " + join(left, "; of "))
        .state(state)
        .next(ways_on);
}

}  // namespace

RebaseRun::RebaseRun(const Request& request, const Workspace& workspace, RebaseRecord record)
    : request_(request),
      workspace_(workspace),
      file_(workspace.state_folder()),
      record_(std::move(record)) {}

void RebaseRun::save() const {
    file_.write(record_);
}

std::vector<FileChange> RebaseRun::changes(bool reversed) const {
    std::vector<FileChange> changes;
    for (const FileChange& change : record_.files) {
        changes.push_back({.path = workspace_.root() / change.path,
                           .before = reversed ? change.after : change.before,
                           .after = reversed ? change.before : change.after});
    }
    if (reversed) {
        std::ranges::reverse(changes);
    }
    return changes;
}

RebaseRun::Standing RebaseRun::standing() const {
    bool before = true;
    bool after = true;
    for (const FileChange& change : changes(false)) {
        const auto bytes = read_file_if_exists(change.path);
        before = before && bytes == change.before;
        after = after && bytes == change.after;
    }
    // Without a file to change only the index is, and that can be written again.
    return after ? Standing::After : before ? Standing::Before : Standing::Neither;
}

bool RebaseRun::git_has_moved() const {
    git::Repository& git = *workspace_.repository();
    const git::Operation operation = git.operation_in_progress();
    return git.head().value_or(CommitId{}).value != record_.head ||
           to_string(operation) != record_.operation ||
           incoming_commit(git, operation).value_or(CommitId{}).value != record_.incoming;
}

std::string RebaseRun::moved_on() const {
    if (git_has_moved()) {
        return "git has moved on since: what was rebased is committed, or HEAD is elsewhere";
    }
    return record_.files.empty() || standing() == Standing::After
               ? ""
               : "its files have been changed since";
}

void RebaseRun::start() {
    record_.direction = Direction::Forward;
    record_.stage = Stage::Files;
    save();
    fault_point("rebase.recorded");
    try {
        settle_files();
    } catch (const Error&) {
        undo_start();
        throw;
    }
    rename_ledgers();
}

/// Nothing but files can have changed: the index is written at once, and last.
void RebaseRun::undo_start() {
    try {
        if (!record_.files.empty() && standing() == Standing::After) {
            workspace_.journal().carry_out("rebase", changes(true));
        }
        file_.remove();
    } catch (const Error& error) {
        throw Error(Error::Kind::Recover, error.what())
            .at(error.where())
            .state("some of the files are changed")
            .next(ways_on);
    }
}

void RebaseRun::go_on() {
    if (record_.direction == Direction::Back) {
        back();
        return;
    }
    forward();
}

void RebaseRun::forward() {
    if (record_.stage == Stage::Files) {
        const bool foreign_files = standing() == Standing::Neither;
        if (foreign_files || git_has_moved()) {
            throw Error(Error::Kind::Recover, std::string("`gmig rebase` was interrupted, and ") +
                                                  (foreign_files ? "its files were changed since"
                                                                 : "git has moved on since"))
                .state("files and index may be half changed; ledgers are not")
                .next("gmig rebase --abort");
        }
        settle_files();
    }
    rename_ledgers();
}

void RebaseRun::settle_files() {
    if (standing() == Standing::Before && !record_.files.empty()) {
        workspace_.journal().carry_out("rebase", changes(false));
    }
    remove_empty_folders(workspace_, changes(false));
    fault_point("rebase.files");
    if (!record_.paths.empty()) {
        workspace_.repository()->stage(record_.paths);
    }
    fault_point("rebase.staged");
    record_.stage = Stage::Ledgers;
    save();
    fault_point("rebase.settled");
}

void RebaseRun::rename_ledgers() {
    std::vector<std::string> left;
    for (LedgerRecord& ledger : record_.ledgers) {
        if (ledger.done) {
            continue;
        }
        try {
            rename_rows(request_, workspace_, record_, ledger, [this] { save(); });
        } catch (const Error& error) {
            if (!can_wait(error)) {
                throw;
            }
            left.push_back(ledger.environment + " could not follow: " + error.what());
        }
    }
    if (!left.empty()) {
        refuse_left(left,
                    "all else is done and staged; the rows follow by themselves at the "
                    "environment's next command, too");
    }
    record_rebase(request_, workspace_, record_);
    file_.remove();
    fault_point("rebase.done");
}

void RebaseRun::take_back() {
    record_.direction = Direction::Back;
    save();
    fault_point("rebase.back");
    back();
}

void RebaseRun::back() {
    restore_files();
    restore_ledgers();
}

void RebaseRun::restore_files() {
    if (git_has_moved() || standing() == Standing::Neither) {
        if (standing() != Standing::Before) {
            request_.note(
                "git or somebody has gone on since: files and index stay as they are now");
        }
        return;
    }
    if (standing() == Standing::After && !record_.files.empty()) {
        workspace_.journal().carry_out("rebase --abort", changes(true));
    }
    remove_empty_folders(workspace_, changes(true));
    fault_point("rebase.files_back");
    if (!record_.paths.empty()) {
        workspace_.repository()->restage(record_.paths, record_.entries);
    }
    fault_point("rebase.index_back");
}

void RebaseRun::restore_ledgers() {
    std::vector<std::string> left;
    for (LedgerRecord& ledger : record_.ledgers) {
        if (!ledger.touched) {
            continue;
        }
        try {
            restore_rows(request_, workspace_, record_, ledger);
            ledger.touched = false;
            ledger.done = false;
            save();
        } catch (const Error& error) {
            if (!can_wait(error)) {
                throw;
            }
            left.push_back(ledger.environment + " could not be restored: " + error.what());
        }
    }
    if (!left.empty()) {
        refuse_left(left, "all else is as it was");
    }
    file_.remove();
    fault_point("rebase.done");
}

Request request_of_record(const Request& request, const RebaseRecord& record) {
    Request own = request;
    own.project = record.project;
    return own;
}

void finish_rebase(const Workspace& workspace, const Request& request) {
    auto record = RecordFile(workspace.state_folder()).read();
    if (!record) {
        return;
    }
    const bool back = record->direction == Direction::Back;
    const Request own = request_of_record(request, *record);
    const Workspace its_own(own);
    RebaseRun(own, its_own, std::move(*record)).go_on();
    request.note(back ? "finished taking back `gmig rebase`, which had been interrupted"
                      : "completed `gmig rebase`, which had been interrupted");
}

}  // namespace gmig::app

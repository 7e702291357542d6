#include "app/operation/recording.hpp"

#include "app/changes.hpp"
#include <gmig/support/fault.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <chrono>

namespace gmig::app {
namespace {

/// Who settles what was left has but one file to look at.
constexpr std::chrono::seconds settling{5};

OperationRecord begun(const Request& request, const Workspace& workspace,
                      const OperationStart& start) {
    OperationRecord record;
    record.kind = start.kind;
    record.command = request.command.empty() ? start.kind : request.command;
    record.project = workspace.project().name;
    record.root = workspace.path_in_repository(".");
    record.run_id = start.run_id.empty() ? random_uuid() : start.run_id;
    record.at = request.now;
    record.by = who_runs(request);
    if (start.connection != nullptr && start.connection->marker()) {
        const Environment& environment = start.connection->environment();
        record.place = OperationPlace{.environment = environment.name,
                                      .identity = start.connection->marker()->identity,
                                      .shown = environment.target.shown};
    }
    for (const FileChange& file : start.files) {
        FileChange relative = file;
        relative.path = file.path.lexically_relative(workspace.root());
        record.files.push_back(std::move(relative));
    }
    record.head_before = start.head_before;
    record.head_after = start.head_after;
    record.staged = start.staged;
    record.drops_rows = start.drops_rows;
    record.final_because = start.final_because;
    record.undoes = start.undoes;
    return record;
}

}  // namespace

std::vector<FileChange> files_of(const Workspace& workspace, const OperationRecord& record) {
    std::vector<FileChange> files = record.files;
    for (FileChange& file : files) {
        file.path = (workspace.root() / file.path).lexically_normal();
    }
    return files;
}

void stage_files(const Request& request, const Workspace& workspace,
                 const OperationRecord& record) {
    if (!record.staged || workspace.repository() == nullptr) {
        return;
    }
    std::vector<std::string> paths;
    for (const FileChange& file : record.files) {
        paths.push_back(workspace.path_in_repository(file.path.generic_string()));
    }
    try {
        workspace.repository()->stage(paths);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Repository) {
            throw;
        }
        request.note(std::string("the files are not staged: ") + error.what() + "; git add -A " +
                     shell_word(workspace.project().migrations) + " gmig.json");
    }
    fault_point("operation.staged");
}

bool is_of(const Workspace& workspace, const OperationRecord& record) {
    return record.project == workspace.project().name &&
           record.root == workspace.path_in_repository(".");
}

bool moved_head(const Workspace& workspace, const OperationRecord& record) {
    return record.head_after && record.head_after != record.head_before &&
           workspace.repository() != nullptr &&
           head_place(*workspace.repository()) == *record.head_after;
}

bool stand_after(const std::vector<FileChange>& files) {
    return std::ranges::all_of(
        files, [](const FileChange& file) { return read_file_if_exists(file.path) == file.after; });
}

HeadPlace head_place(git::Repository& git) {
    return {.branch = git.branch().value_or(""), .commit = git.head().value_or(CommitId{}).value};
}

std::string shown_place(const HeadPlace& place) {
    return place.branch.empty() ? place.commit : place.branch;
}

void record_rebase(const Request& request, const Workspace& workspace, const RebaseRecord& rebase) {
    const OperationLog log(workspace);
    for (const OperationRecord& known : log.records()) {
        if (known.run_id == rebase.run_id) {
            return;
        }
    }
    OperationRecord record = begun(request, workspace, {.kind = "rebase", .run_id = rebase.run_id});
    record.state = OperationRecord::State::Done;
    record.rebase = rebase;
    log.add(record);
}

Recording::Recording(const Request& request, const Workspace& workspace,
                     const OperationStart& start)
    : request_(request),
      workspace_(workspace),
      connection_(start.connection),
      log_(workspace),
      record_(begun(request, workspace, start)) {
    log_.make_folder();
    lock_.emplace(log_.folder(), FolderLock::Mode::Shared, settling);
    log_.add(record_);
    fault_point("operation.recorded");
}

void Recording::carry_out_files() {
    if (record_.files.empty()) {
        return;
    }
    fault_point("operation.ledger");
    const std::vector<FileChange> files = files_of(workspace_, record_);
    workspace_.journal().carry_out(record_.command, files);
    remove_empty_folders(workspace_, files);
    fault_point("operation.files");
    stage_files(request_, workspace_, record_);
}

void Recording::done() {
    mark_undone(log_, record_);
    write_done();
}

void Recording::write_done() {
    record_.state = OperationRecord::State::Done;
    log_.write(record_);
    ended_ = true;
}

bool Recording::has_changed_something() const {
    if (connection_ != nullptr && connection_->ledger().has_run(record_.run_id)) {
        return true;
    }
    return moved_head(workspace_, record_) ||
           (!record_.files.empty() && stand_after(files_of(workspace_, record_)));
}

Recording::~Recording() {
    if (ended_) {
        return;
    }
    // What cannot be told now is told by the next command.
    try {
        if (has_changed_something()) {
            // What is left to do with files is the next command's, too.
            if (record_.files.empty() || stand_after(files_of(workspace_, record_))) {
                write_done();
            }
        } else {
            log_.remove(record_);
        }
    } catch (const Error&) {
        ended_ = true;
    }
}

}  // namespace gmig::app

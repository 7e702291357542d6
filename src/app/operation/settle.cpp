#include "app/changes.hpp"
#include "app/operation/recording.hpp"
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace gmig::app {
namespace {

/// Nothing while an operation is at work.
std::optional<FolderLock> nobody_at_work(const OperationLog& log) {
    try {
        return FolderLock(log.folder(), FolderLock::Mode::Exclusive, std::chrono::milliseconds(0));
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Lock) {
            throw;
        }
        return std::nullopt;
    }
}

Request request_for_place(const Request& request, const Workspace& workspace,
                          const OperationPlace& place) {
    Request own = request;
    if (is_known_environment(workspace, place.environment)) {
        own.environment = place.environment;
        own.url.reset();
    }
    return own;
}

enum class Committed : unsigned char { Yes, No, NoSuchDatabase };

/// Whether the ledger's part of it was committed. Throws what connecting does.
Committed ask_ledger(const Request& request, const Workspace& workspace,
                     const OperationRecord& record) {
    const Connection connection(request_for_place(request, workspace, *record.place), workspace,
                                Connection::Purpose::Read);
    if (!connection.marker() || connection.marker()->identity != record.place->identity) {
        return Committed::NoSuchDatabase;
    }
    return connection.ledger().has_run(record.run_id) ? Committed::Yes : Committed::No;
}

/// Of what changes files as well: they may not be left half done, so it has to be known.
Committed must_ask_ledger(const Request& request, const Workspace& workspace,
                          const OperationRecord& record) {
    try {
        return ask_ledger(request, workspace, record);
    } catch (const Error& error) {
        throw Error(Error::Kind::Recover, "`gmig " + printable(record.command) +
                                              "` was interrupted, and its database cannot be "
                                              "asked how far it came: " +
                                              error.what())
            .at(error.where())
            .state("its files are as they were, or as it leaves them")
            .next("the same command again when " + printable(record.place->shown) +
                  " can be reached");
    }
}

void complete(const Workspace& workspace, const Request& request, const OperationLog& log,
              OperationRecord record) {
    std::vector<FileChange> files = files_of(workspace, record);
    for (const FileChange& file : files) {
        const auto bytes = read_file_if_exists(file.path);
        if (bytes != file.before && bytes != file.after) {
            request.note(printable(file.path.lexically_relative(workspace.root()).string()) +
                         " has been changed meanwhile, and stays so: gmig op show " +
                         std::to_string(record.number) + " -v has what it was to be");
        }
    }
    std::erase_if(files, [](const FileChange& file) {
        return read_file_if_exists(file.path) != file.before;
    });
    if (!files.empty()) {
        workspace.journal().carry_out(record.command, files);
        remove_empty_folders(workspace, files);
    }
    stage_files(request, workspace, record);
    record.state = OperationRecord::State::Done;
    log.write(record);
    mark_undone(log, record);
    request.note("completed `gmig " + printable(record.command) + "`, which had been interrupted");
}

/// Whether the rebase that an undo was to take back is gone.
bool took_rebase_back(const Workspace& workspace, const OperationRecord& undone) {
    OperationRecord before = undone;
    before.files = undone.rebase->files;
    for (FileChange& file : before.files) {
        std::swap(file.before, file.after);
    }
    return stand_after(files_of(workspace, before));
}

/// What cannot be told may have done something.
bool came_to_nothing(const Request& request, const Workspace& workspace,
                     const OperationRecord& record) {
    try {
        return ask_ledger(request, workspace, record) == Committed::No;
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Signal || error.kind() == Error::Kind::Internal) {
            throw;
        }
        return false;
    }
}

/// How far it came its ledger tells; one that came to nothing is forgotten.
void settle_without_files(const Workspace& workspace, const Request& request,
                          const OperationLog& log, OperationRecord record) {
    const auto undone = record.undoes == 0 ? std::nullopt : log.find(record.undoes);
    if (undone && undone->rebase) {
        // The rebase's own record has been seen to by now.
        if (!took_rebase_back(workspace, *undone)) {
            log.remove(record);
            return;
        }
        mark_undone(log, record);
    } else if (record.place && !moved_head(workspace, record) &&
               came_to_nothing(request, workspace, record)) {
        log.remove(record);
        return;
    }
    record.state = OperationRecord::State::Done;
    log.write(record);
}

void settle(const Workspace& workspace, const Request& request, const OperationLog& log,
            OperationRecord record) {
    if (record.files.empty()) {
        settle_without_files(workspace, request, log, std::move(record));
        return;
    }
    Committed committed = Committed::No;
    if (record.place) {
        committed = must_ask_ledger(request, workspace, record);
    } else if (stand_after(files_of(workspace, record))) {
        committed = Committed::Yes;
    }
    if (committed == Committed::Yes) {
        complete(workspace, request, log, std::move(record));
        return;
    }
    if (committed == Committed::NoSuchDatabase) {
        request.note("`gmig " + printable(record.command) + "` was interrupted in " +
                     printable(record.place->shown) +
                     ", which is gone: its files stay as they are now");
    }
    log.remove(record);
    request.note("`gmig " + printable(record.command) +
                 "` was interrupted before it had changed anything");
}

}  // namespace

void mark_undone(const OperationLog& log, const OperationRecord& undo) {
    if (undo.undoes == 0) {
        return;
    }
    auto undone = log.find(undo.undoes);
    if (undone && !undone->kind.empty() && undone->undone_by == 0) {
        undone->undone_by = undo.number;
        log.write(*undone);
    }
}

namespace {

/// What was left open of this project.
std::vector<OperationRecord> left_open(const Workspace& workspace, const OperationLog& log) {
    std::vector<OperationRecord> records = log.open();
    std::erase_if(records,
                  [&](const OperationRecord& record) { return !is_of(workspace, record); });
    return records;
}

}  // namespace

std::optional<std::string> interrupted_operation(const Workspace& workspace) {
    const OperationLog log(workspace);
    if (left_open(workspace, log).empty() || !nobody_at_work(log)) {
        return std::nullopt;
    }
    const std::vector<OperationRecord> records = left_open(workspace, log);
    return records.empty() ? std::nullopt : std::optional(records.back().command);
}

void settle_operations(const Workspace& workspace, const Request& request) {
    const OperationLog log(workspace);
    if (left_open(workspace, log).empty()) {
        return;
    }
    const auto alone = nobody_at_work(log);
    if (!alone) {
        return;
    }
    for (OperationRecord& record : left_open(workspace, log)) {
        settle(workspace, request, log, std::move(record));
    }
}

}  // namespace gmig::app

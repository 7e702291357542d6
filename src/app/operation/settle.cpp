#include "app/operation/recording.hpp"
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

bool is_open(const std::optional<OperationRecord>& record) {
    return record && !record->kind.empty() && record->state == OperationRecord::State::Started;
}

Request request_for_place(const Request& request, const Workspace& workspace,
                          const OperationPlace& place) {
    Request own = request;
    if (workspace.project().environments.contains(place.environment)) {
        own.environment = place.environment;
        own.url.reset();
    }
    return own;
}

/// Whether the ledger's part of it was committed.
bool ledger_has(const Request& request, const Workspace& workspace, const OperationRecord& record) {
    const auto opened = [&] {
        try {
            return Connection(request_for_place(request, workspace, *record.place), workspace,
                              Connection::Purpose::Read);
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
    };
    const Connection connection = opened();
    const bool is_it =
        connection.marker() && connection.marker()->identity == record.place->identity;
    if (!is_it) {
        throw Error(Error::Kind::Recover,
                    "`gmig " + printable(record.command) + "` was interrupted in " +
                        printable(record.place->environment) +
                        ", and this is not that database: " + printable(record.place->shown))
            .at({.file = connection.environment().target.shown})
            .state("whether its files are to be written only that one's ledger tells")
            .next("gmig recover -e " + record.place->environment + ", with that database there");
    }
    return connection.ledger().has_run(record.run_id);
}

void complete(const Workspace& workspace, const Request& request, const OperationLog& log,
              OperationRecord record) {
    const std::vector<FileChange> files = files_of(workspace, record);
    if (!stand_after(files)) {
        Journal(workspace.state_folder()).carry_out(record.command, files);
    }
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
    } else if (record.place && !ledger_has(request, workspace, record)) {
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
    const bool wanted = record.place ? ledger_has(request, workspace, record)
                                     : stand_after(files_of(workspace, record));
    if (wanted) {
        complete(workspace, request, log, std::move(record));
        return;
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

std::optional<std::string> interrupted_operation(const Workspace& workspace) {
    const OperationLog log(workspace);
    if (!is_open(log.newest()) || !nobody_at_work(log)) {
        return std::nullopt;
    }
    return log.newest()->command;
}

void settle_operations(const Workspace& workspace, const Request& request) {
    const OperationLog log(workspace);
    if (!is_open(log.newest())) {
        return;
    }
    const auto alone = nobody_at_work(log);
    if (!alone) {
        return;
    }
    auto newest = log.newest();
    if (!is_open(newest)) {
        return;
    }
    Request own = request;
    own.project = newest->project == workspace.project().name ? request.project : newest->project;
    const Workspace its_own(own);
    settle(its_own, own, log, std::move(*newest));
}

}  // namespace gmig::app

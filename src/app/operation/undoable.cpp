#include "app/operation/undoable.hpp"

#include "app/operation/recording.hpp"
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

std::string called(const OperationRecord& record) {
    return "operation " + std::to_string(record.number) + " (gmig " + printable(record.command) +
           ")";
}

[[noreturn]] void refuse_damaged(const OperationLog& log, const OperationRecord& record) {
    throw Error(Error::Kind::Recover, "the record of operation " + std::to_string(record.number) +
                                          " is damaged or cut short")
        .at({.file = (log.folder() / std::to_string(record.number)).string()})
        .state("nothing has changed")
        .next("gmig op log; an earlier operation can be named: gmig undo N");
}

}  // namespace

void refuse_moved_on(const OperationRecord& record, const std::string& why,
                     const std::string& next) {
    throw Error(Error::Kind::History, called(record) + " cannot be taken back: " + why)
        .state("nothing has changed")
        .next(next);
}

std::optional<OperationRecord> chosen(const Workspace& workspace, const OperationLog& log,
                                      const UndoOptions& options) {
    if (options.number) {
        auto record = log.find(static_cast<std::int64_t>(*options.number));
        if (!record) {
            throw Error(Error::Kind::Usage,
                        "there is no operation " + std::to_string(*options.number) + " here")
                .state("nothing has changed")
                .next("gmig op log");
        }
        return record;
    }
    for (OperationRecord& record : log.records()) {
        if (record.kind.empty()) {
            refuse_damaged(log, record);
        }
        if (record.kind != "undo" && record.undone_by == 0 && is_of(workspace, record)) {
            return std::move(record);
        }
    }
    return std::nullopt;
}

void require_undoable(const OperationLog& log, const OperationRecord& record,
                      const Workspace& workspace) {
    if (record.kind.empty()) {
        refuse_damaged(log, record);
    }
    if (record.undone_by != 0) {
        refuse_moved_on(record,
                        "operation " + std::to_string(record.undone_by) + " has done so already",
                        "gmig op log");
    }
    if (record.kind == "undo") {
        refuse_moved_on(
            record, "it took back operation " + std::to_string(record.undoes),
            "run the command of that one again: gmig op show " + std::to_string(record.undoes));
    }
    if (!record.final_because.empty()) {
        refuse_moved_on(record, record.final_because, "gmig status");
    }
    if (!is_of(workspace, record)) {
        throw Error(Error::Kind::Usage,
                    called(record) + " was in the project '" + printable(record.project) + "'" +
                        (record.root.empty() ? "" : " in " + printable(record.root)))
            .state("nothing has changed")
            .next("gmig -p " + shell_word(record.project) + " undo, in that project's folder");
    }
}

void require_environment(const Request& request, const Workspace& workspace,
                         const OperationRecord& record) {
    const Environment environment = choose_environment(request, workspace);
    if (environment.name == record.place->environment) {
        return;
    }
    const bool has_name = is_known_environment(workspace, record.place->environment);
    const std::string there =
        has_name ? "-e " + shell_word(record.place->environment) : "--url URL";
    throw Error(Error::Kind::Usage, called(record) + " was in '" +
                                        printable(record.place->environment) + "', and '" +
                                        printable(environment.name) + "' is meant")
        .state("nothing has changed")
        .next("gmig " + there + " undo " + std::to_string(record.number));
}

void require_same_database(const Connection& connection, const OperationRecord& record) {
    if (connection.marker() && connection.marker()->identity == record.place->identity) {
        return;
    }
    refuse_moved_on(record,
                    "it was done in another database than " +
                        printable(connection.environment().target.shown) +
                        " is now (a copy, or made anew)",
                    "gmig status");
}

void require_files_untouched(const Workspace& workspace, const OperationRecord& record) {
    for (const FileChange& file : files_of(workspace, record)) {
        if (read_file_if_exists(file.path) != file.after) {
            const std::string path = file.path.lexically_relative(workspace.root()).string();
            refuse_moved_on(record, printable(path) + " has been changed since",
                            "gmig op show " + std::to_string(record.number) +
                                ", which has what was there before");
        }
    }
}

void require_nothing_run_since(const Workspace& workspace, const OperationLog& log,
                               const OperationRecord& record) {
    for (const OperationRecord& later : log.records()) {
        if (later.number <= record.number) {
            return;
        }
        if (later.place && later.kind != "undo" && later.undone_by == 0 &&
            is_of(workspace, later)) {
            refuse_moved_on(record, called(later) + " has come after it",
                            "gmig undo " + std::to_string(later.number));
        }
    }
}

Error with_earlier(const Error& error, const Workspace& workspace, const OperationLog& log,
                   const OperationRecord& record) {
    if (error.kind() != Error::Kind::History) {
        return error;
    }
    for (const OperationRecord& earlier : log.records()) {
        if (earlier.number < record.number && !earlier.kind.empty() && earlier.kind != "undo" &&
            earlier.undone_by == 0 && is_of(workspace, earlier)) {
            return Error(error).next(error.next() + "; the one before it: gmig undo " +
                                     std::to_string(earlier.number));
        }
    }
    return error;
}

}  // namespace gmig::app

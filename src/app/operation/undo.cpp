#include "app/check/known_facts.hpp"
#include "app/losses.hpp"
#include "app/operation/ledger_undo.hpp"
#include "app/operation/recording.hpp"
#include "app/rebase/rebase_run.hpp"
#include "app/steps.hpp"
#include <gmig/app/undo.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <limits>

namespace gmig::app {
namespace {

std::string called(const OperationRecord& record) {
    return "operation " + std::to_string(record.number) + " (gmig " + printable(record.command) +
           ")";
}

[[noreturn]] void refuse_moved_on(const OperationRecord& record, const std::string& why,
                                  const std::string& next) {
    throw Error(Error::Kind::History, called(record) + " cannot be taken back: " + why)
        .state("nothing has changed")
        .next(next);
}

[[noreturn]] void refuse_damaged(const OperationLog& log, const OperationRecord& record) {
    throw Error(Error::Kind::Recover, "the record of operation " + std::to_string(record.number) +
                                          " is damaged or cut short")
        .at({.file = (log.folder() / std::to_string(record.number)).string()})
        .state("nothing has changed")
        .next("gmig op log; an earlier operation can be named: gmig undo N");
}

/// The one that is meant; nothing when there is nothing to take back.
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
    const bool has_name = workspace.project().environments.contains(record.place->environment);
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

/// A file whose migration a later operation may have run is not taken away under it.
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

/// The lines of the ledger's log that are to be taken back, the newest first.
std::vector<LedgerLine> lines_of(const Connection& connection, const OperationRecord& record,
                                 bool moves_head) {
    std::vector<LedgerLine> lines;
    for (const db::Operation& operation :
         connection.ledger().operations(std::numeric_limits<std::size_t>::max())) {
        lines.push_back(read_line(operation));
    }
    Standing standing = standing_of_run(lines, record.run_id);
    if (!standing.known && !moves_head) {
        refuse_moved_on(record,
                        "the ledger knows nothing of it: an earlier copy of this database was put "
                        "back, or it had changed nothing",
                        "gmig status");
    }
    if (standing.above) {
        const db::Operation& above = standing.above->line;
        refuse_moved_on(record,
                        "the database has moved on: `" + printable(above.kind) + "` of " +
                            printable(above.name.empty() ? "the schema" : above.name) +
                            " came after it, by " + printable(above.by) + " at " + to_iso(above.at),
                        "take that back first: gmig undo where it was done");
    }
    return std::move(standing.lines);
}

/// What a rollback dropped does not come back with its tables.
void note_lost_rows(const std::vector<Reversal>& ways, Dialect dialect, UndoResult& result) {
    for (const Reversal& way : ways) {
        if (way.how != Reversal::How::Restore || !way.texts->down) {
            continue;
        }
        const Script down{.text = *way.texts->down, .path = "ledger:" + way.row->name};
        if (!sql::data_losses(down, dialect).empty()) {
            result.notes.push_back("rows that the rollback of " + printable(way.row->name) +
                                   " dropped do not come back");
        }
    }
}

void put_losses(const Connection& connection, const std::vector<Reversal>& ways,
                UndoResult& result) {
    for (const Reversal& way : ways) {
        if (way.how != Reversal::How::RollBack && way.how != Reversal::How::Script) {
            continue;
        }
        for (std::string& loss : losses_in(connection.driver(), way.script)) {
            if (std::ranges::find(result.losses, loss) == result.losses.end()) {
                result.losses.push_back(std::move(loss));
            }
        }
    }
}

/// One operation that is no rebase.
class Undo {
public:
    Undo(const Request& request, const Workspace& workspace, OperationLog log,
         OperationRecord record)
        : request_(request),
          workspace_(workspace),
          log_(std::move(log)),
          record_(std::move(record)) {}

    UndoResult run(bool dry_run);

private:
    void look(bool dry_run);
    void look_at_ledger(bool dry_run);
    void require_head();
    void consent() const;
    void carry_out();
    void take_ledger_back(const db::RunIdentity& identity);

    const Request& request_;
    const Workspace& workspace_;
    OperationLog log_;
    OperationRecord record_;
    std::optional<Connection> connection_;
    std::vector<Reversal> ways_;
    bool moves_head_ = false;
    UndoResult result_;
};

UndoResult Undo::run(bool dry_run) {
    result_.number = record_.number;
    result_.kind = record_.kind;
    result_.dry_run = dry_run;
    look(dry_run);
    if (!dry_run) {
        carry_out();
    }
    return std::move(result_);
}

void Undo::look(bool dry_run) {
    require_files_untouched(workspace_, record_);
    require_head();
    if (record_.place) {
        look_at_ledger(dry_run);
    }
    for (const FileChange& file : record_.files) {
        result_.steps.push_back({.action = file.before ? "restore file" : "remove file",
                                 .id = {},
                                 .name = file.path.generic_string()});
    }
}

void Undo::look_at_ledger(bool dry_run) {
    require_environment(request_, workspace_, record_);
    connection_.emplace(request_, workspace_,
                        dry_run ? Connection::Purpose::Read : Connection::Purpose::Write);
    result_.environment = connection_->environment().name;
    require_same_database(*connection_, record_);
    refuse_interrupted_rows(connection_->facts());
    const History files(workspace_.work_tree().migrations);
    ways_ =
        reversals(workspace_, *connection_, files, lines_of(*connection_, record_, moves_head_));
    std::ranges::transform(ways_, std::back_inserter(result_.steps), step_of);
    put_losses(*connection_, ways_, result_);
    note_lost_rows(ways_, workspace_.project().dialect, result_);
}

/// HEAD is to be where the operation left it, or (it was interrupted) where it found it.
void Undo::require_head() {
    if (!record_.head_after) {
        return;
    }
    git::Repository& git = *workspace_.repository();
    const HeadPlace now = head_place(git);
    moves_head_ = now == *record_.head_after && now != *record_.head_before;
    if (!moves_head_ && now != *record_.head_before) {
        refuse_moved_on(record_, "git has moved on to " + shown_place(now) + " since",
                        "gmig switch " + shell_word(shown_place(*record_.head_before)));
    }
    if (moves_head_) {
        result_.steps.push_back(
            {.action = "git checkout", .id = {}, .name = shown_place(*record_.head_before)});
    }
}

void Undo::consent() const {
    if (!connection_) {
        return;
    }
    require_consent(request_, *connection_, "take back `gmig " + printable(record_.command) + "`");
    require_data_loss_consent(request_, *connection_, result_.losses);
}

void Undo::carry_out() {
    consent();
    const db::RunIdentity identity = run_identity(request_, workspace_);
    std::vector<FileChange> files = files_of(workspace_, record_);
    for (FileChange& file : files) {
        std::swap(file.before, file.after);
    }
    std::ranges::reverse(files);
    Recording recording(request_, workspace_,
                        {.kind = "undo",
                         .connection = connection_ ? &*connection_ : nullptr,
                         .run_id = identity.run_id,
                         .files = std::move(files),
                         .undoes = record_.number});
    if (moves_head_) {
        workspace_.repository()->checkout(shown_place(*record_.head_before));
        ++result_.done;
    }
    take_ledger_back(identity);
    recording.carry_out_files();
    recording.done();
    result_.done = result_.steps.size();
}

void Undo::take_ledger_back(const db::RunIdentity& identity) {
    if (!connection_) {
        return;
    }
    db::Runner runner(connection_->driver(), connection_->ledger(), identity);
    const std::size_t before = result_.done;
    try {
        for (const Reversal& way : ways_) {
            throw_if_interrupted();
            take_back(*connection_, runner, identity, way);
            ++result_.done;
        }
    } catch (const Error& error) {
        throw result_.done == before
            ? error
            : Error(error).state(std::to_string(result_.done) + " of " +
                                 std::to_string(result_.steps.size()) +
                                 " steps are taken back; gmig undo goes on");
    }
    remember_facts(workspace_, *connection_);
}

UndoResult undo_rebase(const Request& request, const Workspace& workspace,
                       const OperationRecord& record, bool dry_run) {
    UndoResult result{.number = record.number, .kind = record.kind, .dry_run = dry_run};
    for (const FileChange& file : record.rebase->files) {
        result.steps.push_back({.action = file.before ? "restore file" : "remove file",
                                .id = {},
                                .name = file.path.generic_string()});
    }
    for (const LedgerRecord& ledger : record.rebase->ledgers) {
        for (const RowChange& row : ledger.rows) {
            result.steps.push_back({.action = "rename in " + ledger.environment,
                                    .id = row.before.id,
                                    .name = row.before.name});
        }
    }
    RebaseRun run(request, workspace, *record.rebase);
    if (const std::string why = run.moved_on(); !why.empty()) {
        refuse_moved_on(record, why, "gmig status");
    }
    if (dry_run) {
        return result;
    }
    Recording recording(request, workspace, {.kind = "undo", .undoes = record.number});
    run.take_back();
    recording.done();
    result.done = result.steps.size();
    return result;
}

UndoResult take_back(const Request& request, const Workspace& workspace, const OperationLog& log,
                     const OperationRecord& record, const UndoOptions& options) {
    return record.rebase ? undo_rebase(request, workspace, record, options.dry_run)
                         : Undo(request, workspace, log, record).run(options.dry_run);
}

/// Whether a recovery only went on with the undo of something else: that is nothing of its own.
bool ended_an_undo(const Request& request, const Workspace& workspace,
                   const OperationRecord& record) {
    if (record.kind != "recover" || !record.place || record.undone_by != 0) {
        return false;
    }
    const Connection connection(request, workspace, Connection::Purpose::Read);
    return connection.marker() && connection.marker()->identity == record.place->identity &&
           lines_of(connection, record, false).empty();
}

/// What cannot be taken back for good need not keep anybody from what was done before it.
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

}  // namespace

UndoResult undo(const Request& request, const UndoOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    const OperationLog log(workspace);
    auto record = chosen(workspace, log, options);
    if (record && ended_an_undo(request, workspace, *record)) {
        record->undone_by = record->number;
        log.write(*record);
        record = chosen(workspace, log, options);
    }
    if (!record) {
        return {};
    }
    try {
        require_undoable(log, *record, workspace);
        if (!record->place) {
            require_nothing_run_since(workspace, log, *record);
        }
        return take_back(request, workspace, log, *record, options);
    } catch (const Error& error) {
        throw options.number ? error : with_earlier(error, workspace, log, *record);
    }
}

}  // namespace gmig::app

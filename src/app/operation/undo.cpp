#include "app/check/known_facts.hpp"
#include "app/facts/share.hpp"
#include "app/losses.hpp"
#include "app/operation/ledger_undo.hpp"
#include "app/operation/recording.hpp"
#include "app/operation/undoable.hpp"
#include "app/rebase/rebase_run.hpp"
#include "app/steps.hpp"
#include <gmig/app/undo.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <limits>

namespace gmig::app {
namespace {

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
void note_lost_rows(const std::vector<Reversal>& ways, Dialect dialect,
                    const std::optional<bool>& drops_rows, UndoResult& result) {
    if (!drops_rows.value_or(true)) {
        return;
    }
    for (const Reversal& way : ways) {
        if (way.how != Reversal::How::Restore || !way.texts->down) {
            continue;
        }
        const Script down{.text = *way.texts->down, .path = "ledger:" + way.row->name};
        if (!sql::data_losses(down, dialect).empty()) {
            result.notes.push_back("rows that the rollback of " + printable(way.row->name) +
                                   " dropped" + (drops_rows ? "" : ", if there were any,") +
                                   " do not come back");
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
    Undo(const Request& request, const Workspace& workspace, const OperationRecord& record)
        : request_(request), workspace_(workspace), record_(record) {}

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
    const OperationRecord& record_;
    std::optional<Connection> connection_;
    std::vector<Reversal> ways_;
    bool moves_head_ = false;
    std::string head_goes_to_;
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
                        dry_run ? Connection::Purpose::DryRun : Connection::Purpose::Write);
    result_.environment = connection_->environment().name;
    require_same_database(*connection_, record_);
    refuse_interrupted_rows(connection_->facts());
    const History files(workspace_.work_tree().migrations);
    ways_ =
        reversals(workspace_, *connection_, files, lines_of(*connection_, record_, moves_head_));
    std::ranges::transform(ways_, std::back_inserter(result_.steps), step_of);
    put_losses(*connection_, ways_, result_);
    note_lost_rows(ways_, workspace_.project().dialect, record_.drops_rows, result_);
}

/// Where `git checkout` is to go: the branch that the operation came from, or its commit where that
/// branch is gone.
std::string way_back_of_head(git::Repository& git, const OperationRecord& record) {
    const HeadPlace& before = *record.head_before;
    if (!before.branch.empty() && git.find_commit("refs/heads/" + before.branch)) {
        return before.branch;
    }
    if (git.find_commit(before.commit)) {
        return before.commit;
    }
    refuse_moved_on(record,
                    "git no longer has " + printable(shown_place(before)) +
                        ", where it was before (commit " + printable(before.commit) + ")",
                    "git reflog, which may name it still");
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
        head_goes_to_ = way_back_of_head(git, record_);
        result_.steps.push_back({.action = "git checkout", .id = {}, .name = head_goes_to_});
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
                         .staged = record_.staged,
                         .drops_rows = !result_.losses.empty(),
                         .undoes = record_.number});
    if (moves_head_) {
        workspace_.repository()->checkout(head_goes_to_);
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
    share_facts(request_, workspace_, *connection_);
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
        return record->rebase ? undo_rebase(request, workspace, *record, options.dry_run)
                              : Undo(request, workspace, *record).run(options.dry_run);
    } catch (const Error& error) {
        throw options.number ? error : with_earlier(error, workspace, log, *record);
    }
}

}  // namespace gmig::app

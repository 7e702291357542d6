#pragma once

#include "app/rebase/rebase_record.hpp"
#include <gmig/app/workspace.hpp>

namespace gmig::app {

/// Carries a record out: files, index, then each ledger; or takes it back. Every step can be done
/// again. Fault points: rebase.recorded, rebase.files, rebase.staged, rebase.settled,
/// rebase.ledger_noted, rebase.ledger_written, rebase.done; rebase.back, rebase.files_back,
/// rebase.index_back, rebase.ledger_restored.
class RebaseRun {
public:
    RebaseRun(const Request& request, const Workspace& workspace, RebaseRecord record);

    /// Writes the record and carries it out. What fails before files and index are settled is taken
    /// back and thrown; ledgers that cannot be reached then are Error{Recover}.
    void start();
    /// Goes on in the direction that the record has. Error{Recover} where it cannot: git has moved
    /// on, somebody changed a file, a ledger cannot be reached.
    void go_on();
    /// Turns back: ledgers, index and files as they were. Files and index that git has moved on
    /// from stay, with a note.
    void take_back();

    /// Why a rebase that is done cannot be taken back any more; empty when it can.
    [[nodiscard]] std::string moved_on() const;

    [[nodiscard]] const RebaseRecord& record() const { return record_; }

private:
    enum class Standing : unsigned char { Before, After, Neither };

    void save() const;
    void forward();
    void back();
    void settle_files();
    void restore_files();
    void rename_ledgers();
    void restore_ledgers();
    void undo_start();
    [[nodiscard]] std::vector<FileChange> changes(bool reversed) const;
    [[nodiscard]] Standing standing() const;
    [[nodiscard]] bool git_has_moved() const;

    const Request& request_;
    const Workspace& workspace_;
    RecordFile file_;
    RebaseRecord record_;
};

/// Completes what a crash left of a rebase, and tells. Nothing happens when there is none.
void finish_rebase(const Workspace& workspace, const Request& request);

/// The project whose rebase it was, which need not be the one that is asked for now.
Request request_of_record(const Request& request, const RebaseRecord& record);

}  // namespace gmig::app

#pragma once

#include "app/operation/log.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/support/folder_lock.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// What begins.
struct OperationStart {
    std::string kind;                        ///< the command: "execute"
    const Connection* connection = nullptr;  ///< whose ledger it writes to, if any
    std::string run_id{};                    ///< of its lines in that ledger's log
    std::vector<FileChange> files{};         ///< what it does to files; absolute paths
    std::optional<HeadPlace> head_before{};  ///< of what moves git's HEAD
    std::optional<HeadPlace> head_after{};
    bool staged = false;               ///< git's index is to follow the files
    std::optional<bool> drops_rows{};  ///< whether its down parts take rows away; none: not known
    std::string final_because{};       ///< why it cannot be taken back; empty: it can be
    std::int64_t undoes = 0;
};

/// Writes an operation down before it begins, so that it can be completed after a crash, and taken
/// back later. The order is: Recording, the ledger's transactions, carry_out_files(), done().
///
/// After a crash the next writing command looks at what was started (see finish_journal): files
/// are carried out exactly when the ledger has a line of that run, or when there is no ledger in it
/// and the journal has begun with them. What an exception ends is kept when the ledger has a line
/// of it, else forgotten. Fault points: operation.recorded, operation.ledger (before the files),
/// operation.files, operation.staged.
class Recording {
public:
    Recording(const Request& request, const Workspace& workspace, const OperationStart& start);
    ~Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    /// Carries the files out, through the journal.
    void carry_out_files();
    /// Everything has been done; what it takes back is noted as taken back.
    void done();

    [[nodiscard]] std::int64_t number() const { return record_.number; }

private:
    [[nodiscard]] bool has_changed_something() const;
    void write_done();

    const Request& request_;
    const Workspace& workspace_;
    const Connection* connection_;
    OperationLog log_;
    OperationRecord record_;
    std::optional<FolderLock> lock_;  ///< shared: says that somebody is at work
    bool ended_ = false;
};

/// A record's files where they are, and whether each is as the operation leaves it.
std::vector<FileChange> files_of(const Workspace& workspace, const OperationRecord& record);
bool stand_after(const std::vector<FileChange>& files);

/// Lets git's index follow the files of an operation that wants it; where git cannot write it now,
/// that is a note.
void stage_files(const Request& request, const Workspace& workspace, const OperationRecord& record);

/// Whether it was this project's; one repository may have several, in folders of their own, too.
bool is_of(const Workspace& workspace, const OperationRecord& record);
/// Whether git's HEAD is where the operation put it, and was elsewhere before.
bool moved_head(const Workspace& workspace, const OperationRecord& record);

/// Where HEAD is now; for people: the branch, or the commit.
HeadPlace head_place(git::Repository& git);
std::string shown_place(const HeadPlace& place);

/// Remembers a rebase that is done; once, should it be told twice.
void record_rebase(const Request& request, const Workspace& workspace, const RebaseRecord& rebase);

/// Notes in the operation that `undo` took back that it did; nothing where `undo` is none.
void mark_undone(const OperationLog& log, const OperationRecord& undo);

/// The command whose operation has begun and not ended, and is not at work any more.
std::optional<std::string> interrupted_operation(const Workspace& workspace);

/// Completes or forgets what a crash left of operations that were started, and tells.
void settle_operations(const Workspace& workspace, const Request& request);

}  // namespace gmig::app

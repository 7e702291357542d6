#pragma once

#include <gmig/db/ledger.hpp>

#include <chrono>
#include <string>

namespace gmig::db {

/// Who runs, for the ledger's rows.
struct RunIdentity {
    std::string run_id;
    std::string who;  ///< user@host
    std::string commit;
    std::string branch;
    std::string gmig_version;
    Timestamp now;  ///< when the run began; each row takes the time of its own step
};

/// Executes and rolls back single migrations: schema and ledger together, or not at all.
///
/// Outside a transaction the intent is written first and progress after each statement, bound to
/// the digest of the statements that are done. A first statement that fails cleanly takes the
/// intent back (Error{Database}); whatever fails later leaves it (Error{Recover}), and resume()
/// goes on from there.
class Runner {
public:
    Runner(Driver& driver, Ledger& ledger, RunIdentity identity);

    /// Executes one migration with the sequence it will have. In a transaction: up, verify, ledger
    /// row, COMMIT. Outside one: the intent row first, then each statement followed by its
    /// progress, "done" after verify and after every index built concurrently proves valid; an
    /// index that failed to build is dropped at once (Error{Database}) or, when that fails too,
    /// left (Error{Recover}). Returns the row as recorded.
    LedgerEntry execute(const Migration& migration, std::int64_t sequence, bool skip_verify,
                        const sql::RunnableOptions& options);

    /// Goes on with a migration whose row says Started: first statement not known to be done. The
    /// statements before it must have the same text as when they ran, else Error{Recover}. A row
    /// that was being rolled back is rolled back further, with the file's down part while its up
    /// checksum equals the ledger's, else the ledger's text; the entry returned is then Started as
    /// before, and gone from the ledger.
    LedgerEntry resume(const Migration& migration, const LedgerEntry& started);

    /// Runs the down part and removes the row (the operation log keeps it). `down` is the file's
    /// part, or the ledger's text. With `undoes` the log's line says that it takes back that one.
    void roll_back(const LedgerEntry& entry, const Script& down,
                   const sql::RunnableOptions& options, std::int64_t undoes = 0);

    /// Takes a rollback back: runs the up part and puts the row as it was. `undoes` is the number
    /// of the rollback's line in the operation log.
    void restore(const LedgerEntry& entry, const Texts& texts, const sql::RunnableOptions& options,
                 std::int64_t undoes);

    /// Whether the last COMMIT's answer was lost, and the ledger has said that it happened.
    [[nodiscard]] Committed last_commit() const { return last_commit_; }

private:
    [[nodiscard]] Timestamp time() const;
    [[nodiscard]] LedgerEntry new_entry(const Migration& migration, std::int64_t sequence) const;
    void put_run(LedgerEntry& entry) const;
    [[nodiscard]] Operation operation(const char* kind, std::int64_t undoes = 0) const;
    [[nodiscard]] Texts texts_in_ledger(const MigrationId& id);

    void execute_alone(const Migration& migration, LedgerEntry& entry,
                       const sql::Runnable& runnable, bool skip_verify);
    void finish_alone(const Migration& migration, LedgerEntry& entry, bool skip_verify);
    void roll_back_alone(const LedgerEntry& entry, const Script& down,
                         const sql::Runnable& runnable, std::int64_t undoes);
    void resume_rollback(const Migration& migration, const LedgerEntry& started,
                         const Progress& progress);
    void remove_row(const LedgerEntry& entry, std::int64_t undoes);
    void restore_alone(const LedgerEntry& entry, const Texts& texts, const Script& up,
                       const sql::Runnable& runnable, std::int64_t undoes);
    void finish_restoring(LedgerEntry entry, std::int64_t undoes);

    Driver& driver_;
    Ledger& ledger_;
    RunIdentity identity_;
    std::chrono::steady_clock::time_point began_;
    Committed last_commit_ = Committed::Plainly;
};

}  // namespace gmig::db

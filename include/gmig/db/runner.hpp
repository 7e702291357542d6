#pragma once

#include <gmig/db/ledger.hpp>

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
class Runner {
public:
    Runner(Driver& driver, Ledger& ledger, RunIdentity identity)
        : driver_(driver), ledger_(ledger), identity_(std::move(identity)) {}

    /// Executes one migration with the sequence it will have. In a transaction: up, verify, ledger
    /// row, COMMIT. Outside one: the intent row first, then each statement followed by its
    /// progress, "done" after verify and after every index built concurrently proves valid; an
    /// index that failed to build is dropped at once (Error{Database}) or, when that fails too,
    /// left (Error{Recover}). Returns the row as recorded.
    LedgerEntry execute(const Migration& migration, std::int64_t sequence, bool skip_verify,
                        const sql::RunnableOptions& options);

    /// Goes on with a migration whose row says Started: first statement not known to be done. The
    /// statements before it must have the same text as when they ran, else Error{Recover}.
    LedgerEntry resume(const Migration& migration, const LedgerEntry& started);

    /// Runs the down part and removes the row (the operation log keeps it). `down` is the file's
    /// part, or the ledger's text.
    void roll_back(const LedgerEntry& entry, const Script& down,
                   const sql::RunnableOptions& options);

private:
    Driver& driver_;
    Ledger& ledger_;
    RunIdentity identity_;
};

}  // namespace gmig::db

#pragma once

#include <gmig/db/ledger.hpp>

#include <string>

namespace gmig::db {

/// A part whose statements run outside any transaction that holds all of them, one after the other.
/// A statement that can have a transaction of its own has one, together with its progress in the
/// ledger; any other is followed by it.
class AlonePart {
public:
    struct Work {
        const Script& script;
        const sql::Runnable& runnable;
        Progress::Direction direction;
        std::string fault_prefix;
        std::int64_t undoes = 0;  ///< see Progress
    };

    AlonePart(Driver& driver, const Ledger& ledger, Work work)
        : driver_(driver), ledger_(ledger), work_(std::move(work)) {}

    /// The progress that says: the first `count` statements are done; never fewer than before, so
    /// that each is hashed once.
    [[nodiscard]] Progress progress_at(std::size_t count);

    /// Throws Error{Recover} unless the first statements, as many as `entry` says, are those that
    /// ran.
    void require_same_beginning(const LedgerEntry& entry, const Progress& progress);

    /// Runs the statements that `entry` does not say to be done, and counts them there. With
    /// `resuming` the first of them may have run already, as far as the database can tell.
    ///
    /// When the very first statement fails and changed nothing, the Error is passed on after
    /// `take_back` has written what the ledger said before; every other failure becomes
    /// Error{Recover}.
    void run(LedgerEntry& entry, bool resuming, const std::vector<Query>& take_back);

private:
    void run_with_progress(LedgerEntry& entry, std::size_t index);
    void run_statement(std::size_t index, bool resuming);
    void run_and_check_indexes(const sql::Statement& statement,
                               const std::vector<sql::ConcurrentIndex>& indexes);
    bool stands_already(const sql::Statement& statement,
                        const std::vector<sql::ConcurrentIndex>& indexes);
    void drop_invalid_since(const std::vector<std::string>& before);
    void drop_invalid_named(const std::string& name);
    [[noreturn]] void fail(const Error& error, const LedgerEntry& entry,
                           const std::vector<Query>& take_back);

    Driver& driver_;
    const Ledger& ledger_;
    Work work_;
    DoneDigest digest_;
    std::size_t digested_ = 0;  ///< how many statements are in it
};

/// The name in "schema.name" as PostgreSQL quotes it, without quotes.
std::string name_in(const std::string& quoted_name);

}  // namespace gmig::db

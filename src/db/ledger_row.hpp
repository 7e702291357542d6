#pragma once

#include <gmig/db/ledger.hpp>

#include <string>

namespace gmig::db {

/// The columns of a ledger row that its digest covers, in the order of columns_of().
inline constexpr const char* entry_columns =
    "id, name, parents, checksum, down_checksum, verify_checksum, fingerprint, transaction_mode, "
    "sequence, state, statements_done, executed_at, duration_us, git_commit, git_branch, "
    "executed_by, gmig_version, run_id";
inline constexpr std::size_t entry_column_count = 18;

inline constexpr std::string_view digest_prefix = "1:";

/// Rows of the ledger's tables. A column that is missing, a table that is a view, and the database
/// refuses to read: only somebody's hand can have done that. Throws Error{History} then.
std::vector<Row> read_ledger(Driver& driver, const Query& query);

Row columns_of(const LedgerEntry& entry);

/// "1:" and SHA-256 (hex) of the project and the row's first entry_column_count cells, delimited.
/// The prefix names the algorithm, for ever.
std::string digest_of(const std::string& project, const Row& columns);

/// The entry in a row of entry_columns. Throws Error{History} when a cell makes no sense.
LedgerEntry entry_from(Row columns);

/// "1:" and SHA-256 (hex) of both cells of gmig_progress, delimited.
std::string digest_of_progress(const std::string& statements_done, const std::string& progress);

/// "1:" and SHA-256 (hex) of the texts, delimited.
std::string digest_of(const Texts& texts);

/// A checksum as a cell; NULL for none.
Value text_of(const std::optional<Checksum>& checksum);

std::string mode_text(TransactionMode mode);
TransactionMode mode_from(const Value& cell);

/// "up:<done>", and back; nothing when it is neither that nor "down:<done>".
std::string progress_text(const Progress& progress);
std::optional<Progress> progress_from(const Value& cell);

}  // namespace gmig::db

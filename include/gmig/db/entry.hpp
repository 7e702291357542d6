#pragma once

#include <gmig/db/runner.hpp>

#include <cstdint>

// What a ledger says of a migration, from its file and the run that it is written by: the same
// whether the run executes it, takes over what another tool executed, or a person vouches for it.
namespace gmig::db {

/// Lets a row say what the file says: id, name, parents, checksums, fingerprint and transaction
/// mode. The rest stays.
void put_file(LedgerEntry& entry, const Migration& migration, Dialect dialect);

/// Lets a row say by whom and of which commit, at that time. Bytes that are no characters (names of
/// branches and users may have such) are written as printable() does.
void put_run(LedgerEntry& entry, const RunIdentity& run, Timestamp at);

/// The row of a migration that is done as the run begins, and took no time.
LedgerEntry entry_of(const Migration& migration, Dialect dialect, const RunIdentity& run,
                     std::int64_t sequence);

/// The texts of a migration's file as a ledger keeps them.
Texts texts_of(const Migration& migration, Dialect dialect);

}  // namespace gmig::db

#pragma once

#include <gmig/app/connection.hpp>

namespace gmig::app {

/// What a ledger says as a history, so that rows without a file can be named too. Its migrations
/// have no texts.
History executed_history(const Facts& facts);

/// What the ledger keeps of a migration, as a migration; its parts' path is "ledger:NAME".
/// Error{Guard} where another tool executes, whose table keeps no texts.
Migration executed_migration(const Connection& connection, const LedgerEntry& row);

/// The row of a migration that counts as executed without being run.
LedgerEntry entry_of(const Workspace& workspace, const Migration& migration,
                     const db::RunIdentity& identity, std::int64_t sequence);

/// The texts of a migration's file as a ledger keeps them.
db::Texts texts_of(const Workspace& workspace, const Migration& migration);

/// The name of the table in which the tool of a project's layout keeps what it executed; "" where
/// there is none.
std::string history_table_of(const layout::ProjectConfig& project);

}  // namespace gmig::app

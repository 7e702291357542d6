#pragma once

#include <gmig/app/connection.hpp>

namespace gmig::app {

/// What a ledger says as a history, so that rows without a file can be named too. Its migrations
/// have no texts.
History executed_history(const Facts& facts);

/// What the ledger keeps of a migration, as a migration; its parts' path is "ledger:NAME".
Migration executed_migration(const Connection& connection, const LedgerEntry& row);

/// The row of a migration that counts as executed without being run.
LedgerEntry entry_of(const Workspace& workspace, const Migration& migration,
                     const db::RunIdentity& identity, std::int64_t sequence);

/// The texts of a migration's file as a ledger keeps them.
db::Texts texts_of(const Workspace& workspace, const Migration& migration);

/// The table in which the tool of a layout keeps what it executed; "" for gmig's own layout.
std::string_view history_table_of(layout::Kind layout);

/// Error{Guard} where another tool executes this project's migrations: "mode" says watch, or says
/// nothing and that tool's history table stands in the database.
void refuse_watched(const Connection& connection, const Workspace& workspace);

}  // namespace gmig::app

#pragma once

#include "app/operation/ledger_line.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/undo.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// How one line of a ledger's log is taken back.
struct Reversal {
    enum class How : unsigned char {
        RollBack,  ///< run the down part, the row goes
        Restore,   ///< run the up part, the row comes back
        Rename,    ///< the row takes its former names
        Rows,      ///< only the row changes
        Script,    ///< run the SQL that the line keeps; the row changes with it
    };
    How how{};
    LedgerLine line;
    std::optional<LedgerEntry> row{};  ///< as it stands then
    std::optional<db::Texts> texts{};  ///< its texts
    Script script{};                   ///< what is run
    sql::RunnableOptions options{};
};

/// Works out how lines (the newest first) are taken back, and looks at all of it: nothing is run.
/// Throws Error{History} where the ledger is not as the lines left it, or a line was edited by
/// hand; Error{Guard} for a migration without a down part.
std::vector<Reversal> reversals(const Workspace& workspace, const Connection& connection,
                                const History& files, const std::vector<LedgerLine>& lines);

/// What is said of a step: "roll back", "execute", …
UndoResult::Step step_of(const Reversal& way);

/// Carries one out: one transaction, with its line in the log.
void take_back(const Connection& connection, db::Runner& runner, const db::RunIdentity& identity,
               const Reversal& way);

}  // namespace gmig::app

#pragma once

#include "app/rebase/rebase_files.hpp"
#include <gmig/app/connection.hpp>

#include <functional>
#include <vector>

namespace gmig::app {

/// What the environments of gmig.json say about the migrations that are to move.
struct LedgerSurvey {
    /// Those whose rows follow, and local ones that cannot be reached and may have some.
    std::vector<LedgerRecord> ledgers;
    std::vector<Finding> refusals;  ///< executed in production
    std::vector<Finding> warnings;  ///< executed in a shared environment
};

/// Asks each environment; what cannot be asked is told as a note. `writing`: also makes sure that
/// those with rows can be written to, before anything is changed. Throws Error{Recover} while one
/// of the rows is interrupted, and what Connection throws for a local environment.
LedgerSurvey survey_ledgers(const Request& request, const Workspace& workspace,
                            const RebaseChanges& changes, bool writing);

/// Renames the rows of one ledger in one transaction. What they were is in `ledger`, and saved, by
/// then. Doing it again changes nothing.
void rename_rows(const Request& request, const Workspace& workspace, const RebaseRecord& record,
                 LedgerRecord& ledger, const std::function<void()>& save);
/// Gives them back the names that they had.
void restore_rows(const Request& request, const Workspace& workspace, const RebaseRecord& record,
                  const LedgerRecord& ledger);

}  // namespace gmig::app

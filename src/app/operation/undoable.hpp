#pragma once

#include "app/operation/log.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/undo.hpp>

#include <optional>
#include <string>

namespace gmig::app {

/// The operation that is meant, in this project; nothing when there is nothing to take back.
/// Error{Usage} for a number that there is not, Error{Recover} for a damaged record on the way.
std::optional<OperationRecord> chosen(const Workspace& workspace, const OperationLog& log,
                                      const UndoOptions& options);

// Whether an operation may be taken back. Each throws Error{History} that says what stands in the
// way, unless it says otherwise; nothing has changed then.

/// Error{Recover} for a damaged record, Error{Usage} for another project's.
void require_undoable(const OperationLog& log, const OperationRecord& record,
                      const Workspace& workspace);
/// A file whose migration a later operation may have run is not taken away under it.
void require_nothing_run_since(const Workspace& workspace, const OperationLog& log,
                               const OperationRecord& record);
void require_files_untouched(const Workspace& workspace, const OperationRecord& record);
/// Error{Usage} when another environment is meant than the operation's.
void require_environment(const Request& request, const Workspace& workspace,
                         const OperationRecord& record);
void require_same_database(const Connection& connection, const OperationRecord& record);

/// Why, and what helps.
[[noreturn]] void refuse_moved_on(const OperationRecord& record, const std::string& why,
                                  const std::string& next);
/// The same error, naming the operation before: what cannot be taken back for good need not keep
/// anybody from that.
Error with_earlier(const Error& error, const Workspace& workspace, const OperationLog& log,
                   const OperationRecord& record);

}  // namespace gmig::app

#pragma once

#include <gmig/app/import.hpp>
#include <gmig/app/workspace.hpp>

namespace gmig::app {

/// Rewrites a foreign layout's files to gmig's own (see import_history); a dry run only says what
/// it would do.
Conversion convert_files(const Request& request, const Workspace& workspace, bool dry_run);

}  // namespace gmig::app

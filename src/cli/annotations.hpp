#pragma once

#include "cli/session.hpp"
#include <gmig/app/check.hpp>

#include <string>

namespace gmig::cli {

// A check's findings in the formats that others show beside the code.

/// GitHub's workflow commands (`::error file=…,line=…,title=…::message`), one a line. Without a
/// verdict there is an error that says so.
std::string to_github(const app::CheckResult& result);

/// SARIF 2.1.0 (OASIS standard, 27 March 2020), with a newline. Without a verdict there are no
/// results, and an invocation that was not successful.
std::string to_sarif(const app::CheckResult& result);

/// The file to show a finding at, from the repository's top: the migration's own, else the one that
/// it is held against; empty when there is neither.
std::string shown_file(const app::CheckResult& result, const app::CheckedFinding& checked);

}  // namespace gmig::cli

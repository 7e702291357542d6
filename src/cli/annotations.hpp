#pragma once

#include "cli/session.hpp"
#include <gmig/app/check.hpp>
#include <gmig/app/lint.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::cli {

/// Findings on their way into the formats that others show beside the code.
struct Annotations {
    std::string root;  ///< what paths begin with from the repository's top
    std::vector<app::CheckedFinding> findings{};
    std::vector<app::IgnoredFinding> ignored{};
    std::optional<Error> undecided{};  ///< why there is no verdict
};
Annotations annotations_of(const app::CheckResult& result);
Annotations annotations_of(const app::LintResult& result);
/// Those of several projects as one: paths from the repository's top.
Annotations joined(std::vector<Annotations> projects);

/// GitHub's workflow commands (`::error file=…,line=…,title=…::message`), one a line; what is
/// ignored is a plain line of the log. Without a verdict there is an error that says so.
std::string to_github(const Annotations& annotations);

/// SARIF 2.1.0 (OASIS standard, 27 March 2020), with a newline; what is ignored is suppressed in
/// source. Without a verdict there are no results, and an invocation that was not successful.
std::string to_sarif(const Annotations& annotations);

/// The file to show a finding at, from the repository's top: the migration's own, else the one that
/// it is held against; empty when there is neither.
std::string shown_file(const Annotations& annotations, const app::CheckedFinding& checked);

}  // namespace gmig::cli

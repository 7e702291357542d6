#pragma once

#include <gmig/app/lint.hpp>
#include <gmig/app/workspace.hpp>

#include <optional>

namespace gmig::app {

/// By whose gmig.json rules are off and of another severity.
struct LintPolicy {
    layout::ProjectConfig project;
    std::string base_name;         ///< empty: the work tree's own
    std::optional<CommitId> base;  ///< likewise

    /// Nothing where the rule is off.
    [[nodiscard]] std::optional<Severity> severity_of(Code code) const;
};

/// For what is judged whatever the base has: the base's where one can be found. Throws
/// Error{Repository} for a base that somebody names and that is not here.
LintPolicy policy_in_force(const Request& request, const Workspace& workspace,
                           const std::string& base);

}  // namespace gmig::app

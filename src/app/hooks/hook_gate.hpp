#pragma once

#include "app/check/gate.hpp"
#include <gmig/app/hook.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// A project that a hook looks at, with the workspace as seen with -p NAME.
struct HookProject {
    Request request;
    Workspace workspace;
};

/// Every project of gmig.json: of the work tree, or in a bare repository of a commit. None without
/// one, for then gmig has no business here.
std::vector<HookProject> hook_projects(const Request& request);
std::vector<HookProject> hook_projects_at(const Request& request, const CommitId& commit);

/// Whether a branch's short name is among the protected ones.
bool is_protected(const layout::ProjectConfig& project, const std::string& branch);

/// What counts as executed in a check by a hook.
struct HookFacts {
    bool base = false;       ///< all of the base
    bool published = false;  ///< what protected branches have on their remotes
    bool ledgers = false;    ///< what is known of environments
};

struct HookFindings {
    std::vector<Finding> findings;
    bool watched = false;  ///< another tool executes somewhere, which follows no rename
};

/// One check of a hook: what would be wrong with `sides` under those facts. Where published and
/// ledgers are asked and neither is known, the base counts as executed; notes say what is not
/// known.
HookFindings hook_findings(const HookProject& project, const Sides& sides,
                           const MergedFolder& result, const HookFacts& facts,
                           const std::string& base_name, std::vector<std::string>& notes);

/// Adds what blocks: findings of severity error that the branch is to blame for, of these codes (of
/// all for an empty list), each migration once per code.
void add_blocking(HookResult& result, std::vector<Finding> findings,
                  const std::vector<Code>& codes);

}  // namespace gmig::app

#pragma once

#include "app/check/edits.hpp"
#include "app/check/gate.hpp"
#include <gmig/app/hook.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// A project that a hook looks at, with the workspace as seen with -p NAME.
struct HookProject {
    std::string shown;  ///< among several: "billing", "services/shop"
    Request request;
    Workspace workspace;
};

/// Every project: of the nearest gmig.json in the work tree and of all that the index has, or of
/// those that a commit has. None without one, for then gmig has no business here. A gmig.json below
/// the top that cannot be read is noted: it may not keep others from working.
std::vector<HookProject> hook_projects(const Request& request, std::vector<std::string>& notes);
std::vector<HookProject> hook_projects_at(const Request& request, const CommitId& commit,
                                          std::vector<std::string>& notes);

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

/// What hook_findings() would find that blocks, with published branches and ledgers as its facts,
/// where nothing but these edits is to be committed. Nothing where only the whole folder tells.
std::optional<HookFindings> findings_of_edits(const HookProject& project, const Sides& sides,
                                              const Edits& edits, const std::string& base_name,
                                              std::vector<std::string>& notes);

/// Adds what blocks a project: findings of severity error that the branch is to blame for, of these
/// codes (of all for an empty list), each migration once per code.
void add_blocking(const HookProject& project, HookResult& result, std::vector<Finding> findings,
                  const std::vector<Code>& codes);

/// Adds what blocks a project whose gmig.json the head has lost.
void block_loss_of_project(const HookProject& project, const Sides& sides, HookResult& result);

}  // namespace gmig::app

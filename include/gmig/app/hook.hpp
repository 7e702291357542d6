#pragma once

#include <gmig/app/request.hpp>
#include <gmig/model/finding.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// What git hands to a hook (githooks(5)).
struct HookCall {
    std::string name;                    ///< "pre-commit", "pre-push", …
    std::vector<std::string> arguments;  ///< as git gave them
    std::string input;                   ///< the hook's standard input
};

struct HookResult {
    bool blocks = false;            ///< git is to stop
    std::string subject;            ///< what was looked at: "this commit", "refs/heads/main"
    std::vector<Finding> findings;  ///< why it blocks; paths from the repository's top
    /// Whose findings those are, where the repository has several projects: "services/shop".
    std::vector<std::string> projects{};
    std::vector<std::string> notes;  ///< a line each, for people
    bool can_be_skipped = true;      ///< by GMIG_SKIP; not on a server
};

/// The hooks that there are, in the order of the documentation.
std::vector<std::string_view> hook_names();
/// Whether a hook of this name can stop git. Those that cannot never fail.
bool hook_can_block(std::string_view name);

/// What an installed hook runs. First asks git whether any project's folder is touched at all; if
/// not, nothing else is done. Never touches the network, never writes the index; hooks of a server
/// write nothing.
///
/// - pre-commit, pre-merge-commit: the index against HEAD, or in a merge against the side that is
///   the protected branch's. What is published (in a protected branch's upstream) or in a known
///   ledger counts as executed; where neither is known, all of the base. Block GM101, 102, 107,
///   204, 206, and on a protected branch GM201, 202, 207 as well.
/// - pre-push: each pushed branch against what the remote has and against the protected branch.
///   Blocks GM101 and GM102; on a protected branch every error.
/// - pre-receive, update: each protected branch as it was against what it will be. Block on every
///   error. A ref of shared facts may only get more of them (GM902).
/// - post-merge, post-rewrite, post-checkout: a note when the local environment has anything to
///   execute, has something of another branch or otherwise, or a law is broken; with git's
///   gmig.autoSwitch post-checkout switches it where nothing would be lost. Never block.
///
/// GMIG_SKIP=1, or GMIG_SKIP=NAME,…, lets a client's hooks pass; it is written down, and the next
/// pre-push and doctor tell. Error{Usage} for another hook's name; what keeps a blocking hook from
/// deciding is thrown as it is, so that git stops.
HookResult run_hook(const Request& request, const HookCall& call);

}  // namespace gmig::app

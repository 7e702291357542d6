#pragma once

#include <gmig/app/check.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

struct LintOptions {
    std::string base;                     ///< a revision; empty: what check would compare with
    std::string head = ":worktree";       ///< as CheckOptions has it
    std::vector<std::string> migrations;  ///< words: these, whether the base has them or not
    bool all = false;                     ///< the whole history of the work tree
};

/// A finding that a directive waves through.
struct IgnoredFinding {
    Finding finding;
    Where by;  ///< the directive
};

struct LintResult {
    std::string root;       ///< as in CheckResult
    std::string base_name;  ///< whose severities counted; empty: the work tree's own
    std::string base;       ///< its commit
    std::size_t judged = 0;
    /// By migration in the order of execution, and by place. GM208 among them: what cannot be read,
    /// or would be refused by execute.
    std::vector<CheckedFinding> findings;
    std::vector<IgnoredFinding> ignored;
    std::vector<CheckedFinding> unused;  ///< directives that ignored nothing (GM451)
    std::optional<Error> undecided;      ///< why nothing was judged (exit 8)
};

/// Judges migrations by the rules of docs/lint: what head (the work tree) adds to the base or
/// edits of it, executed anywhere or not; named ones, or all, each as a branch of its own. What
/// comes before them is learned from. Needs no database; JSON migrations are judged as far as they
/// can be rendered without one, and named as not judged otherwise (GM451).
///
/// Severities, and rules that are off, are those of the base's gmig.json, so that no branch can
/// soften its own gate; the work tree's where there is no base, which only named ones and `all` can
/// do without.
LintResult lint(const Request& request, const LintOptions& options);

/// A rule as it is in force.
struct RuleInForce {
    Code code{};
    std::optional<Severity> severity;  ///< none: off
};
/// All of them, by number, as lint() with these options would have them.
std::vector<RuleInForce> rules_in_force(const Request& request, const std::string& base);

}  // namespace gmig::app

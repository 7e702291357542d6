#pragma once

#include <gmig/app/known.hpp>
#include <gmig/app/origin.hpp>
#include <gmig/app/request.hpp>
#include <gmig/model/comparison.hpp>
#include <gmig/model/facts.hpp>
#include <gmig/model/finding.hpp>
#include <gmig/support/error.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

struct CheckOptions {
    std::string base;      ///< a revision; empty: what default_base finds
    std::string head;      ///< a revision, ":index" or ":worktree"; empty: HEAD
    std::string deployed;  ///< a revision whose migrations count as executed; empty: none
    bool replay = false;  ///< run both orders of what comes late, and all of the result, on shadows
};

/// A finding with both sides' commits, where they are known: ours is the branch's, theirs the
/// base's.
struct CheckedFinding {
    Finding finding;
    std::optional<Origin> ours;
    std::optional<Origin> theirs;
    std::string base_path;  ///< the base's file that it is held against; empty where there is none
};

/// How the tree that was checked came about.
enum class ResultOf : std::uint8_t {
    Head,   ///< head contains the base, or is its merge
    Merge,  ///< base and head merged in memory
};

struct CheckResult {
    std::string root;       ///< what paths begin with from the repository's top: "", "shop/"
    std::string base_name;  ///< as messages call it: "origin/main"
    std::string base;       ///< its commit
    std::string head_name;
    std::string head;  ///< its commit; of the index and the work tree HEAD's, empty when unborn
    ResultOf result_of = ResultOf::Head;
    std::optional<std::string> tree;  ///< the folder's tree in git, where a commit has it
    Comparison changes;               ///< what the result made of the base
    std::vector<CheckedFinding> findings;
    std::vector<KnownFacts> facts;
    std::optional<Error> undecided;  ///< why no verdict is possible (exit 8)
};

/// What would be wrong if head were merged into base now. Two trees are compared; history is walked
/// for the commits of findings only. Policy, severities and environments are those of the base's
/// gmig.json, overrides the result's. Never fetches, needs no database: ledgers of local SQLite
/// files are read live, others from the cache of what this clone last saw. With `replay` it needs a
/// shadow: SQLite in memory, PostgreSQL on the server of the environment that is meant.
///
/// Where the base, or what joins it with head, is not in this clone, the result says so
/// (undecided). Throws Error{Repository} without a repository, Error{Usage} for a bad gmig.json.
CheckResult check(const Request& request, const CheckOptions& options);

}  // namespace gmig::app

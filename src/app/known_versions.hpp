#pragma once

#include <gmig/app/workspace.hpp>
#include <gmig/db/ledger.hpp>
#include <gmig/layout/tool_history.hpp>

#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace gmig::app {

/// The versions of a tool's that gmig's ledger knows: by the names of its rows and, only where
/// these are not enough, by its log, which may be long: rows that have been renamed or taken out
/// since. An import that was taken back is as if it had not been.
class KnownVersions {
public:
    KnownVersions(db::Driver& driver, db::Ledger& ledger, std::string project)
        : driver_(driver), ledger_(ledger), project_(std::move(project)) {}

    /// Whether gmig has taken over: it has rows, or an import without rows stands.
    bool adopted();
    /// Those of a table's rows that are executed, and of which the ledger knows nothing.
    std::vector<layout::ToolRow> unknown(const layout::ToolHistory& history);
    /// Whether anything that it knows is named as that tool would.
    bool has_any_of(layout::Kind tool);
    /// Whether a table that has_any_of() is about the ledger's migrations: some of its rows are.
    /// A high-water mark tells one of them only.
    bool is_about(const layout::ToolHistory& history);

private:
    using Versions = std::unordered_set<std::string>;

    const std::vector<LedgerEntry>& rows();
    const std::vector<db::Operation>& imports();
    Versions in_rows(layout::Kind tool);
    Versions in_log(layout::Kind tool);

    db::Driver& driver_;
    db::Ledger& ledger_;
    std::string project_;
    std::optional<std::vector<LedgerEntry>> rows_;
    std::optional<std::vector<db::Operation>> imports_;  ///< those that stand
};

/// The versions of that tool's that the project's files have: the work tree's, HEAD's and those of
/// the base that `gmig check` finds.
std::unordered_set<std::string> versions_of_files(const Workspace& workspace, layout::Kind tool);

}  // namespace gmig::app

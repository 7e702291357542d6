#pragma once

#include <gmig/app/workspace.hpp>
#include <gmig/db/ledger.hpp>
#include <gmig/db/tool_history.hpp>
#include <gmig/model/finding.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// Who executes a project's migrations in a database (docs/guide/watching.md).
enum class ToolStanding : std::uint8_t {
    Own,        ///< gmig does, and no other tool's table is about this project
    Watched,    ///< another tool does: gmig reads its table, and never writes
    Unadopted,  ///< gmig is to, but another tool has executed here, and gmig's ledger is empty
    Adopted,    ///< gmig does since it took over; the tool's table is still there
    RanAgain,   ///< likewise, but the tool has executed since (GM903)
};

/// What another tool's history table says about a database, as far as it concerns the project.
struct Watch {
    ToolStanding standing = ToolStanding::Own;
    layout::Kind tool = layout::Kind::Gmig;  ///< whose table it is, but for Own
    std::optional<db::ToolTable> table;      ///< none where the tool has not run yet
    layout::ToolHistory history;             ///< what it says, but for Own
    std::vector<std::string> others;         ///< more tools' tables: "dbmate's public.x"
    std::vector<Finding> trouble;            ///< GM903, but for what the rows say themselves

    [[nodiscard]] bool watched() const { return standing == ToolStanding::Watched; }
    /// "golang-migrate's public.schema_migrations".
    [[nodiscard]] std::string shown() const;
};

/// Looks for tables and reads the one that counts, without a lock or a write. An environment is
/// adopted when its ledger has rows of this project, or a line "adopt" that nothing has undone.
/// Throws what db::find_tool_tables and db::read_tool_history throw.
Watch look_for_tool(db::Driver& driver, db::Ledger& ledger, const Workspace& workspace);

/// The tool's rows held against the project's trees: the work tree, the base that `gmig check`
/// finds (if it finds one) and HEAD. Source, time and environment are the caller's.
Facts watched_facts(const Workspace& workspace, const layout::ToolHistory& history,
                    EnvironmentKind kind);

/// "gmig import --from dbmate --adopt", with -e where the environment has a name.
std::string take_over_command(layout::Kind tool, const std::string& environment);

}  // namespace gmig::app

#pragma once

#include <gmig/app/connection.hpp>
#include <gmig/db/tool_history.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// What another tool's table in a database says about this project's files.
struct ToolRecord {
    std::string table;  ///< as shown; empty: it is not there
    /// Further tables of tools': "goose_db_version of goose"; none are looked for where gmig.json
    /// names the one ("history_table").
    std::vector<std::string> others;
    Facts facts;  ///< its rows, by the files' ids
};

/// Reads it, whether the files are still laid out as the tool has them or were converted to gmig's
/// own layout under the tool's names.
ToolRecord read_tool_record(const Request& request, const Workspace& workspace,
                            const Connection& connection, layout::Kind tool);

}  // namespace gmig::app

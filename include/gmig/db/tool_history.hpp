#pragma once

#include <gmig/db/driver.hpp>
#include <gmig/layout/tool_history.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::db {

/// A table of another tool's, found in a database.
struct ToolTable {
    layout::Kind layout = layout::Kind::Gmig;
    std::string schema;  ///< PostgreSQL; empty on SQLite
    std::string table;
    [[nodiscard]] std::string shown() const {
        return schema.empty() ? table : schema + "." + table;
    }
};

/// Every tool's table that the database has, by the tool's default name (or `named`, for that
/// layout: "schema.table" or "table") and the columns that tell tools of the same name apart. Where
/// several schemas have one of a tool, it is the one that search_path finds first; all of them
/// where it finds none. Error{Usage} where `named` is there and no table of that tool.
std::vector<ToolTable> find_tool_tables(Driver& driver, layout::Kind layout,
                                        const std::string& named);

/// Reads it, and nothing else: no lock, no write. Throws what Driver::query and
/// layout::read_tool_history throw; Error{Environment} where the role may not read it.
layout::ToolHistory read_tool_history(Driver& driver, const ToolTable& table);

}  // namespace gmig::db

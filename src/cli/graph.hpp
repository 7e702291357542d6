#pragma once

#include <gmig/model/ids.hpp>

#include <string>
#include <vector>

namespace gmig::cli {

/// Draws a history with children before parents, a row at a time, in the manner of
/// `git log --graph`: a column per line of descent, '*' for the row's migration.
class Graph {
public:
    /// The lines of one migration, each with a newline.
    std::string row(const MigrationId& id, const std::vector<MigrationId>& parents,
                    const std::string& text);

private:
    std::vector<MigrationId> columns_;  ///< which migration each column waits for
};

}  // namespace gmig::cli

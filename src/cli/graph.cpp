#include "cli/graph.hpp"

#include <algorithm>

namespace gmig::cli {
namespace {

std::string bars(std::size_t count) {
    std::string text;
    for (std::size_t column = 0; column < count; ++column) {
        text += "| ";
    }
    return text;
}

}  // namespace

std::string Graph::row(const MigrationId& id, const std::vector<MigrationId>& parents,
                       const std::string& text) {
    auto found = std::ranges::find(columns_, id);
    if (found == columns_.end()) {
        found = columns_.insert(columns_.end(), id);
    }
    const auto column = static_cast<std::size_t>(found - columns_.begin());

    // Every other column that waited for this one joins it, before it is drawn: behind it, the join
    // would read as if its parent were where the lines part.
    std::string drawn;
    for (std::size_t other = columns_.size(); other-- > column + 1;) {
        if (columns_[other] == id) {
            drawn += bars(column) + "|";
            for (std::size_t between = column + 1; between < other; ++between) {
                drawn += "_|";
            }
            drawn += "/ " + bars(columns_.size() - other - 1) + "\n";
            columns_.erase(columns_.begin() + static_cast<std::ptrdiff_t>(other));
        }
    }
    drawn += bars(column) + "* " + bars(columns_.size() - column - 1) + " " + text + "\n";
    columns_.erase(columns_.begin() + static_cast<std::ptrdiff_t>(column));
    for (std::size_t place = 0; place < parents.size(); ++place) {
        const auto at = columns_.begin() + static_cast<std::ptrdiff_t>(column + place);
        columns_.insert(at, parents[place]);
        if (place > 0) {
            drawn += bars(column + place - 1) + "|\\ \n";
        }
    }
    return drawn;
}

}  // namespace gmig::cli

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
    std::string drawn =
        bars(column) + "* " + bars(columns_.size() - column - 1) + " " + text + "\n";

    // Every other column that waited for this one joins it here.
    for (std::size_t other = columns_.size(); other-- > column + 1;) {
        if (columns_[other] == id) {
            drawn += bars(column) + "|" + std::string(2 * (other - column) - 1, '_') + "/ " +
                     bars(columns_.size() - other - 1) + "\n";
            columns_.erase(columns_.begin() + static_cast<std::ptrdiff_t>(other));
        }
    }
    columns_.erase(columns_.begin() + static_cast<std::ptrdiff_t>(column));
    for (std::size_t place = 0; place < parents.size(); ++place) {
        const auto at = columns_.begin() + static_cast<std::ptrdiff_t>(column + place);
        columns_.insert(at, parents[place]);
        if (place > 0) {
            drawn += bars(column) + "|" + std::string(2 * place - 1, ' ') + "\\ \n";
        }
    }
    return drawn;
}

}  // namespace gmig::cli

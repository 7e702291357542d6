#include "sql/lint/report.hpp"

#include <algorithm>
#include <utility>

namespace gmig::sql::lint {

Finding Report::finding(Code code, std::size_t place, std::string message,
                        std::string remedy) const {
    const Migration& migration = *part_.migration;
    return {.code = code,
            .severity = default_severity(code),
            .id = migration.id,
            .name = migration.name,
            .where = part_.up->where(place),
            .message = std::move(message),
            .remedy = std::move(remedy)};
}

void Report::add(Code code, std::size_t place, std::string message, std::string remedy) {
    found_.push_back({finding(code, place, std::move(message), std::move(remedy)), place});
}

void Report::add_unless(Settled settled, Code code, std::size_t place, std::string message,
                        std::string remedy) {
    open_.push_back(
        {std::move(settled), {finding(code, place, std::move(message), std::move(remedy)), place}});
}

std::vector<PlacedFinding> Report::finish(const Catalog& at_end) {
    for (Open& each : open_) {
        if (!each.settled(at_end)) {
            found_.push_back(std::move(each.found));
        }
    }
    open_.clear();
    std::ranges::stable_sort(found_, {}, [](const PlacedFinding& found) {
        return std::pair(found.place, found.finding.code);
    });
    return std::move(found_);
}

}  // namespace gmig::sql::lint

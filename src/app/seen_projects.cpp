#include "app/seen_projects.hpp"

#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <string>

namespace gmig::app {

bool SeenProjects::are_among(const std::vector<TrackedConfig>& present) const {
    const auto text = read_file_if_exists(file_);
    if (!text) {
        return false;
    }
    const auto folders = split_on(std::string_view(*text), '\0');
    return std::ranges::all_of(folders, [&](std::string_view folder) {
        return folder.empty() || std::ranges::any_of(present, [&](const TrackedConfig& found) {
                   return found.folder + "/" == folder;
               });
    });
}

void SeenProjects::keep(const std::vector<TrackedConfig>& present) const {
    std::string text;
    for (const TrackedConfig& found : present) {
        text += found.folder + "/" + '\0';
    }
    try {
        write_file(file_, text);
    } catch (const Error&) {
        return;  // a repository that may only be read
    }
}

}  // namespace gmig::app

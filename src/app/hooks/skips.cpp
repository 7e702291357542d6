#include "app/hooks/skips.hpp"

#include <gmig/app/workspace.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

constexpr std::size_t most_lines = 100;

std::filesystem::path file_in(const git::Place& place) {
    return place.git_dir / "gmig" / "skipped";
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string_view line : split_on(text, '\n')) {
        if (!line.empty()) {
            lines.emplace_back(line);
        }
    }
    return lines;
}

}  // namespace

void record_skip(const Request& request, std::string_view hook) {
    try {
        const auto place = find_place(request);
        if (!place) {
            return;
        }
        std::vector<std::string> lines =
            lines_of(read_file_if_exists(file_in(*place)).value_or(""));
        if (lines.size() >= most_lines) {
            lines.erase(lines.begin());
        }
        lines.push_back(to_iso(request.now) + " " + std::string(hook));
        write_file(file_in(*place), join(lines, "\n") + "\n");
    } catch (const Error& error) {
        request.note(std::string("this skip cannot be written down: ") + error.what());
    }
}

std::vector<std::string> recorded_skips(const Request& request) {
    const auto place = find_place(request);
    return place ? lines_of(read_file_if_exists(file_in(*place)).value_or(""))
                 : std::vector<std::string>();
}

void forget_skips(const Request& request) {
    if (const auto place = find_place(request)) {
        remove_file(file_in(*place));
    }
}

}  // namespace gmig::app

#include "git/folder_path.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace gmig::git {
namespace {

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20; });
}

}  // namespace

std::vector<std::string> folder_parts(std::string_view folder) {
    std::vector<std::string> parts;
    bool leaves = folder.starts_with('/') || has_control_character(folder);
    for (const auto part : split_on(folder, '/')) {
        leaves = leaves || part == ".." || ascii_lower(part) == ".git";
        if (!part.empty() && part != ".") {
            parts.emplace_back(part);
        }
    }
    if (leaves) {
        throw Error(Error::Kind::Usage,
                    fmt::format("\"{}\" is not a folder inside the work tree", printable(folder)))
            .next("name it relative to the top of the work tree, as in gmig.json");
    }
    return parts;
}

std::vector<std::string> folder_prefixes(std::string_view folder) {
    std::vector<std::string> prefixes;
    std::string prefix;
    for (const auto& part : folder_parts(folder)) {
        prefix += (prefix.empty() ? "" : "/") + part;
        prefixes.push_back(prefix);
    }
    return prefixes;
}

std::string folder_prefix(std::string_view folder) {
    const std::string whole = join(folder_parts(folder), "/");
    return whole.empty() ? whole : whole + "/";
}

}  // namespace gmig::git

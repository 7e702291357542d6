#include <gmig/git/folder_merge.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <unordered_map>

namespace gmig::git {
namespace {

/// What the two sides and their base have at a path; "" where there is no file.
struct Versions {
    std::string base;
    std::string ours;
    std::string theirs;
};

using Paths = std::map<std::string, Versions, std::less<>>;

Paths gather(const std::vector<FileObject>& base, const std::vector<FileObject>& ours,
             const std::vector<FileObject>& theirs) {
    Paths paths;
    const std::array sides{std::pair(&base, &Versions::base), std::pair(&ours, &Versions::ours),
                           std::pair(&theirs, &Versions::theirs)};
    for (const auto& [files, side] : sides) {
        for (const FileObject& file : *files) {
            paths[file.path].*side = file.object;
        }
    }
    return paths;
}

using Side = std::string Versions::*;

/// By object, the path that one side has it at newly; "" when there are several.
std::unordered_map<std::string, std::string> new_places(const Paths& paths, Side mover,
                                                        Side editor) {
    std::unordered_map<std::string, std::string> places;
    for (const auto& [path, versions] : paths) {
        const bool is_new = versions.base.empty() && (versions.*editor).empty();
        if (!is_new || (versions.*mover).empty()) {
            continue;
        }
        const auto [place, first] = places.emplace(versions.*mover, path);
        if (!first) {
            place->second.clear();
        }
    }
    return places;
}

/// Where one side moved a file without changing it, the other side's edit moves along. `mover` is
/// the side that moved, `editor` the other one.
void follow_moves(Paths& paths, Side mover, Side editor) {
    const auto places = new_places(paths, mover, editor);
    for (auto& [path, versions] : paths) {
        const bool removed_here = !versions.base.empty() && (versions.*mover).empty();
        const bool edited_there = !(versions.*editor).empty() && versions.*editor != versions.base;
        const auto target =
            removed_here && edited_there ? places.find(versions.base) : places.end();
        if (target != places.end() && !target->second.empty()) {
            paths[target->second].base = versions.base;
            paths[target->second].*editor = versions.*editor;
            versions = {};
        }
    }
}

/// What both sides have changed, each in its own way.
void merge_changes(const std::string& path, const Versions& versions,
                   const MergeContent& merge_content, FolderMerge& result) {
    std::optional<std::string> joined;
    if (!versions.ours.empty() && !versions.theirs.empty()) {
        joined =
            merge_content({path, versions.base}, {path, versions.ours}, {path, versions.theirs});
    }
    if (joined) {
        result.merged.push_back({path, std::move(*joined)});
        return;
    }
    result.conflicted.push_back(path);
    result.files.push_back({path, versions.theirs.empty() ? versions.ours : versions.theirs});
}

}  // namespace

FolderMerge merge_folders(const std::vector<FileObject>& base, const std::vector<FileObject>& ours,
                          const std::vector<FileObject>& theirs,
                          const MergeContent& merge_content) {
    Paths paths = gather(base, ours, theirs);
    follow_moves(paths, &Versions::ours, &Versions::theirs);
    follow_moves(paths, &Versions::theirs, &Versions::ours);
    FolderMerge result;
    for (const auto& [path, versions] : paths) {
        const bool takes_theirs =
            versions.ours == versions.theirs || versions.ours == versions.base;
        if (!takes_theirs && versions.theirs != versions.base) {
            merge_changes(path, versions, merge_content, result);
            continue;
        }
        const std::string& taken = takes_theirs ? versions.theirs : versions.ours;
        if (!taken.empty()) {
            result.files.push_back({path, taken});
        }
    }
    return result;
}

}  // namespace gmig::git

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

/// Where one side moved a file without changing it, the other side's edit moves along. `mover` is
/// the side that moved, `editor` the other one.
void follow_moves(Paths& paths, std::string Versions::*mover, std::string Versions::*editor) {
    std::unordered_map<std::string, std::string> moved_to;  // by object; "" when several have it
    for (const auto& [path, versions] : paths) {
        if (versions.base.empty() && versions.*editor == "" && !(versions.*mover).empty()) {
            const auto [place, is_new] = moved_to.emplace(versions.*mover, path);
            if (!is_new) {
                place->second.clear();
            }
        }
    }
    for (auto& [path, versions] : paths) {
        const bool removed_here = !versions.base.empty() && (versions.*mover).empty();
        const bool edited_there = !(versions.*editor).empty() && versions.*editor != versions.base;
        if (!removed_here || !edited_there) {
            continue;
        }
        const auto target = moved_to.find(versions.base);
        if (target != moved_to.end() && !target->second.empty()) {
            paths[target->second].base = versions.base;
            paths[target->second].*editor = versions.*editor;
            versions = {};
        }
    }
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
        const bool same = versions.ours == versions.theirs;
        const bool only_theirs = versions.ours == versions.base;
        const bool only_ours = versions.theirs == versions.base;
        std::string taken = same || only_theirs ? versions.theirs : versions.ours;
        if (!same && !only_theirs && !only_ours) {
            const bool both_there = !versions.ours.empty() && !versions.theirs.empty();
            std::optional<std::string> joined;
            if (both_there) {
                joined = merge_content({path, versions.base}, {path, versions.ours},
                                       {path, versions.theirs});
            }
            if (joined) {
                result.merged.push_back({path, std::move(*joined)});
                continue;
            }
            result.conflicted.push_back(path);
            taken = versions.theirs.empty() ? versions.ours : versions.theirs;
        }
        if (!taken.empty()) {
            result.files.push_back({path, std::move(taken)});
        }
    }
    return result;
}

}  // namespace gmig::git

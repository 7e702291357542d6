#include "app/check/edits.hpp"

#include "app/check/written_ids.hpp"

#include <algorithm>
#include <utility>

namespace gmig::app {
namespace {

using Objects = std::vector<git::FileObject>;

/// The files that differ, and gmig.overrides; nothing when files came or went, or when gmig's own
/// differ. Both are sorted by path.
std::optional<std::pair<Objects, Objects>> edited_files(const Objects& before, const Objects& now) {
    if (before.size() != now.size()) {
        return std::nullopt;
    }
    std::pair<Objects, Objects> edited;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const bool same = before[i].object == now[i].object;
        const bool overrides = now[i].path == layout::overrides_file_name;
        const bool own = overrides || now[i].path == layout::head_file_name;
        if (before[i].path != now[i].path || (own && !same)) {
            return std::nullopt;
        }
        if (!same || overrides) {
            edited.first.push_back(before[i]);
            edited.second.push_back(now[i]);
        }
    }
    return edited;
}

bool keeps_its_place(const Migration& before, const Migration& now) {
    return before.id == now.id && before.name == now.name && before.path == now.path &&
           before.parents == now.parents && before.identity == Identity::Written &&
           now.identity == Identity::Written;
}

layout::MigrationSet read_edits(const layout::ProjectConfig& project,
                                const std::vector<FileContent>& files) {
    return layout::read_migrations(project.layout, project.dialect, files, project.migrations);
}

/// The ids of the migrations; nothing where a file is none, or one has lost its place.
std::optional<std::unordered_set<MigrationId>> ids_of(const layout::ProjectConfig& project,
                                                      const Edits& edits) {
    const layout::MigrationSet before = read_edits(project, edits.before);
    const layout::MigrationSet now = read_edits(project, edits.now);
    const bool all_read = before.findings.empty() && now.findings.empty();
    if (!all_read || !std::ranges::equal(before.migrations, now.migrations, keeps_its_place)) {
        return std::nullopt;
    }
    std::unordered_set<MigrationId> ids;
    for (const Migration& migration : now.migrations) {
        ids.insert(migration.id);
    }
    return ids;
}

}  // namespace

std::optional<Edits> edits_only(const Workspace& workspace, const layout::ProjectConfig& project,
                                const FolderState& before, const FolderState& now) {
    if (project.layout != layout::Kind::Gmig) {
        return std::nullopt;
    }
    const auto edited = edited_files(before.objects, now.objects);
    if (!edited) {
        return std::nullopt;
    }
    Edits edits{.ids = {},
                .before = workspace.repository()->read(edited->first),
                .now = workspace.repository()->read(edited->second)};
    auto ids = ids_of(project, edits);
    // Of two files with one id only the first counts.
    if (!ids || files_with_ids(workspace, project, now.objects, *ids).size() != ids->size()) {
        return std::nullopt;
    }
    edits.ids = *std::move(ids);
    return edits;
}

}  // namespace gmig::app

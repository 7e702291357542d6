#include "app/check/additions.hpp"

#include "app/check/written_ids.hpp"
#include <gmig/layout/native.hpp>

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace gmig::app {
namespace {

using Objects = std::vector<git::FileObject>;

bool is_head_file(const git::FileObject& file) {
    return file.path == layout::head_file_name;
}

/// The files that `now` has and `before` has not; nothing when any other changed or went away,
/// gmig.head apart. Both are sorted by path.
std::optional<Objects> added_files(const Objects& before, const Objects& now) {
    Objects added;
    auto old = before.begin();
    for (const git::FileObject& file : now) {
        if (old != before.end() && old->path == file.path) {
            if (old->object != file.object && !is_head_file(file)) {
                return std::nullopt;
            }
            ++old;
        } else if (old != before.end() && old->path < file.path) {
            return std::nullopt;
        } else {
            added.push_back(file);
        }
    }
    return old == before.end() ? std::optional(std::move(added)) : std::nullopt;
}

std::string head_text(const Workspace& workspace, const Objects& files) {
    const auto found = std::ranges::find_if(files, is_head_file);
    return found == files.end() ? "" : workspace.repository()->read({*found}).front().bytes;
}

/// Puts new migrations in order, each behind its parents; false where one has an id that is taken
/// or a parent that nobody has.
bool follow_one_another(std::vector<Migration>& migrations, std::unordered_set<std::string> ids) {
    std::size_t placed = 0;
    while (placed < migrations.size()) {
        const auto next = std::find_if(migrations.begin() + static_cast<std::ptrdiff_t>(placed),
                                       migrations.end(), [&](const Migration& migration) {
                                           return std::ranges::all_of(
                                               migration.parents, [&](const MigrationId& parent) {
                                                   return ids.contains(parent.value);
                                               });
                                       });
        if (next == migrations.end() || !ids.insert(next->id.value).second) {
            return false;
        }
        std::iter_swap(migrations.begin() + static_cast<std::ptrdiff_t>(placed), next);
        ++placed;
    }
    return true;
}

bool are_one_chain(const std::vector<Migration>& migrations, std::string head) {
    for (const Migration& migration : migrations) {
        const bool follows = migration.parents.size() == 1 &&
                             layout::head_file_text(migration.parents.front()) == head;
        if (!follows) {
            return false;
        }
        head = layout::head_file_text(migration.id);
    }
    return true;
}

}  // namespace

bool adds_only(const Workspace& workspace, const layout::ProjectConfig& project,
               const FolderState& before, const FolderState& now, bool as_one_chain) {
    if (project.layout != layout::Kind::Gmig) {
        return false;
    }
    auto added = added_files(before.objects, now.objects);
    if (!added) {
        return false;
    }
    std::erase_if(*added, is_head_file);
    layout::MigrationSet set = layout::read_migrations(
        project.layout, project.dialect, workspace.repository()->read(*added), project.migrations);
    const bool all_read =
        set.findings.empty() && set.overrides.empty() && set.migrations.size() == added->size();
    const bool all_written = std::ranges::all_of(set.migrations, [](const Migration& migration) {
        return migration.identity == Identity::Written && !migration.parents.empty();
    });
    if (!all_read || !all_written ||
        !follow_one_another(set.migrations, written_ids(workspace, project, before.objects))) {
        return false;
    }
    if (!as_one_chain) {
        return true;
    }
    const std::string head = head_text(workspace, now.objects);
    return !set.migrations.empty() &&
           are_one_chain(set.migrations, head_text(workspace, before.objects)) &&
           head == layout::head_file_text(set.migrations.back().id);
}

}  // namespace gmig::app

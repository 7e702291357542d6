#include "app/new.hpp"

#include <gmig/layout/native.hpp>
#include <gmig/layout/writing.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// What the new migration follows: nothing, or the one head.
std::vector<MigrationId> parents_of_new(const History& history, Policy policy) {
    std::vector<MigrationId> heads = history.heads();
    if (heads.size() < 2) {
        return heads;
    }
    std::vector<std::string> names;
    for (const MigrationId& head : heads) {
        names.push_back(history.find(head)->name);
    }
    throw Error(Error::Kind::History,
                "the history has " + std::to_string(heads.size()) +
                    " heads, so there is no one place for a new migration: " + join(names, ", "))
        .state("nothing has changed")
        .next(policy == Policy::Dag ? "gmig merge" : "gmig rebase");
}

}  // namespace

GatheredMigration gather_migration(const Request& request, const Workspace& workspace,
                                   const MigrationText& text) {
    if (text.json && workspace.project().layout != layout::Kind::Gmig) {
        throw Error(Error::Kind::Usage,
                    "the layout " + std::string(layout::to_string(workspace.project().layout)) +
                        " has no JSON migrations of gmig's")
            .state("nothing has changed")
            .next("gmig new NAME, without --as json");
    }
    layout::MigrationSet set = workspace.work_tree();
    const History history = take_history(set);
    const layout::NewMigration what{.words = text.words,
                                    .now = request.now,
                                    .id = id_from_bytes(random_bytes(id_length)),
                                    .parents = parents_of_new(history, workspace.project().policy),
                                    .up = text.up,
                                    .down = text.down,
                                    .json = text.json};
    const std::vector<FileContent> files =
        layout::new_migration_files(workspace.project().layout, history.migrations(), what);

    GatheredMigration gathered{.changes = FolderChanges(workspace), .migration = {}};
    for (const FileContent& file : files) {
        gathered.changes.create(file.path, file.bytes);
    }
    const layout::MigrationSet after = gathered.changes.preview();
    gathered.changes.update_head_file(History(after.migrations));
    gathered.migration.path = workspace.project().migrations + "/" + files.front().path;
    const auto found =
        std::ranges::find(after.migrations, gathered.migration.path, &Migration::path);
    if (found != after.migrations.end()) {
        gathered.migration = *found;
    }
    return gathered;
}

WrittenMigration write_migration(const Request& request, const Workspace& workspace,
                                 const MigrationText& text, bool dry_run) {
    GatheredMigration gathered = gather_migration(request, workspace, text);
    const Migration& migration = gathered.migration;
    WrittenMigration written{.id = migration.id,
                             .name = migration.name,
                             .path = migration.path,
                             .file = workspace.root() / migration.path};
    if (!dry_run) {
        gathered.changes.carry_out(request, text.command);
    }
    return written;
}

WrittenMigration new_migration(const Request& request, const NewOptions& options) {
    const Workspace workspace(request);
    finish_journal(workspace, request);
    return write_migration(request, workspace,
                           {.command = "new", .words = options.name, .json = options.json},
                           options.dry_run);
}

}  // namespace gmig::app

#include "app/changes.hpp"
#include <gmig/app/rebase.hpp>
#include <gmig/app/workspace.hpp>
#include <gmig/layout/native.hpp>
#include <gmig/layout/writing.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

void refuse_one_line(const Workspace& workspace) {
    const layout::ProjectConfig& project = workspace.project();
    if (project.layout != layout::Kind::Gmig) {
        throw Error(Error::Kind::History, "migrations of the layout " +
                                              std::string(layout::to_string(project.layout)) +
                                              " are one line, so there are no heads to join")
            .state("nothing has changed")
            .next("gmig rebase");
    }
    if (project.policy == Policy::Linear) {
        throw Error(Error::Kind::History,
                    "the policy is linear: what is new comes last, and heads are not joined")
            .state("nothing has changed")
            .next("gmig rebase; where both heads are published: \"policy\": \"dag\" in gmig.json");
    }
}

}  // namespace

MergeResult merge(const Request& request, const MergeOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    layout::MigrationSet set = workspace.work_tree();
    const History history = take_history(set);
    const std::vector<MigrationId> heads = history.heads();
    MergeResult result;
    if (heads.size() < 2) {
        return result;
    }
    refuse_one_line(workspace);
    for (const MigrationId& head : heads) {
        result.joined.push_back(history.find(head)->name);
    }
    result.merged = true;
    result.id = id_from_bytes(random_bytes(id_length));
    const layout::NewMigration what{.words = options.name.empty() ? "merge" : options.name,
                                    .now = request.now,
                                    .id = result.id,
                                    .parents = heads};
    const FileContent file =
        layout::new_migration_files(workspace.project().layout, history.migrations(), what).front();
    FolderChanges changes(workspace);
    changes.create(file.path, file.bytes);
    changes.update_head_file(History(changes.preview().migrations));
    result.name = file.path.substr(0, file.path.rfind('.'));
    result.path = workspace.project().migrations + "/" + file.path;
    if (!options.dry_run) {
        changes.carry_out(request, "merge");
    }
    return result;
}

}  // namespace gmig::app

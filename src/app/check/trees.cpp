#include "app/check/trees.hpp"

#include "app/project_config.hpp"
#include "app/projects.hpp"

#include <algorithm>
#include <utility>

namespace gmig::app {
namespace {

/// Asks for a project's folder, then for its former places, until one has files.
template <class Files>
Files first_with_files(const Workspace& workspace, const layout::ProjectConfig& project,
                       const std::function<Files(const git::FolderQuery&)>& ask) {
    git::FolderQuery query;
    query.wants = [&](std::string_view path) { return layout::wants(project.layout, path); };
    query.folder = workspace.path_in_repository(project.migrations);
    Files files = ask(query);
    for (auto former = project.former_folders.begin();
         files.empty() && former != project.former_folders.end(); ++former) {
        query.folder = workspace.path_in_repository(*former);
        files = ask(query);
    }
    return files;
}

using Objects = std::vector<git::FileObject>;

}  // namespace

std::optional<layout::ProjectConfig> project_at(const Request& request, const Workspace& workspace,
                                                const std::optional<CommitId>& commit) {
    const std::string path = workspace.path_in_repository("gmig.json");
    const auto bytes = workspace.repository()->file(commit, path);
    if (!bytes) {
        const auto moved = moved_project(workspace, commit);
        return moved ? *moved : workspace.project();
    }
    const std::string shown = (commit ? commit->value.substr(0, 12) : "") + ":" + path;
    const layout::Config config = layout::parse_config(*bytes, shown);
    const layout::ProjectConfig* const found = find_project(config, request.project);
    if (found == nullptr) {
        return std::nullopt;
    }
    layout::ProjectConfig project = *found;
    if (!request.folders.empty()) {
        project.migrations = workspace.project().migrations;
        project.former_folders = workspace.project().former_folders;
    }
    project.layout = request.layout.value_or(project.layout);
    project.dialect = request.dialect.value_or(project.dialect);
    return project;
}

FolderState folder_at(const Workspace& workspace, const layout::ProjectConfig& project,
                      const CommitId& commit) {
    return {.objects = first_with_files<Objects>(workspace, project,
                                                 [&](const git::FolderQuery& query) {
                                                     return workspace.repository()->tree_objects(
                                                         commit, query);
                                                 }),
            .contents = {}};
}

FolderState folder_in_index(const Workspace& workspace, const layout::ProjectConfig& project) {
    return {.objects =
                first_with_files<Objects>(workspace, project,
                                          [&](const git::FolderQuery& query) {
                                              return workspace.repository()->index_objects(query);
                                          }),
            .contents = {}};
}

FolderState folder_in_work_tree(const Workspace& workspace, const layout::ProjectConfig& project) {
    return {.objects = {},
            .contents = first_with_files<std::vector<FileContent>>(
                workspace, project, [&](const git::FolderQuery& query) {
                    return workspace.repository()->work_tree_files(query);
                })};
}

std::vector<FileContent> BlobReader::read(const FolderState& folder) {
    std::vector<git::FileObject> unknown;
    for (const git::FileObject& file : folder.objects) {
        if (blobs_.try_emplace(file.object).second) {
            unknown.push_back(file);
        }
    }
    std::vector<FileContent> bytes = workspace_.repository()->read(unknown);
    for (std::size_t i = 0; i < unknown.size(); ++i) {
        blobs_[unknown[i].object] = std::move(bytes[i].bytes);
    }
    std::vector<FileContent> files = folder.contents;
    files.reserve(files.size() + folder.objects.size());
    for (const git::FileObject& file : folder.objects) {
        files.push_back({file.path, blobs_.at(file.object)});
    }
    std::ranges::sort(files, {}, &FileContent::path);
    return files;
}

TreeState tree_state(const layout::ProjectConfig& project, const std::vector<FileContent>& files,
                     std::vector<Override>* overrides) {
    layout::MigrationSet set =
        layout::read_migrations(project.layout, project.dialect, files, project.migrations);
    TreeState state{.history = History(std::move(set.migrations)),
                    .findings = std::move(set.findings)};
    if (auto finding = check_head_file(project, set, state.history)) {
        state.findings.push_back(std::move(*finding));
    }
    if (overrides != nullptr) {
        *overrides = std::move(set.overrides);
    }
    return state;
}

std::function<Fingerprint(const Migration&)> fingerprints(Dialect dialect) {
    return [dialect](const Migration& migration) {
        return layout::fingerprint_of(migration, dialect);
    };
}

}  // namespace gmig::app

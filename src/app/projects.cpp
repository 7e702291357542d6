#include "app/projects.hpp"

#include "app/check/base.hpp"
#include "app/seen_projects.hpp"
#include <gmig/app/workspace.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace gmig::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view project_file = "gmig.json";

std::string file_in(const std::string& folder) {
    return (folder.empty() ? "" : folder + "/") + std::string(project_file);
}

std::string folder_of(const std::string& path) {
    return path.size() == project_file.size()
               ? ""
               : path.substr(0, path.size() - project_file.size() - 1);
}

std::vector<std::string> config_paths(git::Repository& repository,
                                      const std::optional<CommitId>& commit) {
    if (!commit) {
        return repository.tracked(std::string(project_file));
    }
    git::FolderQuery query;
    query.files_only = true;
    query.wants = [](std::string_view path) {
        return path == project_file || path.ends_with("/" + std::string(project_file));
    };
    std::vector<std::string> paths;
    for (git::FileObject& file : repository.tree_objects(*commit, query)) {
        paths.push_back(std::move(file.path));
    }
    return paths;
}

bool is_below(const std::string& path, const std::string& folder) {
    return folder.empty() ||
           (path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/');
}

/// Whether the request says itself where the project lies.
bool describes_project(const Request& request) {
    return request.project_folder || !request.folders.empty() || request.layout;
}

/// The folder as git names it; nothing where there is no work tree around it.
std::optional<std::string> in_repository(const std::optional<git::Place>& place,
                                         const fs::path& folder) {
    if (!place || place->work_tree.empty()) {
        return std::nullopt;
    }
    const std::string relative =
        folder.lexically_normal().lexically_relative(place->work_tree).generic_string();
    if (relative.starts_with("..")) {
        return std::nullopt;
    }
    return relative == "."           ? ""
           : relative.ends_with('/') ? relative.substr(0, relative.size() - 1)
                                     : relative;
}

/// The request for one project, and how that is shown among several.
ProjectRequest request_for(const Request& request, const std::optional<std::string>& folder,
                           const layout::Config& config, const std::string& name) {
    ProjectRequest project{.shown = folder.value_or(""), .request = request};
    if (project.shown.empty() || config.projects.size() > 1) {
        project.shown += (project.shown.empty() ? "" : " ") + name;
    }
    project.request.project = name;
    project.request.project_folder = folder;
    return project;
}

void add_projects(const Request& request, const std::optional<std::string>& folder,
                  const layout::Config& config, std::vector<ProjectRequest>& projects) {
    for (const auto& entry : config.projects) {
        projects.push_back(request_for(request, folder, config, entry.first));
    }
}

/// The nearest gmig.json's.
struct NearestProjects {
    std::optional<std::string> folder;  ///< nothing where there is none, or no work tree around it
    layout::Config config;
    std::vector<ProjectRequest> projects;
};
NearestProjects nearest_projects(const Request& request, const std::optional<git::Place>& place) {
    NearestProjects nearest;
    if (const auto config = nearest_config(request)) {
        nearest.folder = in_repository(place, config->folder);
        nearest.config = config->config;
        add_projects(request, nearest.folder, config->config, nearest.projects);
    }
    return nearest;
}

void note_unread(const TrackedConfig& found, std::vector<std::string>& notes) {
    notes.push_back(found.trouble + ": what that project has is not looked at");
}

TrackedConfig read_config(git::Repository& repository, const std::optional<CommitId>& commit,
                          const std::string& path) {
    TrackedConfig found{.folder = folder_of(path), .config = {}};
    try {
        const auto bytes = repository.file(commit, path);
        if (bytes) {
            found.config = layout::parse_config(*bytes, path);
        } else {
            found.trouble = path + " is in conflict";
        }
    } catch (const Error& error) {
        found.trouble = std::string(error.what()) + " (" + to_string(error.where()) + ")";
    }
    return found;
}

/// A folder of `there` as it is written in `here`.
std::string seen_from(const std::string& here, const std::string& there,
                      const std::string& folder) {
    const fs::path top("/");
    const fs::path whole = (top / there / folder).lexically_normal();
    return whole.lexically_relative((top / here).lexically_normal()).generic_string();
}

/// Whether what the commit has there lies in another folder of the index by now.
bool has_moved(git::Repository& repository, const CommitId& commit, const TrackedConfig& gone,
               const std::vector<TrackedConfig>& present) {
    return std::ranges::all_of(gone.config.projects, [&](const auto& project) {
        return std::ranges::any_of(present, [&](const TrackedConfig& found) {
            return found.config.projects.contains(project.first) &&
                   !repository.file(commit, file_in(found.folder));
        });
    });
}

/// Those that the commit has, the index has not, and that have not moved.
void add_removed(const Request& request, git::Repository& repository, const CommitId& commit,
                 const std::vector<TrackedConfig>& present, std::vector<ProjectRequest>& projects) {
    for (const std::string& path : repository.removed(std::string(project_file), commit)) {
        const TrackedConfig gone = read_config(repository, commit, path);
        const bool is_here = std::ranges::find(present, gone.folder, &TrackedConfig::folder) !=
                             present.end();  // in the work tree alone
        if (!is_here && gone.trouble.empty() && !has_moved(repository, commit, gone, present)) {
            Request of_commit = request;
            of_commit.project_commit = commit.value;
            add_projects(of_commit, gone.folder, gone.config, projects);
        }
    }
}

}  // namespace

std::vector<TrackedConfig> tracked_configs(git::Repository& repository,
                                           const std::optional<CommitId>& commit,
                                           const std::optional<std::string>& known_folder) {
    std::vector<TrackedConfig> configs;
    for (const std::string& path : config_paths(repository, commit)) {
        if (folder_of(path) != known_folder) {
            configs.push_back(read_config(repository, commit, path));
        }
    }
    return configs;
}

std::vector<std::string> shared_names(const std::vector<TrackedConfig>& configs) {
    std::map<std::string, std::vector<std::string>> folders;
    for (const TrackedConfig& found : configs) {
        for (const auto& entry : found.config.projects) {
            folders[entry.first].push_back(found.folder.empty() ? "the top" : found.folder);
        }
    }
    std::vector<std::string> shared;
    for (const auto& [name, places] : folders) {
        if (places.size() > 1) {
            shared.push_back("'" + printable(name) + "' (" + printable(join(places, ", ")) + ")");
        }
    }
    return shared;
}

std::optional<layout::ProjectConfig> moved_project(const Workspace& workspace,
                                                   const std::optional<CommitId>& commit) {
    if (!workspace.has_config()) {
        return std::nullopt;
    }
    git::Repository& repository = *workspace.repository();
    const std::string here = folder_of(workspace.path_in_repository(std::string(project_file)));
    for (const TrackedConfig& found : tracked_configs(repository, commit)) {
        const auto project = found.config.projects.find(workspace.project().name);
        if (project == found.config.projects.end() ||
            repository.file(std::nullopt, file_in(found.folder))) {
            continue;
        }
        layout::ProjectConfig moved = project->second;
        moved.migrations = seen_from(here, found.folder, moved.migrations);
        for (std::string& folder : moved.former_folders) {
            folder = seen_from(here, found.folder, folder);
        }
        return moved;
    }
    return std::nullopt;
}

std::vector<ProjectRequest> all_projects(const Request& request, std::vector<std::string>& notes) {
    const std::optional<git::Place> place = find_place(request);
    auto [nearest, config, projects] = nearest_projects(request, place);
    if (!place || place->work_tree.empty()) {
        return projects;
    }
    const Workspace around(request, {});
    git::Repository& repository = *around.repository();
    std::vector<TrackedConfig> present = tracked_configs(repository, std::nullopt, nearest);
    for (const TrackedConfig& found : present) {
        if (found.trouble.empty()) {
            add_projects(request, found.folder, found.config, projects);
        } else {
            note_unread(found, notes);
        }
    }
    if (nearest) {
        present.push_back({.folder = *nearest, .config = std::move(config)});
    }
    const SeenProjects seen(*place);
    if (!seen.are_among(present)) {
        const std::size_t before = projects.size();
        if (const auto head = repository.head()) {
            add_removed(request, repository, *head, present, projects);
        }
        if (projects.size() == before) {
            seen.keep(present);
        }
    }
    return projects;
}

std::vector<CommittedProject> projects_at(const Request& request, const CommitId& commit,
                                          std::vector<std::string>& notes) {
    const Workspace around(request, {});
    std::vector<CommittedProject> projects;
    for (const TrackedConfig& found : tracked_configs(*around.repository(), commit)) {
        if (!found.trouble.empty() && found.folder.empty()) {
            static_cast<void>(layout::parse_config(
                around.repository()->file(commit, std::string(project_file)).value_or(""),
                std::string(project_file)));
        }
        if (!found.trouble.empty()) {
            note_unread(found, notes);
        }
        for (const auto& [name, config] : found.config.projects) {
            projects.push_back({.project = request_for(request, found.folder, found.config, name),
                                .config = config});
        }
    }
    return projects;
}

namespace {

/// The commit of a revision that a check names; nothing where it is none here, which the check
/// itself tells.
std::optional<CommitId> commit_of(git::Repository& repository, const std::string& revision) {
    return revision.empty() || revision.front() == ':' ? std::nullopt
                                                       : repository.find_commit(revision);
}

std::optional<CommitId> base_commit(const Workspace& around, const std::string& base) {
    try {
        return resolve_base(
            around, base.empty() ? default_base(around, around.repository()->head()) : base);
    } catch (const Error&) {
        return std::nullopt;  // the check tells it
    }
}

bool is_known(const std::vector<ProjectRequest>& projects, const std::string& folder) {
    return std::ranges::any_of(projects, [&](const ProjectRequest& project) {
        return project.request.project_folder == folder;
    });
}

/// Those of the head, where that is a revision that may not be checked out.
void add_of_head(const Request& request, git::Repository& repository, const std::string& head,
                 std::vector<ProjectRequest>& projects) {
    const auto commit = commit_of(repository, head);
    if (!commit || commit == repository.head()) {
        return;
    }
    for (const TrackedConfig& found : tracked_configs(repository, commit)) {
        if (found.trouble.empty() && !is_known(projects, found.folder)) {
            Request of_commit = request;
            of_commit.project_commit = commit->value;
            add_projects(of_commit, found.folder, found.config, projects);
        }
    }
}

/// All of the repository's, whatever -p says.
std::vector<ProjectRequest> projects_of(const Request& request, const git::Place& place,
                                        const std::string& base, const std::string& head) {
    auto [nearest, config, projects] = nearest_projects(request, place);
    const Workspace around(request, {});
    git::Repository& repository = *around.repository();
    std::vector<TrackedConfig> present = tracked_configs(repository, std::nullopt, nearest);
    for (const TrackedConfig& found : present) {
        if (!found.trouble.empty()) {
            throw Error(Error::Kind::Usage, found.trouble)
                .state("nothing was judged")
                .next("mend it, or judge one project: gmig -C FOLDER …");
        }
        add_projects(request, found.folder, found.config, projects);
    }
    if (nearest) {
        present.push_back({.folder = *nearest, .config = std::move(config)});
    }
    layout::ProjectConfig any;  // says which branches are protected
    if (!present.empty() && !present.back().config.projects.empty()) {
        any = present.back().config.projects.begin()->second;
    }
    if (const auto commit = base_commit(Workspace(request, any), base)) {
        add_removed(request, repository, *commit, present, projects);
    }
    add_of_head(request, repository, head, projects);
    return projects;
}

[[noreturn]] void refuse_name(const Request& request, const std::vector<std::string>& names) {
    throw Error(Error::Kind::Usage, "there is no project '" + printable(request.project) + "'")
        .at({.file = std::string(project_file)})
        .state("nothing was judged")
        .next("gmig -p NAME …, with one of: " + join(names, ", "));
}

}  // namespace

std::vector<ProjectRequest> projects_meant(const Request& request, const std::string& base,
                                           const std::string& head) {
    const std::optional<git::Place> place = find_place(request);
    const auto here = in_repository(place, request.directory);
    if (describes_project(request) || !here) {
        return {{.shown = "", .request = request}};
    }
    std::vector<ProjectRequest> projects = projects_of(request, *place, base, head);
    if (projects.empty()) {
        return {{.shown = "", .request = request}};
    }
    std::vector<std::string> names;
    for (const ProjectRequest& project : projects) {
        names.push_back(printable(project.request.project));
    }
    const auto near = nearest_projects(request, place).folder;
    std::erase_if(projects, [&](const ProjectRequest& project) {
        if (!request.project.empty()) {
            return project.request.project != request.project;
        }
        const auto& folder = project.request.project_folder;
        return folder && folder != near && !is_below(*folder + "/", *here);
    });
    if (projects.empty()) {
        if (request.project.empty()) {
            return {{.shown = "", .request = request}};
        }
        refuse_name(request, names);
    }
    if (projects.size() == 1) {
        projects.front().shown.clear();
    }
    return projects;
}

}  // namespace gmig::app

#include "app/projects.hpp"

#include <gmig/app/workspace.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace gmig::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view project_file = "gmig.json";

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

/// Whether the request says itself which project it means.
bool names_project(const Request& request) {
    return !request.project.empty() || request.project_folder || !request.folders.empty() ||
           request.layout;
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
    std::vector<ProjectRequest> projects;
};
NearestProjects nearest_projects(const Request& request, const std::optional<git::Place>& place) {
    NearestProjects nearest;
    if (const auto config = nearest_config(request)) {
        nearest.folder = in_repository(place, config->folder);
        add_projects(request, nearest.folder, config->config, nearest.projects);
    }
    return nearest;
}

void note_unread(const TrackedConfig& found, std::vector<std::string>& notes) {
    notes.push_back(found.trouble + ": what that project has is not looked at");
}

}  // namespace

std::vector<TrackedConfig> tracked_configs(git::Repository& repository,
                                           const std::optional<CommitId>& commit,
                                           const std::optional<std::string>& known_folder) {
    std::vector<TrackedConfig> configs;
    for (const std::string& path : config_paths(repository, commit)) {
        TrackedConfig found{.folder = folder_of(path), .config = {}};
        if (found.folder == known_folder) {
            continue;
        }
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
        configs.push_back(std::move(found));
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

std::vector<ProjectRequest> all_projects(const Request& request, std::vector<std::string>& notes) {
    const std::optional<git::Place> place = find_place(request);
    auto [nearest, projects] = nearest_projects(request, place);
    if (!place || place->work_tree.empty()) {
        return projects;
    }
    const Workspace around(request, {});
    for (const TrackedConfig& found :
         tracked_configs(*around.repository(), std::nullopt, nearest)) {
        if (found.trouble.empty()) {
            add_projects(request, found.folder, found.config, projects);
        } else {
            note_unread(found, notes);
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

std::vector<ProjectRequest> projects_meant(const Request& request) {
    const std::optional<git::Place> place = find_place(request);
    const auto here = in_repository(place, request.directory);
    if (names_project(request) || !here) {
        return {{.shown = "", .request = request}};
    }
    auto [nearest, projects] = nearest_projects(request, place);
    const Workspace around(request, {});
    for (const TrackedConfig& found :
         tracked_configs(*around.repository(), std::nullopt, nearest)) {
        if (!is_below(found.folder + "/", *here)) {
            continue;
        }
        if (!found.trouble.empty()) {
            throw Error(Error::Kind::Usage, found.trouble)
                .state("nothing was judged")
                .next("mend it, or judge one project: gmig -C FOLDER …");
        }
        add_projects(request, found.folder, found.config, projects);
    }
    if (projects.empty()) {
        return {{.shown = "", .request = request}};
    }
    if (projects.size() == 1) {
        projects.front().shown.clear();
    }
    return projects;
}

}  // namespace gmig::app

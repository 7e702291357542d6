#pragma once

#include <gmig/app/projects.hpp>
#include <gmig/app/workspace.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// A gmig.json that git has.
struct TrackedConfig {
    std::string folder;  ///< from the repository's top; "" is the top
    layout::Config config;
    std::string trouble{};  ///< why it cannot be read; the configuration is empty then
};

/// Every gmig.json of the index, or of a commit's tree, but that in a folder that is known, sorted
/// by path. What is in conflict has trouble.
std::vector<TrackedConfig> tracked_configs(
    git::Repository& repository, const std::optional<CommitId>& commit,
    const std::optional<std::string>& known_folder = std::nullopt);

/// Projects of gmig.json files that lie apart and are called the same, which ledgers and shared
/// facts take for one: "'default' (services/shop, services/stock)".
std::vector<std::string> shared_names(const std::vector<TrackedConfig>& configs);

/// What another tree has of the workspace's project where it lies in another folder there: its
/// folders are then relative to where it lies now. Nothing where no gmig.json of the commit (of
/// the index) has it that the index has not, too.
std::optional<layout::ProjectConfig> moved_project(const Workspace& workspace,
                                                   const std::optional<CommitId>& commit);

/// Every project: of the nearest gmig.json in the work tree, of all that the index has, and of
/// those that HEAD has besides. None without one. A gmig.json that only git has and that cannot be
/// read is noted and passed over.
std::vector<ProjectRequest> all_projects(const Request& request, std::vector<std::string>& notes);

/// Those that a commit has, each with what its gmig.json says there. One below the top that cannot
/// be read is noted and passed over; the top's is thrown.
struct CommittedProject {
    ProjectRequest project;
    layout::ProjectConfig config;
};
std::vector<CommittedProject> projects_at(const Request& request, const CommitId& commit,
                                          std::vector<std::string>& notes);

}  // namespace gmig::app

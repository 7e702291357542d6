#include "app/origins.hpp"

namespace gmig::app {

std::vector<FileOrigin> origins_of(const Workspace& workspace, const FilesOf& files,
                                   std::span<const std::string> paths) {
    std::vector<FileOrigin> origins(paths.size());
    git::Repository* const git = workspace.repository();
    if (git == nullptr) {
        return origins;
    }
    std::vector<std::string> asked;
    for (const std::string& path : paths) {
        asked.push_back(workspace.path_in_repository(path));
    }
    std::unordered_map<std::string, git::Repository::Change> added;
    if (files.commit) {
        added = git->added(asked, *files.commit);
    }
    // What a commit has is committed, whatever the path was then.
    const bool may_be_new = files.in_work_tree && !git->shallow();
    for (std::size_t i = 0; i < origins.size(); ++i) {
        const auto found = added.find(asked[i]);
        if (found == added.end()) {
            origins[i].committed = may_be_new ? Committed::NotYet : Committed::Unknown;
            continue;
        }
        const git::Repository::Change& change = found->second;
        origins[i] = {.committed = Committed::Yes,
                      .origin = Origin{.commit = change.commit.value,
                                       .author = change.by.author,
                                       .date = change.by.date,
                                       .subject = change.by.subject}};
    }
    return origins;
}

}  // namespace gmig::app

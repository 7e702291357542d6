#include "app/origins.hpp"

namespace gmig::app {

std::vector<FileOrigin> origins_of(const Workspace& workspace,
                                   const std::optional<CommitId>& commit,
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
    if (commit) {
        added = git->added(asked, *commit);
    }
    for (std::size_t i = 0; i < origins.size(); ++i) {
        const auto found = added.find(asked[i]);
        if (found == added.end()) {
            origins[i].committed = git->shallow() ? Committed::Unknown : Committed::NotYet;
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

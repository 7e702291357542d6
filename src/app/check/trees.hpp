#pragma once

#include <gmig/app/workspace.hpp>
#include <gmig/git/repository.hpp>
#include <gmig/model/check.hpp>

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace gmig::app {

/// A project as gmig.json in a commit (or, without one, in the index) describes it, with the
/// request's flags; the work tree's where that tree has no gmig.json. Nothing when it has one
/// without this project. Throws as parse_config does.
std::optional<layout::ProjectConfig> project_at(const Request& request, const Workspace& workspace,
                                                const std::optional<CommitId>& commit);

/// The files of a project's folder in some tree: named objects that have yet to be read, and bytes.
struct FolderState {
    std::vector<git::FileObject> objects;
    std::vector<FileContent> contents;
};

FolderState folder_at(const Workspace& workspace, const layout::ProjectConfig& project,
                      const CommitId& commit);
FolderState folder_in_index(const Workspace& workspace, const layout::ProjectConfig& project);
FolderState folder_in_work_tree(const Workspace& workspace, const layout::ProjectConfig& project);

/// Reads folders of several trees, each object once.
class BlobReader {
public:
    explicit BlobReader(const Workspace& workspace) : workspace_(workspace) {}

    /// The files with their bytes, sorted by path.
    std::vector<FileContent> read(const FolderState& folder);

private:
    const Workspace& workspace_;
    std::unordered_map<std::string, std::string> blobs_;  ///< bytes by object
};

/// A folder's migrations as one side of a check, GM207 among the findings; `overrides` takes what
/// gmig.overrides says, when given.
TreeState tree_state(const layout::ProjectConfig& project, const std::vector<FileContent>& files,
                     std::vector<Override>* overrides);

/// The fingerprint of an up part, for a project's dialect.
std::function<Fingerprint(const Migration&)> fingerprints(Dialect dialect);

}  // namespace gmig::app

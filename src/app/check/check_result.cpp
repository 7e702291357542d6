#include "app/check/check_result.hpp"

#include "app/project_config.hpp"
#include <gmig/git/folder_merge.hpp>
#include <gmig/support/hash.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

FolderState head_folder(const Workspace& workspace, const Sides& sides,
                        const layout::ProjectConfig& project) {
    switch (sides.head_kind) {
        case HeadKind::Commit:
            return folder_at(workspace, project, *sides.head);
        case HeadKind::Index:
            return folder_in_index(workspace, project);
        case HeadKind::WorkTree:
            break;
    }
    return folder_in_work_tree(workspace, project);
}

/// The layout that a tree's own gmig.json names; nothing where it has none of this project.
std::optional<layout::Kind> written_layout(const Workspace& workspace,
                                           const std::optional<CommitId>& commit) {
    const std::string path = workspace.path_in_repository("gmig.json");
    const auto bytes = workspace.repository()->file(commit, path);
    if (!bytes) {
        return std::nullopt;
    }
    const layout::Config config = layout::parse_config(*bytes, path);
    const layout::ProjectConfig* const found = find_project(config, workspace.project().name);
    return found == nullptr ? std::nullopt : std::optional(found->layout);
}

std::optional<layout::Kind> merged_layout(const Workspace& workspace, const Sides& sides) {
    if (sides.base_project.layout == sides.head_project.layout) {
        return std::nullopt;
    }
    const auto parted = workspace.repository()->merge_bases(sides.base, *sides.head);
    const auto of_head = sides.head_kind == HeadKind::Commit ? sides.head : std::nullopt;
    const bool kept = !parted.empty() && written_layout(workspace, parted.front()) ==
                                             written_layout(workspace, of_head);
    return kept ? std::optional(sides.base_project.layout) : std::nullopt;
}

bool contains_base(git::Repository& git, const Sides& sides) {
    if (!sides.head) {
        return true;  // nothing is committed yet, so there is nothing to merge with
    }
    if (*sides.head == sides.base) {
        return true;
    }
    const std::vector<CommitId> parents = git.parents(*sides.head);
    const bool merge_of_base = parents.size() > 1 && parents.front() == sides.base;
    if (merge_of_base || git.contains(*sides.head, sides.base)) {
        return true;
    }
    // What is being merged stands in the index and the work tree already.
    const auto merged =
        sides.head_kind == HeadKind::Commit ? std::nullopt : git.find_commit("MERGE_HEAD");
    return merged && git.contains(*merged, sides.base);
}

/// Tells versions of files apart by their objects and, where the work tree's files (which have
/// none) are among them, by their bytes.
class Versions {
public:
    Versions(const Workspace& workspace, bool by_bytes)
        : workspace_(workspace), reader_(workspace), by_bytes_(by_bytes) {}

    std::vector<git::FileObject> of(FolderState folder) {
        if (!by_bytes_) {
            return std::move(folder.objects);
        }
        std::vector<git::FileObject> objects;
        for (FileContent& file : reader_.read(folder)) {
            std::string sum = sha256_hex(file.bytes);
            objects.push_back({file.path, sum});
            bytes_.try_emplace(std::move(sum), std::move(file.bytes));
        }
        return objects;
    }

    /// "" for no file at all.
    [[nodiscard]] std::string bytes(const git::FileObject& file) const {
        if (file.object.empty()) {
            return "";
        }
        return by_bytes_ ? bytes_.at(file.object)
                         : workspace_.repository()->read({file}).front().bytes;
    }

    [[nodiscard]] FolderState folder(git::FolderMerge merge) const {
        FolderState folder{.objects = {}, .contents = std::move(merge.merged)};
        for (git::FileObject& file : merge.files) {
            if (by_bytes_) {
                folder.contents.push_back({file.path, bytes(file)});
            } else {
                folder.objects.push_back(std::move(file));
            }
        }
        return folder;
    }

private:
    const Workspace& workspace_;
    BlobReader reader_;
    bool by_bytes_;
    std::unordered_map<std::string, std::string> bytes_;
};

/// The folder in the common ancestor; of several (after a criss-cross merge) in what their merge
/// would be, as git's recursive strategy has it.
std::vector<git::FileObject> common_folder(const Workspace& workspace, const Sides& sides,
                                           const CommitId& one, const CommitId& other) {
    git::Repository& git = *workspace.repository();
    const std::vector<CommitId> bases = git.merge_bases(one, other);
    if (bases.empty() && git.shallow()) {
        throw Error(Error::Kind::Repository,
                    "this clone is shallow, and what joins the two sides is not in it")
            .next("git fetch --unshallow, or --deepen=100");
    }
    std::vector<git::FileObject> folder;
    for (std::size_t i = 0; i < bases.size(); ++i) {
        std::vector<git::FileObject> next =
            folder_at(workspace, sides.base_project, bases[i]).objects;
        if (i == 0) {
            folder = std::move(next);
            continue;
        }
        const auto no_joining = [](const auto&, const auto&, const auto&) {
            return std::optional<std::string>();
        };
        folder = git::merge_folders(common_folder(workspace, sides, bases[i - 1], bases[i]), folder,
                                    next, no_joining)
                     .files;
    }
    return folder;
}

MergedFolder merge_in_memory(const Workspace& workspace, const Sides& sides) {
    Versions versions(workspace, sides.head_kind == HeadKind::WorkTree);
    const auto base = versions.of(
        {.objects = common_folder(workspace, sides, sides.base, *sides.head), .contents = {}});
    const auto ours = versions.of(folder_at(workspace, sides.base_project, sides.base));
    const auto layout = merged_layout(workspace, sides);
    layout::ProjectConfig project = sides.head_project;
    project.layout = layout.value_or(project.layout);
    const auto theirs = versions.of(head_folder(workspace, sides, project));
    git::FolderMerge merge = git::merge_folders(
        base, ours, theirs, [&](const auto& before, const auto& one, const auto& other) {
            return workspace.repository()->merge_file(versions.bytes(before), versions.bytes(one),
                                                      versions.bytes(other));
        });
    std::vector<std::string> conflicted = std::move(merge.conflicted);
    return {.how = ResultOf::Merge,
            .folder = versions.folder(std::move(merge)),
            .conflicted = std::move(conflicted),
            .tree = {},
            .layout = layout};
}

}  // namespace

layout::ProjectConfig result_project(const Sides& sides, const MergedFolder& merged) {
    layout::ProjectConfig project = sides.head_project;
    project.layout = merged.layout.value_or(project.layout);
    return project;
}

MergedFolder merged_folder(const Workspace& workspace, const Sides& sides) {
    git::Repository& git = *workspace.repository();
    if (!contains_base(git, sides)) {
        return merge_in_memory(workspace, sides);
    }
    MergedFolder result;
    result.how = ResultOf::Head;
    result.folder = head_folder(workspace, sides, sides.head_project);
    if (sides.head_kind == HeadKind::Commit) {
        result.tree = git.folder_tree(*sides.head,
                                      workspace.path_in_repository(sides.head_project.migrations));
    }
    return result;
}

}  // namespace gmig::app

#include "app/rebase/rebase_files.hpp"
#include <gmig/layout/renaming.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

bool is_side_file(std::string_view path) {
    return path == layout::head_file_name || path == layout::overrides_file_name;
}

std::vector<FileContent> contents(const Folder& folder) {
    std::vector<FileContent> files;
    for (const auto& [path, bytes] : folder) {
        files.push_back({path, bytes});
    }
    return files;
}

/// Reads both sides; one object per rebase.
class SideReader {
public:
    SideReader(const Workspace& workspace, const Upstream& upstream)
        : workspace_(workspace), upstream_(upstream), git_(*workspace.repository()) {}

    RebaseSides read() {
        for (FileContent& file : workspace_.tree_files(upstream_.commit)) {
            sides_.upstream.emplace(std::move(file.path), std::move(file.bytes));
        }
        read_index();
        read_here();
        sides_.upstream_set = workspace_.read(contents(sides_.upstream));
        sides_.here_set = workspace_.read(contents(sides_.here));
        layout::throw_unreadable(sides_.here_set);
        layout::throw_unreadable(sides_.upstream_set);
        find_base();
        find_contests();
        join();
        fill_input();
        return std::move(sides_);
    }

private:
    [[nodiscard]] bool wants(std::string_view path) const {
        return layout::wants(workspace_.project().layout, path);
    }
    void read_index();
    void read_here();
    void find_base();
    void find_contests();
    void contest(const std::string& path, Contest kind);
    void join();
    void fill_input();
    [[nodiscard]] std::unordered_set<MigrationId> ids_in(const CommitId& commit) const;

    const Workspace& workspace_;
    const Upstream& upstream_;
    git::Repository& git_;
    RebaseSides sides_;
    std::vector<git::FileObject> ours_in_conflict_;
    std::set<std::string> based_;  ///< paths in conflict that have a common base
    std::optional<CommitId> base_;
    std::set<std::string> base_paths_;
    std::set<std::string> contested_;  ///< single files; the input has their migrations' paths
};

void SideReader::read_index() {
    const std::string folder = workspace_.path_in_repository(workspace_.project().migrations);
    const std::size_t prefix = folder.empty() ? 0 : folder.size() + 1;
    for (const git::StagedFile& entry : git_.staged(folder)) {
        const std::string path = entry.path.substr(std::min(prefix, entry.path.size()));
        sides_.tracked.insert(path);
        if (entry.stage == 0 || !wants(path)) {
            continue;
        }
        sides_.conflicts.insert(path);
        if (entry.stage == 1) {
            based_.insert(path);
        }
        if (entry.stage == upstream_.our_stage) {
            ours_in_conflict_.push_back({path, entry.object});
        }
    }
    if (!sides_.conflicts.empty() && upstream_.our_stage == 0) {
        throw Error(Error::Kind::Repository,
                    "the index has conflicts, though no merge or rebase is in progress")
            .at({.file = workspace_.project().migrations + "/" + *sides_.conflicts.begin()})
            .state("nothing has changed")
            .next("resolve them and git add the files, then gmig rebase");
    }
}

void SideReader::read_here() {
    if (std::filesystem::exists(workspace_.folder())) {
        for (FileContent& file : read_folder(
                 workspace_.folder(), [this](std::string_view path) { return wants(path); })) {
            if (!sides_.conflicts.contains(file.path)) {
                sides_.here.emplace(std::move(file.path), std::move(file.bytes));
            }
        }
    }
    for (FileContent& file : git_.read(ours_in_conflict_)) {
        sides_.here.emplace(std::move(file.path), std::move(file.bytes));
    }
}

void SideReader::find_base() {
    const std::vector<CommitId> bases = git_.merge_bases(upstream_.ours, upstream_.commit);
    if (bases.empty()) {
        return;
    }
    base_ = bases.front();
    for (FileContent& file : workspace_.tree_files(*base_)) {
        base_paths_.insert(std::move(file.path));
    }
}

void SideReader::find_contests() {
    for (const auto& [path, bytes] : sides_.here) {
        const auto theirs = sides_.upstream.find(path);
        if (is_side_file(path) || theirs == sides_.upstream.end() ||
            canonical_newlines(bytes) == canonical_newlines(theirs->second)) {
            continue;
        }
        if (sides_.conflicts.contains(path)) {
            contest(path, based_.contains(path) ? Contest::BothChanged : Contest::BothAdded);
        } else if (!base_paths_.contains(path)) {
            contest(path, Contest::BothAdded);
        }
    }
}

/// It is about the migration of which the file is a part.
void SideReader::contest(const std::string& path, Contest kind) {
    const std::vector<std::string> paths{path};
    for (const Migration& migration : sides_.here_set.migrations) {
        if (!layout::files_of(workspace_.project().layout, migration, paths,
                              workspace_.project().migrations)
                 .empty()) {
            sides_.input.contests.emplace(migration.path, kind);
        }
    }
    contested_.insert(path);
}

void SideReader::join() {
    Folder together = sides_.upstream;
    for (const auto& [path, bytes] : sides_.here) {
        if (!contested_.contains(path)) {
            together[path] = bytes;
        }
    }
    sides_.together_set = workspace_.read(contents(together));
}

std::unordered_set<MigrationId> SideReader::ids_in(const CommitId& commit) const {
    std::unordered_set<MigrationId> ids;
    const bool is_upstream = commit == upstream_.commit;
    for (const Migration& migration :
         is_upstream ? sides_.upstream_set.migrations : workspace_.tree(commit).migrations) {
        ids.insert(migration.id);
    }
    return ids;
}

void SideReader::fill_input() {
    RebaseInput& input = sides_.input;
    input.upstream = sides_.upstream_set.migrations;
    input.here = sides_.here_set.migrations;
    input.together = sides_.together_set.migrations;
    for (const Finding& finding : sides_.together_set.findings) {
        if (finding.code == Code::VersionCollision && finding.severity == Severity::Error) {
            input.misplaced.insert(finding.where.file);
        }
    }
    if (base_) {
        input.former = ids_in(*base_);
    }
    for (const CommitId& commit : published_commits(workspace_)) {
        input.published.merge(ids_in(commit));
    }
    input.policy = workspace_.project().policy;
    input.name_is_identity = workspace_.project().layout != layout::Kind::Gmig;
    input.picking = upstream_.operation == git::Operation::CherryPick ||
                    upstream_.operation == git::Operation::Am;
}

}  // namespace

RebaseSides read_sides(const Workspace& workspace, const Upstream& upstream) {
    return SideReader(workspace, upstream).read();
}

}  // namespace gmig::app

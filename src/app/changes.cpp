#include "app/changes.hpp"

#include "app/operation/recording.hpp"
#include <gmig/layout/native.hpp>
#include <gmig/layout/renaming.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {

FolderChanges::FolderChanges(const Workspace& workspace) : workspace_(workspace) {
    if (std::filesystem::exists(workspace.folder())) {
        files_ = read_folder(workspace.folder(), [&](std::string_view path) {
            return layout::wants(workspace.project().layout, path);
        });
    }
}

FileContent* FolderChanges::find(std::string_view path) {
    const auto found = std::ranges::find(files_, path, &FileContent::path);
    return found == files_.end() ? nullptr : &*found;
}

void FolderChanges::create(const std::string& path, std::string bytes) {
    for (const FileContent& file : files_) {
        if (ascii_lower(file.path) == ascii_lower(path)) {
            throw Error(Error::Kind::Migration, "there is already a file of that name")
                .at({.file = workspace_.project().migrations + "/" + file.path})
                .state("nothing has changed")
                .next("choose another name");
        }
    }
    files_.push_back({path, bytes});
    change(workspace_.folder() / path, std::move(bytes));
}

void FolderChanges::replace(const std::string& path, std::string bytes) {
    FileContent* const file = find(path);
    if (file == nullptr) {
        throw Error(Error::Kind::Usage, "there is no such migration file")
            .at({.file = workspace_.project().migrations + "/" + path})
            .state("nothing has changed");
    }
    if (file->bytes != bytes) {
        file->bytes = bytes;
        change(workspace_.folder() / path, std::move(bytes));
    }
}

void FolderChanges::write_in_root(const std::string& path, std::string bytes) {
    change(workspace_.root() / path, std::move(bytes));
}

void FolderChanges::remove(const Migration& migration) {
    std::vector<std::string> paths;
    for (const FileContent& file : files_) {
        paths.push_back(file.path);
    }
    const layout::ProjectConfig& project = workspace_.project();
    for (const std::string& path :
         layout::files_of(project.layout, migration, paths, project.migrations)) {
        std::erase_if(files_, [&](const FileContent& file) { return file.path == path; });
        change(workspace_.folder() / path, std::nullopt);
    }
}

bool FolderChanges::change(const std::filesystem::path& path, std::optional<std::string> bytes) {
    const auto again = std::ranges::find(changes_, path, &FileChange::path);
    if (again != changes_.end()) {
        again->after = std::move(bytes);
        return true;
    }
    std::optional<std::string> before = read_file_if_exists(path);
    if (before == bytes) {
        return false;
    }
    changes_.push_back({.path = path, .before = std::move(before), .after = std::move(bytes)});
    return true;
}

layout::MigrationSet FolderChanges::preview() const {
    return layout::read_migrations(workspace_.project().layout, workspace_.project().dialect,
                                   files_, workspace_.project().migrations);
}

bool FolderChanges::update_head_file(const History& history) {
    const std::vector<MigrationId> heads = history.heads();
    if (!workspace_.project().tripwire_on() || heads.size() > 1) {
        return false;
    }
    return change(workspace_.folder() / layout::head_file_name,
                  layout::head_file_text(heads.empty() ? MigrationId{} : heads.front()));
}

void FolderChanges::carry_out(const Request& request, const std::string& kind) {
    if (changes_.empty()) {
        return;
    }
    Recording recording(request, workspace_, {.kind = kind, .files = changes_});
    recording.carry_out_files();
    recording.done();
}

void remove_empty_folders(const Workspace& workspace, const std::vector<FileChange>& changes) {
    for (const FileChange& change : changes) {
        const std::filesystem::path folder = change.path.parent_path();
        if (!change.after && folder != workspace.folder()) {
            std::error_code not_empty;
            std::filesystem::remove(folder, not_empty);
        }
    }
}

}  // namespace gmig::app

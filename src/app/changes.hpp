#pragma once

#include <gmig/app/workspace.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::app {

/// Changes to a project's migrations folder, gathered first and then carried out as one journaled
/// operation. Paths are relative to the folder.
class FolderChanges {
public:
    explicit FolderChanges(const Workspace& workspace);

    /// A file that must not be there yet. Error{Migration} when it is, in any case of letters.
    void create(const std::string& path, std::string bytes);
    /// New bytes for a file that is there.
    void replace(const std::string& path, std::string bytes);
    /// Takes the files of a migration away.
    void remove(const Migration& migration);
    /// A file anywhere in the project (path relative to its root), made or replaced.
    void write_in_root(const std::string& path, std::string bytes);

    /// What the layout would read if this were carried out.
    [[nodiscard]] layout::MigrationSet preview() const;
    /// Puts gmig.head right for a history with one head or none, and says whether that changes it;
    /// with several it stays as it is.
    // NOLINTNEXTLINE(modernize-use-nodiscard): who adds a migration knows
    bool update_head_file(const History& history);

    [[nodiscard]] bool empty() const { return changes_.empty(); }
    /// For whoever carries them out together with something else.
    [[nodiscard]] const std::vector<FileChange>& changes() const { return changes_; }
    /// As an operation of that kind, which can be taken back.
    void carry_out(const Request& request, const std::string& kind);

private:
    FileContent* find(std::string_view path);
    bool change(const std::filesystem::path& path, std::optional<std::string> bytes);

    const Workspace& workspace_;
    std::vector<FileContent> files_;  ///< the folder's, as they will be
    std::vector<FileChange> changes_;
};

/// Where a migration is a folder, it is gone with its files, as git has it.
void remove_empty_folders(const Workspace& workspace, const std::vector<FileChange>& changes);

}  // namespace gmig::app

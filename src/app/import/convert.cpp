#include "app/import/convert.hpp"

#include "app/changes.hpp"
#include "app/operation/recording.hpp"
#include "app/steps.hpp"
#include <gmig/layout/conversion.hpp>
#include <gmig/layout/native.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <set>

namespace gmig::app {
namespace {

bool is_wanted(const Workspace& workspace, std::string_view path) {
    return layout::wants(workspace.project().layout, path) ||
           layout::wants(layout::Kind::Gmig, path);
}

/// What somebody has begun and not committed must neither be staged nor be lost.
void refuse_uncommitted(const Workspace& workspace) {
    git::Repository* const git = workspace.repository();
    if (git == nullptr) {
        return;
    }
    refuse_unfinished_git_operation(workspace);
    const std::string folder = workspace.path_in_repository(workspace.project().migrations);
    const std::size_t prefix = folder.empty() ? 0 : folder.size() + 1;
    git::Uncommitted found = git->uncommitted(folder);
    found.unstaged.insert(found.unstaged.end(), found.staged.begin(), found.staged.end());
    for (const std::string& path : found.unstaged) {
        if (is_wanted(workspace, std::string_view(path).substr(std::min(prefix, path.size())))) {
            throw Error(Error::Kind::Repository,
                        "the folder has a change that is not committed: " + printable(path))
                .at({.file = path})
                .state("nothing has changed")
                .next("git commit it, or git stash -u");
        }
    }
}

void refuse_collisions(const layout::MigrationSet& set) {
    for (const Finding& finding : set.findings) {
        if (finding.code == Code::VersionCollision && finding.severity == Severity::Error) {
            throw Error(Error::Kind::History, finding.message)
                .at(finding.where)
                .state("nothing has changed")
                .next(finding.remedy);
        }
    }
}

/// Conversion of one folder, worked out.
class Converter {
public:
    explicit Converter(const Workspace& workspace) : workspace_(workspace), changes_(workspace) {}

    Conversion work_out();
    [[nodiscard]] const std::vector<FileChange>& changes() const { return changes_.changes(); }

private:
    void move_files(const History& history, Conversion& conversion);
    void write_around(const History& history, Conversion& conversion);
    void look_at_the_rest(const layout::MigrationSet& set, Conversion& conversion) const;
    [[nodiscard]] std::vector<std::string> removed_since(std::size_t before) const;
    [[nodiscard]] std::string shown(const std::string& path) const {
        return workspace_.project().migrations + "/" + path;
    }

    const Workspace& workspace_;
    FolderChanges changes_;
};

Conversion Converter::work_out() {
    layout::MigrationSet set = workspace_.work_tree();
    refuse_collisions(set);
    layout::MigrationSet migrations = set;
    const History history = take_history(migrations);
    Conversion conversion;
    move_files(history, conversion);
    look_at_the_rest(set, conversion);
    write_around(history, conversion);
    return conversion;
}

std::vector<std::string> Converter::removed_since(std::size_t before) const {
    std::vector<std::string> paths;
    for (std::size_t i = before; i < changes().size(); ++i) {
        paths.push_back(changes()[i].path.lexically_relative(workspace_.root()).generic_string());
    }
    return paths;
}

void Converter::move_files(const History& history, Conversion& conversion) {
    const auto written = layout::converted(history.migrations(), workspace_.project().dialect);
    // A new name may be one that another migration's file has until then.
    std::vector<std::vector<std::string>> from;
    for (const Migration& migration : history.migrations()) {
        const std::size_t before = changes().size();
        changes_.remove(migration);
        from.push_back(removed_since(before));
    }
    for (std::size_t i = 0; i < written.size(); ++i) {
        const layout::ConvertedMigration& one = written[i];
        const std::string path = one.name + ".sql";
        changes_.create(path, one.text);
        conversion.files.push_back({.id = one.id,
                                    .name = one.name,
                                    .from = std::move(from[i]),
                                    .to = shown(path),
                                    .irreversible = one.irreversible,
                                    .notes = one.notes});
    }
}

/// What the tool passes over would be a migration from now on.
void Converter::look_at_the_rest(const layout::MigrationSet& set, Conversion& conversion) const {
    std::set<std::string> gone;
    for (const FileChange& change : changes()) {
        gone.insert(change.path.lexically_relative(workspace_.folder()).generic_string());
    }
    const std::vector<FileContent> files =
        read_folder(workspace_.folder(), [](std::string_view path) {
            return layout::wants(layout::Kind::Gmig, path) && path != layout::head_file_name &&
                   path != layout::overrides_file_name;
        });
    for (const FileContent& file : files) {
        if (!gone.contains(file.path)) {
            throw Error(Error::Kind::Migration,
                        "this file is no migration to " +
                            std::string(layout::to_string(workspace_.project().layout)) +
                            ", and would be one in gmig's own layout")
                .at({.file = shown(file.path)})
                .state("nothing has changed")
                .next("git mv it out of " + shell_word(workspace_.project().migrations));
        }
    }
    for (const Finding& finding : set.findings) {
        if (finding.code == Code::UnreadableMigration && finding.severity == Severity::Warning) {
            conversion.left.push_back(finding.where.file);
        }
    }
}

void Converter::write_around(const History& history, Conversion& conversion) {
    const auto write = [&](const std::string& path, std::string bytes) {
        if (read_file_if_exists(workspace_.root() / path) != bytes) {
            changes_.write_in_root(path, std::move(bytes));
            conversion.others.push_back(path);
        }
    };
    layout::ProjectConfig project = workspace_.project();
    project.layout = layout::Kind::Gmig;
    const std::vector<MigrationId> heads = history.heads();
    if (project.tripwire_on()) {
        write(shown(std::string(layout::head_file_name)),
              layout::head_file_text(heads.empty() ? MigrationId{} : heads.back()));
    }
    if (workspace_.has_config()) {
        const std::string path = workspace_.config_file().string();
        write("gmig.json", layout::with_native_layout(read_file(path), path, project.name));
    }
}

}  // namespace

Conversion convert_files(const Request& request, const Workspace& workspace, bool dry_run) {
    refuse_uncommitted(workspace);
    Converter converter(workspace);
    Conversion conversion = converter.work_out();
    conversion.staged = workspace.repository() != nullptr && !workspace.repository()->bare();
    if (dry_run) {
        return conversion;
    }
    Recording recording(
        request, workspace,
        {.kind = "import", .files = converter.changes(), .staged = conversion.staged});
    recording.carry_out_files();
    recording.done();
    conversion.done = true;
    return conversion;
}

}  // namespace gmig::app

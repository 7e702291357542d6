#include "app/operation/recording.hpp"
#include "app/project_config.hpp"
#include "app/rebase/rebase_run.hpp"
#include <gmig/app/workspace.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* config_name = "gmig.json";

const layout::ProjectConfig& choose_project(const layout::Config& config, const std::string& name,
                                            const fs::path& file) {
    if (const layout::ProjectConfig* const found = find_project(config, name)) {
        return *found;
    }
    std::vector<std::string> names;
    for (const auto& [known, project] : config.projects) {
        names.push_back(known);
    }
    throw Error(Error::Kind::Usage, name.empty() ? "there are several projects: which one?"
                                                 : "there is no project '" + printable(name) + "'")
        .at({.file = file.string()})
        .next("gmig -p NAME …, with one of: " + join(names, ", "));
}

git::Variables git_variables(const Request& request) {
    git::Variables variables;
    for (const auto& [name, value] : request.variables) {
        variables.emplace(name, value);
    }
    return variables;
}

/// A folder's path as it is written elsewhere: "a/" and "a/." are "a".
fs::path without_last_slash(const fs::path& path) {
    const fs::path normal = path.lexically_normal();
    return normal.has_filename() || normal == normal.root_path() ? normal : normal.parent_path();
}

bool is_inside(const fs::path& path, const fs::path& folder) {
    const fs::path relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

const layout::ProjectConfig* find_project(const layout::Config& config, const std::string& name) {
    if (name.empty() && config.projects.size() == 1) {
        return &config.projects.begin()->second;
    }
    const auto found = config.projects.find(name);
    return found == config.projects.end() ? nullptr : &found->second;
}

Workspace::Workspace(const Request& request)
    : variables_(git_variables(request)),
      place_(git::find_repository(request.directory, variables_)) {
    find_config(request);
    apply_flags(request);
}

Workspace::Workspace(const Request& request, layout::ProjectConfig project)
    : variables_(git_variables(request)),
      place_(git::find_repository(request.directory, variables_)) {
    const bool has_work_tree = place_ && !place_->work_tree.empty();
    folder_in_bare_ = request.project_folder.value_or("");
    root_ = (has_work_tree ? place_->work_tree : request.directory) / folder_in_bare_;
    root_ = without_last_slash(root_);
    project_ = std::move(project);
    has_config_ = true;
}

namespace {

/// Where gmig.json is, from a folder upwards, not past the work tree's top.
struct ConfigFile {
    fs::path folder;
    std::string bytes;
};
std::optional<ConfigFile> find_config_file(const fs::path& start,
                                           const std::optional<git::Place>& place) {
    const bool has_work_tree = place && !place->work_tree.empty();
    for (fs::path folder = start;; folder = folder.parent_path()) {
        if (auto bytes = read_file_if_exists(folder / config_name)) {
            return ConfigFile{.folder = folder, .bytes = std::move(*bytes)};
        }
        if (folder == folder.parent_path() || (has_work_tree && folder == place->work_tree)) {
            return std::nullopt;
        }
    }
}

}  // namespace

std::optional<git::Place> find_place(const Request& request) {
    return git::find_repository(request.directory, git_variables(request));
}

std::optional<NearestConfig> nearest_config(const Request& request) {
    const auto file = find_config_file(request.directory.lexically_normal(), find_place(request));
    if (!file) {
        return std::nullopt;
    }
    return NearestConfig{.folder = without_last_slash(file->folder),
                         .config = layout::parse_config(file->bytes, config_name)};
}

void Workspace::read_config_in(const std::string& folder, const Request& request) {
    root_ = without_last_slash((place_ ? place_->work_tree : request.directory) / folder);
    auto bytes = read_file_if_exists(config_file());
    const std::string path = path_in_repository(config_name);
    if (!bytes && place_) {
        bytes = repository()->file(std::nullopt, path);
    }
    if (!bytes && !request.project_commit.empty()) {
        bytes = repository()->file(CommitId{request.project_commit}, path);
    }
    if (!bytes) {
        throw Error(Error::Kind::Usage, "there is no gmig.json in " + printable(folder))
            .at({.file = config_file().string()});
    }
    has_config_ = true;
    project_ = choose_project(layout::parse_config(*bytes, config_file().string()), request.project,
                              config_file());
}

/// Defaults would make a project of their own of the top, beside those that the user means.
void Workspace::refuse_projects_apart(const Request& request) const {
    const bool is_described = !request.folders.empty() || request.layout;
    if (!place_ || place_->work_tree.empty() || is_described || request.may_have_no_project) {
        return;
    }
    std::vector<std::string> folders;
    for (const std::string& path : repository()->tracked(config_name)) {
        folders.push_back(printable(fs::path(path).parent_path().generic_string()));
    }
    if (!folders.empty()) {
        throw Error(Error::Kind::Usage,
                    "there is no gmig.json from here upwards; this repository has projects in " +
                        join(folders, ", "))
            .at({.file = request.directory.string()})
            .state("nothing has changed")
            .next("gmig -C " + shell_word(folders.front()) + " …, from the repository's top");
    }
}

void Workspace::find_config(const Request& request) {
    if (request.project_folder) {
        read_config_in(*request.project_folder, request);
        return;
    }
    const fs::path start = request.directory.lexically_normal();
    if (const auto file = find_config_file(start, place_)) {
        root_ = file->folder;
        has_config_ = true;
        project_ = choose_project(layout::parse_config(file->bytes, config_name), request.project,
                                  config_file());
        return;
    }
    refuse_projects_apart(request);
    const bool has_work_tree = place_ && !place_->work_tree.empty();
    root_ = has_work_tree && is_inside(start, place_->work_tree) ? place_->work_tree : start;
    if (!request.project.empty()) {
        project_.name = request.project;
    }
}

void Workspace::apply_flags(const Request& request) {
    if (!request.folders.empty()) {
        // Flags are written from where the user stands; the project's folders count from its root.
        std::vector<std::string> folders;
        for (const std::string& folder : request.folders) {
            const fs::path absolute = (request.directory / folder).lexically_normal();
            std::string relative = absolute.lexically_relative(root_).generic_string();
            if (relative.starts_with("..")) {
                root_ = request.directory.lexically_normal();
                relative = absolute.lexically_relative(root_).generic_string();
            }
            while (relative.ends_with('/')) {
                relative.pop_back();
            }
            folders.push_back(std::move(relative));
        }
        project_.migrations = folders.front();
        project_.former_folders.assign(folders.begin() + 1, folders.end());
    }
    project_.layout = request.layout.value_or(project_.layout);
    project_.dialect = request.dialect.value_or(project_.dialect);
}

std::string Workspace::path_in_repository(const std::string& path) const {
    const fs::path prefix = place_ && !place_->work_tree.empty()
                                ? root_.lexically_relative(place_->work_tree)
                                : folder_in_bare_;
    const std::string joined = (prefix / path).lexically_normal().generic_string();
    return joined == "." ? "" : joined;
}

git::Repository* Workspace::repository() const {
    if (!repository_ && place_) {
        repository_ = std::make_unique<git::Repository>(*place_, variables_);
    }
    return repository_.get();
}

fs::path Workspace::state_folder() const {
    return place_ ? place_->git_dir / "gmig" : root_ / ".gmig";
}

std::vector<Journal> Workspace::journals() const {
    std::vector<Journal> all{journal()};
    if (place_ && place_->common_dir != place_->git_dir) {
        all.emplace_back(place_->common_dir / "gmig");
    }
    return all;
}

std::vector<FileContent> Workspace::work_tree_files() const {
    std::vector<FileContent> files;
    const auto wants = [this](std::string_view path) {
        return layout::wants(project_.layout, path);
    };
    if (fs::exists(folder())) {
        files = read_folder(folder(), wants);
    }
    return files;
}

layout::MigrationSet Workspace::work_tree() const {
    return read(work_tree_files());
}

std::vector<FileContent> Workspace::tree_files(const CommitId& commit) const {
    git::FolderQuery query;
    query.folder = path_in_repository(project_.migrations);
    query.wants = [this](std::string_view path) { return layout::wants(project_.layout, path); };
    std::vector<FileContent> files = repository()->tree_files(commit, query);
    for (auto former = project_.former_folders.begin();
         files.empty() && former != project_.former_folders.end(); ++former) {
        query.folder = path_in_repository(*former);
        files = repository()->tree_files(commit, query);
    }
    return files;
}

layout::MigrationSet Workspace::tree(const CommitId& commit) const {
    return read(tree_files(commit));
}

layout::MigrationSet Workspace::read(const std::vector<FileContent>& files) const {
    return layout::read_migrations(project_.layout, project_.dialect, files, project_.migrations);
}

std::vector<CommitId> Workspace::protected_commits() const {
    std::vector<CommitId> commits;
    git::Repository* const git = repository();
    if (git == nullptr) {
        return commits;
    }
    for (const std::string& branch : project_.protected_branches) {
        const auto upstream = git->upstream(branch);
        if (auto commit = git->find_commit(upstream ? *upstream : "refs/heads/" + branch)) {
            commits.push_back(std::move(*commit));
        }
    }
    return commits;
}

History take_history(layout::MigrationSet& set) {
    layout::throw_unreadable(set);
    return History(std::move(set.migrations));
}

Found find_in_history(const Workspace& workspace, const std::string& word) {
    const std::size_t colon = word.rfind(':');
    if (colon == std::string::npos) {
        History history(workspace.work_tree().migrations);
        Migration migration = resolve(history, word);
        return {std::move(history), std::move(migration)};
    }
    git::Repository* const git = workspace.repository();
    if (git == nullptr) {
        throw Error(Error::Kind::Repository,
                    "'" + printable(word) + "' asks git, and this is no repository")
            .at({.file = workspace.root().string()})
            .next("name the migration without a revision");
    }
    const CommitId commit = git->resolve(word.substr(0, colon));
    History history(workspace.tree(commit).migrations);
    Migration migration = resolve(history, word.substr(colon + 1));
    return {std::move(history), std::move(migration)};
}

Fingerprint fingerprint_of(const Workspace& workspace, const Migration& migration) {
    return layout::fingerprint_of(migration, workspace.project().dialect);
}

namespace {

/// What is wrong with the file at `path`; "" when nothing is.
std::string head_trouble(const std::string& path, const std::optional<layout::HeadFile>& file,
                         const History& history, const std::vector<MigrationId>& heads) {
    if (!file) {
        return path + " is missing";
    }
    if (!file->problem.empty()) {
        return path + " does not hold one id: " + file->problem;
    }
    if (file->head && history.find(*file->head) == nullptr) {
        return path + " names " + file->head->value + ", which no file has";
    }
    const bool names_one =
        file->head ? std::ranges::find(heads, *file->head) != heads.end() : heads.empty();
    return names_one ? "" : path + " does not name the head";
}

/// Which head it is to name is, of several, what a rebase or a merge settles.
std::string head_remedy(const layout::ProjectConfig& project, const layout::MigrationSet& set,
                        const std::vector<MigrationId>& heads) {
    if (heads.size() > 1) {
        return project.policy == Policy::Dag ? "gmig merge" : "gmig rebase";
    }
    return set.head && !set.head->problem.empty() ? "gmig rebase" : "gmig add";
}

}  // namespace

std::optional<Finding> check_head_file(const layout::ProjectConfig& project,
                                       const layout::MigrationSet& set, const History& history) {
    if (!project.tripwire_on() || (!set.head && history.empty())) {
        return std::nullopt;
    }
    const std::vector<MigrationId> heads = history.heads();
    const std::string path = project.migrations + "/" + std::string(layout::head_file_name);
    std::string message = head_trouble(path, set.head, history, heads);
    if (message.empty()) {
        return std::nullopt;
    }
    return Finding{.code = Code::StaleHeadFile,
                   .severity = set.head ? default_severity(Code::StaleHeadFile)
                                        : Severity::Warning,  // a folder that never had one
                   .id = {},
                   .name = {},
                   .where = {.file = path},
                   .message = std::move(message),
                   .remedy = head_remedy(project, set, heads)};
}

namespace {

/// Whoever calls has read gmig.json before: files of another layout by now must not be read by it.
void refuse_changed_config(const Unfinished& finished) {
    const bool changed = std::ranges::any_of(finished.changes, [](const FileChange& change) {
        return change.before && change.path.filename() == config_name;
    });
    if (changed) {
        throw Error(Error::Kind::Recover, "gmig.json says something else since `gmig " +
                                              printable(finished.operation) + "` was completed")
            .state("that is complete, and nothing else has been done")
            .next("the same command again");
    }
}

}  // namespace

std::optional<std::string> finish_journal(const Workspace& workspace, const Request& request) {
    Journal journal = workspace.journal();
    const auto finished = journal.finish();
    if (finished) {
        request.note("completed `gmig " + printable(finished->operation) +
                     "`, which had been interrupted");
    }
    finish_rebase(workspace, request);
    settle_operations(workspace, request);
    if (finished) {
        refuse_changed_config(*finished);
    }
    return finished ? std::optional(finished->operation) : std::nullopt;
}

}  // namespace gmig::app

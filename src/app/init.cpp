#include "app/changes.hpp"
#include <gmig/app/files.hpp>
#include <gmig/app/workspace.hpp>
#include <gmig/db/url.hpp>
#include <gmig/layout/native.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <array>

namespace gmig::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* attributes_name = ".gitattributes";

/// Where tools are used to keep their migrations, the usual place first.
constexpr std::array usual_folders{"migrations",        "db/migrations",
                                   "prisma/migrations", "sql/migrations",
                                   "db/migrate",        "src/main/resources/db/migration"};

std::vector<std::string> paths_below(const fs::path& folder) {
    std::vector<std::string> paths;
    std::error_code problem;
    for (fs::recursive_directory_iterator entry(folder, problem), end; !problem && entry != end;
         entry.increment(problem)) {
        if (entry->is_regular_file(problem)) {
            paths.push_back(entry->path().lexically_relative(folder).generic_string());
        }
    }
    return paths;
}

/// The folder and layout that are there already.
void detect(const Workspace& workspace, const Request& request, layout::ProjectConfig& project,
            InitResult& result) {
    std::vector<std::string> folders(usual_folders.begin(), usual_folders.end());
    if (!request.folders.empty()) {
        folders = {project.migrations};
    }
    for (const std::string& folder : folders) {
        const auto kind = layout::detect(paths_below(workspace.root() / folder));
        if (kind && *kind != layout::Kind::Gmig) {
            project.migrations = folder;
            project.layout = request.layout.value_or(*kind);
            result.detected = kind;
            return;
        }
    }
}

void choose_database(const Request& request, const InitOptions& options,
                     layout::ProjectConfig& project) {
    std::string url = options.url.value_or("");
    if (url.starts_with("${")) {
        // Which database a variable will name cannot be known: --dialect says it.
    } else if (!url.empty()) {
        const db::Target target = db::parse_url(url, request.directory);
        if (target.has_password) {
            throw Error(Error::Kind::Usage, "a password has no place in gmig.json")
                .state("nothing has changed")
                .next("gmig init --url '${DATABASE_URL}', and the URL in that variable");
        }
        project.dialect = request.dialect.value_or(target.dialect);
    } else if (project.dialect == Dialect::Sqlite) {
        url = "sqlite:dev.db";
    } else {
        url = "${DATABASE_URL}";
    }
    project.environments["local"] = {.name = "local",
                                     .url = url,
                                     .kind = EnvironmentKind::Local,
                                     .shadow = {},
                                     .session_pooler = false,
                                     .lock_timeout = {},
                                     .statement_timeout = {}};
}

/// The branch that others build on: main or master, whichever is there, else the current one.
void choose_protected(const Workspace& workspace, layout::ProjectConfig& project) {
    git::Repository* const git = workspace.repository();
    if (git == nullptr) {
        return;
    }
    for (const char* const branch : {"main", "master"}) {
        if (git->find_commit(std::string("refs/heads/") + branch)) {
            project.protected_branches = {branch};
            return;
        }
    }
    if (const auto branch = git->branch()) {
        project.protected_branches = {*branch};
    }
}

/// A file of lines (.gitattributes, .gitignore) with one more, once.
std::string with_line(const fs::path& file, const std::string& line) {
    std::string text = read_file_if_exists(file).value_or("");
    for (const std::string_view present : split_on(text, '\n')) {
        if (trim(present) == trim(line)) {
            return text;
        }
    }
    if (!text.empty() && !text.ends_with('\n')) {
        text += '\n';
    }
    return text + line;
}

/// A local SQLite file is everybody's own: its pattern for .gitignore, journals and locks included.
std::string ignored_database(const layout::ProjectConfig& project) {
    const std::string& url = project.environments.at("local").url;
    if (project.dialect != Dialect::Sqlite || url.starts_with("${")) {
        return "";
    }
    const fs::path file = db::parse_url(url, "/").location;
    const std::string relative = file.lexically_relative("/").generic_string();
    const bool is_in_project = url.find(":/") == std::string::npos && !relative.starts_with("..");
    return is_in_project && file.has_filename() ? "/" + relative + "*\n" : "";
}

}  // namespace

InitResult init(const Request& request, const InitOptions& options) {
    Request here = request;
    here.may_have_no_project = true;
    const Workspace workspace(here);
    if (!options.dry_run && finish_journal(workspace, request).value_or("").starts_with("init")) {
        InitResult completed;
        completed.folder = Workspace(request).project().migrations;
        return completed;
    }
    if (workspace.has_config()) {
        throw Error(Error::Kind::Usage, "gmig is set up here already")
            .at({.file = workspace.config_file().string()})
            .state("nothing has changed")
            .next("gmig status, or edit that file");
    }
    InitResult result;
    layout::ProjectConfig project = workspace.project();
    if (!request.layout || *request.layout != layout::Kind::Gmig) {
        detect(workspace, request, project, result);
    }
    choose_database(request, options, project);
    choose_protected(workspace, project);
    result.folder = project.migrations;
    result.config_text = layout::render_config(project);

    FolderChanges changes(workspace);
    const auto write = [&](const std::string& path, std::string bytes) {
        changes.write_in_root(path, std::move(bytes));
        result.written.push_back(path);
    };
    write("gmig.json", result.config_text);
    write(attributes_name, with_line(workspace.root() / attributes_name,
                                     layout::gitattributes_line(project.migrations)));
    if (const std::string ignored = ignored_database(project); !ignored.empty()) {
        write(".gitignore", with_line(workspace.root() / ".gitignore", ignored));
    }
    if (project.tripwire_on()) {
        const std::string head = project.migrations + "/" + std::string(layout::head_file_name);
        const History history(changes.preview().migrations);
        const std::vector<MigrationId> heads = history.heads();
        write(head, layout::head_file_text(heads.empty() ? MigrationId{} : heads.back()));
    }
    if (!options.dry_run) {
        changes.carry_out(request, "init");
    }
    return result;
}

}  // namespace gmig::app

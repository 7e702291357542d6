#include "app/changes.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/files.hpp>
#include <gmig/layout/native.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

namespace fs = std::filesystem;

void require_native(const Workspace& workspace) {
    if (workspace.project().layout != layout::Kind::Gmig) {
        throw Error(Error::Kind::Usage,
                    "files of the layout " +
                        std::string(layout::to_string(workspace.project().layout)) +
                        " carry no id: their version and name are their identity")
            .state("nothing has changed")
            .next("gmig status");
    }
}

/// A file as the user wrote it, relative to the migrations folder.
std::string path_in_folder(const Request& request, const Workspace& workspace,
                           const std::string& file) {
    for (const fs::path& start : {request.directory, workspace.root(), workspace.folder()}) {
        const fs::path path = (start / file).lexically_normal();
        std::string relative =
            path.lexically_relative(workspace.folder().lexically_normal()).generic_string();
        if (!relative.empty() && !relative.starts_with("..") && fs::exists(path)) {
            return relative;
        }
    }
    throw Error(Error::Kind::Usage, "there is no such file in " + workspace.project().migrations)
        .at({.file = printable(file)})
        .state("nothing has changed");
}

const Migration& migration_at(const layout::MigrationSet& set, const std::string& path) {
    const auto found = std::ranges::find(set.migrations, path, &Migration::path);
    if (found == set.migrations.end()) {
        throw Error(Error::Kind::Usage, "this file is no migration")
            .at({.file = path})
            .state("nothing has changed");
    }
    return *found;
}

struct NewIdentity {
    MigrationId id;
    std::vector<MigrationId> parents;
};

/// The heads of everything but this migration.
NewIdentity identity_of_its_own(const layout::MigrationSet& set, const Migration& migration) {
    std::vector<Migration> others;
    for (const Migration& other : set.migrations) {
        if (other.path == migration.path) {
            continue;
        }
        const bool follows =
            other.identity == Identity::Written &&
            std::ranges::find(other.parents, migration.id) != other.parents.end() &&
            std::ranges::count(set.migrations, migration.id, &Migration::id) == 1;
        if (follows) {
            throw Error(Error::Kind::History,
                        other.name + " follows " + migration.name + " by its id")
                .at({.file = other.path})
                .state("nothing has changed")
                .next("give the id to a copy of the file, or edit that parent= first");
        }
        others.push_back(other);
    }
    const std::vector<MigrationId> heads = History(std::move(others)).heads();
    if (heads.size() > 1) {
        throw Error(Error::Kind::History, "the other migrations have " +
                                              std::to_string(heads.size()) +
                                              " heads, so there is no one place after them")
            .at({.file = migration.path})
            .state("nothing has changed")
            .next("gmig log --graph");
    }
    return {.id = id_from_bytes(random_bytes(id_length)), .parents = heads};
}

/// A file, and what its content reads like to the engine.
struct Content {
    const Checksum& checksum;
    Fingerprint fingerprint;
};

/// Of what a ledger or a commit knows with this content, the first whose id no file has; else the
/// only one of these tokens.
template <class Known, class FingerprintOf>
std::optional<NewIdentity> lost_identity(const Known& known, const layout::MigrationSet& set,
                                         const Content& content,
                                         const FingerprintOf& fingerprint_of) {
    std::vector<NewIdentity> alike;
    for (const auto& one : known) {
        const NewIdentity identity{.id = one.id, .parents = one.parents};
        if (std::ranges::find(set.migrations, one.id, &Migration::id) != set.migrations.end()) {
            continue;
        }
        if (one.checksum == content.checksum) {
            return identity;
        }
        if (fingerprint_of(one) == content.fingerprint) {
            alike.push_back(identity);
        }
    }
    return alike.size() == 1 ? std::optional(alike.front()) : std::nullopt;
}

bool has_environment(const Request& request, const Workspace& workspace) {
    return !workspace.project().environments.empty() || request.url || request.environment;
}

/// A lost identity, by content: from the ledger, else from the trees of HEAD and the
/// protected branches.
std::optional<NewIdentity> known_identity(const Request& request, const Workspace& workspace,
                                          const layout::MigrationSet& set,
                                          const Migration& migration) {
    const auto fingerprint_of = [&](const Migration& one) {
        return app::fingerprint_of(workspace, one);
    };
    const Content content{.checksum = migration.checksum, .fingerprint = fingerprint_of(migration)};
    if (has_environment(request, workspace)) {
        const Connection connection(request, workspace, Connection::Purpose::Read);
        if (auto identity = lost_identity(connection.facts().entries, set, content,
                                          [](const LedgerEntry& row) { return row.fingerprint; })) {
            return identity;
        }
    }
    std::vector<CommitId> commits = workspace.protected_commits();
    git::Repository* const git = workspace.repository();
    if (const auto head = git == nullptr ? std::nullopt : git->head()) {
        commits.insert(commits.begin(), *head);
    }
    for (const CommitId& commit : commits) {
        if (auto identity =
                lost_identity(workspace.tree(commit).migrations, set, content, fingerprint_of)) {
            return identity;
        }
    }
    return std::nullopt;
}

std::optional<NewIdentity> choose_identity(const Request& request, const Workspace& workspace,
                                           const layout::MigrationSet& set,
                                           const Migration& migration, const AddOptions& options) {
    if (options.new_id) {
        return identity_of_its_own(set, migration);
    }
    if (options.restore) {
        auto identity = known_identity(request, workspace, set, migration);
        if (!identity) {
            throw Error(Error::Kind::Usage,
                        "no ledger and no commit knows this content under a lost id")
                .at({.file = migration.path})
                .state("nothing has changed")
                .next("gmig add --new-id " + migration.path);
        }
        return identity;
    }
    if (migration.identity == Identity::Written) {
        return std::nullopt;
    }
    return NewIdentity{.id = migration.id, .parents = migration.parents};
}

}  // namespace

AddResult add(const Request& request, const AddOptions& options) {
    const Workspace workspace(request);
    require_native(workspace);
    finish_journal(workspace, request);
    FolderChanges changes(workspace);
    AddResult result;
    for (const std::string& file : options.files) {
        const std::string path = path_in_folder(request, workspace, file);
        const layout::MigrationSet set = changes.preview();
        for (const Finding& finding : set.findings) {
            if (finding.where.file == workspace.project().migrations + "/" + path) {
                layout::throw_unreadable(
                    {.migrations = {}, .findings = {finding}, .head = {}, .overrides = {}});
            }
        }
        const Migration& migration = migration_at(set, workspace.project().migrations + "/" + path);
        const auto identity = choose_identity(request, workspace, set, migration, options);
        result.written.push_back({.id = identity ? identity->id : migration.id,
                                  .name = migration.name,
                                  .path = migration.path,
                                  .changed = identity.has_value()});
        if (identity) {
            changes.replace(
                path, layout::with_identity(read_file(workspace.folder() / path), identity->id,
                                            identity->parents, workspace.project().dialect));
        }
    }
    const History history(changes.preview().migrations);
    result.heads = history.heads().size();
    if (changes.update_head_file(history)) {
        result.head_file =
            workspace.project().migrations + "/" + std::string(layout::head_file_name);
    }
    if (!options.dry_run) {
        changes.carry_out(request, "add");
    }
    return result;
}

}  // namespace gmig::app

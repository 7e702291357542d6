#include "app/executed.hpp"
#include "app/executions.hpp"
#include "app/origins.hpp"
#include "app/schema/rendering.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/look.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <map>

namespace gmig::app {
namespace {

constexpr const char* work_tree_name = "work tree";

/// The first comment line that says something.
std::string description_of(const Migration& migration) {
    for (const std::string_view line : split_on(migration.up.text, '\n')) {
        const std::string_view text = trim(line);
        if (!text.starts_with("--")) {
            if (text.empty()) {
                continue;
            }
            return "";
        }
        const std::string_view comment = trim(text.substr(2));
        const bool is_directive = comment.starts_with("gmig:") || comment.starts_with("+goose") ||
                                  comment.starts_with("migrate:");
        if (!comment.empty() && !is_directive) {
            return std::string(comment);
        }
    }
    return "";
}

/// Several trees' migrations as one history; the first tree's file of an id is shown.
class Union {
public:
    void add(const std::string& branch, const layout::MigrationSet& set) {
        findings_.insert(findings_.end(), set.findings.begin(), set.findings.end());
        for (const Migration& migration : set.migrations) {
            std::vector<std::string>& branches = branches_[migration.id];
            if (branches.empty()) {
                migrations_.push_back(migration);
            }
            if (branches.empty() || branches.back() != branch) {
                branches.push_back(branch);
            }
        }
    }
    [[nodiscard]] History history() const { return History(migrations_); }
    [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
    [[nodiscard]] const std::vector<std::string>& branches_of(const MigrationId& id) const {
        return branches_.at(id);
    }

private:
    std::vector<Migration> migrations_;
    std::vector<Finding> findings_;
    std::map<MigrationId, std::vector<std::string>> branches_;
};

git::Repository& require_repository(const Workspace& workspace) {
    git::Repository* const git = workspace.repository();
    if (git == nullptr) {
        throw Error(Error::Kind::Repository, "this asks git, and there is no repository here")
            .at({.file = workspace.root().string()})
            .next("gmig log");
    }
    return *git;
}

Union gather(const Workspace& workspace, const LogOptions& options) {
    Union all;
    if (!options.ref.empty()) {
        const CommitId commit = require_repository(workspace).resolve(options.ref);
        all.add(options.ref, workspace.tree(commit));
        return all;
    }
    all.add(work_tree_name, workspace.work_tree());
    if (options.all) {
        git::Repository& git = require_repository(workspace);
        for (const std::string& branch : git.branches()) {
            all.add(branch, workspace.tree(git.resolve("refs/heads/" + branch)));
        }
    }
    return all;
}

/// A JSON migration as the SQL that it comes to; as its modifications, where the schema that they
/// need cannot be had.
struct WithSql {
    Migration migration;
    bool is_sql = true;
};
WithSql with_sql(const Request& request, const Workspace& workspace, Found found) {
    if (!is_json(found.migration)) {
        return {std::move(found.migration)};
    }
    try {
        Renderer renderer(request, workspace, found.history);
        return {renderer.rendered(*found.history.position(found.migration.id))};
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Internal || error.kind() == Error::Kind::Signal) {
            throw;
        }
        request.note(std::string("its SQL cannot be told here: ") + error.what());
        found.migration.up.text = found.migration.modifications + "\n";
        return {std::move(found.migration), false};
    }
}

/// Whose file a word means.
FilesOf files_in(const Workspace& workspace, const std::string& word) {
    git::Repository* const git = workspace.repository();
    if (git == nullptr) {
        return {};
    }
    const std::size_t colon = word.rfind(':');
    if (colon == std::string::npos) {
        return {.commit = git->head()};
    }
    return {.commit = git->resolve(word.substr(0, colon)), .in_work_tree = false};
}

/// How the text of the ledger became the work tree's, where that has the migration.
void compare_with_file(const Request& request, const Workspace& workspace,
                       const std::string& environment, ShowResult& shown) {
    History history(workspace.work_tree().migrations);
    const Migration* const file = history.find(shown.migration.id);
    if (file == nullptr) {
        shown.notes.push_back("no file in the work tree has its id");
        return;
    }
    const std::string path = file->path;
    Migration copy = *file;
    const WithSql now =
        with_sql(request, workspace, {.history = std::move(history), .migration = std::move(copy)});
    if (!now.is_sql) {
        return;
    }
    if (auto differences = text_differences(environment, texts_of(workspace, shown.migration), path,
                                            texts_of(workspace, now.migration))) {
        shown.differences = *std::move(differences);
    }
}

ShowResult show_executed(const Request& request, const Workspace& workspace,
                         const std::string& word) {
    const Connection connection(request, workspace, Connection::Purpose::Read);
    const Facts facts = connection.facts();
    const MigrationId id = resolve(executed_history(facts), word).id;
    const LedgerEntry& row = *std::ranges::find(facts.entries, id, &LedgerEntry::id);
    ShowResult shown{.migration = executed_migration(connection, row),
                     .fingerprint = row.fingerprint,
                     .source = "ledger:" + row.name,
                     .executed_at = row.executed_at,
                     .executed_by = row.executed_by};
    compare_with_file(request, workspace, connection.environment().name, shown);
    return shown;
}

}  // namespace

LogResult log(const Request& request, const LogOptions& options) {
    const Workspace workspace(request);
    const Union all = gather(workspace, options);
    const History history = all.history();
    LogResult result;
    result.heads = history.heads();
    result.findings = all.findings();
    result.findings.insert(result.findings.end(), history.findings().begin(),
                           history.findings().end());
    const Executions executions(request, workspace);
    result.environments = executions.environments();
    for (std::size_t place = history.size(); place-- > 0;) {
        const Migration& migration = history.migrations()[place];
        result.migrations.push_back({.id = migration.id,
                                     .name = migration.name,
                                     .path = migration.path,
                                     .parents = migration.parents,
                                     .branches = all.branches_of(migration.id),
                                     .description = description_of(migration),
                                     .executed = executions.of(migration)});
    }
    return result;
}

ShowResult show(const Request& request, const ShowOptions& options) {
    const Workspace workspace(request);
    if (options.executed) {
        return show_executed(request, workspace, options.migration);
    }
    WithSql found = with_sql(request, workspace, find_in_history(workspace, options.migration));
    const Fingerprint fingerprint = fingerprint_of(workspace, found.migration);
    ShowResult result{.migration = std::move(found.migration),
                      .fingerprint = fingerprint,
                      .source = {},
                      .executed_at = {},
                      .executed_by = {}};
    result.source = result.migration.path;
    const std::vector<std::string> paths{result.source};
    FileOrigin origin =
        origins_of(workspace, files_in(workspace, options.migration), paths).front();
    result.committed = origin.committed;
    result.origin = std::move(origin.origin);
    const Executions executions(request, workspace);
    result.executed = executions.of(result.migration);
    result.environments = executions.environments();
    if (found.is_sql) {
        put_differences(request, workspace, result);
    }
    return result;
}

RevParseResult rev_parse(const Request& request, const std::string& word) {
    const Workspace workspace(request);
    const auto [history, migration] = find_in_history(workspace, word);
    const std::vector<std::size_t> start{*history.position(migration.id)};
    const std::vector<bool> included = history.ancestors_of(start);
    std::vector<IdAndChecksum> set;
    for (std::size_t place = 0; place < history.size(); ++place) {
        if (included[place]) {
            const Migration& member = history.migrations()[place];
            set.emplace_back(member.id, member.checksum);
        }
    }
    return {.id = migration.id,
            .name = migration.name,
            .checksum = migration.checksum,
            .fingerprint = fingerprint_of(workspace, migration),
            .version = version_of(set)};
}

}  // namespace gmig::app

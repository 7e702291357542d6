#include "app/base_ids.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace gmig::app {
namespace {

std::vector<CommitId> followed_commits(const Workspace& workspace, EnvironmentKind kind) {
    std::vector<CommitId> tips = workspace.protected_commits();
    const auto head =
        workspace.repository() == nullptr ? std::nullopt : workspace.repository()->head();
    if (kind != EnvironmentKind::Local || !head) {
        return tips;
    }
    std::vector<CommitId> followed;
    for (CommitId& tip : tips) {
        std::vector<CommitId> bases = workspace.repository()->merge_bases(*head, tip);
        if (bases.empty()) {  // a shallow clone, or another history
            bases.push_back(std::move(tip));
        }
        std::ranges::move(bases, std::back_inserter(followed));
    }
    return followed;
}

/// The file of a row of gmig's own layout may have been either.
std::vector<std::string> paths_of(const Workspace& workspace, const LedgerEntry& row) {
    const std::string stem = workspace.project().migrations + "/" + row.name;
    return {workspace.path_in_repository(stem + ".sql"),
            workspace.path_in_repository(stem + ".json")};
}

void find_removals(const Workspace& workspace, const std::vector<const LedgerEntry*>& rows,
                   const std::vector<CommitId>& commits, BaseIds& base) {
    std::vector<std::string> paths;
    for (const LedgerEntry* const row : rows) {
        std::ranges::move(paths_of(workspace, *row), std::back_inserter(paths));
    }
    if (paths.empty()) {
        return;
    }
    for (const CommitId& commit : commits) {
        const auto changes = workspace.repository()->last_changes(paths, commit, std::nullopt);
        for (const LedgerEntry* const row : rows) {
            for (const std::string& path : paths_of(workspace, *row)) {
                const auto found = changes.find(path);
                if (found != changes.end() && !workspace.repository()->file(commit, path)) {
                    base.ids->insert(row->id);
                    base.removed.insert_or_assign(row->id, BaseIds::Removal{found->second, path});
                }
            }
        }
    }
}

}  // namespace

BaseIds base_ids(const Workspace& workspace, const Facts& facts, const History& history) {
    BaseIds base;
    const std::vector<CommitId> commits = followed_commits(workspace, facts.kind);
    if (commits.empty()) {
        return base;
    }
    base.ids.emplace();
    std::vector<CommitId> trees = commits;
    if (auto head = workspace.repository()->head()) {
        trees.push_back(std::move(*head));
    }
    for (const CommitId& commit : trees) {
        for (const Migration& migration : workspace.tree(commit).migrations) {
            base.ids->insert(migration.id);
        }
    }
    if (workspace.project().layout == layout::Kind::Gmig) {
        std::vector<const LedgerEntry*> rows;
        for (const LedgerEntry& row : facts.entries) {
            if (history.find(row.id) == nullptr && !base.ids->contains(row.id)) {
                rows.push_back(&row);
            }
        }
        find_removals(workspace, rows, commits, base);
    }
    return base;
}

void name_removals(const BaseIds& base, std::vector<Finding>& findings) {
    constexpr std::size_t abbreviated = 10;
    for (Finding& finding : findings) {
        const auto found = base.removed.find(finding.id);
        if (finding.code != Code::ExecutedMissing || found == base.removed.end()) {
            continue;
        }
        const auto& [change, path] = found->second;
        const std::string commit = change.commit.value.substr(0, abbreviated);
        finding.message += "; " + commit + " removed it: " + printable(change.by.author) + ", " +
                           printable(change.by.subject);
        finding.remedy = "git checkout " + commit + "~1 -- " + shell_word(":/" + path) +
                         ", then gmig add; or, if no database is to have it: gmig rollback";
    }
}

}  // namespace gmig::app

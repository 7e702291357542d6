#include "app/import/tool_record.hpp"

#include "app/check/base.hpp"
#include "app/schema/states.hpp"
#include <gmig/layout/conversion.hpp>
#include <gmig/support/file.hpp>

namespace gmig::app {
namespace {

/// Migrations with the versions that the tool knows them by, and the files whose bytes it saw.
struct Tree {
    History history;
    std::vector<FileContent> files;
    std::string folder;

    [[nodiscard]] layout::TreeOfFiles view() const {
        return {.history = &history, .files = files, .folder = folder};
    }
};

/// Converted files have the version in their names, and no bytes that the tool would know. What
/// was made since has none, and is nothing that the tool's mark could cover.
Tree tree_of(std::vector<Migration> migrations, layout::Kind tool) {
    for (Migration& migration : migrations) {
        if (migration.version.empty()) {
            migration.version = layout::version_in_name(tool, migration.name).value_or("");
        }
    }
    std::erase_if(migrations, [](const Migration& one) { return one.version.empty(); });
    return {.history = History(std::move(migrations)), .files = {}, .folder = {}};
}

bool is_converted(const Workspace& workspace) {
    return workspace.project().layout == layout::Kind::Gmig;
}

Tree work_tree(const Workspace& workspace, layout::Kind tool) {
    Tree tree = tree_of(workspace.work_tree().migrations, tool);
    if (!is_converted(workspace) && std::filesystem::exists(workspace.folder())) {
        tree.files = read_folder(workspace.folder(),
                                 [&](std::string_view path) { return layout::wants(tool, path); });
        tree.folder = workspace.project().migrations;
    }
    return tree;
}

Tree commit_tree(const Request& request, const Workspace& workspace, layout::Kind tool,
                 const CommitId& commit) {
    Tree tree = tree_of(set_in_git(request, workspace, commit).migrations, tool);
    if (!is_converted(workspace)) {
        tree.files = workspace.tree_files(commit);
        tree.folder = workspace.project().migrations;
    }
    return tree;
}

/// Without sums of bytes that are not there any more.
void forget_checksums(layout::ToolHistory& history) {
    for (layout::ToolRow& row : history.rows) {
        row.checksum.clear();
    }
}

}  // namespace

namespace {

std::optional<CommitId> base_commit(const Workspace& workspace) {
    if (workspace.repository() == nullptr) {
        return std::nullopt;
    }
    try {
        return resolve_base(workspace, default_base(workspace, workspace.repository()->head()));
    } catch (const Error&) {
        return std::nullopt;  // no protected branch is in this clone
    }
}

Facts facts_of_rows(const Request& request, const Workspace& workspace,
                    const Connection& connection, const layout::ToolHistory& history) {
    const Tree here = work_tree(workspace, history.layout);
    layout::ToolTrees trees{.here = here.view(), .base = {}};
    trees.base_first = connection.kind() != EnvironmentKind::Local;
    Tree base;
    if (const auto commit = base_commit(workspace)) {
        base = commit_tree(request, workspace, history.layout, *commit);
        trees.base = base.view();
    }
    return layout::facts_of(history, trees, [&](const Migration& migration) {
        return fingerprint_of(workspace, migration);
    });
}

}  // namespace

ToolRecord read_tool_record(const Request& request, const Workspace& workspace,
                            const Connection& connection, layout::Kind tool) {
    const std::string& named = workspace.project().history_table;
    ToolRecord record;
    std::optional<db::ToolTable> own;
    if (named == "none") {
        return record;
    }
    for (const db::ToolTable& table : db::find_tool_tables(connection.driver(), tool, named)) {
        if (table.layout == tool && !own) {
            own = table;
        } else if (named.empty()) {
            record.others.push_back(table.shown() + " of " +
                                    std::string(layout::to_string(table.layout)));
        }
    }
    if (!own) {
        return record;
    }
    record.table = own->shown();
    layout::ToolHistory history = db::read_tool_history(connection.driver(), *own);
    if (is_converted(workspace)) {
        forget_checksums(history);
    }
    record.facts = facts_of_rows(request, workspace, connection, history);
    return record;
}

}  // namespace gmig::app

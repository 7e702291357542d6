#include "app/known_versions.hpp"

#include "app/check/base.hpp"
#include "app/operation/ledger_line.hpp"
#include <gmig/db/operation_log.hpp>
#include <gmig/layout/conversion.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

void add_version(layout::Kind tool, const std::string& name,
                 std::unordered_set<std::string>& versions) {
    if (auto version = layout::version_in_name(tool, name)) {
        versions.insert(*std::move(version));
    }
}

std::vector<layout::ToolRow> executed_rows(const layout::ToolHistory& history) {
    std::vector<layout::ToolRow> rows;
    std::ranges::copy_if(history.rows, std::back_inserter(rows), [](const layout::ToolRow& row) {
        return row.state != layout::ToolState::RolledBack && !row.version.empty();
    });
    return rows;
}

void add_versions(const layout::MigrationSet& set, layout::Kind tool,
                  std::unordered_set<std::string>& versions) {
    for (const Migration& migration : set.migrations) {
        if (migration.version.empty()) {
            add_version(tool, migration.name, versions);
        } else {
            versions.insert(migration.version);
        }
    }
}

}  // namespace

const std::vector<LedgerEntry>& KnownVersions::rows() {
    if (!rows_) {
        rows_ = ledger_.entries();
    }
    return *rows_;
}

const std::vector<db::Operation>& KnownVersions::imports() {
    if (!imports_) {
        imports_ = standing_imports(db::operations_of(driver_, project_, import_kinds));
    }
    return *imports_;
}

bool KnownVersions::adopted() {
    return !rows().empty() || std::ranges::any_of(imports(), [](const db::Operation& line) {
        return line.id.value.empty();
    });
}

KnownVersions::Versions KnownVersions::in_rows(layout::Kind tool) {
    Versions versions;
    for (const LedgerEntry& row : rows()) {
        add_version(tool, row.name, versions);
    }
    return versions;
}

KnownVersions::Versions KnownVersions::in_log(layout::Kind tool) {
    Versions versions;
    for (const std::string& name : db::names_besides(driver_, project_, import_kinds)) {
        add_version(tool, name, versions);
    }
    for (const db::Operation& line : imports()) {
        add_version(tool, line.name, versions);
    }
    return versions;
}

std::vector<layout::ToolRow> KnownVersions::unknown(const layout::ToolHistory& history) {
    std::vector<layout::ToolRow> unknown = executed_rows(history);
    const auto take_out = [&](const Versions& known) {
        std::erase_if(unknown,
                      [&](const layout::ToolRow& row) { return known.contains(row.version); });
    };
    take_out(in_rows(history.layout));
    if (!unknown.empty()) {
        take_out(in_log(history.layout));
    }
    return unknown;
}

bool KnownVersions::has_any_of(layout::Kind tool) {
    return !in_rows(tool).empty() || !in_log(tool).empty();
}

bool KnownVersions::is_about(const layout::ToolHistory& history) {
    return layout::history_table(history.layout)->high_water ||
           unknown(history).size() < executed_rows(history).size();
}

std::unordered_set<std::string> versions_of_files(const Workspace& workspace, layout::Kind tool) {
    std::unordered_set<std::string> versions;
    add_versions(workspace.work_tree(), tool, versions);
    if (workspace.repository() == nullptr) {
        return versions;
    }
    try {
        if (const std::optional<CommitId> head = workspace.repository()->head()) {
            add_versions(workspace.tree(*head), tool, versions);
            add_versions(workspace.tree(resolve_base(workspace, default_base(workspace, head))),
                         tool, versions);
        }
    } catch (const Error&) {
        return versions;  // no protected branch is in this clone
    }
    return versions;
}

}  // namespace gmig::app

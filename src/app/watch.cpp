#include "app/check/base.hpp"
#include "app/check/trees.hpp"
#include "app/operation/ledger_line.hpp"
#include <gmig/app/watch.hpp>
#include <gmig/layout/conversion.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace gmig::app {
namespace {

std::string shown_table(const db::ToolTable& table) {
    return std::string(layout::to_string(table.layout)) + "'s " + printable(table.shown());
}

Finding tool_trouble(std::string message, std::string remedy) {
    Finding finding;
    finding.code = Code::ToolHistory;
    finding.severity = default_severity(finding.code);
    finding.message = std::move(message);
    finding.remedy = std::move(remedy);
    return finding;
}

/// Whether a line "adopt" about the whole ledger stands that no later line takes back.
bool says_adopted(const std::vector<db::Operation>& newest_first) {
    std::unordered_set<std::int64_t> undone;
    for (const db::Operation& line : newest_first) {
        if (const std::int64_t taken_back = read_line(line).undoes; taken_back != 0) {
            undone.insert(taken_back);
        }
        if (line.kind == "adopt" && !undone.contains(line.number)) {
            return true;
        }
    }
    return false;
}

/// Looks at the tables of one database; one object per look.
class ToolLook {
public:
    ToolLook(db::Driver& driver, db::Ledger& ledger, const layout::ProjectConfig& project)
        : driver_(driver), ledger_(ledger), project_(project) {}

    Watch look() {
        const bool none = project_.history_table == "none";
        if (!none) {
            tables_ = db::find_tool_tables(driver_, project_.layout, project_.history_table);
        }
        const bool watches = project_.mode == layout::Mode::Watch;
        std::vector<db::ToolTable> own = tables_of_layout();
        if (watches || (!own.empty() && !adopted() && !may_begin(own.front()))) {
            watch(std::move(own));
        } else if (!own.empty()) {
            look_behind_adoption(own.front());
        } else if (!tables_.empty()) {
            look_at_others();
        }
        return std::move(watch_);
    }

private:
    [[nodiscard]] std::vector<db::ToolTable> tables_of_layout() const {
        std::vector<db::ToolTable> own;
        std::ranges::copy_if(tables_, std::back_inserter(own), [&](const db::ToolTable& table) {
            return table.layout == project_.layout;
        });
        return own;
    }

    /// Nothing can be executed twice where the tool, though its table is there, executed nothing.
    bool may_begin(const db::ToolTable& table) {
        return project_.mode == layout::Mode::Adopt &&
               db::read_tool_history(driver_, table).rows.empty();
    }

    bool adopted() {
        if (!adopted_) {
            entries_ = ledger_.entries();
            lines_ = ledger_.operations(std::numeric_limits<std::size_t>::max());
            adopted_ = !entries_.empty() || says_adopted(lines_);
        }
        return *adopted_;
    }

    void count(const db::ToolTable& table, ToolStanding standing) {
        watch_.standing = standing;
        watch_.tool = table.layout;
        watch_.table = table;
    }

    void watch(std::vector<db::ToolTable> own) {
        watch_.standing = ToolStanding::Watched;
        watch_.tool = project_.layout;
        watch_.history.layout = project_.layout;
        if (!own.empty()) {
            watch_.table = own.front();
            watch_.history = db::read_tool_history(driver_, own.front());
        }
        if (own.size() > 1) {
            std::vector<std::string> names;
            for (const db::ToolTable& table : own) {
                names.push_back(table.shown());
            }
            watch_.trouble.push_back(tool_trouble(
                std::string(layout::to_string(project_.layout)) + " has several tables here: " +
                    printable(join(names, ", ")) + "; only the first is read",
                "say which in gmig.json: \"history_table\": \"" + printable(names.front()) + "\""));
        }
        tell_others();
    }

    void tell_others() {
        for (const db::ToolTable& table : tables_) {
            if (table.layout != project_.layout) {
                watch_.others.push_back(shown_table(table));
            }
        }
        if (!watch_.others.empty()) {
            watch_.trouble.push_back(tool_trouble(
                "the database has " + join(watch_.others, " and ") + " besides " +
                    (watch_.table ? shown_table(*watch_.table) : "what this project is told of") +
                    ", and gmig reads that one alone",
                "nothing, if that is another project's; else let one tool execute them"));
            watch_.trouble.back().severity = Severity::Warning;
        }
    }

    // ---- where gmig executes -------------------------------------------------------------------

    /// What the ledger knows of by the tool's versions: also rows that have been renamed since.
    [[nodiscard]] std::unordered_set<std::string> known_versions(layout::Kind tool) const {
        std::unordered_set<std::string> known;
        const auto add = [&](const std::string& name) {
            if (auto version = layout::version_in_name(tool, name)) {
                known.insert(*std::move(version));
            }
        };
        for (const LedgerEntry& entry : entries_) {
            add(entry.name);
        }
        for (const db::Operation& line : lines_) {
            add(line.name);
        }
        return known;
    }

    void look_behind_adoption(const db::ToolTable& table) {
        count(table, ToolStanding::Adopted);
        watch_.history = db::read_tool_history(driver_, table);
        const auto known = known_versions(table.layout);
        std::vector<std::string> unknown;
        for (const layout::ToolRow& row : watch_.history.rows) {
            if (row.state != layout::ToolState::RolledBack && !row.version.empty() &&
                !known.contains(row.version)) {
                unknown.push_back(row.name.empty() ? row.version : row.name);
            }
        }
        if (unknown.empty()) {
            return;
        }
        watch_.standing = ToolStanding::RanAgain;
        constexpr std::size_t enough = 5;
        const std::size_t rest = unknown.size() - std::min(unknown.size(), enough);
        unknown.resize(unknown.size() - rest);
        watch_.trouble.push_back(tool_trouble(
            std::string(layout::to_string(table.layout)) + " ran again after gmig took over: " +
                printable(table.shown()) + " has " + printable(join(unknown, ", ")) +
                (rest == 0 ? "" : " and " + std::to_string(rest) + " more") +
                ", which gmig's ledger lacks",
            "gmig import --from " + std::string(layout::to_string(table.layout)) + " --adopt"));
    }

    /// In gmig's own layout (or one whose tool has no table here): what was converted may not be
    /// executed again; what is another program's is let be.
    void look_at_others() {
        for (const db::ToolTable& table : tables_) {
            if (adopted()) {
                if (!known_versions(table.layout).empty() && concerns_ledger(table)) {
                    look_behind_adoption(table);
                    return;
                }
                continue;
            }
            layout::ToolHistory history = db::read_tool_history(driver_, table);
            if (!history.rows.empty()) {
                count(table, ToolStanding::Unadopted);
                watch_.history = std::move(history);
                watch_.trouble.push_back(tool_trouble(
                    shown_table(table) + " says that it has executed here, and gmig's ledger says "
                                         "nothing: nothing may be executed twice",
                    "gmig import --from " + std::string(layout::to_string(table.layout)) +
                        " --adopt; or, if that table is another project's, \"history_table\": "
                        "\"none\" in gmig.json"));
                return;
            }
        }
    }

    /// Whether the ledger's migrations were once the tool's. A high-water mark says only one of
    /// them, so that there it goes by the names.
    bool concerns_ledger(const db::ToolTable& table) {
        if (layout::history_table(table.layout)->high_water) {
            return true;
        }
        const auto known = known_versions(table.layout);
        const layout::ToolHistory history = db::read_tool_history(driver_, table);
        return std::ranges::any_of(
            history.rows, [&](const layout::ToolRow& row) { return known.contains(row.version); });
    }

    db::Driver& driver_;
    db::Ledger& ledger_;
    const layout::ProjectConfig& project_;
    std::vector<db::ToolTable> tables_;
    std::optional<bool> adopted_;
    std::vector<LedgerEntry> entries_;
    std::vector<db::Operation> lines_;
    Watch watch_;
};

/// The files of a tree, and their migrations.
struct LoadedTree {
    std::vector<FileContent> files;
    History history;

    LoadedTree() = default;
    LoadedTree(const Workspace& workspace, std::vector<FileContent> contents)
        : files(std::move(contents)), history(workspace.read(files).migrations) {}
    [[nodiscard]] layout::TreeOfFiles asked(const Workspace& workspace) const {
        return {.history = &history, .files = files, .folder = workspace.project().migrations};
    }
};

std::optional<CommitId> base_of(const Workspace& workspace, const std::optional<CommitId>& head) {
    try {
        return resolve_base(workspace, default_base(workspace, head));
    } catch (const Error&) {
        return std::nullopt;  // no protected branch is in this clone
    }
}

}  // namespace

std::string Watch::shown() const {
    return table ? shown_table(*table) : std::string(layout::to_string(tool));
}

Watch look_for_tool(db::Driver& driver, db::Ledger& ledger, const Workspace& workspace) {
    return ToolLook(driver, ledger, workspace.project()).look();
}

Facts watched_facts(const Workspace& workspace, const layout::ToolHistory& history,
                    EnvironmentKind kind) {
    const LoadedTree here(workspace, workspace.work_tree_files());
    LoadedTree base;
    LoadedTree at_head;
    layout::ToolTrees trees{.here = here.asked(workspace),
                            .base = {},
                            .head = {},
                            .base_first = kind != EnvironmentKind::Local};
    if (workspace.repository() != nullptr) {
        const std::optional<CommitId> head = workspace.repository()->head();
        const std::optional<CommitId> commit = base_of(workspace, head);
        if (commit) {
            base = LoadedTree(workspace, workspace.tree_files(*commit));
            trees.base = base.asked(workspace);
        }
        if (head && head != commit) {
            at_head = LoadedTree(workspace, workspace.tree_files(*head));
            trees.head = at_head.asked(workspace);
        }
    }
    return layout::facts_of(history, trees, fingerprints(workspace.project().dialect));
}

std::string take_over_command(layout::Kind tool, const std::string& environment) {
    return "gmig import --from " + std::string(layout::to_string(tool)) + " --adopt" +
           (environment.empty() ? "" : " -e " + environment);
}

}  // namespace gmig::app

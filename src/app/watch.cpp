#include "app/check/base.hpp"
#include "app/check/trees.hpp"
#include "app/known_versions.hpp"
#include "app/tool_look.hpp"
#include <gmig/db/tool_schemas.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>

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

/// "3, 4 and 2 more".
std::string some_of(const std::vector<layout::ToolRow>& rows) {
    constexpr std::size_t enough = 5;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(rows.size(), enough); ++i) {
        names.push_back(rows[i].name.empty() ? rows[i].version : rows[i].name);
    }
    return printable(join(names, ", ")) +
           (rows.size() > enough ? " and " + std::to_string(rows.size() - enough) + " more" : "");
}

/// Looks at the tables of one database; one object per look.
class ToolLook {
public:
    ToolLook(db::Driver& driver, db::Ledger& ledger, const Workspace& workspace,
             std::string environment)
        : driver_(driver),
          workspace_(workspace),
          project_(workspace.project()),
          environment_(std::move(environment)),
          known_(driver, ledger, workspace.project().name) {}

    Watch look() {
        const bool none = project_.history_table == "none";
        if (!none) {
            tables_ = db::find_tool_tables(driver_, project_.layout, project_.history_table);
        }
        const bool watches = project_.mode == layout::Mode::Watch;
        std::vector<db::ToolTable> own = tables_of_layout();
        if (watches || (!own.empty() && !known_.adopted() && !may_begin(own.front()))) {
            watch(std::move(own));
        } else if (!own.empty()) {
            look_behind_adoption(own.front(), db::read_tool_history(driver_, own.front()));
            tell_undecided(own, Severity::Warning);
        } else if (!tables_.empty()) {
            look_at_others();
        }
        tell_passed_over();
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

    void count(const db::ToolTable& table, ToolStanding standing, layout::ToolHistory history) {
        watch_.standing = standing;
        watch_.tool = table.layout;
        watch_.table = table;
        watch_.history = std::move(history);
    }

    void watch(std::vector<db::ToolTable> own) {
        watch_.standing = ToolStanding::Watched;
        watch_.tool = project_.layout;
        watch_.history.layout = project_.layout;
        if (!own.empty()) {
            watch_.table = own.front();
            watch_.history = db::read_tool_history(driver_, own.front());
        }
        tell_undecided(own, Severity::Error);
        tell_others();
    }

    /// Tables in schemas of which search_path has none.
    void tell_undecided(const std::vector<db::ToolTable>& own, Severity severity) {
        if (own.size() < 2) {
            return;
        }
        std::vector<std::string> names;
        for (const db::ToolTable& table : own) {
            names.push_back(table.shown());
        }
        watch_.trouble.push_back(tool_trouble(
            std::string(layout::to_string(project_.layout)) + " has several tables here: " +
                printable(join(names, ", ")) + "; only the first is read",
            "say which in gmig.json: \"history_table\": \"" + printable(names.front()) + "\""));
        watch_.trouble.back().severity = severity;
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

    /// Of the table that counts, if one does.
    void tell_passed_over() {
        // In gmig's own layout gmig.json has no say in which one is looked at.
        const bool can_choose = watch_.tool == project_.layout && tables_of_layout().size() == 1;
        const std::string message =
            can_choose ? told_of_schemas(driver_, workspace_, watch_) : std::string();
        if (message.empty()) {
            return;
        }
        watch_.trouble.push_back(
            tool_trouble(message, "say which one counts in gmig.json: \"history_table\": \"" +
                                      printable(watch_.table->shown()) + "\", or another of them"));
        watch_.trouble.back().severity = Severity::Warning;
    }

    // ---- where gmig executes -------------------------------------------------------------------

    [[nodiscard]] std::string take_over(const db::ToolTable& table) const {
        return take_over_command(table.layout, environment_);
    }

    void look_behind_adoption(const db::ToolTable& table, layout::ToolHistory history) {
        std::vector<layout::ToolRow> unknown = known_.unknown(history);
        count(table, unknown.empty() ? ToolStanding::Adopted : ToolStanding::RanAgain,
              std::move(history));
        if (unknown.empty()) {
            return;
        }
        const auto in_files = versions_of_files(workspace_, table.layout);
        const auto foreign = std::stable_partition(
            unknown.begin(), unknown.end(),
            [&](const layout::ToolRow& row) { return in_files.contains(row.version); });
        tell_rows_of_project(table, {unknown.begin(), foreign});
        tell_foreign_rows(table, {foreign, unknown.end()});
    }

    void tell_rows_of_project(const db::ToolTable& table,
                              const std::vector<layout::ToolRow>& rows) {
        if (!rows.empty()) {
            watch_.trouble.push_back(
                tool_trouble(std::string(layout::to_string(table.layout)) +
                                 " ran again after gmig took over: " + printable(table.shown()) +
                                 " has " + some_of(rows) + ", which gmig's ledger lacks",
                             take_over(table)));
        }
    }

    /// Whose they are cannot be told: another project's in the same database, or another branch's.
    void tell_foreign_rows(const db::ToolTable& table, const std::vector<layout::ToolRow>& rows) {
        if (!rows.empty()) {
            watch_.trouble.push_back(tool_trouble(
                shown_table(table) + " has " + some_of(rows) +
                    (rows.size() == 1 ? ", a version" : ", versions") +
                    " that gmig's ledger lacks and no file here has",
                "if that table is another project's, \"history_table\": \"none\" in gmig.json; "
                "else fetch the branch that has the file, and " +
                    take_over(table)));
        }
    }

    /// In gmig's own layout (or one whose tool has no table here): what was converted may not be
    /// executed again; what is another program's is let be.
    void look_at_others() {
        for (const db::ToolTable& table : tables_) {
            const bool adopted = known_.adopted();
            if (adopted && !known_.has_any_of(table.layout)) {
                continue;  // its rows are not even looked at, for which a role may lack the right
            }
            layout::ToolHistory history = db::read_tool_history(driver_, table);
            if (adopted && known_.is_about(history)) {
                look_behind_adoption(table, std::move(history));
                return;
            }
            if (!adopted && !history.rows.empty()) {
                count(table, ToolStanding::Unadopted, std::move(history));
                watch_.trouble.push_back(tool_trouble(
                    shown_table(table) + " says that it has executed here, and gmig's ledger says "
                                         "nothing: nothing may be executed twice",
                    take_over(table) +
                        "; or, if that table is another project's, \"history_table\": "
                        "\"none\" in gmig.json"));
                return;
            }
        }
    }

    db::Driver& driver_;
    const Workspace& workspace_;
    const layout::ProjectConfig& project_;
    std::string environment_;
    KnownVersions known_;
    std::vector<db::ToolTable> tables_;
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

std::string told_of_schemas(db::Driver& driver, const Workspace& workspace, const Watch& watch) {
    const bool named = workspace.project().history_table.find('.') != std::string::npos;
    if (named || !watch.table) {
        return "";
    }
    const std::vector<std::string> others = db::tables_in_other_schemas(driver, *watch.table);
    const std::string tool(layout::to_string(watch.tool));
    return others.empty() ? ""
                          : tool + " has tables in several schemas here: gmig reads " +
                                printable(watch.table->shown()) + ", which " + tool +
                                " finds first, and not " + printable(join(others, ", "));
}

Watch look_for_tool(db::Driver& driver, db::Ledger& ledger, const Workspace& workspace) {
    return look_for_tool(driver, ledger, workspace, "");
}

Watch look_for_tool(db::Driver& driver, db::Ledger& ledger, const Workspace& workspace,
                    const std::string& environment) {
    return ToolLook(driver, ledger, workspace, environment).look();
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
           (environment.empty() ? "" : " -e " + shell_word(environment));
}

}  // namespace gmig::app

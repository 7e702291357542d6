#include "app/hooks/hook_gate.hpp"

#include "app/check/attribution.hpp"
#include "app/check/known_facts.hpp"
#include "app/check/written_ids.hpp"
#include "app/projects.hpp"
#include "app/rebase/upstream.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace gmig::app {
namespace {

/// The trees of commits as facts; null where the project is not in one.
void add_trees(const HookProject& project, const std::vector<CommitId>& commits,
               Material& material) {
    for (const CommitId& commit : commits) {
        const auto config = project_at(project.request, project.workspace, commit);
        if (!config) {
            continue;
        }
        BlobReader reader(project.workspace);
        const TreeState tree = tree_state(
            *config, reader.read(folder_at(project.workspace, *config, commit)), nullptr);
        material.input.executed.push_back(facts_of_tree(tree.history, material.result.history,
                                                        "a protected branch",
                                                        material.input.fingerprint_of));
    }
}

/// The same of the edited migrations alone. False where that tells less than the whole trees: one
/// is configured otherwise.
bool add_trees_of(const HookProject& project, const layout::ProjectConfig& config,
                  const Edits& edits, Material& material) {
    BlobReader reader(project.workspace);
    for (const CommitId& commit : published_commits(project.workspace)) {
        const auto config_there = project_at(project.request, project.workspace, commit);
        if (!config_there) {
            continue;
        }
        if (*config_there != config) {
            return false;
        }
        const FolderState folder = folder_at(project.workspace, config, commit);
        const TreeState tree = tree_state(
            config,
            reader.read(
                {.objects = files_with_ids(project.workspace, config, folder.objects, edits.ids),
                 .contents = {}}),
            nullptr);
        material.input.executed.push_back(facts_of_tree(tree.history, material.result.history,
                                                        "a protected branch",
                                                        material.input.fingerprint_of));
    }
    return true;
}

/// Whether any ledger is known; those that are not are noted, the local ones that matter most.
bool add_ledgers(const HookProject& project, const layout::ProjectConfig& config,
                 Material& material, std::vector<std::string>& notes) {
    bool any = false;
    for (Facts& facts : known_facts(project.request, project.workspace, config)) {
        if (!facts.note.empty()) {
            notes.push_back(printable(facts.environment) + ": " + printable(facts.note));
        }
        if (facts.source != FactsSource::Unknown) {
            any = true;
            material.input.executed.push_back(std::move(facts));
        } else if (facts.kind == EnvironmentKind::Local) {
            notes.push_back("what is executed in " + printable(facts.environment) +
                            " is not known here (gmig status -e " + printable(facts.environment) +
                            " looks)");
        }
    }
    return any;
}

std::vector<HookProject> named_among(std::vector<HookProject> projects) {
    if (projects.size() == 1) {
        projects.front().shown.clear();
    }
    return projects;
}

}  // namespace

std::vector<HookProject> hook_projects(const Request& request, std::vector<std::string>& notes) {
    std::vector<HookProject> projects;
    for (ProjectRequest& one : all_projects(request, notes)) {
        Workspace workspace(one.request);
        projects.push_back({.shown = std::move(one.shown),
                            .request = std::move(one.request),
                            .workspace = std::move(workspace)});
    }
    return named_among(std::move(projects));
}

std::vector<HookProject> hook_projects_at(const Request& request, const CommitId& commit,
                                          std::vector<std::string>& notes) {
    std::vector<HookProject> projects;
    for (CommittedProject& one : projects_at(request, commit, notes)) {
        Workspace workspace(one.project.request, std::move(one.config));
        projects.push_back({.shown = std::move(one.project.shown),
                            .request = std::move(one.project.request),
                            .workspace = std::move(workspace)});
    }
    return named_among(std::move(projects));
}

bool is_protected(const layout::ProjectConfig& project, const std::string& branch) {
    return std::ranges::find(project.protected_branches, branch) !=
           project.protected_branches.end();
}

namespace {

/// Where nothing is known to be executed, the base counts as if it were.
HookFindings weigh(Material& material, bool base_counts, const std::string& base_name) {
    if (base_counts) {
        material.input.executed.push_back(facts_of_tree(material.base.history,
                                                        material.result.history, base_name,
                                                        material.input.fingerprint_of));
    }
    std::vector<Finding> findings = gmig::check(material.base, material.result, material.input);
    put_remedies(findings, {.base_name = base_name, .base = material.base.history});
    const bool watched = std::ranges::any_of(
        material.input.executed, [](const Facts& executed) { return !executed.tool.empty(); });
    return {.findings = std::move(findings), .watched = watched};
}

}  // namespace

HookFindings hook_findings(const HookProject& project, const Sides& sides,
                           const MergedFolder& result, const HookFacts& facts,
                           const std::string& base_name, std::vector<std::string>& notes) {
    Material material = read_material(project.workspace, sides, result);
    bool known = false;
    if (facts.published) {
        add_trees(project, published_commits(project.workspace), material);
        known = !material.input.executed.empty();
    }
    if (facts.ledgers && add_ledgers(project, sides.base_project, material, notes)) {
        known = true;
    }
    return weigh(material, facts.base || !known, base_name);
}

std::optional<HookFindings> findings_of_edits(const HookProject& project, const Sides& sides,
                                              const Edits& edits, const std::string& base_name,
                                              std::vector<std::string>& notes) {
    Material material = material_of(sides, edits.before, edits.now);
    std::vector<std::string> more;
    if (!add_trees_of(project, sides.base_project, edits, material)) {
        return std::nullopt;
    }
    bool known = !material.input.executed.empty();
    if (add_ledgers(project, sides.base_project, material, more)) {
        known = true;
    }
    for (Facts& facts : material.input.executed) {
        if (!facts.tool.empty()) {
            return std::nullopt;  // such a tool's rows are told from files by their names and order
        }
        std::erase_if(facts.entries,
                      [&](const LedgerEntry& entry) { return !edits.ids.contains(entry.id); });
    }
    std::ranges::move(more, std::back_inserter(notes));
    return weigh(material, !known, base_name);
}

void add_blocking(const HookProject& project, HookResult& result, std::vector<Finding> findings,
                  const std::vector<Code>& codes) {
    const std::string root = project.workspace.path_in_repository("");
    for (Finding& finding : findings) {
        if (!root.empty() && !finding.where.file.empty()) {
            finding.where.file = root + finding.where.file;
        }
        const bool counts =
            finding.severity == Severity::Error && finding.blocks &&
            (codes.empty() || std::ranges::find(codes, finding.code) != codes.end());
        const bool known = std::ranges::any_of(result.findings, [&](const Finding& other) {
            return other.code == finding.code && other.id == finding.id &&
                   other.where.file == finding.where.file;
        });
        if (counts && !known) {
            result.blocks = true;
            if (std::ranges::find(result.projects, project.shown) == result.projects.end()) {
                result.projects.push_back(project.shown);
            }
            result.findings.push_back(std::move(finding));
        }
    }
}

void block_loss_of_project(const HookProject& project, const Sides& sides, HookResult& result) {
    if (auto gone = project_gone(project.workspace, sides)) {
        add_blocking(project, result, {*std::move(gone)}, {});
    }
}

}  // namespace gmig::app

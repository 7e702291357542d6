#include "app/hooks/hook_gate.hpp"

#include "app/check/attribution.hpp"
#include "app/check/known_facts.hpp"
#include "app/rebase/upstream.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
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

}  // namespace

std::vector<HookProject> hook_projects(const Request& request) {
    std::vector<HookProject> projects;
    const std::optional<layout::Config> config = config_here(request);
    for (const auto& [name, project] : config.value_or(layout::Config{}).projects) {
        Request of_project = request;
        of_project.project = name;
        Workspace workspace(of_project);
        projects.push_back({.request = of_project, .workspace = std::move(workspace)});
    }
    return projects;
}

std::vector<HookProject> hook_projects_at(const Request& request, const CommitId& commit) {
    std::vector<HookProject> projects;
    const Workspace bare(request, {});
    const auto bytes = bare.repository()->file(commit, "gmig.json");
    if (!bytes) {
        return projects;
    }
    const layout::Config config = layout::parse_config(*bytes, "gmig.json");
    for (const auto& [name, project] : config.projects) {
        Request of_project = request;
        of_project.project = name;
        Workspace workspace(of_project, project);
        projects.push_back({.request = of_project, .workspace = std::move(workspace)});
    }
    return projects;
}

bool is_protected(const layout::ProjectConfig& project, const std::string& branch) {
    return std::ranges::find(project.protected_branches, branch) !=
           project.protected_branches.end();
}

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
    if (facts.base || !known) {
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

void add_blocking(HookResult& result, std::vector<Finding> findings,
                  const std::vector<Code>& codes) {
    for (Finding& finding : findings) {
        const bool counts =
            finding.severity == Severity::Error && finding.blocks &&
            (codes.empty() || std::ranges::find(codes, finding.code) != codes.end());
        const bool known = std::ranges::any_of(result.findings, [&](const Finding& other) {
            return other.code == finding.code && other.id == finding.id &&
                   other.where.file == finding.where.file;
        });
        if (counts && !known) {
            result.blocks = true;
            result.findings.push_back(std::move(finding));
        }
    }
}

}  // namespace gmig::app

#include "app/check/attribution.hpp"
#include "app/check/base.hpp"
#include "app/check/check_result.hpp"
#include "app/check/gate.hpp"
#include "app/check/known_facts.hpp"
#include "app/check/order.hpp"
#include <gmig/app/check.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>

namespace gmig::app {
namespace {

/// The base counts as executed; so does what is deployed, and what ledgers say.
void add_facts(const Request& request, const Workspace& workspace, const CheckOptions& options,
               const Sides& sides, Material& material, CheckResult& result) {
    const auto& fingerprint_of = material.input.fingerprint_of;
    material.input.executed.push_back(facts_of_tree(material.base.history, material.result.history,
                                                    result.base_name, fingerprint_of));
    if (!options.deployed.empty()) {
        const CommitId commit = resolve_base(workspace, options.deployed);
        const auto project = project_at(request, workspace, commit).value_or(sides.base_project);
        BlobReader reader(workspace);
        const TreeState deployed =
            tree_state(project, reader.read(folder_at(workspace, project, commit)), nullptr);
        material.input.executed.push_back(facts_of_tree(deployed.history, material.result.history,
                                                        options.deployed, fingerprint_of));
    }
    for (Facts& facts : known_facts(request, workspace, sides.base_project)) {
        result.facts.push_back({.environment = facts.environment,
                                .kind = facts.kind,
                                .source = facts.source,
                                .as_of = facts.as_of,
                                .note = facts.note,
                                .tool = facts.tool});
        material.input.executed.push_back(std::move(facts));
    }
}

/// What nobody here knows is said; it softens nothing, since the base counts as executed anyway.
std::optional<Finding> unknown_facts(const CheckResult& result) {
    std::vector<std::string> unknown;
    std::string note;
    for (const KnownFacts& facts : result.facts) {
        if (!facts.note.empty()) {
            note = facts.note;
        }
        if (facts.source == FactsSource::Unknown && facts.kind != EnvironmentKind::Local) {
            unknown.push_back(facts.environment);
        }
    }
    if (unknown.empty() && note.empty()) {
        return std::nullopt;
    }
    Finding finding;
    finding.code = Code::UnknownFacts;
    finding.severity = Severity::Information;
    finding.remedy = "gmig ledger verify";
    if (!unknown.empty()) {
        finding.message = "what is executed in " + join(unknown, ", ") + " is not known here" +
                          "; all of " + result.base_name + " counts as executed";
        finding.remedy =
            "nothing, or look once where it can be reached: gmig status -e " + unknown.front();
    }
    if (!note.empty()) {
        finding.message += (unknown.empty() ? "" : "; ") + printable(note);
    }
    return finding;
}

/// gmig rebase has nothing to do for a branch whose migrations come last already; the merge stops
/// at the tripwire all the same, and there it has.
void settle_tripwire(const MergedFolder& merged, const std::string& base_name,
                     std::vector<Finding>& findings) {
    const bool conflicts =
        std::ranges::find(merged.conflicted, layout::head_file_name) != merged.conflicted.end();
    const bool is_late = std::ranges::any_of(findings, [](const Finding& finding) {
        return finding.code == Code::OutOfOrder || finding.code == Code::DivergedHeads ||
               finding.code == Code::VersionCollision;
    });
    if (!conflicts || is_late) {
        return;
    }
    for (Finding& finding : findings) {
        if (finding.code == Code::StaleHeadFile) {
            finding.remedy = "git merge " + shell_word(base_name) + ", then gmig rebase";
        }
    }
}

void run_check(const Request& request, const Workspace& workspace, const CheckOptions& options,
               CheckResult& result) {
    result.base_name = options.base;
    result.head_name = options.head;
    const Sides sides =
        find_sides(request, workspace, {.base = result.base_name, .head = result.head_name});
    result.base = sides.base.value;
    result.head = sides.head.value_or(CommitId{}).value;
    const MergedFolder merged = merged_folder(workspace, sides);
    result.result_of = merged.how;
    result.tree = merged.tree;
    Material material = read_material(workspace, sides, merged);
    result.changes =
        compare(material.base.history, material.result.history, material.input.fingerprint_of);
    add_facts(request, workspace, options, sides, material, result);
    look_at_order(request, workspace, options.replay, material);
    std::vector<Finding> findings = gmig::check(material.base, material.result, material.input);
    put_remedies(findings, {.base_name = result.base_name, .base = material.base.history});
    settle_tripwire(merged, result.base_name, findings);
    if (auto gone = project_gone(workspace, sides)) {
        findings.insert(findings.begin(), std::move(*gone));
    }
    if (auto unknown = unknown_facts(result)) {
        findings.push_back(std::move(*unknown));
    }
    result.findings = attribute(workspace, sides, material.base.history, std::move(findings));
}

}  // namespace

CheckResult check(const Request& request, const CheckOptions& options) {
    const Workspace workspace(request);
    CheckResult result;
    result.root = workspace.path_in_repository("");
    try {
        run_check(request, workspace, options, result);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Repository) {
            throw;
        }
        result.undecided = error;
    }
    return result;
}

}  // namespace gmig::app

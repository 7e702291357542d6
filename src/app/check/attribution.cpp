#include "app/check/attribution.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>
#include <unordered_map>

namespace gmig::app {
namespace {

using Changes = std::unordered_map<std::string, git::Repository::Change>;

/// The base's file that a finding is held against: the other migration's, or the one's own.
std::string base_path(const History& base, const Finding& finding) {
    if (finding.other) {
        if (const Migration* const other = base.find(finding.other->id)) {
            return other->path;
        }
    }
    const Migration* const same = base.find(finding.id);
    return same == nullptr ? "" : same->path;
}

std::optional<Origin> origin_of(const Workspace& workspace, const Changes& changes,
                                const std::string& path) {
    if (path.empty()) {
        return std::nullopt;
    }
    const auto found = changes.find(workspace.path_in_repository(path));
    if (found == changes.end()) {
        return std::nullopt;
    }
    const git::Repository::Change& change = found->second;
    return Origin{.commit = change.commit.value,
                  .author = change.by.author,
                  .date = change.by.date,
                  .subject = change.by.subject};
}

std::string put_back(const RemedyScene& scene, const std::string& path) {
    return "git checkout " + shell_word(scene.base_name) + " -- " + shell_word(path);
}

std::string remedy_of(const Finding& finding, const RemedyScene& scene) {
    const std::string path = base_path(scene.base, finding);
    switch (finding.code) {
        case Code::EditedAfterExecution:
            return put_back(scene, path) +
                   "; then make the change a migration of its own: gmig new NAME";
        case Code::ExecutedMissing:
            return put_back(scene, path) + "; to undo it write its inverse: gmig new NAME";
        case Code::ExecutedRenamed:
            return finding.severity == Severity::Error && finding.other
                       ? "call it " + finding.other->name + " again"
                       : "nothing: ledgers follow at their next command";
        default:
            return "nothing, if that was meant";
    }
}

/// What is put behind the base is rebased; under the dag policy heads are joined.
bool is_rebased(const Finding& finding) {
    return finding.code == Code::OutOfOrder || finding.code == Code::VersionCollision ||
           (finding.code == Code::DivergedHeads &&
            finding.remedy.find("gmig merge") == std::string::npos);
}

}  // namespace

void put_remedies(std::vector<Finding>& findings, const RemedyScene& scene) {
    for (Finding& finding : findings) {
        if (finding.remedy.empty()) {
            finding.remedy = remedy_of(finding, scene);
        } else if (finding.blocks && is_rebased(finding)) {
            finding.remedy = scene.base_name == "HEAD"
                                 ? "gmig rebase"
                                 : "gmig rebase --onto " + shell_word(scene.base_name);
        }
    }
}

std::vector<CheckedFinding> attribute(const Workspace& workspace, const Sides& sides,
                                      const History& base, std::vector<Finding> findings) {
    std::vector<std::string> ours;
    std::vector<std::string> theirs;
    for (const Finding& finding : findings) {
        const std::string path = base_path(base, finding);
        if (!path.empty()) {
            theirs.push_back(workspace.path_in_repository(path));
        }
        if (!finding.where.file.empty() || !path.empty()) {
            ours.push_back(workspace.path_in_repository(
                finding.where.file.empty() ? path : finding.where.file));
        }
    }
    git::Repository& git = *workspace.repository();
    Changes of_head;
    if (sides.head && *sides.head != sides.base) {
        of_head = git.last_changes(ours, *sides.head, sides.base);
    }
    const Changes of_base = git.last_changes(theirs, sides.base, std::nullopt);
    std::vector<CheckedFinding> checked;
    for (Finding& finding : findings) {
        const std::string path = base_path(base, finding);
        const std::string file = finding.where.file.empty() ? path : finding.where.file;
        checked.push_back({.finding = {},
                           .ours = origin_of(workspace, of_head, file),
                           .theirs = origin_of(workspace, of_base, path),
                           .base_path = path});
        checked.back().finding = std::move(finding);
    }
    return checked;
}

}  // namespace gmig::app

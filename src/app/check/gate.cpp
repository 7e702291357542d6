#include "app/check/gate.hpp"

#include <algorithm>
#include <utility>

namespace gmig::app {
namespace {

/// Files that git would leave in conflict; what the result has of them is head's.
std::vector<Finding> conflicts_of(const layout::ProjectConfig& project,
                                  const MergedFolder& merged) {
    std::vector<Finding> findings;
    for (const std::string& path : merged.conflicted) {
        const std::string file = project.migrations + "/" + path;
        const bool is_tripwire = path == layout::head_file_name;
        Finding finding;
        finding.code = is_tripwire ? Code::StaleHeadFile : Code::UnreadableMigration;
        finding.severity = default_severity(finding.code);
        finding.where.file = file;
        finding.message = is_tripwire ? "git will stop at " + file +
                                            ": both sides have added migrations since they parted"
                                      : "git cannot merge " + file + ": both sides have changed it";
        finding.remedy =
            is_tripwire ? "gmig rebase" : "git merge, and put back what the base has of it";
        findings.push_back(std::move(finding));
    }
    return findings;
}

/// The files of both sides by their layouts, and the base's rules.
Material material_by(const Sides& sides, const layout::ProjectConfig& result_project,
                     const std::vector<FileContent>& base, const std::vector<FileContent>& result) {
    Material material;
    std::vector<Override> of_base;
    material.base = tree_state(sides.base_project, base, &of_base);
    material.result = tree_state(result_project, result, &material.input.overrides);
    if (sides.base_project.overrides_from_base) {
        material.input.overrides = std::move(of_base);
    }
    material.input.policy = sides.base_project.policy;
    material.input.severity = sides.base_project.severity;
    material.input.name_is_identity = sides.base_project.layout != layout::Kind::Gmig;
    material.input.collision = sides.base_project.layout == layout::Kind::Prisma
                                   ? Severity::Warning
                                   : Severity::Error;  // Prisma keys by whole names
    material.input.fingerprint_of = fingerprints(sides.base_project.dialect);
    return material;
}

}  // namespace

Material read_material(const Workspace& workspace, const Sides& sides, const MergedFolder& merged) {
    BlobReader reader(workspace);
    const std::vector<FileContent> base =
        reader.read(folder_at(workspace, sides.base_project, sides.base));
    Material material =
        material_by(sides, result_project(sides, merged), base, reader.read(merged.folder));
    const bool tripwire_conflicts =
        std::ranges::find(merged.conflicted, layout::head_file_name) != merged.conflicted.end();
    if (tripwire_conflicts) {
        std::erase_if(material.result.findings,
                      [](const Finding& finding) { return finding.code == Code::StaleHeadFile; });
    }
    std::ranges::move(conflicts_of(sides.head_project, merged),
                      std::back_inserter(material.result.findings));
    return material;
}

Material material_of(const Sides& sides, const std::vector<FileContent>& base,
                     const std::vector<FileContent>& result) {
    return material_by(sides, sides.head_project, base, result);
}

}  // namespace gmig::app

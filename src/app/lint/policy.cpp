#include "app/lint/policy.hpp"

#include "app/check/base.hpp"
#include "app/check/trees.hpp"

namespace gmig::app {
namespace {

/// The base as it is called; nothing where nobody names one and none can be found.
std::optional<std::string> base_name(const Workspace& workspace, const std::string& base) {
    if (!base.empty()) {
        return base;
    }
    try {
        return default_base(workspace, workspace.repository()->head());
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Repository) {
            throw;
        }
        return std::nullopt;
    }
}

}  // namespace

std::optional<Severity> LintPolicy::severity_of(Code code) const {
    if (project.off.contains(code)) {
        return std::nullopt;
    }
    const auto configured = project.severity.find(code);
    return configured == project.severity.end() ? default_severity(code) : configured->second;
}

LintPolicy policy_in_force(const Request& request, const Workspace& workspace,
                           const std::string& base) {
    LintPolicy policy{.project = workspace.project(), .base_name = {}, .base = {}};
    if (workspace.repository() == nullptr) {
        return policy;
    }
    if (auto name = base_name(workspace, base)) {
        policy.base = resolve_base(workspace, *name);
        policy.base_name = std::move(*name);
        policy.project = project_at(request, workspace, policy.base).value_or(policy.project);
    }
    return policy;
}

std::vector<RuleInForce> rules_in_force(const Request& request, const std::string& base) {
    const Workspace workspace(request);
    const LintPolicy policy = policy_in_force(request, workspace, base);
    std::vector<RuleInForce> rules;
    for (const Code code : all_codes()) {
        if (is_lint(code)) {
            rules.push_back({.code = code, .severity = policy.severity_of(code)});
        }
    }
    return rules;
}

}  // namespace gmig::app

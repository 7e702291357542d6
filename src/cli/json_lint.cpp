#include "cli/json_values.hpp"
#include "cli/projects.hpp"

#include <map>

namespace gmig::cli {
namespace {

/// How often each rule is broken, by code.
Json counts_of(const app::LintResult& result) {
    std::map<Code, std::size_t> counts;
    for (const app::CheckedFinding& checked : result.findings) {
        ++counts[checked.finding.code];
    }
    Json json = Json::object();
    for (const auto& [code, count] : counts) {
        json[to_string(code)] = count;
    }
    return json;
}

Json list_of(const std::vector<app::CheckedFinding>& findings) {
    Json list = Json::array();
    for (const app::CheckedFinding& checked : findings) {
        Json finding = cli::json_of(checked.finding);
        finding["ours"] = cli::json_of(checked.ours);
        list.push_back(std::move(finding));
    }
    return list;
}

Json lint_json(const app::LintResult& result) {
    Json ignored = Json::array();
    for (const app::IgnoredFinding& one : result.ignored) {
        Json finding = cli::json_of(one.finding);
        finding["by"] = to_string(one.by);
        ignored.push_back(std::move(finding));
    }
    Json json{{"base", result.base},           {"base_name", result.base_name},
              {"judged", result.judged},       {"decided", !result.undecided},
              {"counts", counts_of(result)},   {"findings", list_of(result.findings)},
              {"ignored", std::move(ignored)}, {"unused", list_of(result.unused)}};
    if (result.undecided) {
        json["error"] = cli::json_of(*result.undecided);
    }
    return json;
}

}  // namespace

std::string to_json(const std::vector<OfProject<app::LintResult>>& results) {
    return text_of_projects(results, lint_json);
}

std::string to_json(const std::vector<app::RuleInForce>& rules) {
    Json list = Json::array();
    for (const app::RuleInForce& rule : rules) {
        list.push_back({{"code", to_string(rule.code)},
                        {"title", title(rule.code)},
                        {"severity", rule.severity ? to_string(*rule.severity) : "off"},
                        {"default", to_string(default_severity(rule.code))}});
    }
    return text_of({{"rules", std::move(list)}});
}

}  // namespace gmig::cli

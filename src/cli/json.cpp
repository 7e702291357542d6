#include "cli/json.hpp"

#include "cli/json_values.hpp"
#include "cli/next.hpp"
#include "cli/projects.hpp"
#include <gmig/support/time.hpp>

namespace gmig::cli {
namespace {

Json where_of(const Where& where) {
    return to_string(where);
}

Json counterpart_json(const std::optional<Counterpart>& other) {
    return other ? Json{{"id", other->id.value}, {"name", other->name}, {"path", other->path}}
                 : Json();
}

Json comparison_json(const Comparison& changes) {
    return {{"added", ids_of(changes.added)},
            {"edited", ids_of(changes.edited)},
            {"edited_cosmetically", ids_of(changes.edited_cosmetically)},
            {"renamed", ids_of(changes.renamed)},
            {"reparented", ids_of(changes.reparented)},
            {"deleted", ids_of(changes.deleted)}};
}

/// "done", "planned", "refused" or "nothing to do".
std::string state_of(const app::RunResult& result) {
    if (!result.plan.refusals.empty()) {
        return "refused";
    }
    if (result.plan.steps.empty()) {
        return "nothing to do";
    }
    return result.dry_run ? "planned" : "done";
}

}  // namespace

Json json_of(const Finding& finding) {
    return {{"code", to_string(finding.code)},
            {"title", title(finding.code)},
            {"severity", to_string(finding.severity)},
            {"migration",
             {{"id", finding.id.value}, {"name", finding.name}, {"path", finding.where.file}}},
            {"where", where_of(finding.where)},
            {"message", finding.message},
            {"remedy", finding.remedy}};
}

Json json_of(const Error& error) {
    return {{"message", error.what()},
            {"where", where_of(error.where())},
            {"state", error.state()},
            {"next", next_of(error)},
            {"exit", error.exit_code()}};
}

Json optional_time(const std::optional<Timestamp>& time) {
    return time ? Json(to_iso(*time)) : Json(nullptr);
}

Json ids_of(const std::vector<MigrationId>& ids) {
    Json list = Json::array();
    for (const MigrationId& id : ids) {
        list.push_back(id.value);
    }
    return list;
}

Json json_of(const std::optional<app::Origin>& origin) {
    return origin ? Json{{"commit", origin->commit},
                         {"author", origin->author},
                         {"date", origin->date},
                         {"subject", origin->subject}}
                  : Json();
}

std::string text_of(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json json_of(const std::vector<Finding>& findings) {
    Json list = Json::array();
    for (const Finding& finding : findings) {
        list.push_back(json_of(finding));
    }
    return list;
}

Json json_of(const app::WrittenMigration& one) {
    return {{"id", one.id.value}, {"name", one.name}, {"path", one.path}, {"changed", one.changed}};
}

Json json_of(const std::vector<app::Verified>& verified) {
    Json list = Json::array();
    for (const app::Verified& one : verified) {
        list.push_back({{"id", one.id.value},
                        {"name", one.name},
                        {"ok", one.ok},
                        {"message", one.problem},
                        {"where", where_of(one.where)}});
    }
    return list;
}

Json json_of(const std::vector<Step>& steps) {
    Json plan = Json::array();
    for (const Step& step : steps) {
        plan.push_back(
            {{"action", to_string(step.action)}, {"id", step.id.value}, {"name", step.name}});
    }
    return plan;
}

Json json_of(const app::RunResult& result) {
    return {{"environment", result.environment},
            {"kind", to_string(result.kind)},
            {"plan", json_of(result.plan.steps)},
            {"done", result.done},
            {"state", state_of(result)},
            {"refusals", json_of(result.plan.refusals)},
            {"warnings", json_of(result.warnings)},
            {"losses", result.losses}};
}

std::string to_json(const app::StatusResult& result) {
    Json migrations = Json::array();
    for (const auto& line : result.migrations) {
        migrations.push_back({{"id", line.id.value},
                              {"name", line.name},
                              {"state", to_string(line.state)},
                              {"path", line.path},
                              {"executed_at", optional_time(line.executed_at)}});
    }
    Json json{{"project", result.project},
              {"environment", result.environment},
              {"kind", to_string(result.kind)},
              {"version", result.version.value},
              {"heads", ids_of(result.heads)},
              {"facts", {{"source", to_string(result.source)}, {"age_s", 0}}},
              {"migrations", std::move(migrations)},
              {"findings", json_of(result.findings)},
              {"next", result.next}};
    if (!result.tool.empty()) {
        json["facts"]["tool"] = result.tool;
    }
    if (result.maintenance) {
        json["maintenance"] = {{"since", to_iso(result.maintenance->since)},
                               {"by", result.maintenance->by}};
    }
    if (result.no_database) {
        json["error"] = json_of(*result.no_database);
    }
    return text_of(json);
}

std::string to_json(const app::RunResult& result) {
    return text_of(json_of(result));
}

std::string to_json(const app::SwitchResult& result) {
    Json json = json_of(result.run);
    json["target"] = result.target;
    json["checked_out"] = result.checked_out;
    json["detour"] = result.detour;
    if (result.checked_out && result.run.plan.steps.empty()) {
        json["state"] = "done";
    }
    return text_of(json);
}

namespace {

Json check_json(const app::CheckResult& result, Timestamp now) {
    Json findings = Json::array();
    for (const app::CheckedFinding& checked : result.findings) {
        Json finding = json_of(checked.finding);
        finding["other"] = counterpart_json(checked.finding.other);
        finding["ours"] = json_of(checked.ours);
        finding["theirs"] = json_of(checked.theirs);
        findings.push_back(std::move(finding));
    }
    Json facts = Json::array();
    for (const app::KnownFacts& known : result.facts) {
        const bool is_known = known.source != FactsSource::Unknown;
        constexpr std::int64_t second = 1'000'000;
        facts.push_back(
            {{"environment", known.environment},
             {"kind", to_string(known.kind)},
             {"source", to_string(known.source)},
             {"age_s",
              is_known ? Json((now.microseconds - known.as_of.microseconds) / second) : Json()}});
        if (!known.tool.empty()) {
            facts.back()["tool"] = known.tool;
        }
    }
    Json json{{"base", result.base},
              {"base_name", result.base_name},
              {"head", result.head},
              {"head_name", result.head_name},
              {"result", result.tree ? Json(*result.tree) : Json()},
              {"merged_in_memory", result.result_of == app::ResultOf::Merge},
              {"decided", !result.undecided},
              {"changes", comparison_json(result.changes)},
              {"facts", std::move(facts)},
              {"findings", std::move(findings)}};
    if (result.undecided) {
        json["error"] = json_of(*result.undecided);
    }
    return json;
}

}  // namespace

std::string to_json(const std::vector<OfProject<app::CheckResult>>& results, Timestamp now) {
    return text_of_projects(
        results, [&](const app::CheckResult& result) { return check_json(result, now); });
}

std::string to_json(const app::RebaseResult& result) {
    Json plan = Json::array();
    for (const app::RebaseStep& step : result.plan) {
        plan.push_back({{"action", app::to_string(step.action)},
                        {"id", step.id.value},
                        {"name", step.name},
                        {"from", step.from},
                        {"to", step.to}});
    }
    Json ledgers = Json::array();
    for (const app::RebaseLedger& ledger : result.ledgers) {
        ledgers.push_back({{"environment", ledger.environment},
                           {"kind", to_string(ledger.kind)},
                           {"rows", ledger.rows},
                           {"done", ledger.done}});
    }
    return text_of({{"upstream", result.upstream},
                    {"plan", std::move(plan)},
                    {"done", result.done},
                    {"state", app::to_string(result.state)},
                    {"ledgers", std::move(ledgers)},
                    {"refusals", json_of(result.refusals)},
                    {"warnings", json_of(result.warnings)},
                    {"next", result.next}});
}

std::string to_json(const app::MergeResult& result) {
    return text_of({{"merged", result.merged},
                    {"id", result.id.value},
                    {"name", result.name},
                    {"path", result.path},
                    {"joined", result.joined}});
}

std::string to_json(const app::VerifyResult& result) {
    return text_of({{"environment", result.environment},
                    {"checked", json_of(result.checked)},
                    {"without_verify", result.without_verify}});
}

std::string to_json(const app::InitResult& result) {
    return text_of({{"written", result.written},
                    {"folder", result.folder},
                    {"detected",
                     result.detected ? Json(layout::to_string(*result.detected)) : Json(nullptr)}});
}

std::string to_json(const app::MarkResult& result) {
    return text_of({{"id", result.id.value},
                    {"name", result.name},
                    {"changed", result.changed},
                    {"verified", result.verified}});
}

std::string to_json(const app::BaselineResult& result, bool dry_run) {
    const char* const done = result.writes ? "written" : "recorded";
    return text_of(
        {{"environment", result.environment},
         {"state", !result.changed ? "nothing to do"
                   : dry_run       ? "planned"
                                   : done},
         {"migration", {{"id", result.id.value}, {"name", result.name}, {"path", result.path}}},
         {"text", result.writes ? Json(result.text) : Json()},
         {"pending", result.pending},
         {"differences", result.differences},
         {"unmodelled", result.unmodelled},
         {"notes", result.notes}});
}

std::string to_json(const app::RecoverResult& result) {
    return text_of(
        {{"environment", result.environment}, {"found", result.found}, {"done", result.done}});
}

std::string to_json(const app::WrittenMigration& written) {
    return text_of({{"migrations", Json::array({json_of(written)})}});
}

std::string to_json(const app::AddResult& result) {
    Json list = Json::array();
    for (const app::WrittenMigration& one : result.written) {
        list.push_back(json_of(one));
    }
    return text_of({{"migrations", std::move(list)},
                    {"head_file", result.head_file.empty() ? Json() : Json(result.head_file)}});
}

std::string to_json(const std::vector<app::Diagnosis>& lines) {
    constexpr std::array<const char*, 3> verdicts{"good", "note", "bad"};
    Json list = Json::array();
    for (const app::Diagnosis& line : lines) {
        list.push_back({{"verdict", verdicts[static_cast<std::size_t>(line.verdict)]},
                        {"subject", line.subject},
                        {"message", line.message},
                        {"remedy", line.remedy}});
    }
    return text_of({{"lines", std::move(list)}});
}

std::string adopted_to_json(const std::string& environment) {
    return text_of({{"environment", environment}});
}

std::string to_json(const app::HooksResult& result) {
    Json hooks = Json::array();
    for (const git::HookStep& step : result.steps) {
        hooks.push_back({{"hook", step.hook},
                         {"action", to_string(step.action)},
                         {"path", step.path.native()},
                         {"note", step.note},
                         {"entry", step.entry}});
    }
    const char* const written = result.dry_run ? "planned" : "done";
    const char* const state = result.refused   ? "refused"
                              : result.by_hand ? "by hand"
                              : result.changed ? written
                                               : "nothing to do";
    return text_of({{"folder", result.folder.native()},
                    {"manager", to_string(result.manager)},
                    {"state", state},
                    {"hooks", std::move(hooks)}});
}

std::string to_json(const app::HooksStatus& status) {
    Json hooks = Json::array();
    for (const git::HookSight& hook : status.hooks) {
        hooks.push_back({{"hook", hook.kind.name},
                         {"state", to_string(hook.state)},
                         {"path", hook.path.native()},
                         {"note", hook.note}});
    }
    return text_of({{"folder", status.folder.native()},
                    {"manager", to_string(status.manager)},
                    {"complete", status.complete},
                    {"refusal", status.refusal},
                    {"remedy", status.remedy},
                    {"hooks", std::move(hooks)}});
}

std::string to_json(const Error& error) {
    return text_of({{"error", json_of(error)}});
}

}  // namespace gmig::cli

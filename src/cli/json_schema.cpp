#include "cli/change_text.hpp"
#include "cli/json_values.hpp"
#include <gmig/support/text.hpp>

#include <string_view>

namespace gmig::cli {
namespace {

Json json_of(const std::vector<schema::Mark>& marks) {
    Json list = Json::array();
    for (const schema::Mark& mark : marks) {
        list.push_back({{"kind", to_string(mark.kind)}, {"what", mark.what}});
    }
    return list;
}

Json json_of(const std::vector<schema::RenderedStep>& steps) {
    Json list = Json::array();
    for (const schema::RenderedStep& step : steps) {
        list.push_back({{"summary", join(step.summaries, "; ")},
                        {"statements", step.statements},
                        {"marks", json_of(step.marks)}});
    }
    return list;
}

/// What each command that changes a schema tells of the change.
Json json_of(const app::SchemaChange& change) {
    return {{"from", change.from},
            {"to", change.to},
            {"changes", json_of(change.steps)},
            {"destructive", !change.losses.empty()},
            {"losses", change.losses},
            {"notes", change.notes}};
}

/// "done", "planned" or "nothing to do".
std::string_view state_of(bool changes, bool dry_run) {
    if (!changes) {
        return "nothing to do";
    }
    return dry_run ? "planned" : "done";
}

}  // namespace

std::string to_json(const app::DiffResult& result) {
    Json json = json_of(result.change);
    json["back"] = json_of(result.change.back);
    json["migration"] = result.written ? json_of(*result.written) : Json();
    json["path"] = result.written ? Json(result.written->path) : Json();
    json["executed"] = result.executed ? json_of(*result.executed) : Json();
    return text_of(json);
}

std::string to_json(const app::DescribeResult& result) {
    Json changes = Json::array();
    for (const app::DescribeResult::Change& change : result.changes) {
        changes.push_back(
            {{"summary", join(change.summaries, "; ")}, {"marks", json_of(change.marks)}});
    }
    return text_of({{"id", result.id.value},
                    {"name", result.name},
                    {"path", result.path},
                    {"part", result.down ? "down" : "up"},
                    {"transaction", result.alone ? "off" : "on"},
                    {"changes", std::move(changes)},
                    {"others", result.others},
                    {"marks", json_of(result.marks)},
                    {"sql", result.sql},
                    {"notes", result.notes}});
}

std::string to_json(const app::PushResult& result, bool dry_run) {
    Json json{{"environment", result.environment},
              {"state", state_of(!result.change.empty(), dry_run)}};
    json.update(json_of(result.change));
    return text_of(json);
}

std::string to_json(const app::PullResult& result, bool dry_run) {
    return text_of({{"environment", result.environment},
                    {"state", state_of(result.changed, dry_run)},
                    {"path", result.path},
                    {"text", result.text},
                    {"notes", result.notes}});
}

std::string to_json(const app::ResetResult& result) {
    Json json{{"environment", result.environment},
              {"state", result.refusals.empty() ? state_of(true, result.dry_run) : "refused"},
              {"rows", result.rows},
              {"plan", json_of(result.plan)},
              {"done", result.done},
              {"refusals", json_of(result.refusals)}};
    json.update(json_of(result.change));
    return text_of(json);
}

std::string to_json(const app::AmendResult& result) {
    Json plan = Json::array();
    for (const app::AmendStep& step : result.plan) {
        plan.push_back(
            {{"action", app::to_string(step.action)}, {"id", step.id.value}, {"name", step.name}});
    }
    std::vector<std::string> notes = result.change.notes;
    notes.insert(notes.end(), result.notes.begin(), result.notes.end());
    return text_of({{"environment", result.environment},
                    {"id", result.id.value},
                    {"name", result.name},
                    {"path", result.path},
                    {"plan", std::move(plan)},
                    {"done", result.done},
                    {"state", app::to_string(result.state)},
                    {"changes", json_of(result.change.steps)},
                    {"losses", result.change.losses},
                    {"refusals", json_of(result.refusals)},
                    {"notes", std::move(notes)},
                    {"text", result.text.empty() ? Json() : Json(result.text)}});
}

std::string to_json(const app::DriftResult& result) {
    Json json{{"environment", result.environment},
              {"kind", to_string(result.kind)},
              {"executed", result.executed},
              {"drifted", result.drifted}};
    json.update(json_of(result.back));
    return text_of(json);
}

}  // namespace gmig::cli

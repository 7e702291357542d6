// Environments, maintenance and deploy as JSON.
#include "cli/environment_text.hpp"
#include "cli/json.hpp"
#include "cli/json_values.hpp"

namespace gmig::cli {
namespace {

Json word_or_null(const std::string& word) {
    return word.empty() ? Json() : Json(word);
}

Json json_of_environment(const app::EnvironmentLine& line) {
    return {{"name", line.name},
            {"kind", line.kind ? Json(to_string(*line.kind)) : Json()},
            {"url", line.shown},
            {"state", to_word(line.state)},
            {"says", word_or_null(line.says)},
            {"identity", word_or_null(line.identity)},
            {"from", word_or_null(line.from)},
            {"forked_at", optional_time(line.forked_at)},
            {"executed", line.executed ? Json(*line.executed) : Json()},
            {"bytes", line.bytes},
            {"maintenance", to_word(line.maintenance)},
            {"problem", word_or_null(line.problem)}};
}

}  // namespace

std::string to_json(const std::vector<app::EnvironmentLine>& lines) {
    Json list = Json::array();
    for (const app::EnvironmentLine& line : lines) {
        list.push_back(json_of_environment(line));
    }
    return text_of({{"environments", std::move(list)}});
}

std::string to_json(const app::ForkResult& result) {
    return text_of({{"environment", result.name},
                    {"from", result.from},
                    {"url", result.shown},
                    {"method", result.dry_run ? Json() : Json(to_word(result.copied.method))},
                    {"because", word_or_null(result.copied.because)},
                    {"bytes", result.copied.bytes},
                    {"state", result.dry_run ? "planned" : "done"}});
}

std::string to_json(const app::EnvironmentChange& result) {
    return text_of({{"environment", result.name},
                    {"was", word_or_null(result.was)},
                    {"url", result.shown},
                    {"state", result.done ? "done" : "planned"}});
}

Json json_of(const app::PromoteResult& result) {
    return {{"environment", result.environment},
            {"promoted", result.promoted},
            {"old", result.old_name},
            {"lost", result.lost},
            {"executed", result.executed},
            {"gone", result.gone},
            {"state", result.done ? "done" : "planned"}};
}

std::string to_json(const app::PromoteResult& result) {
    return text_of(json_of(result));
}

std::string to_json(const app::DeployResult& result) {
    Json json = json_of(result.run);
    json["environment"] = result.environment;
    json["verified"] = json_of(result.verified);
    json["fork"] = word_or_null(result.fork);
    json["fork_is_there"] = result.fork_is_there;
    json["promotion"] = result.promotion ? json_of(*result.promotion) : Json();
    return text_of(json);
}

std::string to_json(const app::MaintenanceResult& result) {
    const std::optional<db::Maintenance>& maintenance = result.state.maintenance;
    return text_of({{"environment", result.environment},
                    {"maintenance", to_word(result.state.state)},
                    {"since", maintenance ? Json(to_iso(maintenance->since)) : Json()},
                    {"by", maintenance ? Json(maintenance->by) : Json()},
                    {"run", maintenance ? word_or_null(maintenance->run_id) : Json()},
                    {"missing", result.state.missing},
                    {"gaps", result.state.gaps},
                    {"sees_sessions", result.state.sees_sessions},
                    {"changed", result.changed}});
}

}  // namespace gmig::cli

#include "cli/json_values.hpp"
#include "cli/next.hpp"

namespace gmig::cli {
namespace {

Json json_of_obstacle(const Error& error) {
    return {{"message", error.what()},
            {"where", to_string(error.where())},
            {"next", next_of(error)},
            {"exit", error.exit_code()}};
}

std::string_view state_of(const app::ImportResult& result, const app::Adoption& adoption) {
    if (adoption.done) {
        return "done";
    }
    if (!adoption.obstacles.empty()) {
        return "refused";
    }
    const bool something =
        !adoption.table.empty() && adoption.executed > adoption.known + adoption.taken_out;
    return something || (result.dry_run && !adoption.adopted) ? "planned" : "nothing to do";
}

Json json_of(const app::ImportResult& result, const app::Adoption& adoption) {
    Json plan = Json::array();
    for (const app::AdoptedMigration& one : adoption.plan) {
        plan.push_back({{"action", "adopt"},
                        {"id", one.id.value},
                        {"name", one.name},
                        {"version", one.version}});
    }
    Json obstacles = Json::array();
    for (const Error& error : adoption.obstacles) {
        obstacles.push_back(json_of_obstacle(error));
    }
    return {{"environment", adoption.environment},
            {"kind", to_string(adoption.kind)},
            {"table", adoption.table.empty() ? Json() : Json(adoption.table)},
            {"executed", adoption.executed},
            {"known", adoption.known},
            {"interrupted", adoption.interrupted},
            {"without_file", adoption.without_file},
            {"plan", std::move(plan)},
            {"obstacles", std::move(obstacles)},
            {"compared", adoption.compared},
            {"drifted", adoption.differences},
            {"state", state_of(result, adoption)},
            {"notes", adoption.notes}};
}

Json json_of(const app::Conversion& conversion) {
    Json files = Json::array();
    for (const app::ConvertedFile& file : conversion.files) {
        files.push_back({{"id", file.id.value},
                         {"name", file.name},
                         {"from", file.from},
                         {"to", file.to},
                         {"irreversible", file.irreversible},
                         {"notes", file.notes}});
    }
    return {{"files", std::move(files)},
            {"written", conversion.others},
            {"left", conversion.left},
            {"staged", conversion.done && conversion.staged},
            {"state", conversion.done ? "done" : "planned"}};
}

}  // namespace

std::string to_json(const app::ImportResult& result) {
    return text_of({{"from", layout::to_string(result.tool)},
                    {"layout", layout::to_string(result.layout)},
                    {"folder", result.folder},
                    {"migrations", result.migrations},
                    {"written", result.written},
                    {"findings", json_of(result.findings)},
                    {"adoption", result.adoption ? json_of(result, *result.adoption) : Json()},
                    {"not_asked", result.not_asked.empty() ? Json() : Json(result.not_asked)},
                    {"conversion", result.conversion ? json_of(*result.conversion) : Json()}});
}

}  // namespace gmig::cli

// The operation log and undo as JSON.
#include "cli/json.hpp"
#include "cli/json_values.hpp"

namespace gmig::cli {
namespace {

Json text_or_null(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

Json json_of_operation(const app::OperationLine& line) {
    return {{"number", line.number},
            {"kind", text_or_null(line.kind)},
            {"command", line.command},
            {"at", to_iso(line.at)},
            {"by", line.by},
            {"environment", text_or_null(line.environment)},
            {"finished", line.finished},
            {"final", text_or_null(line.final_because)},
            {"undoes", line.undoes == 0 ? Json() : Json(line.undoes)},
            {"undone_by", line.undone_by == 0 ? Json() : Json(line.undone_by)}};
}

}  // namespace

std::string to_json(const std::vector<app::OperationLine>& lines) {
    Json list = Json::array();
    for (const app::OperationLine& line : lines) {
        list.push_back(json_of_operation(line));
    }
    return text_of({{"operations", std::move(list)}});
}

std::string to_json(const app::ShownOperation& shown) {
    Json files = Json::array();
    for (const app::ShownOperation::File& file : shown.files) {
        files.push_back({{"path", file.path},
                         {"before", file.before ? Json(*file.before) : Json()},
                         {"after", file.after ? Json(*file.after) : Json()}});
    }
    Json changes = Json::array();
    for (const app::ShownOperation::Change& change : shown.changes) {
        changes.push_back({{"kind", change.kind},
                           {"id", change.id.value},
                           {"name", change.name},
                           {"undone", change.undone}});
    }
    Json json = json_of_operation(shown.line);
    json["files"] = std::move(files);
    json["changes"] = std::move(changes);
    json["head_before"] = text_or_null(shown.head_before);
    json["head_after"] = text_or_null(shown.head_after);
    json["ledger_unknown"] = text_or_null(shown.ledger_unknown);
    return text_of(json);
}

std::string to_json(const app::UndoResult& result) {
    Json plan = Json::array();
    for (const app::UndoResult::Step& step : result.steps) {
        plan.push_back({{"action", step.action}, {"id", step.id.value}, {"name", step.name}});
    }
    const char* const state = result.number == 0 ? "nothing to do"
                              : result.dry_run   ? "planned"
                                                 : "done";
    return text_of({{"operation", result.number == 0 ? Json() : Json(result.number)},
                    {"kind", text_or_null(result.kind)},
                    {"environment", text_or_null(result.environment)},
                    {"plan", std::move(plan)},
                    {"done", result.done},
                    {"losses", result.losses},
                    {"notes", result.notes},
                    {"state", state}});
}

}  // namespace gmig::cli

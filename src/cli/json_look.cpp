#include "cli/json_values.hpp"

namespace gmig::cli {
namespace {

Json part_of(const std::optional<Script>& part) {
    return part ? Json(part->text) : Json(nullptr);
}

Json event_json(const app::BlameEvent& event) {
    return {{"migration", {{"id", event.id.value}, {"name", event.name}, {"path", event.path}}},
            {"what", app::to_string(event.what)},
            {"words", event.words},
            {"committed", event.committed == app::Committed::Unknown
                              ? Json()
                              : Json(event.committed == app::Committed::Yes)},
            {"commit", json_of(event.origin)}};
}

}  // namespace

std::string to_json(const app::LogResult& result) {
    Json migrations = Json::array();
    for (const auto& line : result.migrations) {
        migrations.push_back({{"id", line.id.value},
                              {"name", line.name},
                              {"path", line.path},
                              {"parents", ids_of(line.parents)},
                              {"branches", line.branches},
                              {"description", line.description}});
    }
    return text_of({{"heads", ids_of(result.heads)},
                    {"migrations", std::move(migrations)},
                    {"findings", json_of(result.findings)}});
}

std::string to_json(const app::ShowResult& result) {
    const Migration& migration = result.migration;
    const auto sum = [](const std::optional<Checksum>& checksum) {
        return checksum ? Json(checksum->value) : Json(nullptr);
    };
    return text_of({{"id", migration.id.value},
                    {"name", migration.name},
                    {"source", result.source},
                    {"parents", ids_of(migration.parents)},
                    {"checksum", migration.checksum.value},
                    {"down_checksum", sum(migration.down_checksum)},
                    {"verify_checksum", sum(migration.verify_checksum)},
                    {"fingerprint", result.fingerprint.value},
                    {"transaction", migration.up.transaction == TransactionMode::On},
                    {"up", migration.up.text},
                    {"down", part_of(migration.down)},
                    {"verify", part_of(migration.verify)},
                    {"executed_at", optional_time(result.executed_at)},
                    {"executed_by", result.executed_by}});
}

std::string to_json(const app::RevParseResult& result) {
    return text_of({{"id", result.id.value},
                    {"name", result.name},
                    {"checksum", result.checksum.value},
                    {"fingerprint", result.fingerprint.value},
                    {"version", result.version.value}});
}

std::string to_json(const app::RevertResult& result) {
    return text_of({{"migration", json_of(result.written)},
                    {"reverts", {{"id", result.reverted.value}, {"name", result.reverted_name}}},
                    {"derived", result.derived},
                    {"up", result.up},
                    {"down", result.down},
                    {"losses", result.losses},
                    {"notes", result.notes}});
}

std::string to_json(const app::BlameResult& result) {
    Json columns = Json::array();
    for (const auto& line : result.columns) {
        Json column = event_json(result.events[line.event]);
        column["words"] = line.words;
        columns.push_back({{"column", line.column}, {"last", std::move(column)}});
    }
    Json events = Json::array();
    for (const app::BlameEvent& event : result.events) {
        events.push_back(event_json(event));
    }
    return text_of({{"kind", result.kind},
                    {"object", result.object},
                    {"column", result.column.empty() ? Json() : Json(result.column)},
                    {"history", result.history},
                    {"gone", result.gone},
                    {"columns", std::move(columns)},
                    {"events", std::move(events)},
                    {"notes", result.notes}});
}

}  // namespace gmig::cli

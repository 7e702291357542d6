#include "cli/json_values.hpp"

namespace gmig::cli {
namespace {

Json part_of(const std::optional<Script>& part) {
    return part ? Json(part->text) : Json(nullptr);
}

Json committed_json(app::Committed committed) {
    return committed == app::Committed::Unknown ? Json() : Json(committed == app::Committed::Yes);
}

Json event_json(const app::BlameEvent& event) {
    return {{"migration", {{"id", event.id.value}, {"name", event.name}, {"path", event.path}}},
            {"what", app::to_string(event.what)},
            {"words", event.words},
            {"committed", committed_json(event.committed)},
            {"commit", cli::json_of(event.origin)}};
}

/// `executed` of log and show.
Json executions_json(const std::vector<app::Execution>& executed) {
    Json list = Json::array();
    for (const app::Execution& execution : executed) {
        list.push_back({{"environment", execution.environment},
                        {"at", execution.at == Timestamp{} ? Json() : Json(to_iso(execution.at))},
                        {"by", execution.by.empty() ? Json() : Json(execution.by)},
                        {"duration_us", execution.duration_us},
                        {"source", to_string(execution.source)},
                        {"as_of", to_iso(execution.as_of)},
                        {"interrupted", execution.interrupted},
                        {"same_text", execution.same_text}});
    }
    return list;
}

Json environments_json(const std::vector<app::KnownFacts>& environments) {
    Json list = Json::array();
    for (const app::KnownFacts& facts : environments) {
        const bool is_known = facts.source != FactsSource::Unknown;
        list.push_back({{"environment", facts.environment},
                        {"kind", to_string(facts.kind)},
                        {"source", to_string(facts.source)},
                        {"as_of", is_known ? Json(to_iso(facts.as_of)) : Json()}});
    }
    return list;
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
                              {"description", line.description},
                              {"executed", executions_json(line.executed)}});
    }
    return text_of({{"heads", ids_of(result.heads)},
                    {"migrations", std::move(migrations)},
                    {"environments", environments_json(result.environments)},
                    {"findings", json_of(result.findings)}});
}

std::string to_json(const app::ShowResult& result) {
    const Migration& migration = result.migration;
    Json differences = Json::array();
    for (const app::ShowResult::Difference& difference : result.differences) {
        differences.push_back({{"environment", difference.environment},
                               {"part", difference.part},
                               {"diff", difference.diff}});
    }
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
                    {"executed_by", result.executed_by},
                    {"committed", committed_json(result.committed)},
                    {"commit", json_of(result.origin)},
                    {"executed", executions_json(result.executed)},
                    {"environments", environments_json(result.environments)},
                    {"differences", std::move(differences)},
                    {"notes", result.notes}});
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

#include "app/operation/record.hpp"

#include "app/json_bytes.hpp"
#include <gmig/support/hash.hpp>

namespace gmig::app {
namespace {

constexpr std::string_view record_format = "gmig operation 1 sha256 ";

nlohmann::json json_of_place(const std::optional<OperationPlace>& place) {
    if (!place) {
        return nullptr;
    }
    return {{"environment", place->environment},
            {"identity", place->identity},
            {"shown", json_of_bytes(place->shown)}};
}

std::optional<OperationPlace> place_from(const nlohmann::json& json) {
    if (json.is_null()) {
        return std::nullopt;
    }
    return OperationPlace{.environment = json.at("environment"),
                          .identity = json.at("identity"),
                          .shown = bytes_from(json.at("shown"))};
}

nlohmann::json json_of_head(const std::optional<HeadPlace>& head) {
    if (!head) {
        return nullptr;
    }
    return {{"branch", json_of_bytes(head->branch)}, {"commit", head->commit}};
}

std::optional<HeadPlace> head_from(const nlohmann::json& json) {
    if (json.is_null()) {
        return std::nullopt;
    }
    return HeadPlace{.branch = bytes_from(json.at("branch")), .commit = json.at("commit")};
}

nlohmann::json json_of_file_change(const FileChange& file) {
    return {{"path", json_of_bytes(file.path.native())},
            {"before", json_of_bytes(file.before)},
            {"after", json_of_bytes(file.after)}};
}

FileChange file_change_from(const nlohmann::json& json) {
    return {.path = bytes_from(json.at("path")),
            .before = bytes_if_any(json.at("before")),
            .after = bytes_if_any(json.at("after"))};
}

OperationRecord operation_from(const nlohmann::json& json) {
    OperationRecord record;
    record.number = json.at("number");
    record.kind = json.at("kind");
    record.command = bytes_from(json.at("command"));
    record.project = json.at("project");
    record.root = bytes_from(json.at("root"));
    record.run_id = json.at("run_id");
    record.at.microseconds = json.at("at");
    record.by = bytes_from(json.at("by"));
    record.state = json.at("done").get<bool>() ? OperationRecord::State::Done
                                               : OperationRecord::State::Started;
    record.place = place_from(json.at("place"));
    record.files = values_from<FileChange>(json.at("files"), file_change_from);
    record.head_before = head_from(json.at("head_before"));
    record.head_after = head_from(json.at("head_after"));
    if (!json.at("rebase").is_null()) {
        record.rebase = rebase_from_json(json.at("rebase").get<std::string>());
    }
    record.staged = json.value("staged", false);
    if (const auto drops = json.find("drops_rows"); drops != json.end() && !drops->is_null()) {
        record.drops_rows = drops->get<bool>();
    }
    record.final_because = bytes_from(json.at("final_because"));
    record.undoes = json.at("undoes");
    record.undone_by = json.at("undone_by");
    return record;
}

}  // namespace

std::string text_of_record(const OperationRecord& record) {
    const nlohmann::json json{
        {"number", record.number},
        {"kind", record.kind},
        {"command", json_of_bytes(record.command)},
        {"project", record.project},
        {"root", json_of_bytes(record.root)},
        {"run_id", record.run_id},
        {"at", record.at.microseconds},
        {"by", json_of_bytes(record.by)},
        {"done", record.state == OperationRecord::State::Done},
        {"place", json_of_place(record.place)},
        {"files", list_of(record.files, json_of_file_change)},
        {"head_before", json_of_head(record.head_before)},
        {"head_after", json_of_head(record.head_after)},
        {"rebase",
         record.rebase ? nlohmann::json(json_text_of(*record.rebase)) : nlohmann::json(nullptr)},
        {"staged", record.staged},
        {"drops_rows",
         record.drops_rows ? nlohmann::json(*record.drops_rows) : nlohmann::json(nullptr)},
        {"final_because", json_of_bytes(record.final_because)},
        {"undoes", record.undoes},
        {"undone_by", record.undone_by}};
    const std::string text = json.dump(1);
    return std::string(record_format) + sha256_hex(text) + "\n" + text;
}

std::optional<OperationRecord> record_from_text(std::string_view text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view json = text.substr(end + 1);
    if (text.substr(0, end) != std::string(record_format) + sha256_hex(json)) {
        return std::nullopt;
    }
    try {
        return operation_from(nlohmann::json::parse(json));
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;  // of another gmig's format
    }
}

}  // namespace gmig::app

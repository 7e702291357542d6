#include "app/rebase/rebase_record.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <nlohmann/json.hpp>

#include <array>

namespace gmig::app {
namespace {

using Json = nlohmann::json;

constexpr std::string_view first_words = "gmig rebase 1 sha256 ";
constexpr std::string_view any_format = "gmig rebase ";

/// JSON holds UTF-8 alone; paths and files may be anything.
Json json_of(const std::string& bytes) {
    if (!find_invalid_utf8(bytes)) {
        return bytes;
    }
    Json numbers = Json::array();
    for (const char byte : bytes) {
        numbers.push_back(static_cast<unsigned char>(byte));
    }
    return numbers;
}

std::string bytes_from(const Json& json) {
    if (json.is_string()) {
        return json.get<std::string>();
    }
    std::string bytes;
    for (const Json& number : json) {
        bytes += static_cast<char>(number.get<unsigned char>());
    }
    return bytes;
}

Json json_of(const std::optional<std::string>& bytes) {
    return bytes ? json_of(*bytes) : Json(nullptr);
}

std::optional<std::string> bytes_if_any(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(bytes_from(json));
}

template <class Values, class Convert>
Json list_of(const Values& values, const Convert& convert) {
    Json list = Json::array();
    for (const auto& value : values) {
        list.push_back(convert(value));
    }
    return list;
}

template <class Value, class Convert>
std::vector<Value> values_from(const Json& list, const Convert& convert) {
    std::vector<Value> values;
    for (const Json& json : list) {
        values.push_back(convert(json));
    }
    return values;
}

Json json_of_row(const RowName& row) {
    return {{"id", row.id.value},
            {"name", json_of(row.name)},
            {"parents", list_of(row.parents, [](const MigrationId& id) { return id.value; })}};
}

RowName row_from(const Json& json) {
    return {.id = {json.at("id")},
            .name = bytes_from(json.at("name")),
            .parents = values_from<MigrationId>(json.at("parents"),
                                                [](const Json& id) { return MigrationId{id}; })};
}

Json json_of_change(const RowChange& change) {
    return {{"before", json_of_row(change.before)},
            {"after", json_of_row(change.after)},
            {"content", change.content.value}};
}

RowChange change_from(const Json& json) {
    return {.before = row_from(json.at("before")),
            .after = row_from(json.at("after")),
            .content = {json.at("content")}};
}

Json json_of_ledger(const LedgerRecord& ledger) {
    return {{"environment", ledger.environment},
            {"kind", to_string(ledger.kind)},
            {"touched", ledger.touched},
            {"done", ledger.done},
            {"rows", list_of(ledger.rows, json_of_change)}};
}

LedgerRecord ledger_from(const Json& json) {
    return {.environment = json.at("environment"),
            .kind = environment_kind_from(json.at("kind").get<std::string>())
                        .value_or(EnvironmentKind::Production),
            .touched = json.at("touched"),
            .done = json.at("done"),
            .rows = values_from<RowChange>(json.at("rows"), change_from)};
}

Json json_of_file(const FileChange& file) {
    return {{"path", json_of(file.path.native())},
            {"before", json_of(file.before)},
            {"after", json_of(file.after)}};
}

FileChange file_from(const Json& json) {
    return {.path = bytes_from(json.at("path")),
            .before = bytes_if_any(json.at("before")),
            .after = bytes_if_any(json.at("after"))};
}

Json json_of_entry(const git::StagedFile& entry) {
    return {{"path", json_of(entry.path)},
            {"mode", entry.mode},
            {"object", entry.object},
            {"stage", entry.stage}};
}

git::StagedFile staged_from(const Json& json) {
    return {.path = bytes_from(json.at("path")),
            .mode = json.at("mode"),
            .object = json.at("object"),
            .stage = json.at("stage")};
}

Json json_of_step(const RebaseStep& step) {
    return {{"action", static_cast<int>(step.action)},
            {"id", step.id.value},
            {"name", json_of(step.name)},
            {"from", json_of(step.from)},
            {"to", json_of(step.to)}};
}

RebaseStep step_from(const Json& json) {
    return {.action = static_cast<RebaseAction>(json.at("action").get<int>()),
            .id = {json.at("id")},
            .name = bytes_from(json.at("name")),
            .from = bytes_from(json.at("from")),
            .to = bytes_from(json.at("to"))};
}

std::string text_of(const RebaseRecord& record) {
    const auto bytes = [](const std::string& text) { return json_of(text); };
    const Json json{{"project", record.project},
                    {"run_id", record.run_id},
                    {"back", record.direction == RebaseRecord::Direction::Back},
                    {"staged", record.stage == RebaseRecord::Stage::Ledgers},
                    {"upstream", json_of(record.upstream)},
                    {"head", record.head},
                    {"operation", record.operation},
                    {"incoming", record.incoming},
                    {"files", list_of(record.files, json_of_file)},
                    {"paths", list_of(record.paths, bytes)},
                    {"entries", list_of(record.entries, json_of_entry)},
                    {"rows", list_of(record.rows, json_of_change)},
                    {"ledgers", list_of(record.ledgers, json_of_ledger)},
                    {"plan", list_of(record.plan, json_of_step)}};
    return json.dump(1);
}

RebaseRecord record_from(const Json& json) {
    using Direction = RebaseRecord::Direction;
    using Stage = RebaseRecord::Stage;
    return {.project = json.at("project"),
            .run_id = json.at("run_id"),
            .direction = json.at("back").get<bool>() ? Direction::Back : Direction::Forward,
            .stage = json.at("staged").get<bool>() ? Stage::Ledgers : Stage::Files,
            .upstream = bytes_from(json.at("upstream")),
            .head = json.at("head"),
            .operation = json.at("operation"),
            .incoming = json.at("incoming"),
            .files = values_from<FileChange>(json.at("files"), file_from),
            .paths = values_from<std::string>(json.at("paths"), bytes_from),
            .entries = values_from<git::StagedFile>(json.at("entries"), staged_from),
            .rows = values_from<RowChange>(json.at("rows"), change_from),
            .ledgers = values_from<LedgerRecord>(json.at("ledgers"), ledger_from),
            .plan = values_from<RebaseStep>(json.at("plan"), step_from)};
}

[[noreturn]] void refuse_format(const std::filesystem::path& path) {
    throw Error(Error::Kind::Recover, "the record of an unfinished rebase is of another gmig's")
        .at({.file = path.string()})
        .state("nothing has changed")
        .next("gmig rebase --continue, with the gmig that wrote it");
}

}  // namespace

std::optional<RebaseRecord> RecordFile::read() const {
    const std::optional<std::string> text = read_file_if_exists(path_);
    if (!text) {
        return std::nullopt;
    }
    const std::size_t end = std::min(text->find('\n'), text->size());
    const std::string_view line = std::string_view(*text).substr(0, end);
    const std::string_view rest = std::string_view(*text).substr(std::min(end + 1, text->size()));
    if (!line.starts_with(first_words) && line.starts_with(any_format)) {
        refuse_format(path_);
    }
    if (line != std::string(first_words) + sha256_hex(rest)) {
        return std::nullopt;
    }
    try {
        return record_from(Json::parse(rest));
    } catch (const Json::exception&) {
        refuse_format(path_);
    }
}

void RecordFile::write(const RebaseRecord& record) const {
    const std::string text = text_of(record);
    write_file(path_, std::string(first_words) + sha256_hex(text) + "\n" + text);
}

void RecordFile::remove() const {
    remove_file(path_);
}

}  // namespace gmig::app

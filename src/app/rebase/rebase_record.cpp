#include "app/rebase/rebase_record.hpp"

#include "app/json_bytes.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <array>

namespace gmig::app {
namespace {

using Json = nlohmann::json;

constexpr std::string_view first_words = "gmig rebase 1 sha256 ";
constexpr std::string_view any_format = "gmig rebase ";

Json json_of_row(const RowName& row) {
    return {{"id", row.id.value},
            {"name", json_of_bytes(row.name)},
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
    return {{"path", json_of_bytes(file.path.native())},
            {"before", json_of_bytes(file.before)},
            {"after", json_of_bytes(file.after)}};
}

FileChange file_from(const Json& json) {
    return {.path = bytes_from(json.at("path")),
            .before = bytes_if_any(json.at("before")),
            .after = bytes_if_any(json.at("after"))};
}

Json json_of_entry(const git::StagedFile& entry) {
    return {{"path", json_of_bytes(entry.path)},
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
            {"name", json_of_bytes(step.name)},
            {"from", json_of_bytes(step.from)},
            {"to", json_of_bytes(step.to)}};
}

RebaseStep step_from(const Json& json) {
    return {.action = static_cast<RebaseAction>(json.at("action").get<int>()),
            .id = {json.at("id")},
            .name = bytes_from(json.at("name")),
            .from = bytes_from(json.at("from")),
            .to = bytes_from(json.at("to"))};
}

Json json_of_record(const RebaseRecord& record) {
    const auto bytes = [](const std::string& text) { return json_of_bytes(text); };
    return {{"project", record.project},
            {"run_id", record.run_id},
            {"back", record.direction == RebaseRecord::Direction::Back},
            {"staged", record.stage == RebaseRecord::Stage::Ledgers},
            {"upstream", json_of_bytes(record.upstream)},
            {"head", record.head},
            {"operation", record.operation},
            {"incoming", record.incoming},
            {"files", list_of(record.files, json_of_file)},
            {"paths", list_of(record.paths, bytes)},
            {"entries", list_of(record.entries, json_of_entry)},
            {"rows", list_of(record.rows, json_of_change)},
            {"ledgers", list_of(record.ledgers, json_of_ledger)},
            {"plan", list_of(record.plan, json_of_step)}};
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

std::string json_text_of(const RebaseRecord& record) {
    return json_of_record(record).dump(1);
}

RebaseRecord rebase_from_json(std::string_view text) {
    return record_from(Json::parse(text));
}

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
        return rebase_from_json(rest);
    } catch (const Json::exception&) {
        refuse_format(path_);
    }
}

void RecordFile::write(const RebaseRecord& record) const {
    const std::string text = json_text_of(record);
    write_file(path_, std::string(first_words) + sha256_hex(text) + "\n" + text);
}

void RecordFile::remove() const {
    remove_file(path_);
}

}  // namespace gmig::app

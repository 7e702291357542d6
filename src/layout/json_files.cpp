#include "layout/json_files.hpp"

#include "layout/limits.hpp"
#include <gmig/layout/renaming.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/json.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::layout {
namespace {

using Type = JsonValue::Type;

/// The keys of a native file that say what the migration is, apart from what it does.
class Header {
public:
    Header(const JsonValue& root, Migration& migration) : root_(root), migration_(migration) {}

    /// The first problem.
    std::optional<Problem> read() {
        for (const auto part : {&Header::id, &Header::parents, &Header::comment, &Header::empty}) {
            if (auto problem = (this->*part)()) {
                return problem;
            }
        }
        return std::nullopt;
    }

private:
    static std::optional<Problem> id_in(const JsonValue& value, MigrationId& id) {
        if (value.type != Type::String || !is_migration_id(value.text)) {
            return Problem{value.offset, "this is no id: 12 letters from k to z"};
        }
        id = {value.text};
        return std::nullopt;
    }
    std::optional<Problem> id() {
        const JsonValue* const value = root_.find("id");
        if (value == nullptr) {
            migration_.id = plain_id(migration_.name);
            migration_.identity = Identity::Derived;
            return std::nullopt;
        }
        if (root_.find("parents") == nullptr) {
            return Problem{value->offset,
                           "an id without parents: write \"parents\": [ID], or [] for the first"};
        }
        return id_in(*value, migration_.id);
    }
    std::optional<Problem> parents() {
        const JsonValue* const value = root_.find("parents");
        if (value == nullptr) {
            return std::nullopt;
        }
        if (value->type != Type::Array) {
            return Problem{value->offset, "this must be a list of ids"};
        }
        if (root_.find("id") == nullptr) {
            return Problem{value->offset, "parents without an id"};
        }
        for (const JsonValue& item : value->items) {
            MigrationId parent;
            if (auto problem = id_in(item, parent)) {
                return problem;
            }
            if (std::ranges::find(migration_.parents, parent) != migration_.parents.end()) {
                return Problem{item.offset, "the same parent twice"};
            }
            migration_.parents.push_back(std::move(parent));
        }
        return std::nullopt;
    }
    std::optional<Problem> comment() {
        const JsonValue* const value = root_.find("comment");
        if (value != nullptr && value->type != Type::String) {
            return Problem{value->offset, "this must be a string"};
        }
        return std::nullopt;
    }
    std::optional<Problem> empty() {
        const JsonValue* const value = root_.find("empty");
        if (value == nullptr) {
            return std::nullopt;
        }
        if (value->type != Type::Boolean) {
            return Problem{value->offset, "this must be true or false"};
        }
        migration_.empty = value->boolean;
        const JsonValue& modifications = *root_.find("modifications");
        if (migration_.empty && !modifications.items.empty()) {
            return Problem{modifications.items.front().offset,
                           "a modification in a migration that says it is empty"};
        }
        return std::nullopt;
    }

    const JsonValue& root_;
    Migration& migration_;
};

void name_finding(Finding& finding, const Migration& migration) {
    finding.id = migration.id;
    finding.name = migration.name;
}

std::string list_of(const std::vector<MigrationId>& ids) {
    std::vector<std::string> texts;
    for (const MigrationId& id : ids) {
        texts.push_back("\"" + id.value + "\"");
    }
    return "[" + join(texts, ", ") + "]";
}

/// Bytes to be put in the place of others.
struct Edit {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string text;
};

}  // namespace

std::optional<schema::JsonMigration> take_json(Reading& reading, std::string_view text,
                                               schema::Vocabulary vocabulary,
                                               Migration& migration) {
    try {
        schema::JsonMigration json =
            schema::read_json_migration(text, migration.path, vocabulary, reading.dialect);
        migration.modifications = json.canonical;
        migration.checksum = checksum_of_up(TransactionMode::On, json.canonical);
        migration.up.path = migration.path;
        for (const std::size_t offset : json.offsets) {
            migration.modification_places.push_back(locate(text, offset, migration.path));
        }
        return json;
    } catch (const Error& error) {
        const std::string_view path = migration.path;
        Finding& finding =
            reading.report(path.substr(reading.folder.empty() ? 0 : reading.folder.size() + 1),
                           error.what(), error.next());
        finding.where = error.where();
        name_finding(finding, migration);
        return std::nullopt;
    }
}

void read_native_json(Reading& reading, const FileContent& file, std::string_view text) {
    Migration migration;
    migration.name.assign(file.path, 0, file.path.rfind('.'));
    migration.path = reading.shown(file.path);
    const auto json = take_json(reading, text, schema::Vocabulary::Gmig, migration);
    if (!json) {
        return;
    }
    if (const auto problem = Header(json->root, migration).read()) {
        name_finding(reading.report(file.path, text, *problem), migration);
        return;
    }
    if (json->offsets.empty() && !migration.empty) {
        const Problem problem{json->root.find("modifications")->offset,
                              "there is no modification yet",
                              "write it, or say that none is meant: \"empty\": true"};
        name_finding(reading.report(file.path, text, problem), migration);
    }
    reading.set.migrations.push_back(std::move(migration));
}

std::string new_json_text(const MigrationId& id, const std::vector<MigrationId>& parents,
                          std::string_view description) {
    std::string text = "{\n  \"formatVersion\": 1,\n  \"id\": \"" + id.value +
                       "\",\n  \"parents\": " + list_of(parents) + ",\n";
    if (!trim(description).empty()) {
        text += "  \"comment\": " + json_string(trim(description)) + ",\n";
    }
    if (parents.size() > 1) {
        text += "  \"empty\": true,\n";
    }
    return text + "  \"modifications\": []\n}\n";
}

bool is_json(std::string_view bytes) {
    if (bytes.starts_with(byte_order_mark)) {
        bytes.remove_prefix(byte_order_mark.size());
    }
    return trim(bytes).starts_with('{');
}

std::string with_json_identity(std::string_view bytes, const MigrationId& id,
                               const std::vector<MigrationId>& parents) {
    const std::size_t start = bytes.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    const JsonValue root = parse_json(bytes.substr(start), "", {.comments = false, .deepest = 200});
    const std::size_t brace = root.offset + 1;
    const std::size_t first = root.members.empty() ? brace : root.members.front().offset;
    const std::string between(bytes.substr(start + brace, first - brace));
    std::string missing;
    std::vector<Edit> edits;
    const auto put = [&](std::string_view key, const std::string& value) {
        if (const JsonValue* const found = root.find(key)) {
            edits.push_back({found->offset, found->end, value});
        } else {
            missing += between + "\"" + std::string(key) + "\": " + value + ",";
        }
    };
    put("id", "\"" + id.value + "\"");
    put("parents", list_of(parents));
    edits.push_back({brace, brace, missing});
    std::ranges::sort(edits, {}, &Edit::begin);
    std::string text(bytes.substr(0, start));
    std::size_t done = start;
    for (const Edit& edit : edits) {
        text += bytes.substr(done, start + edit.begin - done);
        text += edit.text;
        done = start + edit.end;
    }
    return text.append(bytes.substr(done));
}

}  // namespace gmig::layout

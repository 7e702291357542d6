#include "schema/json/contember.hpp"
#include "schema/json/vocabulary.hpp"
#include <gmig/schema/json_migration.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/near.hpp>

#include <algorithm>
#include <array>

namespace gmig::schema {
namespace {

using Type = JsonValue::Type;

constexpr JsonRules rules{.comments = false, .deepest = 200};

constexpr std::array<std::string_view, 6> gmig_keys{"formatVersion", "id",    "parents",
                                                    "comment",       "empty", "modifications"};
constexpr std::array<std::string_view, 5> contember_keys{"formatVersion", "modifications",
                                                         "skippedErrors", "query", "queries"};

/// No database takes NUL in a text.
void refuse_nul(const JsonCheck& check, const JsonValue& value) {
    if (value.type == Type::String && value.text.find('\0') != std::string::npos) {
        check.refuse(value.offset, "this text holds NUL");
    }
    for (const JsonValue& item : value.items) {
        refuse_nul(check, item);
    }
    for (const JsonMember& member : value.members) {
        if (member.key.find('\0') != std::string::npos) {
            check.refuse(member.offset, "this key holds NUL");
        }
        refuse_nul(check, member.value);
    }
}

void check_keys(const JsonCheck& check, const JsonValue& root,
                std::span<const std::string_view> known) {
    for (const JsonMember& member : root.members) {
        if (std::ranges::find(known, member.key) == known.end()) {
            check.refuse(member.offset, unknown_word("key", member.key, known));
        }
    }
}

void check_version(const JsonCheck& check, const JsonValue& root, Vocabulary vocabulary) {
    const bool own = vocabulary == Vocabulary::Gmig;
    const JsonValue* const version = root.find("formatVersion");
    if (version == nullptr && !own) {
        return;  // Contember's first format had no number
    }
    const JsonValue& found = check.require(root, "formatVersion", "a JSON migration");
    check.expect(found, Type::Number);
    const std::string number = canonical_json(found);
    const bool known = number.size() == 1 && number[0] >= '1' && number[0] <= (own ? '1' : '6');
    if (!known) {
        check.refuse(found.offset, "format version " + number + " is not known to this gmig; " +
                                       (own ? "1 is" : "1 to 6 are"));
    }
}

JsonValue parse(std::string_view text, const std::string& path) {
    try {
        return parse_json(text, path, rules);
    } catch (const Error& error) {
        throw Error(Error::Kind::Migration, error.what())
            .at(error.where())
            .state("nothing has changed")
            .next("edit " + path);
    }
}

std::string canonical_of(const JsonValue& root, const JsonValue& modifications) {
    const JsonValue* const version = root.find("formatVersion");
    return "{\"formatVersion\":" + (version == nullptr ? "1" : canonical_json(*version)) +
           ",\"modifications\":" + canonical_json(modifications) + "}";
}

}  // namespace

JsonMigration read_json_migration(std::string_view text, const std::string& path,
                                  Vocabulary vocabulary, Dialect dialect) {
    JsonMigration migration;
    migration.root = parse(text, path);
    const JsonCheck check{text, path, dialect};
    const JsonValue& root = migration.root;
    check.expect(root, Type::Object);
    refuse_nul(check, root);
    const bool own = vocabulary == Vocabulary::Gmig;
    check_keys(check, root, own ? std::span<const std::string_view>(gmig_keys) : contember_keys);
    check_version(check, root, vocabulary);
    for (const std::string_view content : {"query", "queries"}) {
        if (const JsonValue* const found = root.find(content)) {
            check.refuse(found->offset,
                         "content migrations are run by Contember: gmig has no GraphQL");
        }
    }
    const JsonValue& modifications = check.require(root, "modifications", "a JSON migration");
    check.expect(modifications, Type::Array);
    for (const JsonValue& modification : modifications.items) {
        migration.offsets.push_back(modification.offset);
        if (own) {
            check_modification(check, modification);
        } else if (auto remark = check_contember(check, modification)) {
            migration.refused.push_back(std::move(*remark));
        }
    }
    migration.canonical = canonical_of(root, modifications);
    return migration;
}

}  // namespace gmig::schema

#include "schema/json/lowering.hpp"

#include "schema/json/contember.hpp"
#include "schema/json/vocabulary.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/near.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

namespace gmig::schema {
namespace {

using Lower = Steps (*)(const Arguments&, const Beside&);

constexpr std::pair<std::string_view, Lower> meanings[] = {
    {"createEntity", create_entity},
    {"removeEntity", remove_entity},
    {"updateEntityName", update_entity_name},
    {"createColumn", create_column},
    {"removeField", remove_field},
    {"updateFieldName", update_field_name},
    {"updateColumnDefinition", update_column_definition},
    {"createUniqueConstraint", create_unique},
    {"removeUniqueConstraint", remove_unique},
    {"createCheck", create_check},
    {"removeCheck", remove_check},
    {"createForeignKey", create_foreign_key},
    {"removeForeignKey", remove_foreign_key},
    {"createIndex", create_index},
    {"removeIndex", remove_index},
    {"createEnum", create_enum},
    {"updateEnum", update_enum},
    {"removeEnum", remove_enum},
    {"createRelation", create_relation},
    {"updateRelationOnDelete", update_relation_on_delete},
    {"makeRelationNotNull", make_relation_not_null},
    {"makeRelationNullable", make_relation_nullable},
    {"convertOneToManyRelation", one_to_one_as_many},
    {"convertOneHasManyToOneHasOneRelation", many_to_one_as_one},
    {"convertOneHasManyToManyHasManyRelation", many_to_one_as_junction},
    {"convertManyHasManyToJoiningEntity", junction_as_entity},
    {"createView", create_view},
    {"updateView", update_view},
    {"removeView", remove_view},
    {"createSequence", create_sequence},
    {"removeSequence", remove_sequence},
    {"createSchema", create_schema},
    {"removeSchema", remove_schema},
    {"createExtension", create_extension},
    {"removeExtension", remove_extension},
    {"createTrigger", create_trigger},
    {"removeTrigger", remove_trigger},
    {"createFunction", create_function},
    {"removeFunction", remove_function},
    {"grantPrivileges", grant_privileges},
    {"revokePrivileges", revoke_privileges},
    {"sql", run_sql},
};

const std::string& word_in(const JsonValue& modification) {
    return modification.find("modification")->text;
}

void follow_enum(EnumValues& enums, const JsonValue& modification, Dialect dialect) {
    const std::string& word = word_in(modification);
    const Arguments arguments(modification, dialect);
    if (word == "createEnum" || word == "updateEnum") {
        enums[arguments.name("enumName")] = arguments.words("values");
    } else if (word == "removeEnum") {
        enums.erase(arguments.name("enumName"));
    }
}

void follow_tables(std::set<Name>& made, const JsonValue& modification, Dialect dialect) {
    const std::string& word = word_in(modification);
    const Arguments arguments(modification, dialect);
    if (word == "createEntity") {
        made.insert(arguments.object("entity")->name("name"));
    } else if (word == "updateEntityName" && made.contains(arguments.name("entityName"))) {
        made.insert(arguments.name("newEntityName"));
    }
}

std::vector<JsonValue> modifications_in(std::string_view canonical) {
    constexpr JsonRules rules{.comments = false, .deepest = 200};
    return parse_json(canonical, "", rules).find("modifications")->items;
}

/// Without the schema, of a word that wants it.
Steps lower_by_name(const std::string& word, const Arguments& arguments) {
    if (word == "removeEntity") {
        return by_difference({DropTable{arguments.name("entityName")}});
    }
    if (word == "removeField") {
        return by_difference(
            {DropColumn{arguments.name("entityName"), arguments.text("fieldName")}});
    }
    return {};
}

}  // namespace

struct JsonHistory::State {
    Vocabulary vocabulary{};
    Dialect dialect{};
    EnumValues enums{};
    ContemberModel contember{};

    /// The modification in gmig's vocabulary.
    std::vector<JsonValue> translated(const JsonValue& modification) {
        return vocabulary == Vocabulary::Gmig ? std::vector<JsonValue>{modification}
                                              : contember.translate(modification);
    }
};

JsonHistory::JsonHistory(Vocabulary vocabulary, Dialect dialect)
    : state_(std::make_unique<State>(State{.vocabulary = vocabulary, .dialect = dialect})) {}
JsonHistory::~JsonHistory() = default;
JsonHistory::JsonHistory(const JsonHistory& other)
    : state_(std::make_unique<State>(*other.state_)) {}
JsonHistory::JsonHistory(JsonHistory&&) noexcept = default;
JsonHistory& JsonHistory::operator=(JsonHistory&&) noexcept = default;

void JsonHistory::follow(std::string_view canonical) {
    for (const JsonValue& modification : modifications_in(canonical)) {
        if (state_->vocabulary == Vocabulary::Contember &&
            concerns_runtime(word_in(modification))) {
            continue;  // it ran where it has a meaning, and left no trace in tables
        }
        for (const JsonValue& own : state_->translated(modification)) {
            follow_enum(state_->enums, own, state_->dialect);
        }
    }
}

struct JsonLowering::Work {
    /// A modification of gmig's vocabulary, and which one of the file's it stands for.
    struct Unit {
        std::size_t modification = 0;
        JsonValue value;
    };

    Dialect dialect{};
    bool demands_values = true;
    EnumValues enums;
    std::set<Name> made{};
    std::vector<Unit> units{};
};

JsonLowering::JsonLowering(JsonHistory& history, std::string_view canonical)
    : work_(std::make_unique<Work>(
          Work{.dialect = history.state_->dialect,
               .demands_values = history.state_->vocabulary == Vocabulary::Gmig,
               .enums = history.state_->enums})) {
    std::size_t number = 0;
    for (const JsonValue& modification : modifications_in(canonical)) {
        for (JsonValue& own : history.state_->translated(modification)) {
            follow_enum(history.state_->enums, own, work_->dialect);
            work_->units.push_back({number, std::move(own)});
        }
        ++number;
    }
}
JsonLowering::~JsonLowering() = default;
JsonLowering::JsonLowering(JsonLowering&&) noexcept = default;
JsonLowering& JsonLowering::operator=(JsonLowering&&) noexcept = default;

std::size_t JsonLowering::size() const {
    return work_->units.size();
}

std::size_t JsonLowering::modification(std::size_t index) const {
    return work_->units[index].modification;
}

const std::string& JsonLowering::word(std::size_t index) const {
    return word_in(work_->units[index].value);
}

bool JsonLowering::needs_schema() const {
    return work_->dialect == Dialect::Sqlite ||
           std::ranges::any_of(work_->units, [](const Work::Unit& unit) {
               return !word_of(word_in(unit.value))->alone;
           });
}

std::vector<JsonStep> JsonLowering::lower(std::size_t index, const Schema* now) {
    const JsonValue& value = work_->units[index].value;
    const auto* const meaning =
        std::ranges::find(meanings, word_in(value), &std::pair<std::string_view, Lower>::first);
    assert(meaning != std::end(meanings));
    const Beside beside{.dialect = work_->dialect,
                        .now = now,
                        .enums = work_->enums,
                        .made = work_->made,
                        .demands_values = work_->demands_values};
    const Arguments arguments(value, work_->dialect);
    const bool by_name = now == nullptr && !word_of(word_in(value))->alone;
    Steps steps =
        by_name ? lower_by_name(word_in(value), arguments) : meaning->second(arguments, beside);
    follow_enum(work_->enums, value, work_->dialect);
    follow_tables(work_->made, value, work_->dialect);
    return steps;
}

void refuse(const std::string& message) {
    throw Error(Error::Kind::Migration, message).state("nothing has changed");
}

Steps known(Modifications up, Modifications down) {
    Steps steps;
    steps.push_back({std::move(up), Back::Known, std::move(down)});
    return steps;
}

Steps by_difference(Modifications up) {
    Steps steps;
    steps.push_back({std::move(up), Back::ByDifference, {}});
    return steps;
}

const Table* Beside::find_table(const Name& name) const {
    if (now == nullptr) {
        return nullptr;
    }
    const auto found = now->tables.find(name);
    if (found != now->tables.end()) {
        return &found->second;
    }
    std::vector<std::string> names;
    for (const auto& [one, table] : now->tables) {
        names.push_back(text_of(one, dialect));
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    const std::string text = text_of(name, dialect);
    refuse(known.empty() ? "there is no table " + text : unknown_word("table", text, known));
}

const Table& Beside::table(const Name& name) const {
    assert(now != nullptr);
    return *find_table(name);
}

const Column& Beside::column(const Table& table, const std::string& name) const {
    if (const Column* const found = table.column(name)) {
        return *found;
    }
    std::vector<std::string_view> known;
    for (const Column& one : table.columns) {
        known.emplace_back(one.name);
    }
    refuse(unknown_word("column of " + text_of(table.name, dialect), name, known));
}

const Constraint& Beside::constraint(const Table& table, const std::string& name,
                                     Constraint::Kind kind) const {
    std::vector<std::string> names;
    for (const Constraint& one : table.constraints) {
        if (one.kind == kind && name_of(table, one) == name) {
            return one;
        }
        names.push_back(name_of(table, one));
    }
    const std::string of = "constraint of " + text_of(table.name, dialect);
    const std::vector<std::string_view> known(names.begin(), names.end());
    refuse(known.empty() ? text_of(table.name, dialect) + " has no constraint " + name
                         : unknown_word(of, name, known));
}

}  // namespace gmig::schema

#include "schema/json/contember.hpp"
#include <gmig/support/near.hpp>

#include <algorithm>
#include <array>

namespace gmig::schema {
namespace {

using Type = JsonValue::Type;

// Names of their own: the tables of gmig's vocabulary have the same.
namespace in_contember {

struct Needed {
    std::string_view key;
    Type type = Type::String;
};

struct ContemberWord {
    std::string_view name;
    std::span<const Needed> needed;
    bool runtime = false;
};

constexpr std::array<Needed, 1> of_entity{{{"entityName"}}};
constexpr std::array<Needed, 2> of_field{{{"entityName"}, {"fieldName"}}};
constexpr std::array<Needed, 1> with_entity{{{"entity", Type::Object}}};
constexpr std::array<Needed, 2> new_name{{{"entityName"}, {"newEntityName"}}};
constexpr std::array<Needed, 2> new_table{{{"entityName"}, {"tableName"}}};
constexpr std::array<Needed, 2> new_view{{{"entityName"}, {"view", Type::Object}}};
constexpr std::array<Needed, 2> new_column{{{"entityName"}, {"field", Type::Object}}};
constexpr std::array<Needed, 3> definition{
    {{"entityName"}, {"fieldName"}, {"definition", Type::Object}}};
constexpr std::array<Needed, 3> column_name{{{"entityName"}, {"fieldName"}, {"columnName"}}};
constexpr std::array<Needed, 3> field_name{{{"entityName"}, {"fieldName"}, {"newFieldName"}}};
constexpr std::array<Needed, 2> unique{{{"entityName"}, {"unique", Type::Object}}};
constexpr std::array<Needed, 2> index{{{"entityName"}, {"index", Type::Object}}};
constexpr std::array<Needed, 2> values{{{"enumName"}, {"values", Type::Array}}};
constexpr std::array<Needed, 1> of_enum{{{"enumName"}}};
constexpr std::array<Needed, 2> relation{{{"entityName"}, {"owningSide", Type::Object}}};
constexpr std::array<Needed, 2> inverse{{{"entityName"}, {"relation", Type::Object}}};
constexpr std::array<Needed, 3> on_delete{{{"entityName"}, {"fieldName"}, {"onDelete"}}};
constexpr std::array<Needed, 3> junction{
    {{"entityName"}, {"fieldName"}, {"owningSide", Type::Object}}};
constexpr std::array<Needed, 3> joining{
    {{"entityName"}, {"fieldName"}, {"joiningEntity", Type::Object}}};
constexpr bool runtime = true;

constexpr ContemberWord words_of_contember[] = {
    {"createEntity", with_entity},
    {"removeEntity", of_entity},
    {"updateEntityName", new_name},
    {"updateEntityTableName", new_table},
    {"updateEntityOrderBy", of_entity},
    {"createView", with_entity},
    {"updateView", new_view},
    {"createColumn", new_column},
    {"updateColumnDefinition", definition},
    {"updateColumnName", column_name},
    {"updateFieldName", field_name},
    {"removeField", of_field},
    {"createUniqueConstraint", unique},
    {"removeUniqueConstraint", of_entity},
    {"createIndex", index},
    {"removeIndex", of_entity},
    {"createEnum", values},
    {"updateEnum", values},
    {"removeEnum", of_enum},
    {"createRelation", relation},
    {"createRelationInverseSide", inverse},
    {"updateRelationOnDelete", on_delete},
    {"updateRelationOrderBy", of_field},
    {"makeRelationNotNull", of_field},
    {"makeRelationNullable", of_field},
    {"convertOneToManyRelation", of_field},
    {"convertOneHasManyToOneHasOneRelation", of_field},
    {"convertOneHasManyToManyHasManyRelation", junction},
    {"convertManyHasManyToJoiningEntity", joining},
    {"removeIndexNames", {}},
    {"toggleEventLog", {}, runtime},
    {"toggleJunctionEventLog", {}, runtime},
    {"enableOrphanRemoval", {}, runtime},
    {"disableOrphanRemoval", {}, runtime},
    {"updateAclSchema", {}, runtime},
    {"patchAclSchema", {}, runtime},
    {"updateValidationSchema", {}, runtime},
    {"patchValidationSchema", {}, runtime},
    {"createTrigger", {}, runtime},
    {"updateTrigger", {}, runtime},
    {"patchTrigger", {}, runtime},
    {"removeTrigger", {}, runtime},
    {"createTarget", {}, runtime},
    {"updateTarget", {}, runtime},
    {"removeTarget", {}, runtime},
    {"updateSettings", {}, runtime},
};

}  // namespace in_contember

using in_contember::ContemberWord;
using in_contember::Needed;
using in_contember::words_of_contember;

}  // namespace

bool concerns_runtime(std::string_view word) {
    const auto* const found = std::ranges::find(words_of_contember, word, &ContemberWord::name);
    return found != std::end(words_of_contember) && found->runtime;
}

std::optional<JsonRemark> check_contember(const JsonCheck& check, const JsonValue& modification) {
    check.expect(modification, Type::Object);
    const JsonValue& name = check.require(modification, "modification", "a modification");
    check.expect(name, Type::String);
    const auto* const word = std::ranges::find(words_of_contember, name.text, &ContemberWord::name);
    if (word == std::end(words_of_contember)) {
        std::vector<std::string_view> known;
        for (const ContemberWord& one : words_of_contember) {
            known.push_back(one.name);
        }
        check.refuse(name.offset, unknown_word("modification", name.text, known));
    }
    for (const Needed& needed : word->needed) {
        check.expect(check.require(modification, needed.key, word->name), needed.type);
    }
    if (!word->runtime) {
        return std::nullopt;
    }
    return JsonRemark{name.offset, name.text + " concerns Contember's runtime, which gmig is not"};
}

}  // namespace gmig::schema

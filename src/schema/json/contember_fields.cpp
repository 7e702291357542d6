#include "schema/json/contember.hpp"
#include "schema/json/contember_values.hpp"
#include "schema/json/lowering.hpp"
#include "schema/json/making.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::schema {
namespace {

using Members = std::vector<std::pair<std::string, JsonValue>>;

void copy_member(Members& members, const JsonValue& from, std::string_view key) {
    if (const JsonValue* const found = from.find(key)) {
        members.emplace_back(key, *found);
    }
}

/// A default of Contember's is written to the rows that are there; new ones get it from its server.
void copy_filling(Members& members, const JsonValue& modification, const JsonValue& column) {
    copy_member(members, modification, "fillValue");
    if (members.back().first != "fillValue" && modification.find("copyValue") == nullptr) {
        if (const JsonValue* const value = column.find("default")) {
            members.emplace_back("fillValue", *value);
        }
    }
}

JsonValue joining_value(const JsonValue& joining, bool deferrable) {
    JsonValue value = json_object({{"columnName", json_text(text_in(joining, "columnName"))},
                                   {"deferrable", json_flag(deferrable)}});
    const JsonValue* const on_delete = joining.find("onDelete");
    const std::string action = on_delete == nullptr ? "restrict" : on_delete->text;
    // Its "restrict" is checked at the statement's end, as is PostgreSQL's NO ACTION.
    add_member(value, "onDelete", json_text(action == "restrict" ? "no action" : action));
    return value;
}

std::string default_name(const std::string& table, const std::vector<std::string>& columns,
                         std::string_view ending) {
    return cut_name(table + "_" + join(columns, "_") + std::string(ending));
}

/// The name that the file gives, or the one that PostgreSQL would.
std::string given_name(const JsonValue& given, std::string otherwise) {
    const JsonValue* const name = given.find("name");
    return name == nullptr || name->text.empty() ? std::move(otherwise) : cut_name(name->text);
}

}  // namespace

ContemberModel::Values ContemberModel::create_column(const JsonValue& modification) {
    Entity& owner = entity(modification);
    const JsonValue& given = *modification.find("field");
    const std::string& column = text_in(given, "columnName");
    Members members{{"entityName", name_value(owner.table)},
                    {"fieldName", json_text(column)},
                    {"definition", definition_of(given)}};
    copy_filling(members, modification, given);
    if (const JsonValue* const copied = modification.find("copyValue")) {
        const auto source = owner.fields.find(copied->text);
        members.emplace_back(
            "copyValue",
            json_text(source == owner.fields.end() ? copied->text : source->second.column));
    }
    owner.fields[text_in(given, "name")] = {
        .kind = Field::Kind::Column, .column = column, .target = {}, .table = {}, .owner = {}};
    return {json_modification("createColumn", members)};
}

ContemberModel::Values ContemberModel::update_column_definition(const JsonValue& modification) {
    const JsonValue& given = *modification.find("definition");
    Members members{{"entityName", name_value(entity(modification).table)},
                    {"fieldName", json_text(field(modification).column)},
                    {"definition", definition_of(given)}};
    copy_member(members, modification, "fillValue");
    copy_member(members, modification, "copyValue");
    return {json_modification("updateColumnDefinition", members)};
}

void ContemberModel::rename_column(Entity& owner, Field& renamed, const std::string& column) {
    rename_in(owner.uniques, renamed.column, column);
    rename_in(owner.indexes, renamed.column, column);
    renamed.column = column;
}

ContemberModel::Values ContemberModel::update_column_name(const JsonValue& modification) {
    Entity& owner = entity(modification);
    Field& renamed = field(modification);
    if (renamed.column.empty()) {
        refuse(text_in(modification, "fieldName") + " has no column");
    }
    const std::string from = renamed.column;
    const std::string& to = text_in(modification, "columnName");
    rename_column(owner, renamed, to);
    return {json_modification("updateFieldName", {{"entityName", name_value(owner.table)},
                                                  {"fieldName", json_text(from)},
                                                  {"newFieldName", json_text(to)}})};
}

ContemberModel::Values ContemberModel::update_field_name(const JsonValue& modification) {
    Values values;
    if (modification.find("columnName") != nullptr) {
        values = update_column_name(modification);
    }
    field(modification);
    Entity& owner = entity(modification);
    const std::string& owner_name = text_in(modification, "entityName");
    const std::string& from = text_in(modification, "fieldName");
    const std::string& to = text_in(modification, "newFieldName");
    auto node = owner.fields.extract(from);
    node.key() = to;
    owner.fields.insert(std::move(node));
    for (auto& [name, other] : entities_) {
        for (auto& [field_name, one] : other.fields) {
            if (one.kind == Field::Kind::Inverse && one.target == owner_name && one.owner == from) {
                one.owner = to;
            }
        }
    }
    return values;
}

ContemberModel::Values ContemberModel::remove_field(const JsonValue& modification) {
    field(modification);
    return drop_relation(text_in(modification, "entityName"), text_in(modification, "fieldName"));
}

ContemberModel::Values ContemberModel::create_unique(const JsonValue& modification) {
    Entity& owner = entity(modification);
    const JsonValue& given = *modification.find("unique");
    const JsonValue* const fields = given.find("fields");
    const std::vector<std::string> columns =
        columns_of(owner, fields == nullptr ? JsonValue{} : *fields);
    const JsonValue* const as_index = given.find("index");
    if (as_index != nullptr && as_index->boolean) {
        const std::string name = given_name(given, default_name(owner.table, columns, "_idx"));
        owner.indexes[columns] = name;
        Members index{{"name", json_text(name)},
                      {"columns", json_texts(columns)},
                      {"unique", json_flag(true)}};
        copy_member(index, given, "method");
        const JsonValue* const nulls = given.find("nulls");
        if (nulls != nullptr && nulls->text == "not distinct") {
            index.emplace_back("nullsNotDistinct", json_flag(true));
        }
        return {json_modification("createIndex", {{"entityName", name_value(owner.table)},
                                                  {"index", json_object(index)}})};
    }
    const std::string name = given_name(given, default_name(owner.table, columns, "_key"));
    owner.uniques[columns] = name;
    JsonValue constraint =
        json_object({{"name", json_text(name)}, {"columns", json_texts(columns)}});
    if (const JsonValue* const timing = given.find("timing")) {
        add_member(constraint, "deferrable", json_flag(true));
        add_member(constraint, "initiallyDeferred", json_flag(timing->text == "deferred"));
    }
    return {json_modification("createUniqueConstraint", {{"entityName", name_value(owner.table)},
                                                         {"constraint", constraint}})};
}

ContemberModel::Values ContemberModel::remove_unique(const JsonValue& modification) {
    Entity& owner = entity(modification);
    const JsonValue* const unique = modification.find("unique");
    const JsonValue* const named = modification.find("constraintName");
    const JsonValue* const fields = (unique == nullptr ? modification : *unique).find("fields");
    if (named != nullptr) {
        std::erase_if(owner.uniques, [&](const auto& one) { return one.second == named->text; });
        return {json_modification("removeUniqueConstraint",
                                  {{"entityName", name_value(owner.table)},
                                   {"constraintName", json_text(cut_name(named->text))}})};
    }
    const std::vector<std::string> columns =
        columns_of(owner, fields == nullptr ? JsonValue{} : *fields);
    if (const auto found = owner.indexes.find(columns); found != owner.indexes.end()) {
        return remove_index(modification);
    }
    const auto found = owner.uniques.find(columns);
    if (found == owner.uniques.end()) {
        refuse(owner.table + " has no unique constraint over " + join(columns, ", "));
    }
    const std::string name = found->second;
    owner.uniques.erase(found);
    return {json_modification("removeUniqueConstraint", {{"entityName", name_value(owner.table)},
                                                         {"constraintName", json_text(name)}})};
}

ContemberModel::Values ContemberModel::create_index(const JsonValue& modification) {
    Entity& owner = entity(modification);
    const JsonValue& given = *modification.find("index");
    const JsonValue* const fields = given.find("fields");
    const std::vector<std::string> columns =
        columns_of(owner, fields == nullptr ? JsonValue{} : *fields);
    const std::string name = given_name(given, default_name(owner.table, columns, "_idx"));
    owner.indexes[columns] = name;
    Members index{{"name", json_text(name)}, {"columns", json_texts(columns)}};
    copy_member(index, given, "method");
    copy_member(index, given, "where");
    if (const JsonValue* const include = given.find("include")) {
        index.emplace_back("include", json_texts(columns_of(owner, *include)));
    }
    return {json_modification(
        "createIndex", {{"entityName", name_value(owner.table)}, {"index", json_object(index)}})};
}

ContemberModel::Values ContemberModel::remove_index(const JsonValue& modification) {
    Entity& owner = entity(modification);
    const JsonValue* const nested =
        modification.find(modification.find("index") == nullptr ? "unique" : "index");
    const JsonValue* const fields = (nested == nullptr ? modification : *nested).find("fields");
    std::string name;
    if (const JsonValue* const named = modification.find("indexName")) {
        name = cut_name(named->text);
        std::erase_if(owner.indexes, [&](const auto& one) { return one.second == name; });
    } else {
        const std::vector<std::string> columns =
            columns_of(owner, fields == nullptr ? JsonValue{} : *fields);
        const auto found = owner.indexes.find(columns);
        if (found == owner.indexes.end()) {
            refuse(owner.table + " has no index over " + join(columns, ", "));
        }
        name = found->second;
        owner.indexes.erase(found);
    }
    return {json_modification(
        "removeIndex", {{"entityName", name_value(owner.table)}, {"indexName", json_text(name)}})};
}

ContemberModel::Values ContemberModel::create_relation(const JsonValue& modification) {
    Entity& owner = entity(modification);
    const std::string owner_name = text_in(modification, "entityName");
    const JsonValue& given = *modification.find("owningSide");
    const std::string& name = text_in(given, "name");
    const Entity& target = entity(given, "target");
    const std::string& type = text_in(given, "type");
    JsonValue side = json_object({{"type", json_text(type)},
                                  {"name", json_text(name)},
                                  {"target", name_value(target.table)}});
    Field made{.kind = Field::Kind::ToOne,
               .column = {},
               .target = text_in(given, "target"),
               .table = {},
               .owner = {}};
    if (type == "ManyHasMany") {
        const JsonValue& table = object_in(given, "joiningTable");
        made.kind = Field::Kind::Junction;
        made.table = text_in(table, "tableName");
        add_member(
            side, "joiningTable",
            json_object({{"tableName", name_value(made.table)},
                         {"joiningColumn", joining_value(object_in(table, "joiningColumn"), false)},
                         {"inverseJoiningColumn",
                          joining_value(object_in(table, "inverseJoiningColumn"), false)}}));
    } else {
        const JsonValue& joining = object_in(given, "joiningColumn");
        made.column = text_in(joining, "columnName");
        add_member(side, "joiningColumn", joining_value(joining, true));
        const JsonValue* const nullable = given.find("nullable");
        add_member(side, "nullable", json_flag(nullable == nullptr || nullable->boolean));
        const bool unique = type == "OneHasOne";
        (unique ? owner.uniques : owner.indexes)[{made.column}] =
            default_name(owner.table, {made.column}, unique ? "_key" : "_idx");
    }
    const JsonValue* const inverse = modification.find("inverseSide");
    if (inverse != nullptr && inverse->type == JsonValue::Type::Object) {
        entities_[made.target].fields[text_in(*inverse, "name")] = {.kind = Field::Kind::Inverse,
                                                                    .column = {},
                                                                    .target = owner_name,
                                                                    .table = {},
                                                                    .owner = name};
    }
    owner.fields[name] = std::move(made);
    return {json_modification("createRelation", {{"entityName", name_value(owner.table)},
                                                 {"owningSide", std::move(side)}})};
}

ContemberModel::Values ContemberModel::create_inverse_side(const JsonValue& modification) {
    const JsonValue& relation = *modification.find("relation");
    entity(modification).fields[text_in(relation, "name")] = {
        .kind = Field::Kind::Inverse,
        .column = {},
        .target = text_in(relation, "target"),
        .table = {},
        .owner = text_in(relation, "ownedBy")};
    return {};
}

/// Words that are gmig's own, about the column of the side that owns the relation.
ContemberModel::Values ContemberModel::on_relation(const JsonValue& modification) {
    const Owning side = owning_side(modification);
    Entity& owner = entity_named(side.entity);
    const Field& relation = owner.fields.at(side.field);
    if (relation.column.empty()) {
        refuse(side.entity + "." + side.field + " has no column");
    }
    const std::string& word = text_in(modification, "modification");
    const std::vector<std::string> columns{relation.column};
    if (word == "convertOneToManyRelation") {
        owner.uniques.erase(columns);
        owner.indexes[columns] = default_name(owner.table, columns, "_idx");
    } else if (word == "convertOneHasManyToOneHasOneRelation") {
        owner.indexes.erase(columns);
        owner.uniques[columns] = default_name(owner.table, columns, "_key");
    }
    Members members{{"entityName", name_value(owner.table)},
                    {"fieldName", json_text(relation.column)}};
    if (const JsonValue* const action = modification.find("onDelete")) {
        members.emplace_back("onDelete",
                             json_text(action->text == "restrict" ? "no action" : action->text));
    }
    return {json_modification(word, members)};
}

ContemberModel::Values ContemberModel::to_junction(const JsonValue& modification) {
    const Owning side = owning_side(modification);
    Entity& owner = entity_named(side.entity);
    const Field former = owner.fields.at(side.field);
    JsonValue created = json_modification(
        "createRelation",
        {{"entityName", json_text(side.entity)}, {"owningSide", *modification.find("owningSide")}});
    if (const JsonValue* const inverse = modification.find("inverseSide")) {
        add_member(created, "inverseSide", *inverse);
    }
    owner.fields.erase(side.field);
    const Values relation = create_relation(created);
    return {json_modification("convertOneHasManyToManyHasManyRelation",
                              {{"entityName", name_value(owner.table)},
                               {"fieldName", json_text(former.column)},
                               {"owningSide", *relation.front().find("owningSide")}})};
}

ContemberModel::Values ContemberModel::to_joining_entity(const JsonValue& modification) {
    const Owning side = owning_side(modification);
    Entity& owner = entity_named(side.entity);
    const Field former = owner.fields.at(side.field);
    const JsonValue& given = *modification.find("joiningEntity");
    Entity made;
    made.table = text_in(given, "tableName");
    register_fields(made, object_in(given, "fields"));
    const JsonValue* const primary = given.find("primaryColumn");
    made.primary = primary == nullptr ? "id" : primary->text;
    const JsonValue joining = json_object({{"name", name_value(made.table)},
                                           {"tableName", name_value(former.table)},
                                           {"primary", json_text(made.primary)}});
    owner.fields.erase(side.field);
    entities_[text_in(given, "name")] = std::move(made);
    return {json_modification("convertManyHasManyToJoiningEntity",
                              {{"entityName", name_value(owner.table)},
                               {"fieldName", json_text(side.field)},
                               {"joiningEntity", joining}})};
}

}  // namespace gmig::schema

#include "schema/json/contember.hpp"

#include "schema/json/contember_values.hpp"
#include "schema/json/lowering.hpp"
#include "schema/json/making.hpp"
#include <gmig/support/near.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::schema {

struct ContemberModel::Meaning {
    std::string_view word;
    Translate translate;
};

const ContemberModel::Meaning ContemberModel::meanings[] = {
    {"createEntity", &ContemberModel::create_entity},
    {"removeEntity", &ContemberModel::remove_entity},
    {"updateEntityName", &ContemberModel::update_entity_name},
    {"updateEntityTableName", &ContemberModel::update_table_name},
    {"updateEntityOrderBy", &ContemberModel::nothing},
    {"createView", &ContemberModel::create_view},
    {"updateView", &ContemberModel::update_view},
    {"createColumn", &ContemberModel::create_column},
    {"updateColumnDefinition", &ContemberModel::update_column_definition},
    {"updateColumnName", &ContemberModel::update_column_name},
    {"updateFieldName", &ContemberModel::update_field_name},
    {"removeField", &ContemberModel::remove_field},
    {"createUniqueConstraint", &ContemberModel::create_unique},
    {"removeUniqueConstraint", &ContemberModel::remove_unique},
    {"createIndex", &ContemberModel::create_index},
    {"removeIndex", &ContemberModel::remove_index},
    {"createEnum", &ContemberModel::as_it_is},
    {"updateEnum", &ContemberModel::as_it_is},
    {"removeEnum", &ContemberModel::as_it_is},
    {"createRelation", &ContemberModel::create_relation},
    {"createRelationInverseSide", &ContemberModel::create_inverse_side},
    {"updateRelationOnDelete", &ContemberModel::on_relation},
    {"updateRelationOrderBy", &ContemberModel::nothing},
    {"makeRelationNotNull", &ContemberModel::on_relation},
    {"makeRelationNullable", &ContemberModel::on_relation},
    {"convertOneToManyRelation", &ContemberModel::on_relation},
    {"convertOneHasManyToOneHasOneRelation", &ContemberModel::on_relation},
    {"convertOneHasManyToManyHasManyRelation", &ContemberModel::to_junction},
    {"convertManyHasManyToJoiningEntity", &ContemberModel::to_joining_entity},
    {"removeIndexNames", &ContemberModel::nothing},
};

std::vector<JsonValue> ContemberModel::translate(const JsonValue& modification) {
    const std::string& word = text_in(modification, "modification");
    const auto* const meaning = std::ranges::find(meanings, word, &Meaning::word);
    if (meaning == std::end(meanings)) {
        refuse(word +
               " concerns Contember's runtime, which gmig is not: take it out of the "
               "migration, or let Contember run it");
    }
    return (this->*meaning->translate)(modification);
}

ContemberModel::Entity& ContemberModel::entity_named(const std::string& name) {
    const auto found = entities_.find(name);
    if (found != entities_.end()) {
        return found->second;
    }
    std::vector<std::string_view> known;
    for (const auto& [one, entity] : entities_) {
        known.emplace_back(one);
    }
    refuse(known.empty() ? "there is no entity " + name : unknown_word("entity", name, known));
}

ContemberModel::Entity& ContemberModel::entity(const JsonValue& modification,
                                               std::string_view key) {
    return entity_named(text_in(modification, key));
}

ContemberModel::Field& ContemberModel::field(const JsonValue& modification) {
    Entity& owner = entity(modification);
    const std::string& name = text_in(modification, "fieldName");
    const auto found = owner.fields.find(name);
    if (found != owner.fields.end()) {
        return found->second;
    }
    std::vector<std::string_view> known;
    for (const auto& [one, unused] : owner.fields) {
        known.emplace_back(one);
    }
    refuse(unknown_word("field of " + text_in(modification, "entityName"), name, known));
}

ContemberModel::Owning ContemberModel::owning_side(const JsonValue& modification) {
    const Field& named = field(modification);
    if (named.kind == Field::Kind::Inverse) {
        return {named.target, named.owner};
    }
    return {text_in(modification, "entityName"), text_in(modification, "fieldName")};
}

std::vector<std::string> ContemberModel::columns_of(const Entity& owner, const JsonValue& fields) {
    std::vector<std::string> columns;
    for (const JsonValue& name : fields.items) {
        const auto found = owner.fields.find(name.text);
        if (found == owner.fields.end() || found->second.column.empty()) {
            refuse(owner.table + " has no column for the field " + name.text);
        }
        columns.push_back(found->second.column);
    }
    return columns;
}

void ContemberModel::register_fields(Entity& owner, const JsonValue& fields) {
    for (const JsonMember& member : fields.members) {
        Field made;
        if (member.value.find("columnName") != nullptr) {
            made.column = text_in(member.value, "columnName");
        } else if (const JsonValue* const joining = member.value.find("joiningColumn")) {
            made = {.kind = Field::Kind::ToOne,
                    .column = text_in(*joining, "columnName"),
                    .target = text_in(member.value, "target"),
                    .table = {},
                    .owner = {}};
        } else {
            continue;
        }
        owner.fields[member.key] = made;
    }
}

ContemberModel::Values ContemberModel::nothing(const JsonValue& /*modification*/) {
    return {};
}

ContemberModel::Values ContemberModel::as_it_is(const JsonValue& modification) {
    return {modification};
}

ContemberModel::Values ContemberModel::create_entity(const JsonValue& modification) {
    const JsonValue& given = *modification.find("entity");
    Entity made;
    made.table = text_in(given, "tableName");
    register_fields(made, object_in(given, "fields"));
    const std::string& primary_field = text_in(given, "primary");
    const auto primary = made.fields.find(primary_field);
    if (primary == made.fields.end()) {
        refuse("the primary key " + primary_field + " is none of the entity's fields");
    }
    made.primary = primary->second.column;
    Values columns;
    for (const JsonMember& member : object_in(given, "fields").members) {
        if (member.value.find("columnName") != nullptr) {
            JsonValue column = definition_of(member.value);
            add_member(column, "name", json_text(text_in(member.value, "columnName")));
            columns.push_back(std::move(column));
        }
    }
    const JsonValue entity =
        json_object({{"name", name_value(made.table)},
                     {"fields", json_list(std::move(columns))},
                     {"primary", json_object({{"columns", json_texts({made.primary})}})}});
    entities_[text_in(given, "name")] = std::move(made);
    return {json_modification("createEntity", {{"entity", entity}})};
}

/// Takes the relation out of the model, with its other side.
ContemberModel::Values ContemberModel::drop_relation(const std::string& entity_name,
                                                     const std::string& field_name) {
    Entity& owner = entity_named(entity_name);
    const Field dropped = owner.fields.at(field_name);
    owner.fields.erase(field_name);
    if (dropped.kind == Field::Kind::Inverse) {
        return {};
    }
    for (auto& [name, other] : entities_) {
        std::erase_if(other.fields, [&](const auto& one) {
            return one.second.kind == Field::Kind::Inverse && one.second.target == entity_name &&
                   one.second.owner == field_name;
        });
    }
    if (dropped.kind == Field::Kind::Junction) {
        return {json_modification("removeEntity", {{"entityName", name_value(dropped.table)}})};
    }
    forget_column(owner.uniques, dropped.column);
    forget_column(owner.indexes, dropped.column);
    return {json_modification("removeField", {{"entityName", name_value(owner.table)},
                                              {"fieldName", json_text(dropped.column)}})};
}

ContemberModel::Values ContemberModel::remove_entity(const JsonValue& modification) {
    const std::string removed = text_in(modification, "entityName");
    const Entity gone = entity(modification);
    Values values;
    std::vector<Owning> relations;
    for (const auto& [name, other] : entities_) {
        for (const auto& [field_name, one] : other.fields) {
            const bool owns = one.kind == Field::Kind::Junction || one.kind == Field::Kind::ToOne;
            const bool own_column = name == removed && one.kind == Field::Kind::ToOne;
            if (owns && !own_column && (name == removed || one.target == removed)) {
                relations.push_back({name, field_name});
            }
        }
    }
    for (const Owning& relation : relations) {
        append(values, drop_relation(relation.entity, relation.field));
    }
    entities_.erase(removed);
    for (auto& [name, other] : entities_) {
        std::erase_if(other.fields, [&](const auto& one) { return one.second.target == removed; });
    }
    values.push_back(
        gone.is_view ? json_modification("removeView", {{"viewName", name_value(gone.table)}})
                     : json_modification("removeEntity", {{"entityName", name_value(gone.table)}}));
    return values;
}

ContemberModel::Values ContemberModel::update_entity_name(const JsonValue& modification) {
    Values values;
    if (modification.find("tableName") != nullptr) {
        values = update_table_name(modification);
    }
    const std::string from = text_in(modification, "entityName");
    const std::string to = text_in(modification, "newEntityName");
    entity_named(from);
    auto node = entities_.extract(from);
    node.key() = to;
    entities_.insert(std::move(node));
    for (auto& [name, other] : entities_) {
        for (auto& [field_name, one] : other.fields) {
            if (one.target == from) {
                one.target = to;
            }
        }
    }
    return values;
}

ContemberModel::Values ContemberModel::update_table_name(const JsonValue& modification) {
    Entity& renamed = entity(modification);
    const std::string from = renamed.table;
    renamed.table = text_in(modification, "tableName");
    if (!renamed.is_view) {
        return {json_modification(
            "updateEntityName",
            {{"entityName", name_value(from)}, {"newEntityName", name_value(renamed.table)}})};
    }
    const auto rename = [](const std::string& view, const std::string& to) {
        return "ALTER VIEW " + quoted(Name{"public", view}, Dialect::Postgresql) + " RENAME TO " +
               quoted(to, Dialect::Postgresql);
    };
    return {json_modification("sql", {{"up", json_text(rename(from, renamed.table))},
                                      {"down", json_text(rename(renamed.table, from))}})};
}

ContemberModel::Values ContemberModel::create_view(const JsonValue& modification) {
    const JsonValue& given = *modification.find("entity");
    Entity made;
    made.table = text_in(given, "tableName");
    made.is_view = true;
    if (const JsonValue* const fields = given.find("fields")) {
        register_fields(made, *fields);
    }
    const JsonValue view = view_value(made.table, object_in(given, "view"));
    entities_[text_in(given, "name")] = std::move(made);
    return {json_modification("createView", {{"view", view}})};
}

ContemberModel::Values ContemberModel::update_view(const JsonValue& modification) {
    const Entity& viewed = entity(modification);
    return {json_modification(
        "updateView", {{"view", view_value(viewed.table, object_in(modification, "view"))}})};
}

}  // namespace gmig::schema

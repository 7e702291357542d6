#include "schema/json/vocabulary.hpp"

#include <algorithm>

namespace gmig::schema {
namespace {

// Names of their own: they are those of what the tables are about.
namespace in_gmig {

constexpr bool required = true;
constexpr bool optional = false;

constexpr Argument generated_arguments[] = {
    {"expression", Want::Sql, required},
    {"stored", Want::Flag},
};
constexpr Shape generated{"a generated column", generated_arguments};

constexpr Argument definition_arguments[] = {
    {"type", Want::Type, required},
    {"nullable", Want::Flag},
    {"default", Want::Value},
    {"generated", Want::Nested, optional, &generated},
    {"identity", Want::Identity, optional, nullptr, In::Postgresql},
    {"collation", Want::Text},
    {"comment", Want::Text, optional, nullptr, In::Postgresql},
};
constexpr Shape definition{"a column's definition", definition_arguments};

constexpr Argument primary_arguments[] = {
    {"columns", Want::Words, required},
    {"name", Want::Text},
    {"autoincrement", Want::Flag, optional, nullptr, In::Sqlite},
};
constexpr Shape primary{"a primary key", primary_arguments};

constexpr Argument unique_arguments[] = {
    {"name", Want::Text},
    {"columns", Want::Words, required},
    {"deferrable", Want::Flag, optional, nullptr, In::Postgresql},
    {"initiallyDeferred", Want::Flag, optional, nullptr, In::Postgresql},
    {"nullsNotDistinct", Want::Flag, optional, nullptr, In::Postgresql},
    {"include", Want::Words, optional, nullptr, In::Postgresql},
};
constexpr Shape unique{"a unique constraint", unique_arguments};

constexpr Argument check_arguments[] = {
    {"name", Want::Text},
    {"expression", Want::Sql, required},
};
constexpr Shape check{"a check", check_arguments};

constexpr Argument references_arguments[] = {
    {"entityName", Want::Name, required},
    {"columns", Want::Words},
};
constexpr Shape references{"the target of a foreign key", references_arguments};

constexpr Argument foreign_key_arguments[] = {
    {"name", Want::Text},
    {"columns", Want::Words, required},
    {"references", Want::Nested, required, &references},
    {"onDelete", Want::OnDelete},
    {"onUpdate", Want::OnDelete},
    {"deferrable", Want::Flag},
    {"initiallyDeferred", Want::Flag},
};
constexpr Shape foreign_key{"a foreign key", foreign_key_arguments};

constexpr Argument part_arguments[] = {
    {"column", Want::Text},     {"expression", Want::Sql},
    {"descending", Want::Flag}, {"nullsFirst", Want::Flag, optional, nullptr, In::Postgresql},
    {"collation", Want::Text},  {"opclass", Want::Text, optional, nullptr, In::Postgresql},
};
constexpr Shape part{"a part of an index", part_arguments};

constexpr Argument index_arguments[] = {
    {"name", Want::Text},
    {"columns", Want::Parts, optional, &part},
    {"expressions", Want::Sqls},
    {"unique", Want::Flag},
    {"where", Want::Sql},
    {"method", Want::Text, optional, nullptr, In::Postgresql},
    {"include", Want::Words, optional, nullptr, In::Postgresql},
    {"nullsNotDistinct", Want::Flag, optional, nullptr, In::Postgresql},
    {"concurrently", Want::Flag},
};
constexpr Shape index{"an index", index_arguments};

constexpr Argument entity_arguments[] = {
    {"name", Want::Name, required},
    {"fields", Want::Fields, required, &definition},
    {"primary", Want::Nested, optional, &primary},
    {"unique", Want::NestedList, optional, &unique},
    {"checks", Want::NestedList, optional, &check},
    {"foreignKeys", Want::NestedList, optional, &foreign_key},
    {"indexes", Want::NestedList, optional, &index},
    {"comment", Want::Text, optional, nullptr, In::Postgresql},
    {"unlogged", Want::Flag, optional, nullptr, In::Postgresql},
    {"strict", Want::Flag, optional, nullptr, In::Sqlite},
    {"withoutRowid", Want::Flag, optional, nullptr, In::Sqlite},
};
constexpr Shape entity{"an entity", entity_arguments};

constexpr Argument joining_column_arguments[] = {
    {"columnName", Want::Text},
    {"onDelete", Want::OnDelete},
    {"deferrable", Want::Flag},
};
constexpr Shape joining_column{"a joining column", joining_column_arguments};

constexpr Argument joining_table_arguments[] = {
    {"tableName", Want::Name},
    {"joiningColumn", Want::Nested, optional, &joining_column},
    {"inverseJoiningColumn", Want::Nested, optional, &joining_column},
};
constexpr Shape joining_table{"a joining table", joining_table_arguments};

constexpr Argument owning_side_arguments[] = {
    {"type", Want::Relation, required},
    {"name", Want::Text, required},
    {"target", Want::Name, required},
    {"nullable", Want::Flag},
    {"inversedBy", Want::Text},
    {"joiningColumn", Want::Nested, optional, &joining_column},
    {"joiningTable", Want::Nested, optional, &joining_table},
};
constexpr Shape owning_side{"an owning side", owning_side_arguments};

constexpr Argument inverse_side_arguments[] = {
    {"type", Want::Text},    {"name", Want::Text, required}, {"target", Want::Name},
    {"ownedBy", Want::Text}, {"nullable", Want::Flag},
};
constexpr Shape inverse_side{"an inverse side", inverse_side_arguments};

constexpr Argument joining_entity_arguments[] = {
    {"name", Want::Name, required},
    {"tableName", Want::Name},
    {"primary", Want::Text},
    {"type", Want::Type},
};
constexpr Shape joining_entity{"a joining entity", joining_entity_arguments};

constexpr Argument view_arguments[] = {
    {"name", Want::Name, required},
    {"query", Want::Sql, required},
    {"materialized", Want::Flag, optional, nullptr, In::Postgresql},
};
constexpr Shape view{"a view", view_arguments};

constexpr Argument sequence_arguments[] = {
    {"name", Want::Name, required}, {"type", Want::Text},     {"start", Want::Whole},
    {"increment", Want::Whole},     {"minimum", Want::Whole}, {"maximum", Want::Whole},
    {"cache", Want::Whole},         {"cycle", Want::Flag},
};
constexpr Shape sequence{"a sequence", sequence_arguments};

constexpr Argument trigger_arguments[] = {
    {"name", Want::Text, required},
    {"definition", Want::Sql, required},
};
constexpr Shape trigger{"a trigger", trigger_arguments};

constexpr Argument function_arguments[] = {
    {"name", Want::Name, required},
    {"arguments", Want::Text},
    {"definition", Want::Sql, required},
};
constexpr Shape function{"a function", function_arguments};

constexpr Argument object_arguments[] = {
    {"entityName", Want::Name},   {"columns", Want::Words},   {"viewName", Want::Name},
    {"sequenceName", Want::Name}, {"schemaName", Want::Text}, {"typeName", Want::Name},
    {"functionName", Want::Name}, {"arguments", Want::Text},
};
constexpr Shape object{"what privileges are on", object_arguments};

constexpr Argument of_entity[] = {{"entityName", Want::Name, required}};
constexpr Argument of_field[] = {
    {"entityName", Want::Name, required},
    {"fieldName", Want::Text, required},
};
constexpr Argument with_entity[] = {{"entity", Want::Nested, required, &entity}};
constexpr Argument new_entity_name[] = {
    {"entityName", Want::Name, required},
    {"newEntityName", Want::Name, required},
};
constexpr Argument new_column[] = {
    {"entityName", Want::Name, required},
    {"fieldName", Want::Text, required},
    {"definition", Want::Nested, required, &definition},
    {"fillValue", Want::Value},
    {"copyValue", Want::Text},
};
constexpr Argument new_definition[] = {
    {"entityName", Want::Name, required},
    {"fieldName", Want::Text, required},
    {"definition", Want::Nested, required, &definition},
    {"fillValue", Want::Value},
    {"copyValue", Want::Text},
    {"cast", Want::Sql},
};
constexpr Argument new_field_name[] = {
    {"entityName", Want::Name, required},
    {"fieldName", Want::Text, required},
    {"newFieldName", Want::Text, required},
};
constexpr Argument with_unique[] = {
    {"entityName", Want::Name, required},
    {"constraint", Want::Nested, required, &unique},
};
constexpr Argument with_check[] = {
    {"entityName", Want::Name, required},
    {"constraint", Want::Nested, required, &check},
};
constexpr Argument with_foreign_key[] = {
    {"entityName", Want::Name, required},
    {"constraint", Want::Nested, required, &foreign_key},
};
constexpr Argument of_constraint[] = {
    {"entityName", Want::Name, required},
    {"constraintName", Want::Text, required},
};
constexpr Argument with_index[] = {
    {"entityName", Want::Name, required},
    {"index", Want::Nested, required, &index},
};
constexpr Argument of_index[] = {
    {"entityName", Want::Name, required},
    {"indexName", Want::Text, required},
};
constexpr Argument of_enum[] = {{"enumName", Want::Name, required}};
constexpr Argument with_values[] = {
    {"enumName", Want::Name, required},
    {"values", Want::Words, required},
};
constexpr Argument with_relation[] = {
    {"entityName", Want::Name, required},
    {"owningSide", Want::Nested, required, &owning_side},
    {"inverseSide", Want::Nested, optional, &inverse_side},
    {"fillValue", Want::Value},
};
constexpr Argument relation_on_delete[] = {
    {"entityName", Want::Name, required},
    {"fieldName", Want::Text, required},
    {"onDelete", Want::OnDelete, required},
};
constexpr Argument relation_not_null[] = {
    {"entityName", Want::Name, required},
    {"fieldName", Want::Text, required},
    {"fillValue", Want::Value},
};
constexpr Argument inverse_side_name[] = {
    {"entityName", Want::Name, required},
    {"fieldName", Want::Text, required},
    {"newInverseSideFieldName", Want::Text},
};
constexpr Argument to_many[] = {
    {"entityName", Want::Name, required},
    {"fieldName", Want::Text, required},
    {"owningSide", Want::Nested, required, &owning_side},
    {"inverseSide", Want::Nested, optional, &inverse_side},
};
constexpr Argument to_joining_entity[] = {
    {"entityName", Want::Name, required},
    {"fieldName", Want::Text, required},
    {"joiningEntity", Want::Nested, required, &joining_entity},
    {"sourceInverseSide", Want::Nested, optional, &inverse_side},
    {"targetInverseSide", Want::Nested, optional, &inverse_side},
};
constexpr Argument with_view[] = {{"view", Want::Nested, required, &view}};
constexpr Argument of_view[] = {{"viewName", Want::Name, required}};
constexpr Argument with_sequence[] = {{"sequence", Want::Nested, required, &sequence}};
constexpr Argument of_sequence[] = {{"sequenceName", Want::Name, required}};
constexpr Argument of_schema[] = {{"schemaName", Want::Text, required}};
constexpr Argument with_extension[] = {
    {"extensionName", Want::Text, required},
    {"schemaName", Want::Text},
};
constexpr Argument of_extension[] = {{"extensionName", Want::Text, required}};
constexpr Argument with_trigger[] = {
    {"entityName", Want::Name, required},
    {"trigger", Want::Nested, required, &trigger},
};
constexpr Argument of_trigger[] = {
    {"entityName", Want::Name, required},
    {"triggerName", Want::Text, required},
};
constexpr Argument with_function[] = {{"function", Want::Nested, required, &function}};
constexpr Argument of_function[] = {
    {"functionName", Want::Name, required},
    {"arguments", Want::Text},
};
constexpr Argument with_privileges[] = {
    {"role", Want::Text, required},
    {"privileges", Want::Words, required},
    {"on", Want::Nested, required, &object},
    {"grantable", Want::Flag},
};
constexpr Argument with_sql[] = {
    {"up", Want::Sql, required},
    {"down", Want::Sql},
};

constexpr bool alone = true;
constexpr bool beside_schema = false;

constexpr Word vocabulary[] = {
    {"createEntity", with_entity, alone},
    {"removeEntity", of_entity},
    {"updateEntityName", new_entity_name, alone},
    {"createColumn", new_column, alone},
    {"removeField", of_field},
    {"updateFieldName", new_field_name, alone},
    {"updateColumnDefinition", new_definition},
    {"createUniqueConstraint", with_unique, alone},
    {"removeUniqueConstraint", of_constraint},
    {"createCheck", with_check, alone},
    {"removeCheck", of_constraint},
    {"createForeignKey", with_foreign_key, alone},
    {"removeForeignKey", of_constraint},
    {"createIndex", with_index, alone},
    {"removeIndex", of_index},
    {"createEnum", with_values, alone},
    {"updateEnum", with_values},
    {"removeEnum", of_enum},
    {"createRelation", with_relation},
    {"updateRelationOnDelete", relation_on_delete},
    {"makeRelationNotNull", relation_not_null},
    {"makeRelationNullable", of_field},
    {"convertOneToManyRelation", inverse_side_name},
    {"convertOneHasManyToOneHasOneRelation", inverse_side_name},
    {"convertOneHasManyToManyHasManyRelation", to_many},
    {"convertManyHasManyToJoiningEntity", to_joining_entity},
    {"createView", with_view, alone},
    {"updateView", with_view},
    {"removeView", of_view},
    {"createSequence", with_sequence, alone, "sequences"},
    {"removeSequence", of_sequence, beside_schema, "sequences"},
    {"createSchema", of_schema, alone, "schemas"},
    {"removeSchema", of_schema, beside_schema, "schemas"},
    {"createExtension", with_extension, alone, "extensions of this kind"},
    {"removeExtension", of_extension, beside_schema, "extensions of this kind"},
    {"createTrigger", with_trigger, alone},
    {"removeTrigger", of_trigger},
    {"createFunction", with_function, alone, "functions in SQL"},
    {"removeFunction", of_function, beside_schema, "functions in SQL"},
    {"grantPrivileges", with_privileges, beside_schema, "privileges"},
    {"revokePrivileges", with_privileges, beside_schema, "privileges"},
    {"sql", with_sql, alone},
};

}  // namespace in_gmig

using in_gmig::vocabulary;

}  // namespace

std::span<const Word> words() {
    return vocabulary;
}

const Word* word_of(std::string_view name) {
    const auto* const found = std::ranges::find(vocabulary, name, &Word::name);
    return found == std::end(vocabulary) ? nullptr : found;
}

}  // namespace gmig::schema

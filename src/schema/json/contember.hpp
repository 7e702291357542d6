#pragma once

#include "schema/json/vocabulary.hpp"
#include <gmig/schema/json_migration.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {

/// Whether a modification of Contember's concerns its runtime (access rules, validation, event log,
/// actions, …), so that it has no meaning for a database alone.
bool concerns_runtime(std::string_view word);

/// Checks one modification of Contember's; a remark where it concerns the runtime.
std::optional<JsonRemark> check_contember(const JsonCheck& check, const JsonValue& modification);

/// What Contember's entities and fields are called in the database, as its migrations have said so
/// far.
class ContemberModel {
public:
    /// The modification in gmig's vocabulary: none where it changes only the model. Throws
    /// Error{Migration} for what concerns the runtime, and for names that the model does not know.
    std::vector<JsonValue> translate(const JsonValue& modification);

private:
    struct Field {
        enum class Kind : std::uint8_t { Column, ToOne, Junction, Inverse };
        Kind kind{};
        std::string column;  ///< column, to one
        std::string target;  ///< relations: an entity
        std::string table;   ///< junction
        std::string owner;   ///< inverse: the target's field
    };
    struct Entity {
        std::string table;
        std::string primary;  ///< its column
        bool is_view = false;
        std::map<std::string, Field> fields;
        /// Names of unique constraints and indexes by the columns they are over.
        std::map<std::vector<std::string>, std::string> uniques;
        std::map<std::vector<std::string>, std::string> indexes;
    };
    /// A relation seen from the side that owns it.
    struct Owning {
        std::string entity;
        std::string field;
    };
    using Values = std::vector<JsonValue>;
    using Translate = Values (ContemberModel::*)(const JsonValue&);
    struct Meaning;
    static const Meaning meanings[];

    Entity& entity(const JsonValue& modification, std::string_view key = "entityName");
    Entity& entity_named(const std::string& name);
    Field& field(const JsonValue& modification);
    Owning owning_side(const JsonValue& modification);
    std::vector<std::string> columns_of(const Entity& owner, const JsonValue& fields);
    void register_fields(Entity& owner, const JsonValue& fields);
    Values drop_relation(const std::string& entity_name, const std::string& field_name);
    void rename_column(Entity& owner, Field& renamed, const std::string& column);

    Values create_entity(const JsonValue& modification);
    Values remove_entity(const JsonValue& modification);
    Values update_entity_name(const JsonValue& modification);
    Values update_table_name(const JsonValue& modification);
    Values create_view(const JsonValue& modification);
    Values update_view(const JsonValue& modification);
    Values create_column(const JsonValue& modification);
    Values update_column_definition(const JsonValue& modification);
    Values update_column_name(const JsonValue& modification);
    Values update_field_name(const JsonValue& modification);
    Values remove_field(const JsonValue& modification);
    Values create_unique(const JsonValue& modification);
    Values remove_unique(const JsonValue& modification);
    Values create_index(const JsonValue& modification);
    Values remove_index(const JsonValue& modification);
    Values as_it_is(const JsonValue& modification);
    Values create_relation(const JsonValue& modification);
    Values create_inverse_side(const JsonValue& modification);
    Values on_relation(const JsonValue& modification);
    Values to_junction(const JsonValue& modification);
    Values to_joining_entity(const JsonValue& modification);
    Values nothing(const JsonValue& modification);

    std::map<std::string, Entity> entities_;
};

}  // namespace gmig::schema

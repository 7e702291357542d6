#pragma once

#include <gmig/schema/schema.hpp>
#include <gmig/support/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::schema {

/// Definitions as gmig's vocabulary has them; nothing where it has no words for all of one.
using Value = std::optional<JsonValue>;
Value definition_for(const Column& column, Dialect dialect);
Value unique_for(const Constraint& unique);
Value check_for(const Constraint& check);
Value foreign_key_for(const Constraint& key, Dialect dialect);
Value entity_for(const Table& table, Dialect dialect);
JsonValue part_for(const IndexPart& part, Dialect dialect);

JsonValue name_value(const Name& name, Dialect dialect);
JsonValue sql_value(const std::string& text);
/// Members that stand for nothing when they are left out: false, and no texts.
void add_flag(JsonValue& object, const std::string& key, bool value);
void add_texts(JsonValue& object, const std::string& key, const std::vector<std::string>& texts);

}  // namespace gmig::schema

#pragma once

#include <gmig/support/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {

/// An argument that has to be there. Error{Migration} when it is not, or of another type.
const std::string& text_in(const JsonValue& object, std::string_view key);
const JsonValue& object_in(const JsonValue& object, std::string_view key);

/// A table's name, as gmig's vocabulary writes it.
JsonValue name_value(const std::string& table);

/// A column of Contember's as a definition of gmig's: its default is its server's business, not the
/// database's.
JsonValue definition_of(const JsonValue& column);

/// {"name", "query", "materialized"}
JsonValue view_value(const std::string& name, const JsonValue& view);

/// A name as PostgreSQL cuts it: to 63 bytes.
std::string cut_name(std::string name);

void append(std::vector<JsonValue>& values, std::vector<JsonValue> more);

using NamesByColumns = std::map<std::vector<std::string>, std::string>;
void forget_column(NamesByColumns& names, const std::string& column);
void rename_in(NamesByColumns& names, const std::string& from, const std::string& to);

}  // namespace gmig::schema

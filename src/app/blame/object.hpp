#pragma once

#include <gmig/schema/schema.hpp>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gmig::app {

// One object of a schema, looked at by itself.

/// The name that an object of a schema has there: SQLite's whatever the case of letters. `key` may
/// lack the schema (PostgreSQL); public is then looked at first.
std::optional<schema::Key> find_object(const schema::Schema& schema, const schema::Key& key);

/// The same for any kind, tables and views first.
std::optional<schema::Key> find_any(const schema::Schema& schema, const schema::Name& name);

/// Every name that find_any() would find.
std::vector<std::string> object_names(const schema::Schema& schema);

/// "materialized view", "function", …: as people call it.
std::string kind_words(const schema::Schema& schema, const schema::Key& key);

/// Nothing but the objects with one of these names (lower case), and what hangs on them: indexes,
/// triggers and policies of tables.
schema::Schema objects_named(const schema::Schema& schema, const std::set<std::string>& names);

/// Nothing but this object and what hangs on it.
schema::Schema only_object(const schema::Schema& schema, const schema::Key& key);

/// Old and new name of a column.
using ColumnRename = std::pair<std::string, std::string>;

/// An object as it would be if it had got that name, and its columns theirs, and nothing else had
/// changed. In expressions, words that are an old name become the new one.
schema::Schema renamed_object(const schema::Schema& only, const schema::Key& from,
                              const schema::Key& to, const std::vector<ColumnRename>& columns);

}  // namespace gmig::app

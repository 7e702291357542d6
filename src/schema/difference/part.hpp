#pragma once

#include <gmig/schema/schema.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {

/// What comes and goes by itself: an object, or a column or constraint of a table.
struct Part {
    enum class What : std::uint8_t { Whole, Column, Constraint };
    Key object;
    What what = What::Whole;
    std::string name{};
    auto operator<=>(const Part&) const = default;
};

Part whole(Key key);
Part column_part(const Name& table, std::string column);
Part constraint_part(const Name& table, std::string constraint);
/// Of a table or materialized view, whichever has the name.
Part relation_part(const Schema& schema, const Name& name);

Key key_of(Kind kind, const Name& name);
Key key_of(Kind kind, const std::string& name);
Key key_of(Kind kind, const Key& key);

/// The names in an expression's text that may be columns'.
std::set<std::string> identifiers(const Expression& expression, Dialect dialect);
/// Whether a text that PostgreSQL printed names this object (with its schema).
bool mentions(std::string_view text, const Name& name);

/// What a part of this schema stands on: it cannot be there before, nor remain after. Of a column
/// or constraint not its own table. Empty for a part that the schema does not have.
std::vector<Part> uses_of(const Schema& schema, const Part& part);
/// The columns and constraints of a table.
std::vector<Part> parts_of(const Table& table);
/// All objects, and the columns and constraints of all tables.
std::vector<Part> all_parts(const Schema& schema);
bool has(const Schema& schema, const Part& part);

const Constraint* constraint_of(const Table& table, std::string_view name);
/// The parents that a table is a partition or heir of.
std::vector<Name> parents_of(const Table& table);

}  // namespace gmig::schema

#pragma once

#include "schema/json/arguments.hpp"
#include <gmig/schema/json_migration.hpp>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {

using EnumValues = std::map<Name, std::vector<std::string>>;

/// What one modification is lowered beside.
struct Beside {
    Dialect dialect{};
    const Schema* now = nullptr;  ///< null: not needed, PostgreSQL only
    const EnumValues& enums;      ///< values so far (SQLite keeps them nowhere else)
    const std::set<Name>& made;   ///< tables that this very migration has made: they have no rows
    /// Whether a column that must not be NULL has to come with a value for rows that are there;
    /// Contember leaves it to the database to find some.
    bool demands_values = true;

    /// The table; Error{Migration} when there is none. Null where the schema is not known.
    // NOLINTNEXTLINE(modernize-use-nodiscard): also called to be sure that it is there
    const Table* find_table(const Name& name) const;
    [[nodiscard]] const Table& table(const Name& name) const;
    // NOLINTNEXTLINE(modernize-use-nodiscard): also called to be sure that it is there
    const Column& column(const Table& table, const std::string& name) const;
    [[nodiscard]] const Constraint& constraint(const Table& table, const std::string& name,
                                               Constraint::Kind kind) const;
};

[[noreturn]] void refuse(const std::string& message);

using Steps = std::vector<JsonStep>;
using Modifications = std::vector<Modification>;

/// Steps of one kind each.
Steps known(Modifications up, Modifications down);
Steps by_difference(Modifications up);

/// What definitions mean.
Column column_of(const std::string& name, const Arguments& definition, const Beside& beside);
Constraint unique_of(const Table& table, const Arguments& unique);
Constraint check_of(const Table& table, const Arguments& check);
Constraint foreign_key_of(const Table& table, const Arguments& key);
Index index_of(const Name& table, const Arguments& arguments);
Table table_of(const Arguments& entity, const Beside& beside);
Filling filling_of(const Arguments& arguments);

/// The CHECK that keeps a column within an enum (SQLite).
std::string enum_check_name(const Name& name);
Constraint enum_check(const std::string& column, const Name& name,
                      const std::vector<std::string>& values);
/// The one that a definition asks for; nothing in PostgreSQL, and for other types.
std::optional<Constraint> enum_check_of(const std::string& column, const Arguments& definition,
                                        const Beside& beside);

/// A constraint's name in PostgreSQL, as the server would choose it; none in SQLite.
void name_constraint(Constraint& constraint, const Table& table, Dialect dialect);

/// A column's constraints and indexes, as what drops them; refused while another table's foreign
/// key points to it.
Modifications drops_around(const Beside& beside, const Table& table, const std::string& column);

/// Of a whole table (column empty) or of one column of it.
void refuse_pointed_to(const Beside& beside, const Table& table, const std::string& column);

/// Each word's meaning. PostgreSQL's words for which Word::alone holds do without a schema.
Steps create_entity(const Arguments& arguments, const Beside& beside);
Steps remove_entity(const Arguments& arguments, const Beside& beside);
Steps update_entity_name(const Arguments& arguments, const Beside& beside);
Steps create_column(const Arguments& arguments, const Beside& beside);
Steps remove_field(const Arguments& arguments, const Beside& beside);
Steps update_field_name(const Arguments& arguments, const Beside& beside);
Steps update_column_definition(const Arguments& arguments, const Beside& beside);
Steps create_unique(const Arguments& arguments, const Beside& beside);
Steps remove_unique(const Arguments& arguments, const Beside& beside);
Steps create_check(const Arguments& arguments, const Beside& beside);
Steps remove_check(const Arguments& arguments, const Beside& beside);
Steps create_foreign_key(const Arguments& arguments, const Beside& beside);
Steps remove_foreign_key(const Arguments& arguments, const Beside& beside);
Steps create_index(const Arguments& arguments, const Beside& beside);
Steps remove_index(const Arguments& arguments, const Beside& beside);
Steps create_enum(const Arguments& arguments, const Beside& beside);
Steps update_enum(const Arguments& arguments, const Beside& beside);
Steps remove_enum(const Arguments& arguments, const Beside& beside);
Steps create_relation(const Arguments& arguments, const Beside& beside);
Steps update_relation_on_delete(const Arguments& arguments, const Beside& beside);
Steps make_relation_not_null(const Arguments& arguments, const Beside& beside);
Steps make_relation_nullable(const Arguments& arguments, const Beside& beside);
Steps one_to_one_as_many(const Arguments& arguments, const Beside& beside);
Steps many_to_one_as_one(const Arguments& arguments, const Beside& beside);
Steps many_to_one_as_junction(const Arguments& arguments, const Beside& beside);
Steps junction_as_entity(const Arguments& arguments, const Beside& beside);
Steps create_view(const Arguments& arguments, const Beside& beside);
Steps update_view(const Arguments& arguments, const Beside& beside);
Steps remove_view(const Arguments& arguments, const Beside& beside);
Steps create_sequence(const Arguments& arguments, const Beside& beside);
Steps remove_sequence(const Arguments& arguments, const Beside& beside);
Steps create_schema(const Arguments& arguments, const Beside& beside);
Steps remove_schema(const Arguments& arguments, const Beside& beside);
Steps create_extension(const Arguments& arguments, const Beside& beside);
Steps remove_extension(const Arguments& arguments, const Beside& beside);
Steps create_trigger(const Arguments& arguments, const Beside& beside);
Steps remove_trigger(const Arguments& arguments, const Beside& beside);
Steps create_function(const Arguments& arguments, const Beside& beside);
Steps remove_function(const Arguments& arguments, const Beside& beside);
Steps grant_privileges(const Arguments& arguments, const Beside& beside);
Steps revoke_privileges(const Arguments& arguments, const Beside& beside);
Steps run_sql(const Arguments& arguments, const Beside& beside);

}  // namespace gmig::schema

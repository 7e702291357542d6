#pragma once

#include <gmig/model/migration.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::sql {

/// A name that a part gives to something that has one.
struct Rename {
    /// Kinds that share their names are one: ALTER TABLE renames a view, too.
    enum class Kind : std::uint8_t { Relation, Type, Routine, Namespace };
    Kind kind{};
    std::string schema;  ///< as written; empty where it is left to the search path
    std::string name;
    std::string column;       ///< of a relation; empty: the object itself gets another name
    std::string to;           ///< the new name; empty where only the schema is another
    std::string to_schema{};  ///< of SET SCHEMA
    bool operator==(const Rename&) const = default;
};

/// What the statements of a part rename, in the order of the text: ALTER … RENAME TO, RENAME
/// [COLUMN] … TO, SET SCHEMA; names as Reader folds them. The code of a DO is looked into, and what
/// it executes as a string; a name that it makes at run time is not seen. Told from the text:
/// whether the statement is reached, or finds something, is not asked. Throws as split() does,
/// without PostgreSQL's parser.
std::vector<Rename> renames_in(const Script& script, Dialect dialect);

/// Whether a part may change an object whose name is `name`, or was on the way: it mentions the
/// name, or it has words in it that reach objects by another way (RENAME, CASCADE, ALL TABLES, code
/// that is executed). Says yes rather too often.
bool may_change(std::string_view part, std::string_view name, Dialect dialect);

}  // namespace gmig::sql

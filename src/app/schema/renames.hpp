#pragma once

#include "app/schema/states.hpp"
#include <gmig/app/diff.hpp>
#include <gmig/sql/renames.hpp>

#include <vector>

namespace gmig::app {

/// A state whose tables and columns have got their new names.
struct Renamed {
    schema::Schema schema;
    std::vector<schema::RenderedStep> steps;  ///< the renames
    std::vector<schema::RenderedStep> back;   ///< to be run on `schema`
    std::vector<schema::Modification> modifications;
};

/// Finds out what is renamed on the way to `to`: as the answers say; then, of what is left in
/// question, by asking at the terminal. The renames are carried out on a shadow of `from`, tables
/// first, and read again, for they change definitions. Throws Error{Usage} for an answer that names
/// nothing, Error{Guard} for a question that nobody can be asked.
Renamed carry_out_renames(const Request& request, const SchemaState& from, const schema::Schema& to,
                          const RenameAnswers& answers);

/// What renames in a text that leads from one schema to the other come to, as answers that fit:
/// each names what is there before, and a name that is there afterwards only.
RenameAnswers answers_of_renames(const schema::Schema& from, const schema::Schema& to,
                                 const std::vector<sql::Rename>& renames);

/// Whether an answer ("old=new", "table.old=new") can be one: what it names is there before, its
/// new name afterwards only. A column of a table that is renamed, too, cannot be told so.
bool names_a_rename(const schema::Schema& from, const schema::Schema& to,
                    const std::string& answer);

}  // namespace gmig::app

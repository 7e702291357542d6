#pragma once

#include <gmig/model/touched.hpp>
#include <gmig/sql/statement.hpp>

namespace gmig::sql {

/// What each statement of a PostgreSQL part names, from PostgreSQL's own parse tree: its target,
/// the relations, types and functions in it, the table of an index, a trigger or a policy, the
/// table that a foreign key points to, what a view reads.
///
/// Not seen: what DO, CALL, EXECUTE and functions do inside, what CASCADE takes along, and anything
/// of a part that says grammar=off. The former three, like INSERT, COPY and a SELECT with a
/// function in it, are told as touching data. Throws as prepare() does.
Touches touched(const Script& script, const RunnableOptions& options);

}  // namespace gmig::sql

#pragma once

#include <gmig/schema/modification.hpp>

#include <string>
#include <vector>

namespace gmig::schema {

/// The steps that make `to` of `from`, in an order in which a database takes them: drops before
/// what they made room for, types before tables, foreign keys last, and whatever stands on a thing
/// that has to go (views on a column whose type changes) dropped before and made again after.
/// In SQLite all steps of a table follow each other, so that rendering can do them in one rebuild.
///
/// A thing that only changed its name is dropped and created, except what holds no data: an index
/// or constraint that is equal but for its name is renamed. Renames of tables and columns are asked
/// for elsewhere and carried out before (see rename_candidates). The order of columns makes no
/// difference. A partition that is detached keeps copies of its parent's indexes and keys under
/// names that PostgreSQL chooses, which no value tells: they are left as they are.
///
/// Throws Error{Usage} for a cycle among views or functions, and when the two are not of one
/// dialect.
std::vector<Modification> difference(const Schema& from, const Schema& to);

/// A table or column that has gone while another has come: perhaps the same one, renamed. Never
/// guessed: the user says.
struct RenameCandidate {
    Name table;          ///< as in `from`
    std::string column;  ///< "" when the table itself is meant
    /// What it may be called now; the likeliest first (same type, then position).
    std::vector<std::string> to;
    auto operator<=>(const RenameCandidate&) const = default;
};

/// Columns: each one that a table has lost while it got others. Tables: each one that has gone
/// while one came, in the same namespace, that shares at least half of its columns' names.
std::vector<RenameCandidate> rename_candidates(const Schema& from, const Schema& to);

}  // namespace gmig::schema

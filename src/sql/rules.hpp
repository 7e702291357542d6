#pragma once

#include <gmig/model/migration.hpp>
#include <gmig/sql/statement.hpp>

#include <vector>

namespace gmig::sql {

/// Refuses, by how it begins, a statement that gmig cannot run in this part's transaction mode, or
/// cannot run at all.
void refuse_by_rule(const Script& script, Dialect dialect, const Statement& statement);

/// Refuses a SET SESSION AUTHORIZATION that the part does not take back: the ledger would be
/// written by another role.
void refuse_kept_authorization(const Script& script, const std::vector<Statement>& statements);

/// Refuses a new value of an enum that the same part uses after adding it: PostgreSQL does
/// (55P04), after having run half of it.
void refuse_used_enum_value(const Script& script, const std::vector<Statement>& statements);

/// Refuses a call of pg_advisory_unlock_all(), which would drop gmig's lock.
void refuse_unlocking(const Script& script, const Statement& statement);

/// Refuses a statement that changes gmig's own tables (gmig.*, gmig_*); reading them is fine.
void refuse_own_tables(const Script& script, Dialect dialect, const Statement& statement);

}  // namespace gmig::sql

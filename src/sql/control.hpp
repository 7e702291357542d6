#pragma once

#include <gmig/model/migration.hpp>
#include <gmig/sql/statement.hpp>

#include <vector>

namespace gmig::sql {

/// Takes a BEGIN … COMMIT pair around the part out of it, so that all of it runs in gmig's
/// transaction: a plain BEGIN with nothing but other statements before it (they were transactions
/// of their own), and a COMMIT as the last statement (or, in SQLite, with nothing but PRAGMA
/// foreign_keys behind it, which gmig's own handling of foreign keys makes idle). Whether it did.
bool drop_wrapper(std::vector<Statement>& statements, Dialect dialect);

/// Refuses every other transaction control. SAVEPOINTs are fine in gmig's transaction as long as
/// each is released.
void refuse_transaction_control(const Script& script, Dialect dialect,
                                const std::vector<Statement>& statements);

}  // namespace gmig::sql

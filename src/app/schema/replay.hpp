#pragma once

#include <gmig/app/workspace.hpp>
#include <gmig/db/shadow.hpp>
#include <gmig/model/touched.hpp>
#include <gmig/schema/schema.hpp>

#include <span>

namespace gmig::app {

/// An empty shadow for this project: SQLite in memory; PostgreSQL on the server of the environment
/// that the request means, or the one that its "shadow" names. Error{Usage} where there is neither.
db::Shadow empty_shadow(const Request& request, const Workspace& workspace);

/// Runs a migration's up part on a shadow (a JSON one is rendered for what the shadow holds). What
/// would reach beyond the database (roles, ALTER SYSTEM, other databases) is left out, with a note.
/// Throws Error{Migration, Database} with the place in the file. `touches` takes what it touches.
void run_on(db::Shadow& shadow, const Request& request, const Workspace& workspace,
            const Migration& migration, Touches* touches = nullptr);

/// A shadow on which these migrations have been run, in this order: from the cache when a set of
/// this version was replayed before in this order.
db::Shadow replay(const Request& request, const Workspace& workspace,
                  std::span<const Migration* const> migrations);

/// The schema that they build, likewise cached.
schema::Schema replayed_schema(const Request& request, const Workspace& workspace,
                               std::span<const Migration* const> migrations);

}  // namespace gmig::app

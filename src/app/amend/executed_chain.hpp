#pragma once

#include "app/schema/rendering.hpp"
#include "app/schema/states.hpp"
#include <gmig/app/connection.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// What a ledger has executed, in its order of execution and in the ledger's texts, to be replayed.
/// A row that was marked, and has no text, has its file's. The down part is the file's while the up
/// part is what was executed.
std::vector<Migration> executed_chain(const Connection& connection, const Facts& facts,
                                      const History& history, Renderer& renderer);

/// A migration of the files as SQL that can stand in such a chain.
Migration as_executable(const Migration& rendered);

/// Whether a part has a statement.
bool has_statement(const Script& part, Dialect dialect);

/// What these migrations build, one after the other. Throws as replay() does.
SchemaState state_of(const Request& request, const Workspace& workspace,
                     const std::vector<Migration>& migrations, const std::string& shown);

/// The same with an edited file among them; an error has its place in that file, or names the
/// executed migration behind it that no longer runs.
SchemaState amended_state(const Request& request, const Workspace& workspace, const Migration& file,
                          const std::vector<Migration>& migrations);

}  // namespace gmig::app

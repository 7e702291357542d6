#pragma once

#include <gmig/app/connection.hpp>

#include <vector>

namespace gmig::app {

/// What is known of each environment of a project without the network: a SQLite file's ledger is
/// (or, where another tool executes, that tool's table)
/// read now (an absent file has executed nothing), another's is what this clone last saw of it, and
/// what others shared since; where it saw nothing, what they shared. What is not known has source
/// Unknown. Never throws for an environment's sake, or for that of a ledger ref.
std::vector<Facts> known_facts(const Request& request, const Workspace& workspace,
                               const layout::ProjectConfig& project);

/// Keeps what a connection's ledger says for known_facts: in the repository's git folder, so that
/// each work tree finds it. Of SQLite nothing is kept. What cannot be written is let be.
void remember_facts(const Workspace& workspace, const Connection& connection, const Facts& facts);
/// The same, reading the ledger if anything is to be kept.
void remember_facts(const Workspace& workspace, const Connection& connection);

}  // namespace gmig::app

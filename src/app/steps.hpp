#pragma once

#include <gmig/app/connection.hpp>
#include <gmig/app/run.hpp>

#include <functional>
#include <string>

namespace gmig::app {

/// Error{Recover} when a migration was interrupted outside a transaction.
void refuse_interrupted(const Assessment& assessment);

/// Error{Repository} in the middle of a merge, rebase, cherry-pick or revert: the files are not
/// what will be committed.
void refuse_unfinished_git_operation(const Workspace& workspace);

/// Carries out the steps of a plan in turn, telling the request's progress; an Error on the way is
/// given the state that things are in. Between two steps a noted signal ends it.
void carry_out(const Request& request, RunResult& result,
               const std::function<void(const Step&)>& carry_out_one);

/// Lets a ledger row take the name, the id and the parents that its file has now.
void follow_rename(const Connection& connection, const db::RunIdentity& identity,
                   const Migration& file, const LedgerEntry& row);

/// Lets a ledger row take what its file says now, content included; the operation log keeps what it
/// was.
void adopt_content(const Workspace& workspace, const Connection& connection,
                   const db::RunIdentity& identity, const Migration& file, const LedgerEntry& row);

}  // namespace gmig::app

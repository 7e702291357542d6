#pragma once

#include "app/schema/rendering.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/run.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace gmig::app {

/// Error{Recover} when a migration was interrupted outside a transaction.
void refuse_interrupted(const Assessment& assessment);
/// The same of rows, where no files are looked at.
void refuse_interrupted_rows(const Facts& facts);

/// Error{Repository} in the middle of a merge, rebase, cherry-pick or revert: the files are not
/// what will be committed.
void refuse_unfinished_git_operation(const Workspace& workspace);

/// Reads every part that a plan executes, so that a mistake in the last one is found before the
/// first runs.
void judge_parts(const Workspace& workspace, Renderer& renderer, const std::vector<Step>& steps);

/// The place in the order of execution that the next one takes.
std::int64_t next_sequence(const Facts& facts);

/// Carries out the steps of a plan in turn, telling the request's progress; an Error on the way is
/// given the state that things are in, and `command` ("" for the step's own) as what to do again.
/// Between two steps a noted signal ends it.
void carry_out(const Request& request, RunResult& result,
               const std::function<void(const Step&)>& carry_out_one,
               const std::string& command = "");

/// How one migration is executed.
struct ExecuteStep {
    std::int64_t sequence = 0;
    bool skip_verify = false;
};
/// Executes a (rendered) migration; an error in it is told at its place in the file.
void execute_step(const Workspace& workspace, db::Runner& runner, const Migration& rendered,
                  const ExecuteStep& how);

/// Lets a ledger row take the name, the id and the parents that its file has now.
void follow_rename(const Connection& connection, const db::RunIdentity& identity,
                   const Migration& file, const LedgerEntry& row);

/// Lets a ledger row take what its file says now, content included; the operation log keeps what it
/// was.
void adopt_content(const Workspace& workspace, const Connection& connection,
                   const db::RunIdentity& identity, const Migration& file, const LedgerEntry& row);

}  // namespace gmig::app

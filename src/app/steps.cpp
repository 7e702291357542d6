#include "app/steps.hpp"

#include "app/executed.hpp"
#include "app/refusals.hpp"
#include <gmig/db/entry.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace gmig::app {
namespace {

std::string progress_of(const RunResult& result) {
    const std::string total = std::to_string(result.plan.steps.size());
    return result.done == 0 ? "nothing has changed"
                            : std::to_string(result.done) + " of " + total +
                                  " steps are done, each whole; the others are as they were";
}

/// What to do when a step's own statements were refused. Those of a rollback may be the ledger's.
std::string next_after(const Error& error, const Step& step, const std::string& command) {
    if (!error.next().empty() || error.kind() != Error::Kind::Database) {
        return error.next();
    }
    const std::string again =
        ", then gmig " + (command.empty() ? std::string(to_string(step.action)) : command);
    const std::string& file = error.where().file;
    if (file.starts_with("ledger:")) {
        return "give the file of " + step.name + " a down part that works, gmig amend " +
               shell_word(step.name) + again;
    }
    return "mend " + (file.empty() ? step.name : file) + again;
}

/// The same error with the state of the whole run, unless the place that threw knew better.
Error with_state(const Error& error, const RunResult& result, const std::string& command) {
    const bool says_nothing_changed =
        error.state().empty() || error.state() == "nothing has changed";
    return Error(error.kind(), error.what())
        .at(error.where())
        .state(says_nothing_changed ? progress_of(result) : error.state())
        .next(result.done < result.plan.steps.size()
                  ? next_after(error, result.plan.steps[result.done], command)
                  : error.next())
        .by_signal(error.signal());
}

}  // namespace

void refuse_interrupted(const Assessment& assessment) {
    for (const Assessed& assessed : assessment.migrations) {
        if (assessed.state == State::Interrupted) {
            throw Error(Error::Kind::Recover,
                        assessed.name + " was interrupted while it ran outside a transaction")
                .at({.file = assessed.path})
                .state("some of its statements are done")
                .next("gmig recover");
        }
    }
}

void refuse_interrupted_rows(const Facts& facts) {
    for (const LedgerEntry& row : facts.entries) {
        if (row.state == RowState::Started) {
            throw Error(Error::Kind::Recover,
                        row.name + " was interrupted while it ran outside a transaction")
                .state("some of its statements are done")
                .next("gmig recover");
        }
    }
}

void refuse_unfinished_git_operation(const Workspace& workspace) {
    git::Repository* const git = workspace.repository();
    if (git == nullptr) {
        return;
    }
    const git::Operation operation = git->operation_in_progress();
    if (operation == git::Operation::None || operation == git::Operation::Bisect) {
        return;
    }
    throw Error(Error::Kind::Repository, "git is in the middle of a " +
                                             std::string(git::to_string(operation)) +
                                             ": the files may not be what will be committed")
        .state("nothing has changed")
        .next("finish it (git " + std::string(git::to_string(operation)) +
              " --continue) or give it up (--abort)");
}

void judge_parts(const Workspace& workspace, Renderer& renderer, const std::vector<Step>& steps) {
    for (const Step& step : steps) {
        if (step.action != Action::Execute) {
            continue;
        }
        const Migration& migration = renderer.rendered(*step.position);
        const sql::RunnableOptions options = runnable_options(workspace, migration);
        for (const Script* const part :
             {&migration.up, migration.verify ? &*migration.verify : nullptr}) {
            if (const auto error =
                    part ? refusal_of(workspace.project(), *part, options) : std::nullopt) {
                throw *error;
            }
        }
    }
}

std::int64_t next_sequence(const Facts& facts) {
    return facts.entries.empty() ? 1 : facts.entries.back().sequence + 1;
}

void carry_out(const Request& request, RunResult& result,
               const std::function<void(const Step&)>& carry_out_one, const std::string& command) {
    using std::chrono::steady_clock;
    try {
        for (const Step& step : result.plan.steps) {
            throw_if_interrupted();
            if (request.progress.begins) {
                request.progress.begins(step, result.done + 1, result.plan.steps.size());
            }
            const auto start = steady_clock::now();
            carry_out_one(step);
            ++result.done;
            if (request.progress.done) {
                const auto took = steady_clock::now() - start;
                request.progress.done(
                    step, std::chrono::duration_cast<std::chrono::microseconds>(took).count());
            }
        }
    } catch (const Error& error) {
        // What was meant by -e or --url is meant again.
        const bool names_environment = request.environment || request.url;
        const bool as_written = names_environment && !request.command.empty();
        throw with_state(error, result, as_written ? request.command : command);
    }
}

void execute_step(const Workspace& workspace, db::Runner& runner, const Migration& rendered,
                  const ExecuteStep& how) {
    try {
        runner.execute(rendered, how.sequence, how.skip_verify,
                       runnable_options(workspace, rendered));
    } catch (const Error& error) {
        throw at_modification(error, rendered);
    }
}

void follow_rename(const Connection& connection, const db::RunIdentity& identity,
                   const Migration& file, const LedgerEntry& row) {
    LedgerEntry after = row;
    after.id = file.id;
    after.name = file.name;
    after.parents = file.parents;
    connection.driver().write(
        connection.ledger().rename(row, after, operation_of(identity, "rename", row)));
}

void adopt_content(const Workspace& workspace, const Connection& connection,
                   const db::RunIdentity& identity, const Migration& file, const LedgerEntry& row) {
    LedgerEntry after = row;
    db::put_file(after, file, workspace.project().dialect);
    db::Ledger& ledger = connection.ledger();
    std::vector<db::Query> queries = ledger.remove(row, ledger.texts(row.id).value_or(db::Texts{}),
                                                   operation_of(identity, "adopt", row));
    std::ranges::move(ledger.record(after, texts_of(workspace, file), ""),
                      std::back_inserter(queries));
    connection.driver().write(queries);
}

}  // namespace gmig::app

#include "app/amend/carry_out.hpp"

#include "app/executed.hpp"
#include "app/schema/rendering.hpp"
#include <gmig/db/entry.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

LedgerEntry amended_row(const Workspace& workspace, const AmendRun& what) {
    LedgerEntry entry = what.row;
    db::put_file(entry, what.file, workspace.project().dialect);
    db::put_run(entry, what.identity, what.identity.now);
    entry.statements_done = static_cast<std::int64_t>(
        sql::split(what.file.up, workspace.project().dialect, sql::Grammar::Lexer).size());
    return entry;
}

std::optional<db::Part> verify_of(const Workspace& workspace, const AmendRun& what) {
    if (!what.chain.amended || !what.file.verify) {
        return std::nullopt;
    }
    sql::RunnableOptions options = runnable_options(workspace, what.file);
    options.allow_empty = true;
    return db::Part{&*what.file.verify,
                    sql::prepare(*what.file.verify, workspace.project().dialect, options)};
}

/// The same error with what helps.
Error with_advice(const Error& error, const Migration& file) {
    std::string next = error.next();
    if (next.empty() && error.kind() == Error::Kind::Database) {
        const std::string& place = error.where().file;
        next = place.starts_with("the change to ")
                   ? "gmig db drift, which says where the database is otherwise than its ledger"
                   : "mend " + (place.empty() ? file.path : place) + ", then gmig amend " +
                         shell_word(file.name);
    }
    return Error(error.kind(), error.what())
        .at(error.where())
        .state(error.state())
        .next(next)
        .by_signal(error.signal());
}

void run_transaction(const Workspace& workspace, const Connection& connection,
                     const AmendRun& what) {
    db::Ledger& ledger = connection.ledger();
    const db::Texts before = ledger.texts(what.row.id).value_or(db::Texts{});
    db::Operation line = operation_of(what.identity, "amend", what.row);
    line.back = what.way.back;
    db::TransactionRun run;
    run.part = {&what.way.script.script(), what.way.script.runnable()};
    run.verify = verify_of(workspace, what);
    run.ledger = [&](std::int64_t duration_us) {
        if (!what.chain.amended) {
            return ledger.remove(what.row, before, line);
        }
        LedgerEntry after = amended_row(workspace, what);
        after.duration_us = duration_us;
        return ledger.replace(what.row, before, after, texts_of(workspace, what.file), line);
    };
    run.confirm = ledger.confirm_logged(line);
    run.fault_prefix = "amend";
    connection.driver().run(run);
}

}  // namespace

void run_way(const Workspace& workspace, const Connection& connection, const AmendRun& run) {
    try {
        run_transaction(workspace, connection, run);
    } catch (const Error& error) {
        throw with_advice(at_modification(run.way.script.placed(error), run.file), run.file);
    }
}

}  // namespace gmig::app

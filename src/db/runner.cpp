#include "db/fault_steps.hpp"
#include "db/runner_alone.hpp"
#include <gmig/db/entry.hpp>
#include <gmig/db/runner.hpp>
#include <gmig/support/text.hpp>

#include <chrono>

namespace gmig::db {
namespace {

std::int64_t microseconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 start)
        .count();
}

sql::RunnableOptions options_for(const Migration& migration) {
    return {.grammar = migration.grammar_off ? sql::Grammar::Lexer : sql::Grammar::Parser,
            .allow_empty = migration.empty,
            .own_history = false};
}

std::optional<Part> verify_part(const Migration& migration, bool skip, Dialect dialect,
                                sql::RunnableOptions options) {
    if (skip || !migration.verify) {
        return std::nullopt;
    }
    options.allow_empty = true;
    return Part{&*migration.verify, sql::prepare(*migration.verify, dialect, options)};
}

}  // namespace

Runner::Runner(Driver& driver, Ledger& ledger, RunIdentity identity)
    : driver_(driver),
      ledger_(ledger),
      identity_(std::move(identity)),
      began_(std::chrono::steady_clock::now()) {
    // Names of branches and users may hold any bytes, a database's text only characters.
    for (std::string* text : {&identity_.who, &identity_.commit, &identity_.branch}) {
        *text = printable(*text);
    }
}

Timestamp Runner::time() const {
    return {identity_.now.microseconds + microseconds_since(began_)};
}

void Runner::put_run(LedgerEntry& entry) const {
    db::put_run(entry, identity_, time());
}

LedgerEntry Runner::new_entry(const Migration& migration, std::int64_t sequence) const {
    LedgerEntry entry = entry_of(migration, driver_.dialect(), identity_, sequence);
    entry.executed_at = time();
    return entry;
}

Operation Runner::operation(const char* kind, std::int64_t undoes) const {
    Operation result;
    result.kind = undoes == 0 ? kind : "undo";
    result.undoes = undoes;
    result.at = time();
    result.by = identity_.who;
    result.run_id = identity_.run_id;
    return result;
}

Texts Runner::texts_in_ledger(const MigrationId& id) {
    std::optional<Texts> texts = ledger_.texts(id);
    if (!texts) {
        throw Error(Error::Kind::History, "the ledger has no row of " + id.value)
            .state("nothing has changed");
    }
    return *std::move(texts);
}

LedgerEntry Runner::execute(const Migration& migration, std::int64_t sequence, bool skip_verify,
                            const sql::RunnableOptions& options) {
    const Dialect dialect = driver_.dialect();
    LedgerEntry entry = new_entry(migration, sequence);
    TransactionRun run;
    run.part = {&migration.up, sql::prepare(migration.up, dialect, options)};
    run.verify = verify_part(migration, skip_verify, dialect, options);
    if (entry.transaction == TransactionMode::Off) {
        execute_alone(migration, entry, run.part.runnable, skip_verify);
        return entry;
    }
    entry.statements_done = static_cast<std::int64_t>(run.part.runnable.statements.size());
    const Texts texts = texts_of(migration, dialect);
    run.ledger = [&](std::int64_t duration_us) {
        entry.executed_at = time();
        entry.duration_us = duration_us;
        return ledger_.record(entry, texts, "execute");
    };
    run.confirm = ledger_.confirm_done(entry);
    run.fault_prefix = options.own_history ? "ledger" : "execute";
    run.own_history = options.own_history;
    last_commit_ = driver_.run(run);
    return entry;
}

void Runner::execute_alone(const Migration& migration, LedgerEntry& entry,
                           const sql::Runnable& runnable, bool skip_verify) {
    AlonePart part(driver_, ledger_, {migration.up, runnable, Progress::Direction::Up, "execute"});
    const Texts texts = texts_of(migration, driver_.dialect());
    entry.state = RowState::Started;
    std::vector<Query> intent = ledger_.record(entry, texts, "execute");
    for (Query& query : ledger_.progress(entry, part.progress_at(0))) {
        intent.push_back(std::move(query));
    }
    fault_step("execute", "intent");
    driver_.write(intent);
    const auto start = std::chrono::steady_clock::now();
    part.run(entry, false, ledger_.remove(entry, texts, operation("failed")));
    entry.duration_us = microseconds_since(start);
    finish_alone(migration, entry, skip_verify);
}

void Runner::finish_alone(const Migration& migration, LedgerEntry& entry, bool skip_verify) {
    const std::optional<Part> verify =
        verify_part(migration, skip_verify, driver_.dialect(), options_for(migration));
    fault_step("execute", "verify");
    if (verify) {
        try {
            driver_.verify(*verify);
        } catch (const Error& error) {
            throw Error(Error::Kind::Recover, error.what())
                .at(error.where())
                .state("all statements of " + migration.name +
                       " are done, outside any transaction; its verify part fails")
                .next("gmig recover");
        }
    }
    entry.state = RowState::Done;
    entry.executed_at = time();
    fault_step("execute", "done");
    driver_.write(ledger_.progress(entry, std::nullopt));
}

LedgerEntry Runner::resume(const Migration& migration, const LedgerEntry& started) {
    const std::optional<Progress> progress = ledger_.progress_of(started.id);
    if (started.state != RowState::Started || !progress) {
        throw Error(Error::Kind::History,
                    "the ledger does not say how far " + started.name + " has come")
            .state("nothing has changed");
    }
    if (progress->direction == Progress::Direction::Down) {
        resume_rollback(migration, started, *progress);
        return started;
    }
    const sql::Runnable runnable =
        sql::prepare(migration.up, driver_.dialect(), options_for(migration));
    AlonePart part(driver_, ledger_,
                   {migration.up, runnable, Progress::Direction::Up, "execute", progress->undoes});
    part.require_same_beginning(started, *progress);
    LedgerEntry entry = started;
    if (progress->undoes != 0) {
        part.run(entry, true, {});
        finish_restoring(entry, progress->undoes);
        return entry;
    }
    put_run(entry);
    const auto start = std::chrono::steady_clock::now();
    part.run(entry, true, {});
    entry.duration_us += microseconds_since(start);
    finish_alone(migration, entry, false);
    return entry;
}

void Runner::roll_back(const LedgerEntry& entry, const Script& down,
                       const sql::RunnableOptions& options, std::int64_t undoes) {
    TransactionRun run;
    run.part = {&down, sql::prepare(down, driver_.dialect(), options)};
    if (down.transaction == TransactionMode::Off) {
        roll_back_alone(entry, down, run.part.runnable, undoes);
        return;
    }
    const Texts texts = texts_in_ledger(entry.id);
    run.ledger = [&](std::int64_t) {
        return ledger_.remove(entry, texts, operation("rollback", undoes));
    };
    run.confirm = ledger_.confirm_gone(entry.id);
    run.fault_prefix = "rollback";
    last_commit_ = driver_.run(run);
}

void Runner::roll_back_alone(const LedgerEntry& entry, const Script& down,
                             const sql::Runnable& runnable, std::int64_t undoes) {
    AlonePart part(driver_, ledger_,
                   {down, runnable, Progress::Direction::Down, "rollback", undoes});
    LedgerEntry leaving = entry;
    leaving.state = RowState::Started;
    leaving.statements_done = 0;
    fault_step("rollback", "intent");
    driver_.write(ledger_.progress(leaving, part.progress_at(0)));
    part.run(leaving, false, ledger_.progress(entry, std::nullopt));
    remove_row(entry, undoes);
}

void Runner::resume_rollback(const Migration& migration, const LedgerEntry& started,
                             const Progress& progress) {
    const Texts texts = texts_in_ledger(started.id);
    Script down;
    if (migration.down && migration.checksum == started.checksum) {
        down = *migration.down;
    } else {
        down = {.text = texts.down.value_or(""),
                .path = "ledger:" + started.name,
                .first_line = 1,
                .transaction = texts.down_transaction};
    }
    const sql::Runnable runnable = sql::prepare(down, driver_.dialect(), options_for(migration));
    AlonePart part(driver_, ledger_,
                   {down, runnable, Progress::Direction::Down, "rollback", progress.undoes});
    part.require_same_beginning(started, progress);
    LedgerEntry leaving = started;
    part.run(leaving, true, {});
    remove_row(leaving, progress.undoes);
}

void Runner::remove_row(const LedgerEntry& entry, std::int64_t undoes) {
    fault_step("rollback", "done");
    driver_.write(ledger_.remove(entry, texts_in_ledger(entry.id), operation("rollback", undoes)));
}

void Runner::restore(const LedgerEntry& entry, const Texts& texts,
                     const sql::RunnableOptions& options, std::int64_t undoes) {
    const Script up{.text = texts.up,
                    .path = "ledger:" + entry.name,
                    .first_line = 1,
                    .transaction = entry.transaction};
    TransactionRun run;
    run.part = {&up, sql::prepare(up, driver_.dialect(), options)};
    if (entry.transaction == TransactionMode::Off) {
        restore_alone(entry, texts, up, run.part.runnable, undoes);
        return;
    }
    Operation line = operation("undo", undoes);
    line.id = entry.id;
    line.name = entry.name;
    run.ledger = [&](std::int64_t) {
        std::vector<Query> queries = ledger_.record(entry, texts, "");
        queries.push_back(ledger_.log(line));
        return queries;
    };
    run.confirm = ledger_.confirm_done(entry);
    run.fault_prefix = "execute";
    last_commit_ = driver_.run(run);
}

void Runner::restore_alone(const LedgerEntry& entry, const Texts& texts, const Script& up,
                           const sql::Runnable& runnable, std::int64_t undoes) {
    AlonePart part(driver_, ledger_, {up, runnable, Progress::Direction::Up, "execute", undoes});
    LedgerEntry coming = entry;
    coming.state = RowState::Started;
    coming.statements_done = 0;
    std::vector<Query> intent = ledger_.record(coming, texts, "");
    for (Query& query : ledger_.progress(coming, part.progress_at(0))) {
        intent.push_back(std::move(query));
    }
    fault_step("execute", "intent");
    driver_.write(intent);
    part.run(coming, false, ledger_.remove(coming, texts, operation("failed")));
    finish_restoring(entry, undoes);
}

void Runner::finish_restoring(LedgerEntry entry, std::int64_t undoes) {
    entry.state = RowState::Done;
    Operation line = operation("undo", undoes);
    line.id = entry.id;
    line.name = entry.name;
    std::vector<Query> queries = ledger_.progress(entry, std::nullopt);
    queries.push_back(ledger_.log(line));
    fault_step("execute", "done");
    driver_.write(queries);
}

}  // namespace gmig::db

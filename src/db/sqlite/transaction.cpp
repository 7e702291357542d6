#include "db/sqlite/transaction.hpp"

#include "db/fault_steps.hpp"
#include "db/sqlite/driver.hpp"
#include "db/sqlite/foreign_keys.hpp"
#include "db/sqlite/maintenance.hpp"
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <chrono>

namespace gmig::db::sqlite {
namespace {

Guard::Watching watching(const TransactionRun& run) {
    return run.own_history ? Guard::Watching::OwnHistory : Guard::Watching::Transaction;
}

std::int64_t microseconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 start)
        .count();
}

// INSERT OR ROLLBACK, RAISE(ROLLBACK) and a full disk end gmig's transaction behind its back, and
// whatever followed would be committed by itself. An error says so by itself; a success would mean
// that the part has committed.
void require_transaction(const Connection& connection, const Script& script, std::size_t offset) {
    if (!connection.in_transaction()) {
        throw Error(Error::Kind::Recover, "the migration ended gmig's transaction")
            .at(script.where(offset))
            .state("what it did before that may be in the database, and the ledger does not say so")
            .next("gmig recover");
    }
}

}  // namespace

void SqliteDriver::run_part(const TransactionRun& run) {
    const Part& part = run.part;
    for (const sql::Statement& statement : part.runnable.statements) {
        fault_step(run.fault_prefix, "statement");
        throw_if_interrupted();
        connection().run(*part.script, statement, watching(run));
        require_transaction(connection(), *part.script, statement.offset);
    }
}

void SqliteDriver::run_verify(const Part& part) {
    connection().execute("SAVEPOINT gmig_verify");
    for (const sql::Statement& statement : part.runnable.statements) {
        throw_if_interrupted();
        const Yield yield = connection().run(*part.script, statement, Guard::Watching::Transaction);
        require_transaction(connection(), *part.script, statement.offset);
        if (fails_verify(yield)) {
            throw Error(Error::Kind::Database,
                        "verify failed: this statement yields " + yield.first.value_or("NULL"))
                .at(part.script->where(statement.offset));
        }
    }
    connection().execute("ROLLBACK TO gmig_verify");
    connection().execute("RELEASE gmig_verify");
}

// A temporary table named like the ledger's would take the ledger's rows.
void SqliteDriver::check_ledger_is_seen() {
    if (connection().guard().left_in_session() &&
        !connection()
             .query("SELECT 1 FROM temp.sqlite_schema WHERE lower(substr(name, 1, 5)) = 'gmig_'")
             .empty()) {
        throw Error(Error::Kind::Database,
                    "the migration leaves a temporary object with a name of gmig's (gmig_…)");
    }
}

const std::vector<std::string>& SqliteDriver::violations_before() {
    const std::string now = connection().query("PRAGMA data_version")[0][0].value_or("");
    if (!known_ || known_->data_version != now) {
        known_ = KnownViolations{now, foreign_key_violations(connection())};
    }
    return known_->violations;
}

std::vector<std::string> SqliteDriver::check_violations(const std::vector<std::string>& before) {
    const Guard& guard = connection().guard();
    if (!guard.changed_data()) {
        return before;
    }
    std::vector<std::string> after = foreign_key_violations(connection());
    std::vector<std::string> fresh = new_violations(before, after, guard.moved_tables());
    if (!fresh.empty()) {
        constexpr std::size_t most_shown = 3;
        const std::size_t count = fresh.size();
        fresh.resize(std::min(count, most_shown));
        throw Error(Error::Kind::Database, "foreign keys are violated (" + std::to_string(count) +
                                               (count == 1 ? " row): " : " rows): ") +
                                               join(fresh, "; "));
    }
    return after;
}

std::vector<std::string> SqliteDriver::carry_out(const TransactionRun& run) {
    const std::vector<std::string>& before = violations_before();
    connection().guard().forget();
    fault_step(run.fault_prefix, "part");
    // Taken away and put back within the transaction: nobody else ever sees the tables open.
    const bool closed = in_maintenance_ && maintenance_row(connection()).has_value();
    if (closed) {
        drop_maintenance_triggers(connection());
    }
    const auto start = std::chrono::steady_clock::now();
    run_part(run);
    const std::int64_t duration = microseconds_since(start);
    fault_step(run.fault_prefix, "verify");
    if (run.verify) {
        run_verify(*run.verify);
    }
    fault_step(run.fault_prefix, "check");
    std::vector<std::string> after = check_violations(before);
    check_ledger_is_seen();
    if (closed) {
        make_maintenance_triggers(connection(), target_.database);
    }
    fault_step(run.fault_prefix, "ledger");
    for (const Query& query : run.ledger(duration)) {
        connection().query(query.sql, query.values);
    }
    fault_step(run.fault_prefix, "before_commit");
    throw_if_interrupted();
    return after;
}

Committed SqliteDriver::run(const TransactionRun& run) {
    fault_step(run.fault_prefix, "begin");
    throw_if_interrupted();
    new_session();
    std::optional<Error> failed;
    try {
        Transaction transaction(connection(), Transaction::Mode::Writing);
        std::vector<std::string> violations = carry_out(run);
        const int code = transaction.try_commit();
        if (code == SQLITE_OK) {
            known_->violations = std::move(violations);
        } else {
            failed = connection().failure(code);
        }
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Recover) {
            throw;
        }
        throw Error(error).state(nothing_changed);
    }
    if (failed) {
        return after_failed_commit(*failed, run.confirm);
    }
    fault_step(run.fault_prefix, "after_commit");
    return Committed::Plainly;
}

// In WAL mode COMMIT may fail and the change be there after all, when the file is opened anew: only
// the ledger knows.
Committed SqliteDriver::after_failed_commit(const Error& failed, const Query& confirm) {
    if (failed.kind() == Error::Kind::Lock) {
        throw Error(failed).state(nothing_changed);
    }
    bool committed = false;
    try {
        connect_anew();
        committed = has_table("gmig_ledger") && !query(confirm).empty();
    } catch (const Error& error) {
        throw Error(
            Error::Kind::Recover,
            std::string(failed.what()) + ", and then the database cannot be read: " + error.what())
            .state("whether the change was committed is not known")
            .next("gmig status");
    }
    if (!committed) {
        throw Error(failed).state(nothing_changed);
    }
    return Committed::ConfirmedAfterReconnect;
}

}  // namespace gmig::db::sqlite

#include "db/fault_steps.hpp"
#include "db/postgresql/blockers.hpp"
#include "db/postgresql/driver.hpp"
#include "db/postgresql/failure.hpp"
#include "db/postgresql/names.hpp"
#include "db/verdict.hpp"
#include <gmig/sql/lexer.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::db::postgresql {
namespace {

using Clock = std::chrono::steady_clock;

/// Rolls back when it goes, unless told that the transaction has ended.
class RollBack {
public:
    explicit RollBack(Session& session) : session_(&session) {}
    RollBack(const RollBack&) = delete;
    RollBack& operator=(const RollBack&) = delete;
    ~RollBack() {
        if (session_ != nullptr) {
            session_->roll_back();
        }
    }
    void dismiss() { session_ = nullptr; }

private:
    Session* session_;
};

void refuse_long_names(const Part& part) {
    for (const sql::Statement& statement : part.runnable.statements) {
        postgresql::refuse_long_names(*part.script, statement);
    }
}

/// ROLLBACK TO a savepoint, as opposed to a ROLLBACK of everything.
bool rolls_back_to(const sql::Statement& statement) {
    sql::Lexer lexer(statement.text, Dialect::Postgresql);
    sql::Token token;
    bool first = true;
    for (int words = 0; words < 4 && lexer.next(token); ++words) {
        if (first && !sql::is_word(token, "ROLLBACK")) {
            return false;
        }
        first = false;
        if (sql::is_word(token, "TO")) {
            return true;
        }
    }
    return false;
}

std::ptrdiff_t rollbacks_in(const Part& part) {
    return std::count_if(part.runnable.statements.begin(), part.runnable.statements.end(),
                         rolls_back_to);
}

std::ptrdiff_t tags(const Answer& answer, std::string_view tag) {
    return std::count_if(answer.results.begin(), answer.results.end(),
                         [&](const Result& result) { return result.tag == tag; });
}

/// Whether gmig's transaction is the one that was begun: no statement has ended it or begun
/// another. Each tells its name when it is done; functions and procedures cannot (2D000).
bool is_whole(const Answer& answer, const TransactionRun& run) {
    const std::ptrdiff_t rollbacks =
        rollbacks_in(run.part) + (run.verify ? 1 + rollbacks_in(*run.verify) : 0);
    return tags(answer, "BEGIN") == 1 && tags(answer, "START TRANSACTION") == 0 &&
           tags(answer, "COMMIT") == 0 && tags(answer, "PREPARE TRANSACTION") == 0 &&
           tags(answer, "ROLLBACK") == rollbacks;
}

/// The results of a verify part's statements are the last but `behind`; `first` is the number of
/// the first of its statements in the batch.
void judge(const Part& verify, const Answer& answer, const Batch& batch, std::size_t first) {
    const std::size_t count = verify.runnable.statements.size();
    const std::size_t behind = batch.size() - first - count;
    for (std::size_t i = 0; i < count; ++i) {
        const Result& result = answer.results.at(answer.results.size() - behind - count + i);
        const Yield yield{result.rows, result.columns,
                          result.first.empty() ? Value() : result.first.front()};
        if (fails_verify(yield)) {
            throw Error(Error::Kind::Database,
                        "verify says no: the statement yields " +
                            printable(yield.first.value_or("NULL").substr(0, 100)))
                .at(batch.place(first + i))
                .state("nothing has changed");
        }
    }
}

/// How often a transaction that was refused for the sake of others is tried again.
class Tries {
public:
    [[nodiscard]] bool again(const Failure& failure) {
        if (waited_in_vain(failure)) {
            return ++waits_ < 4;
        }
        return lost_a_race(failure) && ++races_ <= 3;
    }
    [[nodiscard]] std::chrono::milliseconds pause() const {
        return std::chrono::milliseconds(100 << (waits_ + races_));
    }
    [[nodiscard]] bool has_waited() const { return waits_ > 0; }

private:
    int waits_ = 0;
    int races_ = 0;
};

}  // namespace

Committed PostgresqlDriver::run(const TransactionRun& run) {
    refuse_long_names(run.part);
    if (run.verify) {
        refuse_long_names(*run.verify);
    }
    require_lock();
    session_->end_alone();
    Tries tries;
    Blockers blockers(target_, options_, host_);
    while (true) {
        Patience patience;
        if (tries.has_waited()) {
            blockers.watch(*session_, patience);
        }
        const Ended ended = attempt(run, patience);
        if (ended.how == Ended::How::Committed) {
            return Committed::Plainly;
        }
        if (ended.how == Ended::How::Unknown) {
            const Committed committed = settle(ended.transaction, &run.confirm);
            fault_step(run.fault_prefix, "after_commit");
            return committed;
        }
        if (!tries.again(ended.failure)) {
            Failure failure = ended.failure;
            failure.blocked_by = blockers.seen();
            throw refused(failure, ended.where);
        }
        sleep(tries.pause());
    }
}

Batch PostgresqlDriver::transaction_of(const TransactionRun& run) {
    // CREATE SCHEMA IF NOT EXISTS would need the right to make schemas where the schema exists.
    const bool needs_schema =
        run.own_history &&
        session_->ask({"SELECT pg_catalog.to_regnamespace('gmig')", {}}).at(0).at(0) ==
            std::nullopt;
    Batch batch;
    batch.add(session_->settings().initial());
    batch.add("BEGIN ISOLATION LEVEL READ COMMITTED");
    batch.add(Settings::drop_leftovers());
    if (needs_schema) {
        batch.add("CREATE SCHEMA gmig");
    }
    batch.add(run.part, run.own_history);
    // What is deferred happens here and not at COMMIT: nothing of it is left in the session then,
    // the lock is looked at after it, and a verify part sees it.
    batch.add("SET CONSTRAINTS ALL IMMEDIATE");
    if (run.verify) {
        batch.add("SAVEPOINT gmig_verify");
        batch.add(*run.verify, run.own_history);
        batch.add("ROLLBACK TO SAVEPOINT gmig_verify");
    }
    batch.add("SELECT pg_catalog.txid_current(), " + lock_check());
    return batch;
}

Ended PostgresqlDriver::attempt(const TransactionRun& run, const Patience& patience) {
    const Batch batch = transaction_of(run);
    fault_step(run.fault_prefix, "begin");
    const Clock::time_point start = Clock::now();
    RollBack roll_back(*session_);
    const Answer answer = session_->send(batch.text(), patience);
    const auto duration =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
    fault_step(run.fault_prefix, "check");
    if (const int signal = answer.signal != 0 ? answer.signal : session_->signal(); signal != 0) {
        throw interrupted(signal);
    }
    if (answer.failure) {
        Ended refused{
            .how = Ended::How::Refused,
            .failure = *answer.failure,
            .where = batch.place(*answer.failure, answer.results.size(), session_->counts_bytes())};
        if (refused.where.file.empty()) {
            refused.where.file = run.part.script->path;
        }
        return refused;
    }
    check_part(run, batch, answer);
    Ended ended = commit(run, answer.results.back().first.at(0).value_or(""), duration.count());
    if (ended.how != Ended::How::Refused) {
        roll_back.dismiss();
    }
    return ended;
}

void PostgresqlDriver::check_part(const TransactionRun& run, const Batch& batch,
                                  const Answer& answer) {
    if (!is_whole(answer, run)) {
        session_->restore();
        throw Error(Error::Kind::Recover, run.part.script->path +
                                              " ended gmig's transaction: what stood before that "
                                              "may be committed, without a row in the ledger")
            .next("gmig recover");
    }
    if (run.verify) {
        const std::size_t behind = 2;  // ROLLBACK TO, and the closing SELECT
        judge(*run.verify, answer, batch,
              batch.size() - behind - run.verify->runnable.statements.size());
    }
    if (answer.results.back().first.at(1) != "t") {
        locked_ = false;
        lock_is_lost_ = true;
        throw Error(Error::Kind::Database, run.part.script->path +
                                               " let go of gmig's lock, so that another runner "
                                               "may have begun")
            .state("nothing has changed");
    }
}

Ended PostgresqlDriver::commit(const TransactionRun& run, const std::string& transaction,
                               std::int64_t duration_us) {
    fault_step(run.fault_prefix, "ledger");
    Batch batch;
    // The ledger's rows are gmig's own business, whatever role or search_path the part has set.
    batch.add(session_->settings().own());
    for (const Query& query : run.ledger(duration_us)) {
        batch.add(with_literals(query, [&](const Value& value) { return session_->quote(value); }));
    }
    batch.add("COMMIT");
    fault_step(run.fault_prefix, "before_commit");
    if (const int signal = session_->signal(); signal != 0) {
        throw interrupted(signal);
    }
    const Answer answer = session_->send(batch.text(), Patience{.cancel_on_signal = false});
    Ended ended{.how = Ended::How::Committed, .transaction = transaction};
    if (!is_committed(answer)) {
        ended.failure = answer.failure.value_or(not_committed());
        ended.how = ended.failure.connection_lost ? Ended::How::Unknown : Ended::How::Refused;
        ended.where.file = run.part.script->path;
        return ended;
    }
    fault_step(run.fault_prefix, "after_commit");
    return ended;
}

void PostgresqlDriver::verify(const Part& part) {
    refuse_long_names(part);
    Batch batch;
    batch.add(session_->settings().initial());
    batch.add(session_->server().standby ? "BEGIN READ ONLY" : "BEGIN READ WRITE");
    batch.add(Settings::drop_leftovers());
    batch.add(part);
    batch.add("ROLLBACK");
    const RollBack roll_back(*session_);
    const Answer answer = session_->send(batch.text());
    if (answer.signal != 0) {
        throw interrupted(answer.signal);
    }
    if (answer.failure) {
        throw refused(*answer.failure, batch.place(*answer.failure, answer.results.size(),
                                                   session_->counts_bytes()));
    }
    judge(part, answer, batch, batch.size() - 1 - part.runnable.statements.size());
}

}  // namespace gmig::db::postgresql

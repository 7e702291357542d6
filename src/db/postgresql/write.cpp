// Transactions of gmig's own, and what became of one whose COMMIT was not answered.
#include "db/postgresql/driver.hpp"
#include "db/postgresql/failure.hpp"
#include "db/postgresql/names.hpp"
#include <gmig/support/text.hpp>

#include <thread>

namespace gmig::db::postgresql {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds reconnect_interval{200};

/// What a new session can tell of an old transaction.
enum class Fate : unsigned char { InProgress, Committed, Aborted, Unknown };

Fate fate_of(Session& session, const std::string& transaction) {
    try {
        const std::vector<Row> rows =
            session.ask({"SELECT pg_catalog.txid_status($1::int8)", {transaction}});
        const Value& status = rows.at(0).at(0);
        if (status == "in progress") {
            return Fate::InProgress;
        }
        if (status == "committed") {
            return Fate::Committed;
        }
        return status == "aborted" ? Fate::Aborted : Fate::Unknown;
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Database) {
            throw;
        }
        return Fate::Unknown;  // "in the future": this is another server, after a failover
    }
}

[[noreturn]] void fail_unknown(const std::string& transaction, const std::string& why) {
    throw Error(Error::Kind::Recover, "the connection was lost at COMMIT of transaction " +
                                          transaction +
                                          ", and whether it succeeded is not known: " + why)
        .state("either everything of this step is done, or nothing")
        .next("gmig status");
}

}  // namespace

void PostgresqlDriver::write(std::span<const Query> queries) {
    if (queries.empty()) {
        return;
    }
    Batch batch;
    batch.add("BEGIN");
    if (session_->runs_alone()) {
        batch.add(session_->settings().own_locally());
    }
    for (const Query& query : queries) {
        batch.add(with_literals(query, [&](const Value& value) { return session_->quote(value); }));
    }
    batch.add("SELECT pg_catalog.txid_current()");
    const Answer answer = session_->send(batch.text());
    if (answer.signal != 0 || answer.failure) {
        session_->roll_back();
        throw answer.signal != 0 ? interrupted(answer.signal) : refused(*answer.failure, {});
    }
    Batch commit;
    commit.add("COMMIT");
    const Answer ending = session_->send(commit.text(), Patience{.cancel_on_signal = false});
    if (is_committed(ending)) {
        return;
    }
    const Failure failure = ending.failure.value_or(not_committed());
    if (!failure.connection_lost) {
        session_->roll_back();
        throw refused(failure, {});
    }
    settle(answer.results.back().first.at(0).value_or(""), nullptr);
}

Committed PostgresqlDriver::settle(const std::string& transaction, const Query* confirm) {
    const bool had_lock = std::exchange(locked_, false);
    const Clock::time_point deadline = Clock::now() + options_.connect_timeout;
    std::string why;
    while (Clock::now() < deadline) {
        try {
            session_ = connect_again();
            const bool committed = was_committed(transaction, confirm);
            lock_is_lost_ = had_lock && !try_lock();
            if (committed) {
                return Committed::ConfirmedAfterReconnect;
            }
            throw Error(Error::Kind::Database,
                        "the connection was lost at COMMIT; not applied (verified)")
                .state("nothing has changed");
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::Environment && error.kind() != Error::Kind::Guard) {
                throw;
            }
            why = error.what();
        }
        std::this_thread::sleep_for(reconnect_interval);
    }
    fail_unknown(transaction, why);
}

bool PostgresqlDriver::was_committed(const std::string& transaction, const Query* confirm) {
    Fate fate = fate_of(*session_, transaction);
    for (const auto deadline = Clock::now() + options_.connect_timeout; fate == Fate::InProgress;
         fate = fate_of(*session_, transaction)) {
        if (Clock::now() >= deadline) {
            fail_unknown(transaction, "the server still counts the transaction as in progress");
        }
        std::this_thread::sleep_for(reconnect_interval);
    }
    if (confirm == nullptr) {
        if (fate == Fate::Unknown) {
            fail_unknown(transaction, "the server does not know the transaction any more");
        }
        return fate == Fate::Committed;
    }
    // The ledger's row is the better witness: it survives a failover to another server.
    const bool recorded = !session_->ask(*confirm).empty();
    if (!recorded && fate == Fate::Committed) {
        fail_unknown(transaction, "the server says committed, and the ledger does not show it");
    }
    return recorded;
}

}  // namespace gmig::db::postgresql

#include "db/runner_alone.hpp"

#include "db/fault_steps.hpp"
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <cassert>

namespace gmig::db {
namespace {

// These say that the statement changed nothing (a broken connection does not).
bool changed_nothing(const Error& error) {
    return error.kind() == Error::Kind::Database || error.kind() == Error::Kind::Lock ||
           error.kind() == Error::Kind::Signal;
}

Error needs_recover(const std::string& message, const Where& where, const std::string& state) {
    return Error(Error::Kind::Recover, message).at(where).state(state).next("gmig recover");
}

}  // namespace

std::string name_in(const std::string& quoted_name) {
    bool quoted = false;
    std::string name;
    for (std::size_t i = 0; i < quoted_name.size(); ++i) {
        const char character = quoted_name[i];
        if (character == '"') {
            // Within quotes, two of them are one.
            if (quoted && quoted_name.substr(i, 2) == "\"\"") {
                name += quoted_name[i++];
            } else {
                quoted = !quoted;
            }
        } else if (character == '.' && !quoted) {
            name.clear();
        } else {
            name += character;
        }
    }
    return name;
}

Progress AlonePart::progress_at(std::size_t count) {
    assert(digested_ <= count);
    for (; digested_ < count; ++digested_) {
        digest_.add(work_.runnable.statements[digested_]);
    }
    return {work_.direction, digest_.hex(), work_.undoes};
}

void AlonePart::require_same_beginning(const LedgerEntry& entry, const Progress& progress) {
    const auto done = static_cast<std::size_t>(entry.statements_done);
    if (done > work_.runnable.statements.size() || progress_at(done) != progress) {
        throw Error(Error::Kind::Recover, "the part that " + entry.name +
                                              " was interrupted in has been edited: its first " +
                                              std::to_string(done) +
                                              " statements are not those that ran")
            .at(work_.script.where(0))
            .state(std::to_string(done) + " statements are done")
            .next("put them back, or bring the database into a known state and say so: gmig mark");
    }
}

void AlonePart::run(LedgerEntry& entry, bool resuming, const std::vector<Query>& take_back) {
    driver_.new_session();
    const std::size_t count = work_.runnable.statements.size();
    for (auto i = static_cast<std::size_t>(entry.statements_done); i < count; ++i) {
        fault_step(work_.fault_prefix, "statement");
        try {
            throw_if_interrupted();
            if (sql::can_have_transaction(driver_.dialect(), work_.runnable.statements[i])) {
                run_with_progress(entry, i);
                resuming = false;
                continue;
            }
            run_statement(i, std::exchange(resuming, false));
        } catch (const Error& error) {
            fail(error, entry, take_back);
        }
        ++entry.statements_done;
        fault_step(work_.fault_prefix, "progress");
        driver_.write(ledger_.progress(entry, progress_at(i + 1)));
    }
}

// A CREATE TABLE, say, that was done and not recorded could not be gone on from: run again, it
// would fail.
void AlonePart::run_with_progress(LedgerEntry& entry, std::size_t index) {
    LedgerEntry after = entry;
    ++after.statements_done;
    TransactionRun run;
    run.part.script = &work_.script;
    run.part.runnable.statements = {work_.runnable.statements[index]};
    run.ledger = [&](std::int64_t /*duration_us*/) {
        return ledger_.progress(after, progress_at(index + 1));
    };
    run.confirm = ledger_.confirm_progress(after);
    run.fault_prefix = work_.fault_prefix;
    driver_.run(run);
    entry = after;
}

void AlonePart::fail(const Error& error, const LedgerEntry& entry,
                     const std::vector<Query>& take_back) {
    const bool nothing_done = entry.statements_done == 0 && changed_nothing(error);
    if (nothing_done && !take_back.empty()) {
        try {
            driver_.write(take_back);
        } catch (const Error&) {
            throw needs_recover(error.what(), error.where(),
                                "no statement is done, but the ledger says that they were begun");
        }
        throw Error(error).state("nothing has changed");
    }
    if (error.kind() == Error::Kind::Internal) {
        throw Error(error);
    }
    const std::string state = std::to_string(entry.statements_done) + " of " +
                              std::to_string(work_.runnable.statements.size()) +
                              " statements are done, outside any transaction";
    throw needs_recover(error.what(), error.where(),
                        changed_nothing(error) ? state + "; the next one changed nothing"
                                               : state + "; of the next one it is not known");
}

void AlonePart::run_statement(std::size_t index, bool resuming) {
    const sql::Statement& statement = work_.runnable.statements[index];
    std::vector<sql::ConcurrentIndex> indexes;
    if (driver_.dialect() == Dialect::Postgresql) {
        indexes = sql::concurrent_indexes(statement.text);
    }
    if (indexes.empty()) {
        driver_.run_alone(work_.script, statement);
    } else if (!resuming || !stands_already(statement, indexes)) {
        run_and_check_indexes(statement, indexes);
    }
}

// An index that is built concurrently is there, marked invalid, when building it fails; a second
// attempt with the same name would then fail, too, or with IF NOT EXISTS succeed and do nothing.
void AlonePart::run_and_check_indexes(const sql::Statement& statement,
                                      const std::vector<sql::ConcurrentIndex>& indexes) {
    for (const sql::ConcurrentIndex& index : indexes) {
        // With IF NOT EXISTS the statement would find it, and call that a success.
        if (index.kind == sql::ConcurrentIndex::Kind::Create && !index.name.empty() &&
            driver_.index_valid(index) == false) {
            drop_invalid_named(index.name);
        }
    }
    const std::vector<std::string> before = driver_.invalid_indexes();
    try {
        driver_.run_alone(work_.script, statement);
    } catch (const Error& error) {
        if (changed_nothing(error)) {
            drop_invalid_since(before);
        }
        throw;
    }
    for (const sql::ConcurrentIndex& index : indexes) {
        if (index.kind == sql::ConcurrentIndex::Kind::Drop || index.name.empty()) {
            continue;
        }
        if (!driver_.index_valid(index).value_or(false)) {
            drop_invalid_since(before);
            throw Error(Error::Kind::Database, "the index " + index.name + " was not built")
                .at(work_.script.where(statement.offset));
        }
    }
}

void AlonePart::drop_invalid_since(const std::vector<std::string>& before) {
    std::vector<std::string> left;
    try {
        for (const std::string& name : driver_.invalid_indexes()) {
            if (std::ranges::find(before, name) == before.end()) {
                left.push_back(name);
            }
        }
        while (!left.empty()) {
            driver_.drop_invalid_index(left.back());
            left.pop_back();
        }
    } catch (const Error& error) {
        const std::string names = left.empty() ? "an index" : join(left, ", ");
        throw needs_recover(
            "building failed and left " + printable(names) + " invalid, and " + error.what(),
            work_.script.where(0), "the invalid index stands in the database");
    }
}

void AlonePart::drop_invalid_named(const std::string& name) {
    for (const std::string& quoted : driver_.invalid_indexes()) {
        if (name_in(quoted) == name) {
            driver_.drop_invalid_index(quoted);
        }
    }
}

// After a crash: what the interrupted statement was about to do may be done.
bool AlonePart::stands_already(const sql::Statement& statement,
                               const std::vector<sql::ConcurrentIndex>& indexes) {
    using Kind = sql::ConcurrentIndex::Kind;
    bool all_done = true;
    for (const sql::ConcurrentIndex& index : indexes) {
        if (index.name.empty()) {
            throw Error(Error::Kind::Recover,
                        "this statement builds an index without naming it, so whether it stands "
                        "already cannot be known")
                .at(work_.script.where(statement.offset));
        }
        const std::optional<bool> valid = driver_.index_valid(index);
        if (index.kind == Kind::Reindex) {
            drop_invalid_named(index.name + "_ccnew");
            all_done = false;
        } else if (index.kind == Kind::Drop) {
            all_done = all_done && !valid.has_value();
        } else {
            if (valid == false) {
                drop_invalid_named(index.name);
            }
            all_done = all_done && valid == true;
        }
    }
    return all_done;
}

}  // namespace gmig::db

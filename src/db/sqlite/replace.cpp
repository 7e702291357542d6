// A candidate takes the place of a live database: by SQLite's backup API *into* the live file, in
// one transaction of it. A rename would leave the live file's -wal or hot journal beside the
// candidate, and SQLite would write old content into it.
#include "db/sqlite/alone.hpp"
#include "db/sqlite/backup.hpp"
#include "db/sqlite/content.hpp"
#include "db/sqlite/copy.hpp"
#include "db/sqlite/databases.hpp"
#include "db/sqlite/replaced.hpp"
#include "db/sqlite/transaction.hpp"
#include <gmig/support/fault.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <filesystem>
#include <optional>

namespace gmig::db::sqlite {
namespace {

/// One replacement, step by step. Nothing has happened to `live` until pour().
class Swap {
public:
    Swap(const Replacement& wanted, const OpenOptions& options);
    Swap(const Swap&) = delete;
    Swap& operator=(const Swap&) = delete;
    ~Swap() = default;

    /// Refuses what would fail half-way.
    void check();
    /// Puts the token into the candidate.
    void mark_candidate();
    /// Writes `old`, and notes in what state `live` was then.
    void keep_old();
    /// Writes the candidate into `live`.
    void pour();
    /// Nothing was swapped: takes back what was done besides.
    void take_back();
    /// It was: removes the candidate.
    void remove_candidate();

private:
    void change_candidate(const std::function<void(Connection&)>& change);
    void write_into_live();
    [[nodiscard]] bool is_swapped(const Error& failed) const;
    [[nodiscard]] Error moved() const;
    void note(const std::string& text) const {
        if (wanted_.note) {
            wanted_.note(text);
        }
    }

    const Replacement& wanted_;
    const OpenOptions& options_;
    Replaced token_;
    std::unique_ptr<Connection> candidate_;
    std::unique_ptr<Connection> live_;
    std::uint32_t version_ = 0;  ///< of live_, when `old` was read from it
    bool kept_ = false;
    bool marked_ = false;
};

Swap::Swap(const Replacement& wanted, const OpenOptions& options)
    : wanted_(wanted),
      options_(options),
      token_{random_uuid(), wanted.candidate.location, path_of(wanted.live)},
      candidate_(open_alone(wanted.candidate, "put in another's place", false, options)),
      live_(std::make_unique<Connection>(connection_to(wanted.live, options))) {}

std::string setting_of(Connection& connection, const char* name) {
    return connection.query_afresh(std::string("PRAGMA main.") + name).front().front().value_or("");
}

void Swap::check() {
    const bool wal = setting_of(*live_, "journal_mode") == "wal";
    const std::string live = setting_of(*live_, "page_size");
    const std::string candidate = setting_of(*candidate_, "page_size");
    if (wal && live != candidate) {
        throw Error(Error::Kind::Guard, wanted_.candidate.shown + " has pages of " + candidate +
                                            " bytes and " + wanted_.live.shown + " of " + live +
                                            ": SQLite cannot change that in WAL mode")
            .next("PRAGMA journal_mode = DELETE, PRAGMA page_size = " + live +
                  " and VACUUM in the candidate");
    }
    const std::string sound = setting_of(*candidate_, "quick_check(1)");
    if (sound != "ok") {
        throw Error(Error::Kind::Guard,
                    wanted_.candidate.shown + " is damaged: " + printable(sound));
    }
    // The file's journal mode goes with its first page.
    if (!wal && setting_of(*candidate_, "journal_mode") == "wal") {
        candidate_->query_afresh("PRAGMA journal_mode = DELETE");
    }
}

void Swap::change_candidate(const std::function<void(Connection&)>& change) {
    Transaction transaction(*candidate_, Transaction::Mode::Writing);
    change(*candidate_);
    if (const int code = transaction.try_commit(); code != SQLITE_OK) {
        throw candidate_->failure(code);
    }
}

void Swap::mark_candidate() {
    marked_ = true;
    change_candidate([&](Connection& candidate) { note_replacement(candidate, token_); });
}

void Swap::keep_old() {
    Unfinished old(wanted_.old, wanted_.live.location);
    {
        const Transaction snapshot(*live_, Transaction::Mode::Reading);
        live_->query("SELECT 1 FROM main.sqlite_schema LIMIT 1");
        version_ = live_->data_version();
        write_copy(*live_, old, options_);
    }
    if (wanted_.unmoved_since) {
        Connection copy(connection_to(old.target(), options_));
        if (!changes_between(*wanted_.unmoved_since, content_mark(copy)).empty()) {
            throw moved();
        }
    }
    old.publish();
    kept_ = true;
}

Error Swap::moved() const {
    return Error(Error::Kind::Guard, wanted_.live.shown +
                                         " has moved: something was written to it since it was "
                                         "looked at")
        .next("gmig maintenance on");
}

void Swap::write_into_live() {
    Backup backup(*candidate_, *live_);
    // From the first page on nobody else writes any more, and it is not the last: there is a table
    // of gmig's in the candidate.
    backup.step(1);
    if (backup.written_version() != version_) {
        throw moved();
    }
    backup.run_to_end();
}

bool Swap::is_swapped(const Error& failed) const {
    try {
        Connection anew(connection_to(wanted_.live, options_));
        return replacement_of(anew) == token_;
    } catch (const Error& error) {
        throw Error(Error::Kind::Recover, std::string(failed.what()) + ", and then " +
                                              wanted_.live.shown +
                                              " cannot be read: " + error.what())
            .state("whether it was replaced is not known; what it was is kept as " +
                   wanted_.old.shown)
            .next("gmig env list");
    }
}

void Swap::pour() {
    std::optional<Error> failed;
    try {
        write_into_live();
    } catch (const Error& error) {
        failed = error;
    }
    if (!failed) {
        return;
    }
    // In WAL mode a COMMIT that failed may be there when the file is opened anew.
    live_.reset();
    if (!is_swapped(*failed)) {
        throw *failed;
    }
    note(std::string("SQLite said that the last step failed (") + failed->what() +
         "), but it is done");
}

void Swap::take_back() {
    try {
        live_.reset();
        if (kept_) {
            remove_database_files(wanted_.old.location);
        }
        if (marked_) {
            change_candidate(&forget_replacement);
        }
    } catch (const Error& error) {
        note(std::string("not everything could be cleared away: ") + error.what());
    }
}

void Swap::remove_candidate() {
    try {
        remove_alone(std::move(candidate_), wanted_.candidate);
        live_.reset();
        settle_replacement(wanted_.live, options_);
        Connection(connection_to(wanted_.live, options_))
            .query_afresh("PRAGMA wal_checkpoint(PASSIVE)");
    } catch (const Error& error) {
        note(std::string("the next gmig clears up what is left of the candidate: ") + error.what());
    }
}

void swap_or_take_back(Swap& swap) {
    try {
        swap.check();
        swap.mark_candidate();
        swap.keep_old();
        fault_point("promote.gate");
        swap.pour();
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Recover) {
            throw;
        }
        swap.take_back();
        throw Error(error).state(nothing_changed);
    }
}

}  // namespace

void replace_database(const Replacement& replacement, const OpenOptions& options) {
    require_database(replacement.live);
    settle_replacement(replacement.live, options);
    require_free(replacement.old);
    fault_point("promote.before");
    Swap swap(replacement, options);
    swap_or_take_back(swap);
    fault_point("promote.swapped");
    swap.remove_candidate();
    fault_point("promote.done");
}

}  // namespace gmig::db::sqlite

#pragma once

#include <gmig/db/driver.hpp>
#include <gmig/model/facts.hpp>
#include <gmig/model/history.hpp>
#include <gmig/support/hash.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gmig::db {

/// The texts a ledger keeps, as executed (canonical form).
struct Texts {
    std::string up;
    std::optional<std::string> down;
    std::optional<std::string> verify;
    TransactionMode down_transaction = TransactionMode::On;
    bool operator==(const Texts&) const = default;
};

/// What a database was copied from.
struct Origin {
    std::string identity;  ///< of the environment's marker
    std::string name;      ///< as it was called then
    Timestamp at;
    std::string content;  ///< change_point() of it then
    bool operator==(const Origin&) const = default;
};

/// What a database is from the moment when it stands at `place` (see place_of): written into both
/// databases before one takes the other's place, so that no moment lies between.
struct Becoming {
    std::string place;
    std::string name;
    EnvironmentKind kind = EnvironmentKind::Production;
    std::string identity;
    bool operator==(const Becoming&) const = default;
};

/// The marker row: what environment this database says it is.
struct Marker {
    std::string name;
    EnvironmentKind kind = EnvironmentKind::Production;
    std::string identity;  ///< a UUID; belongs to the environment, not to the database
    std::string project;
    std::string place;  ///< SQLite: the file's path when stamped; a copied file differs
    std::optional<Origin> origin{};
    std::optional<Becoming> becomes{};
    bool operator==(const Marker&) const = default;

    /// What it is at a place: itself, or what it has become there.
    [[nodiscard]] Marker at(const std::string& where) const;
};

/// Where a database stands, as Becoming names it: SQLite the file's absolute path, PostgreSQL the
/// database's name.
std::string place_of(const Target& target);
/// Marker::place of what is stamped there: SQLite the same, PostgreSQL none.
std::string stamped_place(const Target& target);

/// One line of the operation log: what gmig did to a ledger.
struct Operation {
    std::int64_t number = 0;
    std::string kind;  ///< "execute", "rollback", "rename", "mark", "recover", "adopt", …
    MigrationId id;
    std::string name;
    /// JSON, as it is read from the log; what is written follows from the change and the fields
    /// below. "before": the row that stood there, with the keys id, name, parents (an array),
    /// checksum, down_checksum, verify_checksum, fingerprint, transaction ("on", "off"), sequence,
    /// statements_done, executed_at and duration_us (microseconds), commit, branch, executed_by,
    /// gmig_version, run_id and, where the row went or was replaced, up, down, verify (as executed)
    /// and down_transaction; what there is none of is null. "back" and "undoes": see below.
    /// "digest": the last key, SHA-256 (hex) of the object without it, so that a line that was
    /// edited by hand is known.
    std::string detail;
    std::string back{};  ///< SQL that takes the schema back to what it was, where rows alone do not
    std::int64_t undoes = 0;  ///< the number of the line that this one takes back; 0: none
    Timestamp at;
    std::string by;
    std::string run_id;
};

/// How far a part that runs outside any transaction has come, beside LedgerEntry::statements_done.
struct Progress {
    enum class Direction : bool { Up, Down } direction = Direction::Up;
    /// DoneDigest of the statements that are done: those of the part that goes on must be the
    /// same.
    std::string done;
    /// The line of the operation log that is taken back by it; 0: none.
    std::int64_t undoes = 0;
    bool operator==(const Progress&) const = default;
};

/// SHA-256 (hex) of statements' texts, each delimited.
class DoneDigest {
public:
    void add(const sql::Statement& statement);
    /// Of those that were added so far.
    [[nodiscard]] std::string hex() const { return hash_.hex(); }

private:
    Sha256 hash_;
};

/// How the ledger's tables stand to this gmig.
enum class LedgerSchema : unsigned char {
    Absent,  ///< none yet: a writing command makes it
    Current,
    Older,  ///< a writing command upgrades it
    Newer,  ///< made by a newer gmig: read, never written (exit 4)
};

/// The ledger of one project in one database: gmig's record of what was executed. Portable SQL over
/// a Driver. Reading works with every schema; writing wants Current.
///
/// Each row carries a digest of itself and one of its texts: a row that was edited by hand is
/// Error{History}, as is a table that lacks columns, naming what is wrong; nothing is done then.
class Ledger {
public:
    /// `project` names the rows; "gmig" is the ledger's own history and refused.
    Ledger(Driver& driver, std::string project);

    [[nodiscard]] LedgerSchema schema();
    /// Makes or upgrades the tables by executing the embedded history (migrations/), each step with
    /// its own row under project "gmig". Under the lock. Error{History} when Newer, "needs gmig
    /// >=".
    void prepare(const std::string& run_id, const std::string& who, Timestamp now);

    /// By sequence; empty when Absent.
    std::vector<LedgerEntry> entries();
    std::optional<Texts> texts(const MigrationId& id);
    /// As it is written: Marker::at() tells what it has become.
    std::optional<Marker> marker();
    /// Of every project whose ledger is in this database.
    std::vector<Marker> markers();
    std::vector<Operation> operations(std::size_t newest);
    /// Whether a line of that run stands in the operation log.
    bool has_run(const std::string& run_id);

    /// Of a row in state Started.
    std::optional<Progress> progress_of(const MigrationId& id);

    // Changes as queries, to be part of a transaction with something else or given to write().

    /// A new row, and a line of that kind in the operation log (none when `operation` is empty).
    [[nodiscard]] std::vector<Query> record(const LedgerEntry& entry, const Texts& texts,
                                            const std::string& operation) const;
    /// The row's state, counts, times, run and progress; with statements done, these two alone.
    [[nodiscard]] std::vector<Query> progress(const LedgerEntry& entry,
                                              const std::optional<Progress>& progress) const;
    /// Takes the row out; `operation` (kind, at, by, run_id) is logged with the whole row and its
    /// texts as its detail, under "before". Followed by record(…, "") it replaces a row.
    [[nodiscard]] std::vector<Query> remove(const LedgerEntry& entry, const Texts& texts,
                                            const Operation& operation) const;
    /// The row becomes `after`, texts and all. Logged as remove() is, with the operation's `back`.
    [[nodiscard]] std::vector<Query> replace(const LedgerEntry& before, const Texts& before_texts,
                                             const LedgerEntry& after, const Texts& after_texts,
                                             const Operation& operation) const;
    /// The row follows a renamed migration: id, name and parents of `after`. Logged as remove() is.
    [[nodiscard]] std::vector<Query> rename(const LedgerEntry& before, const LedgerEntry& after,
                                            const Operation& operation) const;
    /// A line in the operation log; its number is chosen by the database.
    [[nodiscard]] Query log(const Operation& operation) const;
    /// Of the marker's own project.
    [[nodiscard]] static std::vector<Query> stamp(const Marker& marker);
    /// Yields a row exactly when `entry` stands in the ledger as done by its run.
    [[nodiscard]] Query confirm_done(const LedgerEntry& entry) const;
    /// Yields a row exactly when that many statements of `entry` are recorded as done.
    [[nodiscard]] Query confirm_progress(const LedgerEntry& entry) const;
    /// Yields a row exactly when a line of that kind and run (which takes back the same line, if
    /// it does) stands in the operation log.
    [[nodiscard]] Query confirm_logged(const Operation& operation) const;
    /// Yields a row exactly when no row of that id stands there.
    [[nodiscard]] Query confirm_gone(const MigrationId& id) const;

private:
    struct Own {};
    Ledger(Driver& driver, Own /*tag*/) : driver_(driver), project_("gmig") {}

    Driver& driver_;
    std::string project_;
};

}  // namespace gmig::db

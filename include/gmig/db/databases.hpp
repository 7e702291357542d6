#pragma once

#include <gmig/db/driver.hpp>
#include <gmig/support/time.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Databases as wholes: made, copied, put in another's place, taken away. SQLite: files beside each
// other. PostgreSQL: databases of one server, seen from its database "postgres" (or "template1"
// where the role may not enter that one).
//
// What fails throws Error as a Driver does, with the state that things are in: a copy is exact or
// absent, a replacement has happened or not. What a killed gmig left (a half-made copy under a name
// of gmig's own) is removed by the next call of copy_database() beside it, once nobody holds it.
//
// SQLite: a replacement that was killed between the swap and the removal of the candidate is known
// by a token in both files (table gmig_replacement). The next copy, replacement, renaming or
// removal of what is live removes the leftover and then the token; databases_beside() does not list
// it. An `old` that a killed gmig wrote without swapping stays: who called tells by the markers.
namespace gmig::db {

/// The database of an environment that stands beside `base`: SQLite "dir/app.db" has
/// "dir/app.NAME.db", PostgreSQL "app" has "app__NAME". Error{Usage} when that is longer than a
/// name may be (63 bytes).
Target beside(const Target& base, std::string_view name);

/// One that stands there; NAME is of [a-z0-9_-]{1,63}.
struct DatabaseBeside {
    std::string name;  ///< the NAME of beside()
    Target target;
    std::int64_t bytes = 0;
};
/// Those that stand beside `base`, by name; also such that gmig did not make.
std::vector<DatabaseBeside> databases_beside(const Target& base, const OpenOptions& options);

bool database_exists(const Target& target, const OpenOptions& options);

/// Makes an empty one. PostgreSQL: as the server makes them, closed to PUBLIC; with `like` also the
/// encoding and locale of that one, SQLite: its page size, encoding, auto_vacuum and journal mode.
/// Error{Usage} when it is there.
void create_database(const Target& target, const std::optional<Target>& like,
                     const OpenOptions& options);

/// Keeps other gmigs from copying, replacing or destroying a database, and tells them that the one
/// that put it into maintenance is alive, for as long as the value lives: the lock dies with the
/// process. It is no runner's lock (Driver::lock) and stops nobody from using the database.
/// SQLite: flock(2) on a file beside it; PostgreSQL: an advisory lock in the server's database
/// "postgres", keyed by the database's name, so that it stays with the name in a replacement.
class Custody {
public:
    /// Error{Lock} naming the holder when the request's time is over.
    static Custody take(const Target& target, const LockRequest& request,
                        const OpenOptions& options);
    /// Whether somebody has it now; true also where that cannot be told (SQLite: another user's
    /// lock file). Waits for nobody.
    static bool is_held(const Target& target, const OpenOptions& options);

    ~Custody();
    Custody(Custody&&) noexcept;
    Custody& operator=(Custody&&) noexcept;

private:
    struct Hold;
    explicit Custody(std::unique_ptr<Hold> hold);
    std::unique_ptr<Hold> hold_;
};

/// How a copy was made.
enum class CopyMethod : std::uint8_t {
    Backup,    ///< SQLite's backup API
    Template,  ///< CREATE DATABASE … TEMPLATE
    Dump,      ///< pg_dump and pg_restore, because sessions stand in the way of the above
};

struct CopyRequest {
    Target from;
    Target to;  ///< Error{Usage} when it is there
    /// PostgreSQL: closes other sessions of `from`, and keeps new ones waiting meanwhile, so that
    /// Template can be used. Without it sessions are let be, and Dump is used.
    bool disconnect = false;
    /// Called with the copy, open for writing, before it has its name: what it says of itself is
    /// changed here. The connection is closed afterwards. SQLite: its target() is the file under
    /// gmig's own name, so that its place is place_of(to), not that one's.
    std::function<void(Driver& copy)> prepare{};
    std::function<void(const std::string& note)> note{};
};
struct Copied {
    CopyMethod method{};
    std::string because{};  ///< why not the quicker one; empty: it was
    std::int64_t bytes = 0;
};
/// Copies a whole database: exact, or absent. PostgreSQL: settings (ALTER DATABASE SET, also those
/// of roles in it), privileges, owner and connection limit are copied too, but PUBLIC is given
/// nothing; gmig's maintenance is left out, and what the role may not set is told by `note`. The
/// caller has custody of `from` and no session in it. Dump needs pg_dump and pg_restore of the
/// server's version or a newer one, and carries no statistics: ANALYZE makes new ones.
/// Fault points: fork.copied (under its own name of gmig's), fork.prepared, fork.named.
Copied copy_database(const CopyRequest& request, const OpenOptions& options);

/// Gives a database another name (SQLite: another file name, with -wal beside it gone before).
/// Sessions in it are closed when `disconnect`, else Error{Guard} with a list of them. SQLite:
/// nobody can be disconnected, so Error{Guard} in any case where somebody is seen: in WAL mode all
/// connections, otherwise those that are reading or writing. One that is not seen and writes later
/// is refused by SQLite (SQLITE_READONLY_DBMOVED). A symbolic link is Error{Environment}.
void rename_database(const Target& from, const Target& to, bool disconnect,
                     const OpenOptions& options);

/// Takes it away with all its data. Sessions as above. Nothing happens when it is not there.
void destroy_database(const Target& target, bool disconnect, const OpenOptions& options);

/// `candidate` takes the place of `live`, which is kept as `old`.
struct Replacement {
    Target live;
    Target candidate;
    Target old;  ///< Error{Usage} when it is there
    /// What change_point() gave of `live` when it was last looked at. Error{Guard} with `moved` in
    /// its text when something has changed since, as far as it can be seen at the last moment;
    /// nothing has happened then. Nothing: not looked at.
    std::optional<std::string> unmoved_since{};
    std::function<void(const std::string& note)> note{};
};
/// Old or new, never neither, never a mixture; no session sees new content and then old.
/// PostgreSQL: both renames in one transaction, during which the sessions of both are closed (but
/// none that holds gmig's lock: Error{Lock} then) and new ones wait; `live`'s settings, privileges,
/// owner, connection limit and comment go to what stands there now, while maintenance stays with
/// the database that is in it. Error{Guard} for sessions that the role may not close. SQLite: `old`
/// is written by the backup API first, then `candidate` is written into `live` in one transaction,
/// readers with an open snapshot keeping it, and removed; what others write to `live` after `old`
/// was read is Error{Guard}, as `moved`; `old` is in no maintenance. The caller has custody of
/// `live` and no session in any. Error{Guard} for what would make it fail half-way: another page
/// size under WAL. Fault points: promote.before, promote.gate (PostgreSQL: sessions are closed;
/// SQLite: `old` is there), promote.swapped, promote.done.
void replace_database(const Replacement& replacement, const OpenOptions& options);

/// What a server keeps with a database whatever it is called. SQLite: nothing.
struct Attached {
    std::vector<std::string> prepared;  ///< names of prepared transactions: no rename beside them
    std::vector<std::string> replication;  ///< "subscription s", "replication slot t"
};
Attached attached_to(Driver& driver);

/// A mark of what is in a database besides gmig's own tables: equal marks, equal content.
/// PostgreSQL: counters of changed rows, files and catalog entries, in JSON, whose price does not
/// grow with the data; errs towards "changed" (a statement that was rolled back counts, and VACUUM
/// FULL), and is empty where statistics are off. A session's counters are seen when it is asked
/// for: at most a second later than its change while it works, ten seconds later when it is idle,
/// and at once when it ends; replace_database() ends them and therefore sees all (before PostgreSQL
/// 15: but for the last half second), except for a sequence alone that is read at the last moment.
/// SQLite: a digest of schema and rows, in time with their size.
std::string change_point(Driver& driver);
/// In words, what differs: "rows", "schema". Empty when nothing does. {"it cannot be told"} where
/// one of them is empty or the counters were reset.
std::vector<std::string> changes_between(const std::string& earlier, const std::string& later);

}  // namespace gmig::db

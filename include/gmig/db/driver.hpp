#pragma once

#include <gmig/db/url.hpp>
#include <gmig/model/migration.hpp>
#include <gmig/schema/schema.hpp>
#include <gmig/sql/statement.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::db {

/// A cell as text; nothing is NULL.
using Value = std::optional<std::string>;
using Row = std::vector<Value>;

/// One statement of gmig's own in the SQL that both engines understand, with $1, $2, … in ascending
/// order (and no other '$'). Table names of the ledger are written `gmig_x`; PostgreSQL's driver
/// reads them as gmig.x.
struct Query {
    std::string sql;
    std::vector<Value> values;
};

/// How a connection is made.
struct OpenOptions {
    bool writing = false;         ///< false: nothing is created or changed, not even a file
    bool session_pooler = false;  ///< a pooler in session mode is declared
    /// A database in maintenance is written to all the same, by this session. PostgreSQL: whose
    /// sessions read only by default; ServerInfo::read_only tells of it. SQLite: in Driver::run(),
    /// whose transaction takes the triggers away and puts them back.
    bool in_maintenance = false;
    /// How long a statement waits for others, as PostgreSQL writes times ("500ms"); "" = 5s.
    std::string lock_timeout;
    std::string statement_timeout;  ///< PostgreSQL; "" = none
    std::string application;        ///< application_name, at most 63 bytes
    std::chrono::seconds connect_timeout{10};
};

/// What the server is and allows.
struct ServerInfo {
    std::string product;  ///< "SQLite" or "PostgreSQL"
    std::string version;  ///< "15.18"
    int major = 0;
    std::string database;
    std::string user;  ///< empty for SQLite
    bool superuser = false;
    bool standby = false;    ///< pg_is_in_recovery()
    bool read_only = false;  ///< default_transaction_read_only, a read-only file
    bool pooled = false;     ///< a pooler in transaction mode stands in between
    /// PostgreSQL: "since … by …" where read_only is because of gmig's maintenance.
    std::string maintenance{};
};

/// A part that is ready to be run.
struct Part {
    const Script* script = nullptr;
    sql::Runnable runnable;
};

/// One transaction: the part, then its verify part (under a savepoint that is rolled back), then
/// the ledger's rows, then COMMIT.
struct TransactionRun {
    Part part;
    std::optional<Part> verify;
    /// The ledger's changes, given how long the part took.
    std::function<std::vector<Query>(std::int64_t duration_us)> ledger;
    /// A query that yields a row exactly when this transaction was committed: asked on a new
    /// connection when COMMIT's answer was lost.
    Query confirm;
    std::string fault_prefix;  ///< "execute", "rollback": names this run's fault points
    /// A step of the ledger's own history: it may change the ledger's tables, and its text is read
    /// as a Query's is (PostgreSQL: gmig_x is gmig.x). Any other part is refused writes to them.
    bool own_history = false;
};

enum class Committed : bool { Plainly, ConfirmedAfterReconnect };

/// Who holds the lock, as far as it can be seen.
struct LockRequest {
    std::chrono::milliseconds timeout{60'000};
    std::string holder;  ///< what others are shown: "gmig execute, pid 123 on host"
    std::function<void(const std::string& holder)> waiting;  ///< called once when it has to wait
};

/// One connection to one database: the only virtual interface in gmig. Everything above it is the
/// same for every engine.
///
/// To add an engine: implement this, add it to open(), add a line to the contract test's engines,
/// and everything else follows. All functions throw Error: Environment (cannot connect, disk,
/// permission of the operating system), Database (the database refused; nothing has changed),
/// Recover (the outcome is unknown), Signal.
class Driver {
public:
    virtual ~Driver() = default;
    Driver() = default;
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    [[nodiscard]] virtual Dialect dialect() const = 0;
    [[nodiscard]] virtual const Target& target() const = 0;
    /// Asked once per connection.
    virtual ServerInfo server() = 0;

    /// Rows of one of gmig's own queries.
    virtual std::vector<Row> query(const Query& query) = 0;
    /// gmig's own queries, all in one transaction of their own.
    virtual void write(std::span<const Query> queries) = 0;
    /// Whether the ledger's table exists.
    virtual bool has_table(std::string_view gmig_table) = 0;

    /// Takes the lock that keeps other runners out of this database, for as long as the connection
    /// lives; polled, never waited for inside the server. Error{Lock} names the holder.
    virtual void lock(const LockRequest& request) = 0;
    virtual void unlock() noexcept = 0;

    /// Carries a transaction out, whole or not at all. The session is in its initial state when it
    /// begins (whatever ran before). An error in the part or in verify has its place in the file.
    virtual Committed run(const TransactionRun& run) = 0;
    /// Puts the session into its initial state: before a part whose statements run alone.
    virtual void new_session() = 0;
    /// Runs one statement of a part outside any transaction.
    virtual void run_alone(const Script& script, const sql::Statement& statement) = 0;
    /// Runs a verify part on its own and changes nothing. Throws as run() does.
    virtual void verify(const Part& part) = 0;

    /// PostgreSQL: whether an index exists and is valid; nothing when it does not exist. `index` is
    /// as sql::concurrent_indexes names it. SQLite: never asked.
    virtual std::optional<bool> index_valid(const sql::ConcurrentIndex& index) = 0;
    /// PostgreSQL: names ("schema.index", quoted) of invalid indexes in the database.
    virtual std::vector<std::string> invalid_indexes() = 0;
    /// Drops an invalid index concurrently, by a name from invalid_indexes().
    virtual void drop_invalid_index(const std::string& quoted_name) = 0;

    /// The schema of the whole database as values, gmig's own tables left out. From the catalogs,
    /// one question for each kind of object, all of one snapshot; takes no lock that keeps others
    /// out.
    virtual schema::Schema introspect() = 0;

    /// Whether a table has rows that is called so, as sql::data_losses names it: without quotes,
    /// "t" or "schema.t". Rows of its partitions and heirs count; a name without a schema that the
    /// search path does not find means any schema's. For saying what is lost.
    virtual bool has_rows(const std::string& table) = 0;
};

/// Opens a connection. PostgreSQL's module is loaded here, and only for a PostgreSQL URL. With
/// `writing`: a standby or a read-only database is Error{Guard}, a pooler in transaction mode too;
/// PostgreSQL older than 12 is Error{Usage}.
std::unique_ptr<Driver> open(const Target& target, const OpenOptions& options);

}  // namespace gmig::db

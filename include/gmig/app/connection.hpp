#pragma once

#include <gmig/app/watch.hpp>
#include <gmig/app/workspace.hpp>
#include <gmig/db/ledger.hpp>
#include <gmig/db/maintenance.hpp>
#include <gmig/db/runner.hpp>
#include <gmig/model/facts.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace gmig::app {

/// The environment that a request means, before anything is connected to.
struct Environment {
    /// As in gmig.json, or BASE/NAME of one that stands beside; for a bare URL the database's name.
    std::string name;
    layout::EnvironmentConfig config;  ///< of one beside: the base's, but for its kind
    bool bare_url = false;  ///< from --url or DATABASE_URL: counts as production without a marker
    db::Target target;
    db::Target base;  ///< what it stands beside: `target` itself where it is in gmig.json
};

/// Which environment is meant: --url, -e, GMIG_ENV, DATABASE_URL, git's gmig.env, "local", the
/// first of them that is there. BASE/NAME is the database NAME beside the one of BASE
/// (db::beside). Throws Error{Usage}: unknown name, no environment at all, a password in --url, a
/// URL of another dialect than the project's.
Environment choose_environment(const Request& request, const Workspace& workspace);

/// Whether a name is one that -e takes: in gmig.json, or beside one that is.
bool is_known_environment(const Workspace& workspace, const std::string& name);

/// How its database is connected to.
db::OpenOptions open_options(const Request& request, const Environment& environment);

/// How a lock is asked for; it refers to the request.
db::LockRequest lock_request(const Request& request);

/// An open database with its ledger.
class Connection {
public:
    enum class Purpose : std::uint8_t {
        Read,
        DryRun,  ///< as Read, refused where another tool executes as Write is
        Write,
        Adopt,     ///< as Write, but the marker takes the name that was asked for
        TakeOver,  ///< as Write, also where another tool executes: gmig is about to instead
    };

    /// Opens it. For writing: takes the lock, makes or upgrades the ledger, checks and stamps the
    /// marker (a copied local SQLite file gets a new identity, with a note), and tells what became
    /// of a promotion, or of the run that put it into maintenance and is dead. Throws what
    /// db::open does; Error{Guard} when the marker says another name, when it is in maintenance
    /// and the request does not say --in-maintenance, or another tool executes this project's
    /// migrations or has executed some that the ledger lacks (see ToolStanding); Error{History}
    /// when the ledger is newer than this gmig.
    Connection(const Request& request, const Workspace& workspace, Purpose purpose);

    [[nodiscard]] const Environment& environment() const { return environment_; }
    [[nodiscard]] db::Driver& driver() const { return *driver_; }
    [[nodiscard]] db::Ledger& ledger() const { return *ledger_; }
    /// From the marker; without one from gmig.json; production for a bare URL.
    [[nodiscard]] EnvironmentKind kind() const { return kind_; }
    /// What it is where it stands (db::Marker::at).
    [[nodiscard]] const std::optional<db::Marker>& marker() const { return marker_; }

    /// The ledger as facts, live; where another tool executes, its table.
    [[nodiscard]] Facts facts() const;
    /// Who executes here.
    [[nodiscard]] const Watch& watch() const { return watch_; }
    /// Asks again who executes: once gmig took over.
    void look_again(const Workspace& workspace);
    /// Error{Guard} where gmig may not write: ToolStanding Watched, Unadopted or RanAgain.
    void refuse_watched() const;
    /// Whether writers are stopped, and by whom.
    [[nodiscard]] std::optional<db::Maintenance> maintenance() const;

private:
    /// Holds the tool's table, where it counts, against the project's files.
    void hold_against(const Workspace& workspace);
    void begin_writing(const Request& request, const Workspace& workspace, Purpose purpose);
    void read_marker();
    void check_maintenance(const Request& request);
    /// False when the run is alive.
    bool end_maintenance_of_dead_run(const Request& request, const db::Maintenance& maintenance);
    void check_marker() const;
    void settle_promotion(const Request& request);
    void stamp(const Request& request, const Workspace& workspace);

    Environment environment_;
    std::unique_ptr<db::Driver> driver_;
    std::unique_ptr<db::Ledger> ledger_;
    std::optional<db::Marker> marker_;
    EnvironmentKind kind_ = EnvironmentKind::Production;
    Watch watch_;
    std::optional<Facts> tool_facts_;  ///< where it is watched
    db::OpenOptions options_;
    Timestamp opened_at_;
};

/// Who runs what from where, for the ledger's rows: the commit and branch are HEAD's, or
/// GMIG_COMMIT and GMIG_BRANCH where there is no repository.
db::RunIdentity run_identity(const Request& request, const Workspace& workspace);

/// Who runs, as ledgers and records name them: "ann@host".
std::string who_runs(const Request& request);

/// A line of the operation log about a row.
db::Operation operation_of(const db::RunIdentity& identity, const std::string& kind,
                           const LedgerEntry& row);

/// The files held against the facts, as the project's policy wants it.
Assessment assess_project(const Workspace& workspace, const layout::MigrationSet& set,
                          const History& history, const Facts& facts);

/// How a part of this project is to be made ready for running.
sql::RunnableOptions runnable_options(const Workspace& workspace, const Migration& migration);

/// Consent to change an environment: on production -y (or a yes at the terminal); elsewhere
/// nothing. `what` completes "execute 3 migrations". Error{Guard} naming the flag.
void require_consent(const Request& request, const Connection& connection, const std::string& what);

/// Consent to put another database into an environment's place: on production --confirm NAME.
/// Error{Guard} naming the flag.
void require_replacement_consent(const Request& request, const Connection& connection);

/// Consent to lose what `losses` names: --accept-data-loss, and --confirm NAME on production; on a
/// local environment a yes at the terminal does. Error{Guard} naming the flags.
void require_data_loss_consent(const Request& request, const Connection& connection,
                               const std::vector<std::string>& losses);

}  // namespace gmig::app

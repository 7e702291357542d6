#pragma once

#include <gmig/app/request.hpp>
#include <gmig/db/databases.hpp>
#include <gmig/db/maintenance.hpp>
#include <gmig/model/facts.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Databases as environments. One that gmig.json does not list stands beside one that it does, and
// is called BASE/NAME (`-e primary/next`): a fork of primary, or what primary was before a
// promotion. Where it is follows from BASE's URL and NAME (see db::beside), so that every clone
// finds it.
namespace gmig::app {

struct EnvironmentLine {
    std::string name;  ///< "primary", "primary/next"
    std::optional<EnvironmentKind> kind{};
    std::string shown;  ///< its URL, without secrets
    enum class State : std::uint8_t {
        There,
        Absent,       ///< there is no such database
        Unreachable,  ///< see `problem`
        Foreign,      ///< there, and gmig never wrote to it
    } state = State::There;
    std::string says{};      ///< the marker's name where it is another one
    std::string identity{};  ///< the marker's
    std::string from{};      ///< what it was copied from
    std::optional<Timestamp> forked_at{};
    std::optional<std::size_t> executed{};  ///< migrations in its ledger
    std::int64_t bytes = 0;
    db::MaintenanceState::State maintenance = db::MaintenanceState::State::Off;
    std::string problem{};
};
/// What gmig.json lists, each followed by what stands beside it. Reads only.
std::vector<EnvironmentLine> list_environments(const Request& request);

struct ForkOptions {
    std::string name;                       ///< empty: from git's branch
    std::optional<EnvironmentKind> kind{};  ///< without: local of a local one, else shared
    bool disconnect = false;
    bool dry_run = false;
};
struct ForkResult {
    std::string from;
    std::string name;  ///< whole
    std::string shown;
    db::Copied copied{};
    bool dry_run = false;
};
/// A copy of an environment with an identity of its own.
ForkResult fork_environment(const Request& request, const ForkOptions& options);

struct EnvironmentChange {
    std::string name;  ///< whole
    std::string was{};
    std::string shown;
    bool done = false;
};
/// Makes the database of an environment (that gmig.json lists, or beside one), empty, and marks it.
EnvironmentChange create_environment(const Request& request, const std::string& word, bool dry_run);
EnvironmentChange rename_environment(const Request& request, const std::string& word,
                                     const std::string& new_name, bool disconnect, bool dry_run);
/// Wants --confirm with its whole name, and --accept-data-loss. Never what gmig.json lists with a
/// kind other than local.
EnvironmentChange destroy_environment(const Request& request, const std::string& word,
                                      bool disconnect, bool dry_run);

struct PromoteOptions {
    std::string name;
    std::string old_name{};  ///< what the old one is called from then on; empty: BASE/until-TIME
    bool dry_run = false;
};
struct PromoteResult {
    std::string environment;              ///< the base: what is live
    std::string promoted;                 ///< what was the candidate; gone as a name
    std::string old_name;                 ///< whole; promoting it is the way back
    bool production = false;              ///< the way back wants --confirm, too
    std::vector<std::string> lost{};      ///< what was changed in the old one since the fork
    std::vector<std::string> executed{};  ///< migrations that the new one has and the old one not
    std::vector<std::string> gone{};      ///< and the other way round
    bool done = false;
};
/// The candidate takes the base's place: its name, kind and identity; the old one is kept. Refused
/// (Error{Guard}) where the base has changed since the candidate was made, without
/// --accept-data-loss. On production --confirm BASE.
PromoteResult promote_environment(const Request& request, const PromoteOptions& options);

struct MaintenanceOptions {
    bool force = false;
    bool dry_run = false;
};
struct MaintenanceResult {
    std::string environment;
    db::MaintenanceState state;
    bool changed = false;
    bool run_is_dead = false;  ///< it was turned on by a run that has ended without ending it
};
MaintenanceResult begin_maintenance(const Request& request, const MaintenanceOptions& options);
MaintenanceResult end_maintenance(const Request& request, bool dry_run);
MaintenanceResult look_at_maintenance(const Request& request);

}  // namespace gmig::app

#pragma once

#include <gmig/model/finding.hpp>
#include <gmig/model/ids.hpp>
#include <gmig/support/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig {

/// What an environment is; decides which guards stand.
enum class EnvironmentKind : std::uint8_t { Local, Shared, Production };

/// "local", "shared", "production", and back.
std::string_view to_string(EnvironmentKind kind);
std::optional<EnvironmentKind> environment_kind_from(std::string_view text);

/// How far a ledger row's migration has come. Started is only ever seen of a migration that runs
/// outside a transaction: its intent, committed before its first statement.
enum class RowState : bool { Started, Done };

/// One row of a ledger without the texts.
struct LedgerEntry {
    MigrationId id;
    std::string name;
    std::vector<MigrationId> parents;
    Checksum checksum;
    std::optional<Checksum> down_checksum;
    std::optional<Checksum> verify_checksum;
    Fingerprint fingerprint;
    TransactionMode transaction = TransactionMode::On;
    std::int64_t sequence = 0;  ///< the order of execution in this database, from 1
    RowState state = RowState::Done;
    std::int64_t statements_done = 0;  ///< with Started: how many statements are known to be done
    Timestamp executed_at;
    std::int64_t duration_us = 0;
    std::string commit;  ///< git's HEAD then; empty when unknown
    std::string branch;
    std::string executed_by;
    std::string gmig_version;
    std::string run_id;  ///< a UUID per run of gmig

    bool operator==(const LedgerEntry&) const = default;
};

/// Where facts were taken from.
enum class FactsSource : std::uint8_t { Live, Cached, Shared, Inferred, Unknown };
/// "live", "cached", "shared", "inferred", "unknown".
std::string_view to_string(FactsSource source);

/// What is known of an environment's ledger, and how fresh.
struct Facts {
    FactsSource source = FactsSource::Unknown;
    Timestamp as_of;  ///< when the ledger said so
    std::string environment;
    EnvironmentKind kind = EnvironmentKind::Production;
    std::vector<LedgerEntry> entries;  ///< by sequence
    std::string note{};                ///< what could not be had of it besides, for people
    /// The tool whose history table says so ("golang-migrate"); empty: gmig's own ledger.
    std::string tool{};
    /// That tool executes nothing that sorts before what it has executed, and says nothing.
    bool skips_late = false;
    /// What is wrong with that record itself (GM903); assess() and check() tell it with the rest.
    std::vector<Finding> trouble{};
};

}  // namespace gmig

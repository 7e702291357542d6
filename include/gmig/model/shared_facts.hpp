#pragma once

#include <gmig/model/facts.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Facts that clones share through git: events that only ever get added, so that what two writers
// know is joined by union. They are hints, never an authority: they make checks stricter, and no
// execution is planned by them.
namespace gmig {

/// What a shared fact tells of an environment.
enum class FactEvent : std::uint8_t {
    Executed,     ///< its ledger has a row of this migration, with this content
    RolledBack,   ///< it has none any more
    Environment,  ///< it is there, under this name and of this kind
    Retired,      ///< what was known of it until then (`previous`) counts no more
};
/// "executed", "rolled-back", "environment", "retired", and back.
std::string_view to_string(FactEvent event);
std::optional<FactEvent> fact_event_from(std::string_view text);

/// One fact. Holds no URL, no SQL and no secret. Environment and Retired have no migration.
struct SharedFact {
    FactEvent event = FactEvent::Executed;
    std::string project;
    std::string identity;     ///< the environment's: the UUID in its marker
    std::string environment;  ///< its name, then
    EnvironmentKind kind = EnvironmentKind::Shared;
    MigrationId id{};
    std::string name{};
    std::vector<MigrationId> parents{};
    Checksum checksum{};
    std::optional<Checksum> down_checksum{};
    std::optional<Checksum> verify_checksum{};
    Fingerprint fingerprint{};
    std::int64_t sequence = 0;
    Timestamp at{};
    std::string by{};
    std::string commit{};
    std::string branch{};
    std::string gmig_version{};
    std::string run_id{};
    /// The names of the facts that this one takes the place of: those about the same migration of
    /// the same environment that its writer knew. Of Retired: all of the environment's. Sorted.
    std::vector<std::string> previous{};

    bool operator==(const SharedFact&) const = default;
};

/// A fact under its name, which is the SHA-256 (hex) of its text: see layout/shared_facts.hpp.
struct NamedFact {
    std::string digest;
    SharedFact fact;
    bool operator==(const NamedFact&) const = default;
};

/// Two writers who knew nothing of each other say different content of one migration.
struct FactConflict {
    std::string identity;
    MigrationId id;
    std::string name;
    Checksum taken;  ///< of the one that was executed first
    Checksum other;
    bool operator==(const FactConflict&) const = default;
};

/// What facts say of one environment: the facts that no other one names as previous count. Where
/// several about one migration do, executed wins over rolled back, and of several executions the
/// earliest is taken.
struct SharedEnvironment {
    std::string project;
    std::string identity;
    /// What it is called by the Environment facts that count; without one, by the others. Sorted.
    std::vector<std::string> names{};
    EnvironmentKind kind = EnvironmentKind::Shared;  ///< by the newest of these
    bool retired = false;                            ///< it was retired, and no fact counts since
    Timestamp as_of{};                               ///< of the newest fact
    std::size_t facts = 0;                           ///< all of them
    std::vector<LedgerEntry> entries{};              ///< what is executed there, by sequence
    std::vector<FactConflict> conflicts{};
    /// The names of the facts that count, by migration; the environment's own under the id "".
    std::map<std::string, std::vector<std::string>> heads{};
    std::vector<std::string> retirements{};  ///< the names of those that retired it
};

/// The environments of a project, sorted by identity. Linear but for sorting; whatever the order of
/// the facts, the result is the same.
std::vector<SharedEnvironment> fold_facts(std::span<const NamedFact> facts,
                                          std::string_view project);

/// What is known of an environment by its name, whatever its identity: those that are called so and
/// are not retired, together. Nothing where there is none. Source Shared.
std::optional<Facts> shared_facts_of(std::span<const SharedEnvironment> environments,
                                     std::string_view name);

/// A ledger as it is, and who looked.
struct LedgerState {
    std::string project;
    std::string identity;
    std::string environment;
    EnvironmentKind kind = EnvironmentKind::Shared;
    std::vector<LedgerEntry> entries;
    Timestamp at;
    std::string by;
    std::string gmig_version;
};

/// What is to be told so that facts say what the ledger says: its rows that they lack or have
/// otherwise as executed, what they have and it lacks as rolled back, and its name and kind where
/// they are new. Nothing where all of it is known. A migration that was begun outside a transaction
/// counts as executed. `known` may be null.
std::vector<SharedFact> facts_to_tell(const LedgerState& ledger, const SharedEnvironment* known);

/// The facts that retire an environment: they name all that counts. Several where one would get too
/// long; none where nothing counts.
std::vector<SharedFact> facts_to_retire(const SharedEnvironment& environment,
                                        const SharedFact& who_and_when);

/// Adds what shared facts alone know to what this clone last saw of the same environment: rows of
/// migrations that it lacks and that were executed since. Takes nothing away, so that no forged
/// fact can make a check milder. Whether anything was added.
bool make_stricter(Facts& cached, const Facts& shared);

}  // namespace gmig

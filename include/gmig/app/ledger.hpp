#pragma once

#include <gmig/app/request.hpp>
#include <gmig/model/facts.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// Executed facts, shared through a git ref (gmig.json: "ledger_ref"). The databases' own ledgers
// are the authority: what is shared makes checks stricter where no ledger can be asked, and is
// never asked by what plans an execution.
namespace gmig::app {

/// Where facts are: the ref of this clone, or what it has fetched of a remote's.
struct LedgerPlace {
    std::string remote;  ///< empty: this clone's own
    std::string ref;
    std::string commit;
    std::optional<Timestamp> fetched_at{};  ///< by gmig
};

/// What is known of one environment, by its identity.
struct LedgerEnvironment {
    std::vector<std::string> names;
    std::string identity;
    EnvironmentKind kind = EnvironmentKind::Shared;
    bool retired = false;
    bool counts = false;  ///< gmig.json lists it, not as a local one
    Timestamp as_of;      ///< of the newest fact
    std::size_t facts = 0;
    std::vector<LedgerEntry> executed;
    std::vector<std::string> conflicts;  ///< a line each
};

struct LedgerShown {
    std::string project;
    std::string ref;
    std::vector<LedgerPlace> places;
    std::vector<LedgerEnvironment> environments;
    std::vector<std::string> problems;  ///< files that are no facts, say
};
/// What this clone knows, without the network. Reads only.
LedgerShown show_ledger(const Request& request);

struct LedgerExchange {
    std::string remote;
    std::string ref;
    std::size_t received = 0;         ///< files that came
    std::size_t sent = 0;             ///< files that the remote had not
    std::vector<std::string> alarms;  ///< what the remote had, and has no more or has otherwise
    bool remote_has = false;          ///< the remote has such a ref now
    bool dry_run = false;
};
/// Fetches the facts of a remote (`remote` empty: git's gmig.ledgerRemote, origin, or the only one)
/// and joins them to this clone's. Error{Repository} without a remote, or with git's words.
LedgerExchange fetch_ledger(const Request& request, const std::string& remote);
/// Fetches, joins, and pushes until the remote has them; restores what the remote lost.
LedgerExchange push_ledger(const Request& request, const std::string& remote, bool dry_run);

/// One thing that is not as it should be.
struct LedgerProblem {
    std::string environment;  ///< empty: about the ref itself
    std::string message;
    std::string remedy;
};
struct LedgerVerified {
    std::string ref;
    std::size_t facts = 0;
    std::vector<std::string> asked;  ///< environments whose databases were held against them
    std::vector<LedgerProblem> problems;
    std::vector<std::string> notes;  ///< what was not looked at, and why
};
/// Whether the ref holds nothing but facts under their own names, has lost nothing that was seen at
/// a remote, changed or dropped nothing in its history, and says what the databases that can be
/// reached say. Changes nothing.
LedgerVerified verify_ledger(const Request& request);

struct LedgerImport {
    std::size_t environments = 0;
    std::size_t added = 0;   ///< facts that were not known
    std::size_t passed = 0;  ///< of a file that is older than what is known: not rolled back by it
    bool dry_run = false;
};
/// Takes over what `--facts-out` wrote where there is no repository: as if these ledgers had been
/// looked at here. Of a file that is older than what is known only what nobody told of is taken.
/// Error{Usage} for a file that is no such thing; nothing is taken then.
LedgerImport import_ledger(const Request& request, const std::filesystem::path& file, bool dry_run);

struct LedgerRetired {
    std::string environment;
    std::vector<std::string> identities;
    std::size_t facts = 0;  ///< that counted until now
    bool dry_run = false;
};
/// Closes every environment of that name: what is known of it counts no more. What is executed in
/// it later is told anew. Wants --confirm NAME (Error{Guard}).
LedgerRetired retire_environment(const Request& request, const std::string& name, bool dry_run);

}  // namespace gmig::app

#pragma once

#include <gmig/app/connection.hpp>
#include <gmig/git/ledger_ref.hpp>
#include <gmig/layout/shared_facts.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// What this clone has of a project's shared facts.
struct SharedFacts {
    std::vector<SharedEnvironment> environments;
    std::vector<std::string> problems;    ///< files that are no facts, a line each
    std::string damage;                   ///< why nothing could be read; "" when it could
    std::optional<Timestamp> fetched_at;  ///< when gmig last looked at a remote
    std::size_t facts = 0;

    [[nodiscard]] const SharedEnvironment* find(const std::string& identity) const;
};

/// Reads the project's facts out of the union of the clone's own ref and what was fetched. Without
/// a repository, or where there is none, nothing is loaded. Never throws for what it finds.
SharedFacts read_shared_facts(const Workspace& workspace, const layout::ProjectConfig& project);

/// The same for who asks only what is executed: as it was kept when these commits were read before,
/// without `conflicts`, `heads` and `retirements`.
SharedFacts recall_shared_facts(const Request& request, const Workspace& workspace,
                                const layout::ProjectConfig& project);

/// Adds what is shared to what is known of an environment: where nothing is, what others told;
/// where this clone saw it itself, what was executed since (see make_stricter).
void add_shared_facts(const SharedFacts& shared, Facts& facts);

/// What a connection's ledger says, as shared facts have it. Nothing for a bare URL, a local
/// environment, one that gmig.json does not list, and a database that no gmig has marked.
std::optional<LedgerState> state_to_share(const Request& request, const Workspace& workspace,
                                          const Connection& connection);

/// The files of facts in the ledger's tree.
std::vector<FileContent> files_of(const std::vector<SharedFact>& facts);

/// Exchanges with one remote, if there is any, as well as it works: what does not is a note.
class Sharing {
public:
    enum class Remote : bool { LeftOut, Asked };
    Sharing(const Request& request, const Workspace& workspace, Remote remote);

    /// Fetches first, so that what is told knows what others told.
    void fetch();
    /// Into the clone's own ref. How many were not known.
    std::size_t add(const std::vector<SharedFact>& facts, const std::string& message);
    void push();

private:
    void tell_loss(const git::LedgerFetched& fetched);

    const Request& request_;
    git::LedgerRef ledger_;
    std::optional<std::string> remote_;
    std::optional<git::LedgerFetched> fetched_;
    bool loss_told_ = false;
};

/// The repository, or Error{Repository}: without one there are no shared facts.
git::Repository& repository_with_ledger(const Workspace& workspace);

std::string conflict_line(const FactConflict& conflict);

/// "3 facts that origin had are gone there; this clone has them", for people; "" for no loss.
std::string loss_line(const std::string& remote, const git::LedgerFetched& fetched);

}  // namespace gmig::app

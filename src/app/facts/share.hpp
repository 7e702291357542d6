#pragma once

#include <gmig/app/connection.hpp>

#include <filesystem>

namespace gmig::app {

/// Tells other clones what the connection's ledger says now: into this clone's ledger ref, in one
/// commit, and on to the remote (unless git's gmig.ledgerPush is false). For environments that
/// gmig.json lists with another kind than local; nothing is done for others, and nothing where all
/// is known. Call it at the end of whatever changed a ledger, remember_facts beside it. Never
/// throws: what does not work is a note.
void share_facts(const Request& request, const Workspace& workspace, const Connection& connection);

/// Remembers and shares them where nothing was changed: what an earlier run could not tell.
void tell_facts(const Request& request, const Workspace& workspace, const Connection& connection);

/// Remembers and shares facts when it goes out of scope, also when a run ends in an error half-way;
/// then without the remote, which the next command tells.
class FactsAfterwards {
public:
    FactsAfterwards(const Request& request, const Workspace& workspace,
                    const Connection& connection);
    FactsAfterwards(const FactsAfterwards&) = delete;
    FactsAfterwards& operator=(const FactsAfterwards&) = delete;
    ~FactsAfterwards();

private:
    const Request& request_;
    const Workspace& workspace_;
    const Connection& connection_;
    int failures_;
};

/// The same into a file, for a place without a repository (`deploy --facts-out`): what `gmig ledger
/// import` takes. The file is replaced. Error{Environment} where it cannot be written. Nothing is
/// written for a local environment or a bare URL: false.
bool write_facts_file(const Request& request, const Workspace& workspace,
                      const Connection& connection, const std::filesystem::path& file);

}  // namespace gmig::app

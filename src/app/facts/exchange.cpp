// gmig ledger fetch, push.
#include "app/facts/shared.hpp"
#include <gmig/app/ledger.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

std::string remote_of(const git::LedgerRef& ledger, const std::string& asked) {
    if (auto remote = ledger.choose_remote(asked)) {
        return *std::move(remote);
    }
    throw Error(Error::Kind::Repository, "there is no remote to exchange facts with")
        .state("nothing has changed")
        .next("git remote add origin URL, or git config gmig.ledgerRemote NAME");
}

void tell_alarm(const std::string& remote, const git::LedgerFetched& fetched,
                LedgerExchange& result) {
    if (const std::string line = loss_line(remote, fetched); !line.empty()) {
        result.alarms.push_back(line);
    }
}

/// What the ledger of the environment that was named says is told first.
void tell_environment(const Request& request, const Workspace& workspace, git::LedgerRef& ledger) {
    const Connection connection(request, workspace, Connection::Purpose::Read);
    const auto state = state_to_share(request, workspace, connection);
    if (!state) {
        throw Error(Error::Kind::Usage, "'" + printable(connection.environment().name) +
                                            "' has nothing to share: only what gmig.json lists as "
                                            "shared or production, and gmig has written to, does")
            .state("nothing has changed")
            .next("gmig env list");
    }
    const SharedFacts shared = read_shared_facts(workspace, workspace.project());
    const auto told = facts_to_tell(*state, shared.find(state->identity));
    if (!told.empty()) {
        ledger.add(files_of(told),
                   state->environment + ", " + std::to_string(told.size()) + " facts");
    }
}

std::size_t not_there(git::LedgerRef& ledger, const git::LedgerFetched& fetched) {
    return git::paths_lost(ledger.files(ledger.tips()), fetched.tip
                                                            ? ledger.files(*fetched.tip)
                                                            : std::vector<git::FileObject>())
        .size();
}

}  // namespace

LedgerExchange fetch_ledger(const Request& request, const std::string& remote) {
    const Workspace workspace(request);
    git::LedgerRef ledger(repository_with_ledger(workspace), workspace.project().ledger_ref);
    LedgerExchange result;
    result.remote = remote_of(ledger, remote);
    result.ref = workspace.project().ledger_ref;
    const git::LedgerFetched fetched = ledger.fetch(result.remote, request.now);
    result.received = fetched.received;
    result.remote_has = fetched.tip.has_value();
    tell_alarm(result.remote, fetched, result);
    return result;
}

LedgerExchange push_ledger(const Request& request, const std::string& remote, bool dry_run) {
    const Workspace workspace(request);
    git::LedgerRef ledger(repository_with_ledger(workspace), workspace.project().ledger_ref);
    LedgerExchange result;
    result.remote = remote_of(ledger, remote);
    result.ref = workspace.project().ledger_ref;
    result.dry_run = dry_run;
    git::LedgerFetched fetched = ledger.fetch(result.remote, request.now);
    result.received = fetched.received;
    result.remote_has = fetched.tip.has_value();
    tell_alarm(result.remote, fetched, result);
    if (dry_run) {
        result.sent = not_there(ledger, fetched);
        return result;
    }
    if (request.environment) {
        tell_environment(request, workspace, ledger);
    }
    const git::LedgerPushed pushed = ledger.push(result.remote, request.now, std::move(fetched));
    if (!pushed.done) {
        throw Error(Error::Kind::Repository, "the facts could not be pushed to " +
                                                 printable(result.remote) + ": " + pushed.problem)
            .state("they are kept in this clone")
            .next("gmig ledger push, once that is put right");
    }
    result.sent = pushed.sent;
    result.received = pushed.fetched.received;
    result.remote_has = result.remote_has || pushed.sent > 0;
    return result;
}

}  // namespace gmig::app

#include "app/facts/share.hpp"

#include "app/check/known_facts.hpp"
#include "app/facts/shared.hpp"
#include <gmig/support/file.hpp>

#include <exception>

namespace gmig::app {
namespace {

void share_with(const Request& request, const Workspace& workspace, const Connection& connection,
                Sharing::Remote remote) {
    if (!workspace.place()) {
        return;
    }
    try {
        const auto state = state_to_share(request, workspace, connection);
        if (!state) {
            return;
        }
        Sharing sharing(request, workspace, remote);
        sharing.fetch();
        const SharedFacts shared = read_shared_facts(workspace, workspace.project());
        if (!shared.damage.empty()) {
            request.note(shared.damage + "; what is executed was not shared");
            return;
        }
        const auto told = facts_to_tell(*state, shared.find(state->identity));
        sharing.add(told, state->environment + ", " + std::to_string(told.size()) + " facts");
        sharing.push();
    } catch (const std::exception& error) {
        request.note(std::string("what is executed was not shared: ") + error.what());
    }
}

}  // namespace

void share_facts(const Request& request, const Workspace& workspace, const Connection& connection) {
    share_with(request, workspace, connection, Sharing::Remote::Asked);
}

void tell_facts(const Request& request, const Workspace& workspace, const Connection& connection) {
    remember_facts(workspace, connection);
    share_facts(request, workspace, connection);
}

FactsAfterwards::FactsAfterwards(const Request& request, const Workspace& workspace,
                                 const Connection& connection)
    : request_(request),
      workspace_(workspace),
      connection_(connection),
      failures_(std::uncaught_exceptions()) {}

FactsAfterwards::~FactsAfterwards() {
    const bool failed = std::uncaught_exceptions() > failures_;
    try {
        remember_facts(workspace_, connection_);
        share_with(request_, workspace_, connection_,
                   failed ? Sharing::Remote::LeftOut : Sharing::Remote::Asked);
    } catch (const std::exception&) {
        // A connection that is lost says nothing; the next command that has one does.
        return;
    }
}

bool write_facts_file(const Request& request, const Workspace& workspace,
                      const Connection& connection, const std::filesystem::path& file) {
    const auto state = state_to_share(request, workspace, connection);
    if (!state) {
        return false;
    }
    std::string text;
    for (const SharedFact& fact : facts_to_tell(*state, nullptr)) {
        text += layout::render_fact(fact);
    }
    write_file(request.directory / file, text);
    return true;
}

}  // namespace gmig::app

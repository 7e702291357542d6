#include "app/environment/asked.hpp"
#include "app/facts/shared.hpp"
#include <gmig/app/ledger.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// Collects what is wrong; one object per verification.
class Verification {
public:
    Verification(const Request& request, const Workspace& workspace)
        : request_(request),
          workspace_(workspace),
          ledger_(repository_with_ledger(workspace), workspace.project().ledger_ref) {}

    LedgerVerified run() {
        const layout::ProjectConfig& project = workspace_.project();
        result_.ref = project.ledger_ref;
        look_at_history();
        shared_ = read_shared_facts(workspace_, project);
        result_.facts = shared_.facts;
        if (!shared_.damage.empty()) {
            add("", shared_.damage, "git fsck, then gmig ledger fetch");
        }
        for (const std::string& problem : shared_.problems) {
            add("", printable(problem), "nothing: it is passed over; whoever pushed it knows why");
        }
        look_at_conflicts();
        for (const auto& [name, config] : project.environments) {
            if (config.kind != EnvironmentKind::Local) {
                ask(name);
            }
        }
        return std::move(result_);
    }

private:
    void add(const std::string& environment, std::string message, std::string remedy) {
        result_.problems.push_back({.environment = environment,
                                    .message = std::move(message),
                                    .remedy = std::move(remedy)});
    }

    void look_at_history() {
        for (const std::string& path : ledger_.lost_here()) {
            add("", "a remote was seen to have " + printable(path) + ", and this clone has not",
                "gmig ledger fetch");
        }
        for (const std::string& path : ledger_.shrunk()) {
            add("", printable(path) + " was taken away or changed by a commit of the ledger",
                "gmig ledger push, which puts back what this clone has");
        }
    }

    void look_at_conflicts() {
        for (const SharedEnvironment& environment : shared_.environments) {
            for (const FactConflict& conflict : environment.conflicts) {
                const std::string name = environment.names.front();
                add(name, conflict_line(conflict),
                    "gmig ledger push -e " + name + ", which tells what its ledger says");
            }
        }
    }

    void ask(const std::string& name) {
        const AskedEnvironment asked = ask_environment(request_for(request_, name), workspace_);
        if (!asked.connection) {
            result_.notes.push_back(
                name + " was not held against its database: " +
                (asked.failure ? printable(asked.failure->what()) : "there is none"));
            return;
        }
        try {
            const auto state = state_to_share(request_, workspace_, *asked.connection);
            if (!state) {
                result_.notes.push_back(name + " has no ledger of its own yet");
                return;
            }
            result_.asked.push_back(name);
            hold_against(*state);
        } catch (const Error& error) {
            add(name, printable(error.what()), error.next());
        }
    }

    void hold_against(const LedgerState& state) {
        std::vector<std::string> gone;
        std::size_t untold = 0;
        for (const SharedFact& fact : facts_to_tell(state, shared_.find(state.identity))) {
            if (fact.event == FactEvent::RolledBack) {
                gone.push_back(fact.name);
            }
            untold += fact.event == FactEvent::Executed ? 1 : 0;
        }
        if (!gone.empty()) {
            add(state.environment,
                "its ledger lacks what was told to be executed in it: " + join(gone, ", ") +
                    "; a restored backup, or a rollback that nobody told of",
                "gmig execute -e " + state.environment +
                    " where it is to be executed again; gmig "
                    "ledger push -e " +
                    state.environment + " where it is not");
        }
        if (untold > 0) {
            add(state.environment,
                std::to_string(untold) + " of its migrations were not told, or otherwise",
                "gmig ledger push -e " + state.environment);
        }
    }

    const Request& request_;
    const Workspace& workspace_;
    git::LedgerRef ledger_;
    SharedFacts shared_;
    LedgerVerified result_;
};

}  // namespace

LedgerVerified verify_ledger(const Request& request) {
    const Workspace workspace(request);
    return Verification(request, workspace).run();
}

}  // namespace gmig::app

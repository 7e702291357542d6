// gmig ledger import, retire.
#include "app/facts/shared.hpp"
#include <gmig/app/ledger.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

std::vector<NamedFact> facts_in(const std::filesystem::path& file, const std::string& project) {
    const auto refuse = [&](const std::string& why) -> Error {
        return Error(Error::Kind::Usage, why)
            .at({.file = file.string()})
            .state("nothing was taken over")
            .next("a file that gmig deploy --facts-out FILE wrote");
    };
    layout::FactsReading reading = layout::parse_facts(read_file(file));
    if (!reading.problems.empty()) {
        throw refuse("this holds something else than facts: " +
                     printable(reading.problems.front()));
    }
    std::erase_if(reading.facts,
                  [&](const NamedFact& each) { return each.fact.project != project; });
    if (reading.facts.empty()) {
        throw refuse("there are no facts of project '" + project + "' in it");
    }
    return std::move(reading.facts);
}

/// The ledger that somebody looked at elsewhere.
LedgerState state_of(const SharedEnvironment& seen, const std::vector<NamedFact>& facts) {
    LedgerState state{.project = seen.project,
                      .identity = seen.identity,
                      .environment = seen.names.front(),
                      .kind = seen.kind,
                      .entries = seen.entries,
                      .at = seen.as_of,
                      .by = {},
                      .gmig_version = {}};
    for (const NamedFact& each : facts) {
        if (each.fact.identity == seen.identity && each.fact.event == FactEvent::Environment) {
            state.at = each.fact.at;
            state.by = each.fact.by;
            state.gmig_version = each.fact.gmig_version;
        }
    }
    return state;
}

/// Of a look that is older than what is known only what nobody told of is news.
std::vector<SharedFact> news_in(const LedgerState& state, const SharedEnvironment* known,
                                std::size_t& passed) {
    std::vector<SharedFact> told = facts_to_tell(state, known);
    if (known == nullptr || known->as_of <= state.at) {
        return told;
    }
    passed += std::erase_if(told, [&](const SharedFact& fact) {
        return known->retired || fact.event != FactEvent::Executed ||
               known->heads.contains(fact.id.value);
    });
    return told;
}

}  // namespace

LedgerImport import_ledger(const Request& request, const std::filesystem::path& file,
                           bool dry_run) {
    const Workspace workspace(request);
    repository_with_ledger(workspace);
    const std::vector<NamedFact> facts =
        facts_in(request.directory / file, workspace.project().name);
    Sharing sharing(request, workspace,
                    dry_run ? Sharing::Remote::LeftOut : Sharing::Remote::Asked);
    sharing.fetch();
    const SharedFacts shared = read_shared_facts(workspace, workspace.project());
    LedgerImport result;
    result.dry_run = dry_run;
    std::vector<SharedFact> told;
    for (const SharedEnvironment& seen : fold_facts(facts, workspace.project().name)) {
        ++result.environments;
        if (seen.retired) {
            continue;
        }
        std::ranges::move(news_in(state_of(seen, facts), shared.find(seen.identity), result.passed),
                          std::back_inserter(told));
    }
    result.added = told.size();
    if (!dry_run) {
        sharing.add(told, "imported, " + std::to_string(told.size()) + " facts");
        sharing.push();
    }
    return result;
}

LedgerRetired retire_environment(const Request& request, const std::string& name, bool dry_run) {
    const Workspace workspace(request);
    repository_with_ledger(workspace);
    Sharing sharing(request, workspace,
                    dry_run ? Sharing::Remote::LeftOut : Sharing::Remote::Asked);
    sharing.fetch();
    LedgerRetired result{.environment = name, .identities = {}, .facts = 0, .dry_run = dry_run};
    SharedFact who;
    who.at = request.now;
    who.by = who_runs(request);
    who.gmig_version = request.gmig_version;
    std::vector<SharedFact> told;
    for (const SharedEnvironment& environment :
         read_shared_facts(workspace, workspace.project()).environments) {
        if (environment.retired ||
            std::ranges::find(environment.names, name) == environment.names.end()) {
            continue;
        }
        result.identities.push_back(environment.identity);
        result.facts += environment.entries.size();
        std::ranges::move(facts_to_retire(environment, who), std::back_inserter(told));
    }
    if (told.empty()) {
        throw Error(Error::Kind::Usage, "nothing that counts is known of '" + printable(name) + "'")
            .state("nothing has changed")
            .next("gmig ledger show");
    }
    if (dry_run) {
        return result;
    }
    if (request.confirm != name) {
        throw Error(Error::Kind::Guard, "to forget what is executed in '" + printable(name) +
                                            "' needs its name as a confirmation")
            .state("nothing has changed")
            .next("gmig ledger retire " + name + " --confirm " + name);
    }
    sharing.add(told, name + ", retired");
    sharing.push();
    return result;
}

}  // namespace gmig::app

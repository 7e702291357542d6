#include "app/facts/shared.hpp"
#include <gmig/app/ledger.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

bool counts_here(const layout::ProjectConfig& project, const SharedEnvironment& environment) {
    return !environment.retired &&
           std::ranges::any_of(environment.names, [&](const std::string& name) {
               const auto found = project.environments.find(name);
               return found != project.environments.end() &&
                      found->second.kind != EnvironmentKind::Local;
           });
}

LedgerEnvironment shown(const layout::ProjectConfig& project,
                        const SharedEnvironment& environment) {
    LedgerEnvironment line{.names = environment.names,
                           .identity = environment.identity,
                           .kind = environment.kind,
                           .retired = environment.retired,
                           .counts = counts_here(project, environment),
                           .as_of = environment.as_of,
                           .facts = environment.facts,
                           .executed = environment.entries,
                           .conflicts = {}};
    for (const FactConflict& conflict : environment.conflicts) {
        line.conflicts.push_back(conflict_line(conflict));
    }
    return line;
}

}  // namespace

std::string conflict_line(const FactConflict& conflict) {
    return "two contents are told of " + conflict.name + ": " + conflict.taken.value +
           ", executed first and taken, and " + conflict.other.value;
}

git::Repository& repository_with_ledger(const Workspace& workspace) {
    git::Repository* const git = workspace.repository();
    if (git == nullptr) {
        throw Error(Error::Kind::Repository,
                    "shared facts are kept by git, and this is no repository")
            .at({.file = workspace.root().string()})
            .state("nothing has changed")
            .next("git init; where there is none: gmig deploy --facts-out FILE");
    }
    return *git;
}

LedgerShown show_ledger(const Request& request) {
    const Workspace workspace(request);
    git::Repository& repository = repository_with_ledger(workspace);
    const layout::ProjectConfig& project = workspace.project();
    LedgerShown result{.project = project.name,
                       .ref = project.ledger_ref,
                       .places = {},
                       .environments = {},
                       .problems = {}};
    const git::LedgerRef ledger(repository, project.ledger_ref);
    const std::vector<git::SeenTip> seen = ledger.seen();
    for (const git::LedgerTip& tip : ledger.tips()) {
        LedgerPlace place{.remote = tip.remote, .ref = tip.ref, .commit = tip.commit.value};
        for (const git::SeenTip& at : seen) {
            if (at.remote == tip.remote && at.ref == project.ledger_ref) {
                place.fetched_at = at.at;
            }
        }
        result.places.push_back(std::move(place));
    }
    SharedFacts shared = read_shared_facts(workspace, project);
    if (!shared.damage.empty()) {
        result.problems.push_back(shared.damage);
    }
    std::ranges::move(shared.problems, std::back_inserter(result.problems));
    for (const SharedEnvironment& environment : shared.environments) {
        result.environments.push_back(shown(project, environment));
    }
    return result;
}

}  // namespace gmig::app

#include "app/switch/switch_target.hpp"

#include "app/check/trees.hpp"
#include "app/schema/states.hpp"
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

git::Repository& repository_of(const Workspace& workspace, const std::string& revision) {
    if (git::Repository* const git = workspace.repository()) {
        return *git;
    }
    throw Error(Error::Kind::Repository,
                "'" + printable(revision) + "' asks git, and this is no repository")
        .at({.file = workspace.root().string()})
        .state("nothing has changed")
        .next("gmig switch, which goes by the files here");
}

void find_commit(const Workspace& workspace, const SwitchOptions& options, SwitchTarget& target) {
    git::Repository& git = repository_of(workspace, options.revision);
    if (options.revision.starts_with('-') || options.revision.starts_with("@{-")) {
        throw Error(Error::Kind::Repository,
                    "'" + printable(options.revision) + "' names no branch by its name")
            .state("nothing has changed")
            .next("gmig switch BRANCH; git branch lists them");
    }
    target.commit = git.find_commit("refs/heads/" + options.revision);
    if (!target.commit && options.checkout) {
        target.commit = git.branch_to_be(options.revision);
    }
    if (target.commit) {
        target.branch = options.revision;
    } else {
        target.commit = git.resolve(options.revision);
    }
}

}  // namespace

SwitchTarget switch_target(const Request& request, const Workspace& workspace,
                           const SwitchOptions& options) {
    if (options.checkout && options.revision.empty()) {
        throw Error(Error::Kind::Usage, "--checkout of what?")
            .state("nothing has changed")
            .next("gmig switch REF --checkout");
    }
    SwitchTarget target;
    if (options.revision.empty()) {
        target.name = "the work tree";
        target.set = workspace.work_tree();
    } else {
        target.name = options.revision;
        find_commit(workspace, options, target);
        target.set = set_in_git(request, workspace, *target.commit);
    }
    target.history = take_history(target.set);
    return target;
}

Assessment assess_target(const Workspace& workspace, const SwitchTarget& target,
                         const Facts& facts) {
    AssessmentInput input;
    input.policy = workspace.project().policy;
    input.name_is_identity = workspace.project().layout != layout::Kind::Gmig;
    input.fingerprint_of = fingerprints(workspace.project().dialect);
    input.base_ids.emplace();
    input.overrides = target.set.overrides;
    Assessment assessment = assess(target.history, facts, input);
    assessment.findings.insert(assessment.findings.begin(), target.set.findings.begin(),
                               target.set.findings.end());
    return assessment;
}

}  // namespace gmig::app

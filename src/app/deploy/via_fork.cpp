#include "app/deploy/via_fork.hpp"

#include "app/deploy/rehearsal.hpp"
#include "app/environment/asked.hpp"
#include "app/facts/share.hpp"
#include "app/operation/recording.hpp"
#include "app/pending_run.hpp"
#include "app/steps.hpp"
#include <gmig/support/fault.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

constexpr const char* own_fork_prefix = "deploy-";

/// Whether a name is one that own_fork_name() gives to a fork that is taken away again.
bool is_own_fork_name(std::string_view name) {
    const std::string_view form = "deploy-00000000-000000";
    return name.size() == form.size() && std::ranges::equal(name, form, [](char byte, char wanted) {
               return wanted == '0' ? byte >= '0' && byte <= '9' : byte == wanted;
           });
}

/// deploy-20261121-221530, for one that is taken away again; fork-… for one that stays.
std::string own_fork_name(const DeployOptions& options, Timestamp now) {
    return (options.promote ? own_fork_prefix : "fork-") + compact_stamp(now);
}

EnvironmentPlace place_of_fork(const Request& request, const Workspace& workspace,
                               const DeployOptions& options) {
    const Environment base = choose_environment(request, workspace);
    if (!base.bare_url && base.name.find('/') != std::string::npos) {
        throw Error(Error::Kind::Usage, "'" + printable(base.name) +
                                            "' is a fork itself: what is deployed via a fork is "
                                            "in gmig.json")
            .state("nothing has changed")
            .next("gmig deploy -e " + base.name);
    }
    return place_beside(
        request, workspace,
        options.fork->empty() ? own_fork_name(options, request.now) : *options.fork);
}

/// Takes away what deploys that were killed have left. None is alive: the caller has custody.
void remove_left_forks(const Request& request, const Workspace& workspace,
                       const EnvironmentPlace& place) {
    const db::OpenOptions how = open_options(request, place.base);
    for (const db::DatabaseBeside& one : db::databases_beside(place.base.target, how)) {
        const std::string whole = EnvironmentName{place.base.name, one.name}.whole();
        if (!is_own_fork_name(one.name)) {
            continue;
        }
        {
            const AskedEnvironment asked = ask_environment(request_for(request, whole), workspace);
            if (!asked.connection || !asked.connection->marker() ||
                asked.connection->marker()->name != whole) {
                continue;
            }
        }
        db::destroy_database(one.target, true, how);
        request.note(printable(whole) + " was left by a deploy that was ended: destroyed");
    }
}

/// All consent that is needed on the way, before the first step.
void require_deploy_consent(const Request& request, const PendingRun& run,
                            const DeployOptions& options) {
    require_consent(request, run.connection(), "deploy via a fork");
    if (options.promote) {
        require_replacement_consent(request, run.connection());
    }
}

}  // namespace

DeployResult deploy_via_fork(const Request& request, const Workspace& workspace,
                             const DeployOptions& options) {
    const EnvironmentPlace place = place_of_fork(request, workspace, options);
    std::optional<db::Custody> custody;
    if (!options.dry_run) {
        tell_what_was_interrupted(request, workspace, place.base);
        custody = db::Custody::take(place.base.target, lock_request(request),
                                    open_options(request, place.base));
        remove_left_forks(request, workspace, place);
    }
    DeployResult result;
    result.environment = place.base.name;
    Rehearsal rehearsal(request, workspace, options, place);
    {
        PendingRun run(request, workspace, Connection::Purpose::Read);
        result.run = run.plan({.out_of_order = options.out_of_order, .dry_run = options.dry_run});
        if (!result.run.plan.refusals.empty()) {
            return result;
        }
        if (result.run.plan.steps.empty()) {
            if (!options.dry_run) {
                tell_facts(request, workspace, run.connection());
            }
            return result;
        }
        result.fork = place.environment.name;
        rehearsal.check();
        if (options.dry_run) {
            return result;
        }
        refuse_unfinished_git_operation(workspace);
        require_deploy_consent(request, run, options);
    }
    fault_point("deploy.checked");
    std::optional<Recording> recording;
    if (workspace.repository() != nullptr) {
        recording.emplace(request, workspace,
                          OperationStart{.kind = "deploy",
                                         .final_because = "the way back is: gmig env promote " +
                                                          rehearsal.old_environment()});
    }
    rehearsal.carry_out(result);
    if (recording) {
        recording->done();
    }
    return result;
}

}  // namespace gmig::app

#include "app/environment/fork.hpp"

#include "app/environment/asked.hpp"
#include "app/operation/recording.hpp"
#include "app/steps.hpp"
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

EnvironmentKind kind_of_fork(EnvironmentKind from) {
    return from == EnvironmentKind::Local ? EnvironmentKind::Local : EnvironmentKind::Shared;
}

/// What a copy says of itself, for each project in it.
void mark_copy(db::Driver& copy, const Request& request, const Workspace& workspace,
               const ForkPlan& plan, const std::string& content) {
    db::Ledger ledger(copy, workspace.project().name);
    ledger.prepare(random_uuid(), who_runs(request), request.now);
    std::vector<db::Query> queries;
    for (const db::Marker& written : ledger.markers()) {
        const db::Marker origin = written.at(db::place_of(plan.from.target));
        db::Marker marker;
        marker.project = origin.project;
        marker.name =
            EnvironmentName{environment_name(origin.name).base, plan.to.name.name}.whole();
        marker.kind = plan.kind;
        marker.identity = random_uuid();
        marker.place = db::stamped_place(plan.to.environment.target);
        marker.origin = db::Origin{.identity = origin.identity,
                                   .name = origin.name,
                                   .at = request.now,
                                   .content = content};
        std::ranges::move(db::Ledger::stamp(marker), std::back_inserter(queries));
    }
    copy.write(queries);
}

/// A database that gmig never wrote to has no identity that a fork could name as its origin.
void require_marker(const Request& from, const Workspace& workspace) {
    {
        const Connection reading(from, workspace, Connection::Purpose::Read);
        if (reading.marker() && reading.ledger().schema() != db::LedgerSchema::Absent) {
            return;
        }
    }
    const Connection stamping(from, workspace, Connection::Purpose::Write);
}

}  // namespace

ForkPlan plan_fork(const Request& request, const Workspace& workspace, const ForkOptions& options) {
    ForkPlan plan;
    std::string name = options.name;
    if (name.empty()) {
        git::Repository* const git = workspace.repository();
        name = name_from_branch(git == nullptr ? std::nullopt : git->branch());
    }
    plan.to = place_beside(request, workspace, name);
    // A fork of a fork stands beside the same base.
    const bool says_base = name.find('/') != std::string::npos;
    plan.from = says_base ? plan.to.base : choose_environment(request, workspace);
    const db::OpenOptions how = open_options(request, plan.from);
    require_there(plan.from, how);
    require_absent(plan.to.environment, how);
    const Connection connection(request_for(request, plan.from.name), workspace,
                                Connection::Purpose::Read);
    require_says(connection);
    connection.refuse_watched();  // its copy would have to be named in gmig's tables there
    refuse_interrupted_rows(connection.facts());
    plan.kind = options.kind.value_or(kind_of_fork(connection.kind()));
    return plan;
}

ForkResult make_fork(const Request& request, const Workspace& workspace, const ForkPlan& plan,
                     bool disconnect) {
    const Request from = inside_maintenance(request, plan.from.name);
    require_marker(from, workspace);
    std::string content;
    {
        // Before the copy: what is written meanwhile counts as a change since.
        const Connection connection(from, workspace, Connection::Purpose::Read);
        refuse_interrupted_rows(connection.facts());
        content = content_of(connection);
    }
    ForkResult result{.from = plan.from.name,
                      .name = plan.to.environment.name,
                      .shown = plan.to.environment.target.shown};
    result.copied = db::copy_database(
        {.from = plan.from.target,
         .to = plan.to.environment.target,
         .disconnect = disconnect,
         .prepare = [&](db::Driver& copy) { mark_copy(copy, request, workspace, plan, content); },
         .note = [&](const std::string& note) { request.note(note); }},
        open_options(request, plan.from));
    return result;
}

ForkResult fork_environment(const Request& request, const ForkOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    const ForkPlan plan = plan_fork(request, workspace, options);
    if (options.dry_run) {
        return {.from = plan.from.name,
                .name = plan.to.environment.name,
                .shown = plan.to.environment.target.shown,
                .dry_run = true};
    }
    const db::Custody custody =
        db::Custody::take(plan.from.base, lock_request(request), open_options(request, plan.from));
    Recording recording(request, workspace,
                        {.kind = "env fork",
                         .final_because = "its way back is a command: gmig env destroy " +
                                          plan.to.environment.name});
    ForkResult result = make_fork(request, workspace, plan, options.disconnect);
    recording.done();
    return result;
}

}  // namespace gmig::app

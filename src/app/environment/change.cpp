// Environments made, renamed, taken away, and taken for another.
#include "app/environment/asked.hpp"
#include "app/environment/place.hpp"
#include "app/facts/share.hpp"
#include "app/operation/recording.hpp"
#include <gmig/app/care.hpp>
#include <gmig/app/environments.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

bool is_listed(const Workspace& workspace, const std::string& word) {
    return workspace.project().environments.contains(word);
}

/// What gmig.json lists by that name, else what stands beside the request's environment.
Environment environment_called(const Request& request, const Workspace& workspace,
                               const std::string& word) {
    return is_listed(workspace, word) ? choose_environment(request_for(request, word), workspace)
                                      : place_beside(request, workspace, word).environment;
}

/// Error{Guard} where a database is not what its name says: another program's, or somebody else's.
void require_own(const Request& request, const Workspace& workspace,
                 const Environment& environment) {
    const Connection connection(inside_maintenance(request, environment.name), workspace,
                                Connection::Purpose::Read);
    require_says(connection);
    if (connection.marker()) {
        return;
    }
    throw Error(Error::Kind::Guard,
                "gmig did not make the database of '" + printable(environment.name) + "'")
        .at({.file = environment.target.shown})
        .state("nothing has changed")
        .next("gmig env adopt -e " + environment.name + " --confirm " + environment.name);
}

/// It would get gmig's tables, in a project where another tool executes.
void refuse_making_watched(const Workspace& workspace, const Environment& environment) {
    if (workspace.project().mode != layout::Mode::Watch) {
        return;
    }
    throw Error(Error::Kind::Guard, std::string(layout::to_string(workspace.project().layout)) +
                                        " executes the migrations of this project (\"mode\": "
                                        "\"watch\")")
        .at({.file = environment.target.shown})
        .state("nothing has changed")
        .next("make the database without gmig, and have that tool execute them");
}

/// What was written down before a rename says what it is called at its new place.
void announce_rename(const Request& request, const Workspace& workspace, const Environment& from,
                     const EnvironmentPlace& to) {
    const Connection connection(inside_maintenance(request, from.name), workspace,
                                Connection::Purpose::Write);
    std::vector<db::Query> queries;
    for (db::Marker marker : connection.ledger().markers()) {
        marker.becomes = db::Becoming{
            .place = db::place_of(to.environment.target),
            .name = EnvironmentName{environment_name(marker.name).base, to.name.name}.whole(),
            .kind = marker.kind,
            .identity = marker.identity};
        std::ranges::move(db::Ledger::stamp(marker), std::back_inserter(queries));
    }
    connection.driver().write(queries);
}

void require_may_be_destroyed(const Workspace& workspace, const Connection& connection) {
    const std::string& name = connection.environment().name;
    const EnvironmentKind listed_as = connection.environment().config.kind;
    if (!is_listed(workspace, name) ||
        (connection.kind() == EnvironmentKind::Local && listed_as == EnvironmentKind::Local)) {
        return;
    }
    const EnvironmentKind kind =
        connection.kind() == EnvironmentKind::Local ? listed_as : connection.kind();
    throw Error(Error::Kind::Guard, "'" + printable(name) + "' is " + std::string(to_string(kind)) +
                                        " and in gmig.json: gmig does not destroy it")
        .state("nothing has changed")
        .next("take it out of gmig.json, and drop the database yourself");
}

void require_destroy_consent(const Request& request, const std::string& name) {
    const bool asked = request.ask && request.confirm.empty() && !request.accept_data_loss &&
                       request.ask("destroy the database of '" + name + "' and all its data?");
    if (asked || (request.accept_data_loss && request.confirm == name)) {
        return;
    }
    throw Error(Error::Kind::Guard,
                "destroying the database of '" + printable(name) +
                    "' and all its data needs consent" +
                    (request.confirm.empty() ? "" : ", and its whole name as a confirmation"))
        .state("nothing has changed")
        .next("the same command with --accept-data-loss --confirm " + name);
}

}  // namespace

EnvironmentChange create_environment(const Request& request, const std::string& word,
                                     bool dry_run) {
    const Workspace workspace(request);
    if (!dry_run) {
        finish_journal(workspace, request);
    }
    const Environment environment = environment_called(request, workspace, word);
    const db::OpenOptions how = open_options(request, environment);
    require_absent(environment, how);
    refuse_making_watched(workspace, environment);
    EnvironmentChange change{.name = environment.name, .shown = environment.target.shown};
    if (dry_run) {
        return change;
    }
    Recording recording(
        request, workspace,
        {.kind = "env create",
         .final_because = "its way back is a command: gmig env destroy " + environment.name});
    const db::Custody custody = db::Custody::take(environment.base, lock_request(request), how);
    const bool beside = environment.target.location != environment.base.location;
    const bool like_base = beside && db::database_exists(environment.base, how);
    db::create_database(environment.target,
                        like_base ? std::optional(environment.base) : std::nullopt, how);
    {
        const Connection connection(inside_maintenance(request, environment.name), workspace,
                                    Connection::Purpose::Write);
    }
    recording.done();
    change.done = true;
    return change;
}

EnvironmentChange rename_environment(const Request& request, const std::string& word,
                                     const std::string& new_name, bool disconnect, bool dry_run) {
    const Workspace workspace(request);
    if (!dry_run) {
        finish_journal(workspace, request);
    }
    const EnvironmentPlace from = place_beside(request, workspace, word);
    const EnvironmentPlace to =
        place_beside(request_for(request, from.base.name), workspace, new_name);
    const db::OpenOptions how = open_options(request, from.base);
    require_there(from.environment, how);
    require_absent(to.environment, how);
    require_own(request, workspace, from.environment);
    EnvironmentChange change{.name = to.environment.name,
                             .was = from.environment.name,
                             .shown = to.environment.target.shown};
    if (dry_run) {
        return change;
    }
    Recording recording(request, workspace,
                        {.kind = "env rename",
                         .final_because = "its way back is a command: gmig env rename " +
                                          to.environment.name + " " + from.name.name});
    const db::Custody custody = db::Custody::take(from.base.target, lock_request(request), how);
    require_own(request, workspace, from.environment);
    announce_rename(request, workspace, from.environment, to);
    db::rename_database(from.environment.target, to.environment.target, disconnect, how);
    settle_quietly(request, workspace, to.environment);
    recording.done();
    change.done = true;
    return change;
}

EnvironmentChange destroy_environment(const Request& request, const std::string& word,
                                      bool disconnect, bool dry_run) {
    const Workspace workspace(request);
    if (!dry_run) {
        finish_journal(workspace, request);
    }
    const Environment environment = environment_called(request, workspace, word);
    const db::OpenOptions how = open_options(request, environment);
    require_there(environment, how);
    require_own(request, workspace, environment);
    {
        const Connection reading(inside_maintenance(request, environment.name), workspace,
                                 Connection::Purpose::Read);
        require_may_be_destroyed(workspace, reading);
    }
    EnvironmentChange change{.name = environment.name, .shown = environment.target.shown};
    if (dry_run) {
        return change;
    }
    require_destroy_consent(request, environment.name);
    Recording recording(
        request, workspace,
        {.kind = "env destroy", .final_because = "the data of " + environment.name + " is gone"});
    const db::Custody custody = db::Custody::take(environment.base, lock_request(request), how);
    require_own(request, workspace, environment);
    db::destroy_database(environment.target, disconnect, how);
    recording.done();
    change.done = true;
    return change;
}

std::string adopt_environment(const Request& request) {
    const Workspace workspace(request);
    finish_journal(workspace, request);
    const Environment environment = choose_environment(request, workspace);
    if (request.confirm != environment.name) {
        throw Error(Error::Kind::Guard, "to make this database '" + environment.name +
                                            "' from now on needs its name as a confirmation")
            .at({.file = environment.target.shown})
            .state("nothing has changed")
            .next("gmig env adopt -e " + environment.name + " --confirm " + environment.name);
    }
    Request adopting = request;
    adopting.in_maintenance = true;  // a backup may have been made in it
    const Connection connection(adopting, workspace, Connection::Purpose::Adopt);
    share_facts(request, workspace, connection);
    return environment.name;
}

}  // namespace gmig::app

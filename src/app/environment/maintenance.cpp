// A database that is closed to writers.
#include "app/environment/asked.hpp"
#include "app/environment/place.hpp"
#include "app/operation/recording.hpp"
#include <gmig/app/environments.hpp>
#include <gmig/db/maintenance.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

struct Place {
    Workspace workspace;
    Environment environment;
    db::OpenOptions options;
};

Place place_of_maintenance(const Request& request) {
    Workspace workspace(request);
    Environment environment = choose_environment(request, workspace);
    db::OpenOptions options = open_options(request, environment);
    require_there(environment, options);
    return {.workspace = std::move(workspace),
            .environment = std::move(environment),
            .options = std::move(options)};
}

void refuse_prepared(const Connection& connection, bool force) {
    const std::vector<std::string> prepared = db::attached_to(connection.driver()).prepared;
    if (prepared.empty() || force) {
        return;
    }
    throw Error(Error::Kind::Guard, "prepared transactions would write when they are committed: " +
                                        printable(join(prepared, ", ")))
        .at({.file = connection.environment().target.shown})
        .state("nothing has changed")
        .next("COMMIT PREPARED or ROLLBACK PREPARED, or the same command with --force");
}

bool is_dead(const Place& place, const db::MaintenanceState& state) {
    return state.maintenance && !state.maintenance->run_id.empty() &&
           !db::Custody::is_held(place.environment.base, place.options);
}

}  // namespace

MaintenanceResult look_at_maintenance(const Request& request) {
    const Place place = place_of_maintenance(request);
    MaintenanceResult result{
        .environment = place.environment.name,
        .state = db::maintenance_state(place.environment.target, place.options)};
    result.run_is_dead = is_dead(place, result.state);
    return result;
}

MaintenanceResult begin_maintenance(const Request& request, const MaintenanceOptions& options) {
    const Place place = place_of_maintenance(request);
    MaintenanceResult result{
        .environment = place.environment.name,
        .state = db::maintenance_state(place.environment.target, place.options)};
    // What a run turned on for itself ends with it: a person's takes its place.
    const bool a_persons = result.state.maintenance && result.state.maintenance->run_id.empty();
    if (options.dry_run || (a_persons && result.state.state == db::MaintenanceState::State::On)) {
        return result;
    }
    finish_journal(place.workspace, request);
    {
        // Also makes gmig's own tables, where they are to hold it.
        const Connection connection(inside_maintenance(request, place.environment.name),
                                    place.workspace, Connection::Purpose::Write);
        require_consent(request, connection, "stop all writers");
        refuse_prepared(connection, options.force);
    }
    Recording recording(request, place.workspace,
                        {.kind = "maintenance on",
                         .final_because = "its way back is a command: gmig maintenance off -e " +
                                          place.environment.name});
    const db::Custody custody =
        db::Custody::take(place.environment.base, lock_request(request), place.options);
    result.state =
        db::maintenance_on({.target = place.environment.target,
                            .maintenance = {.since = request.now, .by = who_runs(request)},
                            .force = options.force,
                            .note = [&](const std::string& note) { request.note(note); }},
                           place.options);
    recording.done();
    result.changed = true;
    return result;
}

MaintenanceResult end_maintenance(const Request& request, bool dry_run) {
    const Place place = place_of_maintenance(request);
    MaintenanceResult result{
        .environment = place.environment.name,
        .state = db::maintenance_state(place.environment.target, place.options)};
    if (dry_run || result.state.state == db::MaintenanceState::State::Off) {
        return result;
    }
    finish_journal(place.workspace, request);
    require_says(Connection(inside_maintenance(request, place.environment.name), place.workspace,
                            Connection::Purpose::Read));
    Recording recording(request, place.workspace,
                        {.kind = "maintenance off",
                         .final_because = "its way back is a command: gmig maintenance on -e " +
                                          place.environment.name});
    const db::Custody custody =
        db::Custody::take(place.environment.base, lock_request(request), place.options);
    result.changed = db::maintenance_off(place.environment.target, place.options);
    result.state = db::maintenance_state(place.environment.target, place.options);
    recording.done();
    return result;
}

}  // namespace gmig::app

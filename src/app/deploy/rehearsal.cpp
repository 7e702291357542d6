#include "app/deploy/rehearsal.hpp"

#include "app/environment/asked.hpp"
#include "app/environment/fork.hpp"
#include "app/pending_run.hpp"
#include <gmig/db/maintenance.hpp>
#include <gmig/support/fault.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>

namespace gmig::app {
namespace {

/// One that a person turned on stays on; it is his.
bool is_a_persons(const db::MaintenanceState& state) {
    return state.maintenance && state.maintenance->run_id.empty();
}

bool all_hold(const std::vector<Verified>& verified) {
    return std::ranges::all_of(verified, &Verified::ok);
}

/// Does what may fail while something else is being taken back; why it failed.
template <class Work>
std::string failure_of(const Work& work) {
    try {
        work();
        return "";
    } catch (const std::exception& error) {
        return error.what();
    }
}

}  // namespace

Rehearsal::Rehearsal(const Request& request, const Workspace& workspace,
                     const DeployOptions& options, EnvironmentPlace place)
    : request_(request),
      workspace_(workspace),
      options_(options),
      place_(std::move(place)),
      how_(open_options(request, place_.base)),
      run_id_(random_uuid()),
      old_name_(name_of_old(request, place_.base)),
      keeps_fork_(!options.fork->empty()) {}

std::string Rehearsal::old_environment() const {
    return EnvironmentName{place_.base.name, old_name_}.whole();
}

void Rehearsal::check() {
    const db::MaintenanceState state = db::maintenance_state(place_.base.target, how_);
    if (is_a_persons(state) && !request_.in_maintenance) {
        throw Error(Error::Kind::Guard, "'" + printable(place_.base.name) +
                                            "' is in maintenance since " +
                                            to_iso(state.maintenance->since) + " (" +
                                            printable(state.maintenance->by) + ")")
            .state("nothing has changed")
            .next(
                "the same command with --in-maintenance, which leaves it so, or gmig "
                "maintenance off -e " +
                place_.base.name);
    }
    is_there_ = db::database_exists(place_.environment.target, how_);
    if (!is_there_) {
        return;
    }
    const Connection base(request_, workspace_, Connection::Purpose::Read);
    const Connection fork(request_for(request_, place_.environment.name), workspace_,
                          Connection::Purpose::Read);
    const std::optional<db::Marker>& marker = fork.marker();
    const bool is_its_fork = marker && marker->name == place_.environment.name && marker->origin &&
                             base.marker() && marker->origin->identity == base.marker()->identity;
    if (is_its_fork && content_changes(marker->origin->content, content_of(base)).empty()) {
        request_.note("going on with " + printable(place_.environment.name) + ", a fork of " +
                      printable(place_.base.name) + " that has not changed since " +
                      to_iso(marker->origin->at));
        return;
    }
    const std::string name = printable(place_.environment.name);
    throw Error(Error::Kind::Usage,
                "'" + name + "' is there already, and " +
                    (is_its_fork ? "'" + printable(place_.base.name) + "' has changed since"
                                 : "is no fork of '" + printable(place_.base.name) + "'"))
        .at({.file = place_.environment.target.shown})
        .state("nothing has changed")
        .next("another name, or gmig env destroy " + name + " --accept-data-loss --confirm " +
              name);
}

void Rehearsal::carry_out(DeployResult& result) {
    try {
        go(result);
        result.fork_is_there = is_there_;
    } catch (const Error& error) {
        const TakenBack after = take_back();
        throw Error(after.is_whole ? error.kind() : Error::Kind::Recover, error.what())
            .at(error.where())
            .state(after.state)
            .next(after.is_whole ? next_after(error)
                                 : "gmig maintenance status -e " + place_.base.name)
            .by_signal(error.signal());
    } catch (...) {
        request_.note(take_back().state);
        throw;
    }
}

/// What is said of a part of the way does not help with the whole of it.
std::string Rehearsal::next_after(const Error& error) const {
    const bool says_something = !error.next().empty() && error.next() != "gmig status" &&
                                error.next().find("--force") == std::string::npos;
    if (says_something) {
        return error.next();
    }
    const std::string again = "gmig " + (request_.command.empty() ? "deploy" : request_.command);
    return error.next().find("--force") == std::string::npos
               ? again
               : again + " --disconnect, which closes them";
}

void Rehearsal::go(DeployResult& result) {
    close_to_writers();
    fault_point("deploy.maintenance");
    throw_if_interrupted();
    fork();
    fault_point("deploy.forked");
    throw_if_interrupted();
    if (!execute(result)) {
        const TakenBack after = take_back();
        if (!after.is_whole) {
            throw Error(Error::Kind::Recover, "what was deployed in the fork does not hold")
                .state(after.state)
                .next("gmig maintenance status -e " + place_.base.name);
        }
        return;
    }
    fault_point("deploy.verified");
    throw_if_interrupted();
    if (options_.promote) {
        promote(result);
        fault_point("deploy.promoted");
    }
    if (closed_) {
        db::maintenance_off(place_.base.target, how_);
    }
}

void Rehearsal::close_to_writers() {
    // One that is left of another run is of a dead one: this one has custody.
    closed_ = !is_a_persons(db::maintenance_state(place_.base.target, how_));
    db::maintenance_on(
        {.target = place_.base.target,
         .maintenance = {.since = request_.now, .by = who_runs(request_), .run_id = run_id_},
         .force = options_.disconnect,
         .note = [this](const std::string& note) { request_.note(note); }},
        how_);
}

void Rehearsal::fork() {
    if (is_there_) {
        return;
    }
    const ForkPlan plan = plan_fork(request_, workspace_,
                                    {.name = place_.name.name, .disconnect = options_.disconnect});
    is_there_ = true;
    const ForkResult forked = make_fork(request_, workspace_, plan, options_.disconnect);
    if (!forked.copied.because.empty()) {
        request_.note(forked.copied.because);
    }
}

bool Rehearsal::execute(DeployResult& result) {
    const Request in_fork = request_for(request_, place_.environment.name);
    PendingRun run(in_fork, workspace_, Connection::Purpose::Write);
    RunResult executed = run.plan({.out_of_order = options_.out_of_order});
    if (!executed.plan.refusals.empty()) {
        result.run = std::move(executed);
        return false;
    }
    if (!executed.plan.steps.empty()) {
        run.carry_out(executed, {.command = "deploy", .recorded = false});
    }
    result.run.done = result.run.plan.steps.size();
    fault_point("deploy.executed");
    throw_if_interrupted();
    result.verified = run.verify().checked;
    return all_hold(result.verified);
}

void Rehearsal::promote(DeployResult& result) {
    const Promotion promotion =
        plan_promotion(request_, workspace_, {.name = place_.name.name, .old_name = old_name_});
    if (!promotion.result.lost.empty()) {
        // Consent to what a migration drops is none to this, which nobody has seen.
        throw Error(Error::Kind::Guard, "this would lose " + join(promotion.result.lost, ", "))
            .next("gmig " + (request_.command.empty() ? "deploy" : request_.command) +
                  ", which copies '" + place_.base.name + "' again");
    }
    is_promoting_ = true;
    result.promotion = carry_out_promotion(request_, workspace_, promotion);
    is_there_ = false;
}

std::optional<bool> Rehearsal::has_taken_place() const {
    if (!is_promoting_) {
        return false;
    }
    std::optional<bool> answer;
    failure_of([&] {
        // Whatever stands there under the old one's name: the candidate has gone from its own.
        answer = !db::database_exists(place_.environment.target, how_);
    });
    return answer;
}

Rehearsal::TakenBack Rehearsal::take_back() {
    // What a signal ended is taken back, signal or not.
    const InterruptsHeld held;
    const std::string base = "'" + printable(place_.base.name) + "'";
    const std::optional<bool> promoted = has_taken_place();
    std::vector<std::string> state;
    state.push_back(!promoted   ? "it cannot be told whether " + base + " was replaced"
                    : *promoted ? base + " is what was in the fork"
                                : base + " is as it was");
    const bool is_open = open_to_writers(state);
    if (promoted == false) {
        remove_fork(state);
    }
    return {.state = join(state, "; "), .is_whole = is_open && promoted.has_value()};
}

bool Rehearsal::open_to_writers(std::vector<std::string>& state) {
    if (!closed_) {
        return true;
    }
    const std::string problem = failure_of([&] { db::maintenance_off(place_.base.target, how_); });
    state.push_back(problem.empty()
                        ? "it is open to writers"
                        : "it is still in maintenance (" + problem +
                              "), which gmig maintenance off -e " + place_.base.name + " ends");
    return problem.empty();
}

void Rehearsal::remove_fork(std::vector<std::string>& state) {
    std::string problem;
    bool exists = is_there_;
    if (is_there_) {
        problem = failure_of([&] {
            exists = db::database_exists(place_.environment.target, how_);
            if (exists && !keeps_fork_) {
                db::destroy_database(place_.environment.target, true, how_);
                exists = false;
            }
        });
    }
    is_there_ = exists;
    if (exists) {
        state.push_back("the fork " + printable(place_.environment.name) + " is there" +
                        (problem.empty() ? "" : " (" + problem + ")"));
    }
}

}  // namespace gmig::app

#include "app/environment/promote.hpp"

#include "app/check/known_facts.hpp"
#include "app/environment/asked.hpp"
#include "app/facts/share.hpp"
#include "app/operation/recording.hpp"
#include "app/steps.hpp"
#include <gmig/db/maintenance.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <unordered_map>

namespace gmig::app {
namespace {

/// The base and the candidate, open and locked.
struct Pair {
    Connection base;
    Connection candidate;
};

Pair open_both(const Request& request, const Workspace& workspace, const EnvironmentPlace& place,
               Connection::Purpose purpose) {
    return {.base = Connection(inside_maintenance(request, place.base.name), workspace, purpose),
            .candidate = Connection(inside_maintenance(request, place.environment.name), workspace,
                                    purpose)};
}

/// Names of what one ledger has and the other has not, or otherwise.
std::vector<std::string> only_in(const Facts& one, const Facts& other) {
    std::unordered_map<std::string, Checksum> theirs;
    for (const LedgerEntry& entry : other.entries) {
        theirs.emplace(entry.id.value, entry.checksum);
    }
    std::vector<std::string> names;
    for (const LedgerEntry& entry : one.entries) {
        const auto found = theirs.find(entry.id.value);
        if (found == theirs.end() || found->second != entry.checksum) {
            names.push_back(entry.name);
        }
    }
    return names;
}

std::vector<std::string> lost_since(const Connection& base, const Connection& candidate,
                                    const std::string& content) {
    const std::string live = "'" + base.environment().name + "'";
    const std::optional<db::Origin>& origin = candidate.marker()->origin;
    if (!origin || !base.marker() || origin->identity != base.marker()->identity) {
        return {"what " + live + " has and '" + candidate.environment().name +
                "', which is no copy of it, has not"};
    }
    const std::vector<std::string> changes = content_changes(origin->content, content);
    if (changes.empty()) {
        return {};
    }
    return {"what changed in " + live + " since " + to_iso(origin->at) + " (" +
            join(changes, ", ") + ")"};
}

/// What a server keeps with the database, and not with its name.
std::vector<std::string> staying_behind(const Connection& base) {
    std::vector<std::string> what;
    for (const std::string& one : db::attached_to(base.driver()).replication) {
        what.push_back(one + ", which stays with the old database");
    }
    return what;
}

void require_marked(const Connection& candidate) {
    if (candidate.marker() && candidate.marker()->name == candidate.environment().name) {
        return;
    }
    throw Error(Error::Kind::Guard, "'" + printable(candidate.environment().name) +
                                        "' was not made by gmig, or says another name")
        .at({.file = candidate.environment().target.shown})
        .state("nothing has changed")
        .next("gmig env adopt -e " + candidate.environment().name + " --confirm " +
              candidate.environment().name);
}

void require_promotion_consent(const Request& request, const Connection& base,
                               const PromoteResult& result) {
    require_data_loss_consent(request, base, result.lost);
    require_replacement_consent(request, base);
}

/// What was executed between the look and the lock was not judged.
void refuse_executed_meanwhile(const Connection& base, const Promotion& promotion) {
    if (version_in(promotion.content) == version_of_ledger(base)) {
        return;
    }
    throw Error(Error::Kind::History, "another run executed migrations in '" +
                                          printable(base.environment().name) + "' just now")
        .state("nothing has changed")
        .next("the same command again");
}

/// A transaction that is prepared keeps its database from being renamed.
void refuse_prepared(const Connection& connection) {
    const std::vector<std::string> prepared = db::attached_to(connection.driver()).prepared;
    if (prepared.empty()) {
        return;
    }
    throw Error(Error::Kind::Guard,
                "'" + printable(connection.environment().name) +
                    "' has prepared transactions: " + printable(join(prepared, ", ")))
        .at({.file = connection.environment().target.shown})
        .state("nothing has changed")
        .next("COMMIT PREPARED or ROLLBACK PREPARED, by whoever prepared them");
}

/// What every project's marker is to become when the databases have changed places. The identities
/// change places, too: they belong to the environments.
void announce(const Request& request, const Pair& pair, const Promotion& promotion) {
    const std::string content = content_of(pair.candidate);
    const std::string live = db::place_of(promotion.candidate.base.target);
    const std::string old = db::place_of(promotion.old.environment.target);
    std::vector<db::Query> in_base;
    std::vector<db::Query> in_candidate;
    const std::vector<db::Marker> candidates = pair.candidate.ledger().markers();
    for (db::Marker marker : pair.base.ledger().markers()) {
        const auto theirs = std::ranges::find(candidates, marker.project, &db::Marker::project);
        if (theirs == candidates.end()) {
            continue;
        }
        db::Marker next = *theirs;
        next.becomes = db::Becoming{
            .place = live, .name = marker.name, .kind = marker.kind, .identity = marker.identity};
        marker.origin = db::Origin{.identity = marker.identity,
                                   .name = marker.name,
                                   .at = request.now,
                                   .content = content};
        marker.becomes = db::Becoming{
            .place = old,
            .name = EnvironmentName{environment_name(marker.name).base, promotion.old.name.name}
                        .whole(),
            .kind = marker.kind == EnvironmentKind::Local ? marker.kind : EnvironmentKind::Shared,
            .identity = theirs->identity};
        std::ranges::move(db::Ledger::stamp(next), std::back_inserter(in_candidate));
        std::ranges::move(db::Ledger::stamp(marker), std::back_inserter(in_base));
    }
    pair.candidate.driver().write(in_candidate);
    pair.base.driver().write(in_base);
}

/// What a person turned on belongs to the environment: the new one has it before it is live.
bool carry_maintenance(const Request& request, const Promotion& promotion) {
    const db::OpenOptions options = open_options(request, promotion.candidate.base);
    const db::MaintenanceState state =
        db::maintenance_state(promotion.candidate.base.target, options);
    if (!state.maintenance || !state.maintenance->run_id.empty()) {
        return false;
    }
    db::maintenance_on({.target = promotion.candidate.environment.target,
                        .maintenance = *state.maintenance,
                        .force = true,
                        .note = {}},
                       options);
    return true;
}

/// Takes back what was written down, and maintenance, after a replacement that did not happen.
void retract(const Request& request, const Workspace& workspace, const Promotion& promotion,
             bool closed) {
    const EnvironmentPlace& place = promotion.candidate;
    const db::OpenOptions options = open_options(request, place.base);
    if (!db::database_exists(place.environment.target, options)) {
        return;
    }
    if (closed) {
        db::maintenance_off(place.environment.target, options);
    }
    const Pair pair = open_both(request, workspace, place, Connection::Purpose::Write);
    for (const Connection* connection : {&pair.base, &pair.candidate}) {
        const std::string here = db::place_of(connection->environment().target);
        for (db::Marker marker : connection->ledger().markers()) {
            if (marker.becomes && marker.becomes->place != here) {
                marker.becomes.reset();
                if (marker.origin && marker.origin->identity == marker.identity) {
                    marker.origin.reset();
                }
                connection->driver().write(db::Ledger::stamp(marker));
            }
        }
    }
}

void replace(const Request& request, const Workspace& workspace, const Promotion& promotion,
             const std::string& content) {
    const EnvironmentPlace& place = promotion.candidate;
    // Where a change cannot be told there is nothing to compare: that was consented to.
    const std::string point = change_point_in(content);
    const bool can_tell = db::changes_between(point, point).empty();
    bool closed = false;
    try {
        closed = carry_maintenance(request, promotion);
        db::replace_database({.live = place.base.target,
                              .candidate = place.environment.target,
                              .old = promotion.old.environment.target,
                              .unmoved_since = can_tell ? std::optional(point) : std::nullopt,
                              .note = [&](const std::string& note) { request.note(note); }},
                             open_options(request, place.base));
    } catch (const Error&) {
        try {
            const InterruptsHeld held;
            retract(request, workspace, promotion, closed);
        } catch (const Error& error) {
            request.note(std::string("what was written down for it is still there: ") +
                         error.what());
        }
        throw;
    }
}

/// Opens both once, which settles their markers; the new one's facts are kept.
void settle_both(const Request& request, const Workspace& workspace, const Promotion& promotion) {
    const Environment& base = promotion.candidate.base;
    const Environment& old = promotion.old.environment;
    try {
        db::maintenance_off(old.target, open_options(request, old));
        settle_quietly(request, workspace, old);
        settle_quietly(request, workspace, base);
        const Connection live(inside_maintenance(request, base.name), workspace,
                              Connection::Purpose::Read);
        remember_facts(workspace, live);
        share_facts(request, workspace, live);
    } catch (const Error& error) {
        request.note(printable(base.name) + " is replaced; not all that follows is done (" +
                     error.what() + ")");
    }
}

}  // namespace

std::string name_of_old(const Request& request, const Environment& base) {
    const std::string first = "until-" + compact_stamp(request.now);
    const db::OpenOptions how = open_options(request, base);
    std::string name = first;
    for (int number = 2; db::database_exists(db::beside(base.target, name), how); ++number) {
        name = first + "-" + std::to_string(number);
    }
    return name;
}

Promotion plan_promotion(const Request& request, const Workspace& workspace,
                         const PromoteOptions& options) {
    Promotion promotion;
    promotion.candidate = place_beside(request, workspace, options.name);
    const EnvironmentPlace& place = promotion.candidate;
    promotion.old = place_beside(
        request_for(request, place.base.name), workspace,
        options.old_name.empty() ? name_of_old(request, place.base) : options.old_name);
    const db::OpenOptions how = open_options(request, place.base);
    require_there(place.base, how);
    require_there(place.environment, how);
    require_absent(promotion.old.environment, how);
    const Pair pair = open_both(request, workspace, place, Connection::Purpose::Read);
    require_marked(pair.candidate);
    const Facts base_facts = pair.base.facts();
    const Facts candidate_facts = pair.candidate.facts();
    refuse_interrupted_rows(base_facts);
    refuse_interrupted_rows(candidate_facts);
    refuse_prepared(pair.base);
    refuse_prepared(pair.candidate);
    promotion.content = content_of(pair.base);
    promotion.result = {.environment = place.base.name,
                        .promoted = place.environment.name,
                        .old_name = promotion.old.environment.name,
                        .production = pair.base.kind() == EnvironmentKind::Production,
                        .lost = lost_since(pair.base, pair.candidate, promotion.content),
                        .executed = only_in(candidate_facts, base_facts),
                        .gone = only_in(base_facts, candidate_facts)};
    std::ranges::move(staying_behind(pair.base), std::back_inserter(promotion.result.lost));
    return promotion;
}

PromoteResult carry_out_promotion(const Request& request, const Workspace& workspace,
                                  const Promotion& promotion) {
    std::string content = promotion.content;
    {
        const Pair pair =
            open_both(request, workspace, promotion.candidate, Connection::Purpose::Write);
        refuse_interrupted_rows(pair.base.facts());
        refuse_interrupted_rows(pair.candidate.facts());
        refuse_executed_meanwhile(pair.base, promotion);
        require_promotion_consent(request, pair.base, promotion.result);
        if (!promotion.result.lost.empty()) {
            content = content_of(pair.base);  // consent is to what was named, not to what comes
        }
        announce(request, pair, promotion);
    }
    replace(request, workspace, promotion, content);
    settle_both(request, workspace, promotion);
    PromoteResult result = promotion.result;
    result.done = true;
    return result;
}

PromoteResult promote_environment(const Request& request, const PromoteOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    const EnvironmentPlace place = place_beside(request, workspace, options.name);
    std::optional<db::Custody> custody;
    if (!options.dry_run) {
        tell_what_was_interrupted(request, workspace, place.base);
        custody = db::Custody::take(place.base.target, lock_request(request),
                                    open_options(request, place.base));
    }
    const Promotion promotion = plan_promotion(request, workspace, options);
    if (options.dry_run) {
        return promotion.result;
    }
    Recording recording(request, workspace,
                        {.kind = "env promote",
                         .final_because = "its way back is a command: gmig env promote " +
                                          promotion.result.old_name});
    PromoteResult result = carry_out_promotion(request, workspace, promotion);
    recording.done();
    return result;
}

}  // namespace gmig::app

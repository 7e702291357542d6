#include "app/environment/promote.hpp"

#include "app/check/known_facts.hpp"
#include "app/environment/asked.hpp"
#include "app/facts/share.hpp"
#include "app/operation/recording.hpp"
#include "app/steps.hpp"
#include <gmig/db/maintenance.hpp>
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

Request insider(const Request& request, const std::string& environment) {
    Request one = request_for(request, environment);
    one.in_maintenance = true;
    return one;
}

Pair open_both(const Request& request, const Workspace& workspace, const EnvironmentPlace& place,
               Connection::Purpose purpose) {
    return {.base = Connection(insider(request, place.base.name), workspace, purpose),
            .candidate = Connection(insider(request, place.environment.name), workspace, purpose)};
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
    const std::optional<db::Origin>& origin = candidate.marker()->origin;
    if (!origin || !base.marker() || origin->identity != base.marker()->identity) {
        return {"what '" + base.environment().name + "' has and '" + candidate.environment().name +
                "', which is no copy of it, has not"};
    }
    std::vector<std::string> lost;
    for (const std::string& change : content_changes(origin->content, content)) {
        lost.push_back(change + " changed in '" + base.environment().name + "' since " +
                       to_iso(origin->at));
    }
    return lost;
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
void carry_maintenance(const Request& request, const Promotion& promotion) {
    const db::OpenOptions options = open_options(request, promotion.candidate.base);
    const db::MaintenanceState state =
        db::maintenance_state(promotion.candidate.base.target, options);
    if (state.maintenance && state.maintenance->run_id.empty()) {
        db::maintenance_on({.target = promotion.candidate.environment.target,
                            .maintenance = *state.maintenance,
                            .force = true,
                            .note = {}},
                           options);
    }
}

/// Opens both once, which settles their markers; the new one's facts are kept.
void settle_both(const Request& request, const Workspace& workspace, const Promotion& promotion) {
    Request silent = request;
    silent.progress.note = nullptr;
    db::maintenance_off(promotion.old.environment.target,
                        open_options(request, promotion.old.environment));
    {
        const Connection old(insider(silent, promotion.old.environment.name), workspace,
                             Connection::Purpose::Write);
    }
    const Connection live(insider(silent, promotion.candidate.base.name), workspace,
                          Connection::Purpose::Write);
    remember_facts(workspace, live);
    share_facts(request, workspace, live);
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
    promotion.content = content_of(pair.base);
    promotion.result = {.environment = place.base.name,
                        .promoted = place.environment.name,
                        .old_name = promotion.old.environment.name,
                        .lost = lost_since(pair.base, pair.candidate, promotion.content),
                        .executed = only_in(candidate_facts, base_facts),
                        .gone = only_in(base_facts, candidate_facts)};
    return promotion;
}

PromoteResult carry_out_promotion(const Request& request, const Workspace& workspace,
                                  const Promotion& promotion) {
    const EnvironmentPlace& place = promotion.candidate;
    {
        const Pair pair = open_both(request, workspace, place, Connection::Purpose::Write);
        refuse_interrupted_rows(pair.base.facts());
        refuse_interrupted_rows(pair.candidate.facts());
        refuse_executed_meanwhile(pair.base, promotion);
        require_promotion_consent(request, pair.base, promotion.result);
        announce(request, pair, promotion);
    }
    carry_maintenance(request, promotion);
    const bool may_lose = !promotion.result.lost.empty();
    db::replace_database(
        {.live = place.base.target,
         .candidate = place.environment.target,
         .old = promotion.old.environment.target,
         .unmoved_since =
             may_lose ? std::nullopt : std::optional(change_point_in(promotion.content)),
         .note = [&](const std::string& note) { request.note(note); }},
        open_options(request, place.base));
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

// Shared facts as JSON.
#include "cli/json.hpp"
#include "cli/json_values.hpp"

namespace gmig::cli {
namespace {

Json json_of_executed(const std::vector<LedgerEntry>& entries) {
    Json list = Json::array();
    for (const LedgerEntry& entry : entries) {
        list.push_back({{"id", entry.id.value},
                        {"name", entry.name},
                        {"checksum", entry.checksum.value},
                        {"executed_at", to_iso(entry.executed_at)},
                        {"by", entry.executed_by.empty() ? Json() : Json(entry.executed_by)},
                        {"commit", entry.commit.empty() ? Json() : Json(entry.commit)}});
    }
    return list;
}

Json age_in_seconds(const std::optional<Timestamp>& then, Timestamp now) {
    constexpr std::int64_t second = 1'000'000;
    return then ? Json((now.microseconds - then->microseconds) / second) : Json();
}

}  // namespace

std::string to_json(const app::LedgerShown& shown, Timestamp now) {
    Json places = Json::array();
    for (const app::LedgerPlace& place : shown.places) {
        places.push_back({{"remote", place.remote.empty() ? Json() : Json(place.remote)},
                          {"ref", place.ref},
                          {"commit", place.commit},
                          {"fetched_age_s", age_in_seconds(place.fetched_at, now)}});
    }
    Json environments = Json::array();
    for (const app::LedgerEnvironment& environment : shown.environments) {
        environments.push_back({{"names", environment.names},
                                {"identity", environment.identity},
                                {"kind", to_string(environment.kind)},
                                {"retired", environment.retired},
                                {"counts", environment.counts},
                                {"as_of", to_iso(environment.as_of)},
                                {"facts", environment.facts},
                                {"executed", json_of_executed(environment.executed)},
                                {"conflicts", environment.conflicts}});
    }
    return text_of({{"project", shown.project},
                    {"ref", shown.ref},
                    {"places", std::move(places)},
                    {"environments", std::move(environments)},
                    {"problems", shown.problems}});
}

std::string to_json(const app::LedgerExchange& result) {
    return text_of({{"remote", result.remote},
                    {"ref", result.ref},
                    {"received", result.received},
                    {"sent", result.sent},
                    {"alarms", result.alarms},
                    {"remote_has", result.remote_has},
                    {"state", result.dry_run ? "planned" : "done"}});
}

std::string to_json(const app::LedgerVerified& result) {
    Json problems = Json::array();
    for (const app::LedgerProblem& problem : result.problems) {
        problems.push_back(
            {{"environment", problem.environment.empty() ? Json() : Json(problem.environment)},
             {"message", problem.message},
             {"remedy", problem.remedy}});
    }
    return text_of({{"ref", result.ref},
                    {"facts", result.facts},
                    {"asked", result.asked},
                    {"problems", std::move(problems)},
                    {"notes", result.notes}});
}

std::string to_json(const app::LedgerImport& result) {
    return text_of({{"environments", result.environments},
                    {"added", result.added},
                    {"passed", result.passed},
                    {"state", result.dry_run ? "planned" : "done"}});
}

std::string to_json(const app::LedgerRetired& result) {
    return text_of({{"environment", result.environment},
                    {"identities", result.identities},
                    {"executed", result.facts},
                    {"state", result.dry_run ? "planned" : "done"}});
}

}  // namespace gmig::cli

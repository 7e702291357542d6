#pragma once

#include "cli/json.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

// What the JSON of several commands is made of.
namespace gmig::cli {

using Json = nlohmann::ordered_json;

/// With a newline. Bytes that are no UTF-8 (a file name, say) become U+FFFD rather than a failure.
std::string text_of(const Json& json);

/// Null where there is none.
Json optional_time(const std::optional<Timestamp>& time);
Json ids_of(const std::vector<MigrationId>& ids);
Json json_of(const std::optional<app::Origin>& origin);
Json json_of(const Finding& finding);
Json json_of(const std::vector<Finding>& findings);
Json json_of(const Error& error);
Json json_of(const app::WrittenMigration& one);
Json json_of(const std::vector<Step>& steps);
Json json_of(const std::vector<app::Verified>& verified);
Json json_of(const app::RunResult& result);
Json json_of(const app::PromoteResult& result);

/// The object of the only project, or of each in `projects`, by `json_of_one`.
template <typename Result, typename JsonOfOne>
std::string text_of_projects(const std::vector<OfProject<Result>>& results,
                             const JsonOfOne& json_of_one) {
    if (results.size() == 1) {
        return text_of(json_of_one(results.front().result));
    }
    Json projects = Json::array();
    for (const OfProject<Result>& one : results) {
        Json json{{"project", one.shown}};
        json.update(json_of_one(one.result));
        projects.push_back(std::move(json));
    }
    return text_of({{"projects", std::move(projects)}});
}

}  // namespace gmig::cli

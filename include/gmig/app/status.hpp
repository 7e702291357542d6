#pragma once

#include <gmig/app/request.hpp>
#include <gmig/db/maintenance.hpp>
#include <gmig/model/assessment.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// What `status` shows: the files held against an environment's ledger.
struct StatusResult {
    std::string project;
    std::string environment;
    EnvironmentKind kind = EnvironmentKind::Production;
    Version version;                 ///< of what the environment has executed
    std::vector<MigrationId> heads;  ///< of the files
    FactsSource source = FactsSource::Unknown;
    Timestamp as_of;
    struct Line {
        MigrationId id;
        std::string name;
        State state = State::Unknown;
        std::string path;
        std::optional<Timestamp> executed_at;
    };
    std::vector<Line> migrations;
    std::vector<Finding> findings;
    std::optional<db::Maintenance> maintenance{};  ///< writers are stopped
    /// Where another tool executes: its name, and what was read: "dbmate's public.x"; the latter is
    /// its name alone where it has no table yet.
    std::string tool{};
    std::string tool_table{};
    std::string says{};  ///< what the database says that it is, where that is another environment
    std::string next;    ///< the next command; empty when nothing is to be done
    /// Why the database could not be asked; all states are unknown then.
    std::optional<Error> no_database;
};

/// Reads only. A database that cannot be reached is told in the result (cli exits with 10), files
/// that cannot be read are findings (GM208).
StatusResult status(const Request& request);

/// Whether a finding of severity error is among them: a law is broken.
bool has_errors(const std::vector<Finding>& findings);

}  // namespace gmig::app

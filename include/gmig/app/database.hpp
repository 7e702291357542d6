#pragma once

#include <gmig/app/diff.hpp>
#include <gmig/app/request.hpp>
#include <gmig/app/run.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

struct PushOptions {
    RenameAnswers renames;
    bool dry_run = false;
    /// Called with the steps before consent is asked for.
    std::function<void(const SchemaChange&)> announce{};
};
struct PushResult {
    std::string environment;
    SchemaChange change;
    bool done = false;
};
/// Makes a local environment what the project's schema file says, without a migration: the steps
/// are tried on a shadow, then run in one transaction with a line in the operation log.
/// Error{Guard} for an environment that is not local, for losses of rows without consent and for
/// renames in question; nothing has changed then.
PushResult push_schema(const Request& request, const PushOptions& options);

struct PullResult {
    std::string environment;
    std::string path;  ///< of the schema file, relative to the project's root
    std::string text;
    bool changed = false;  ///< false: the file said so already
    std::vector<std::string> notes;
};
/// Writes an environment's schema into the project's schema file as plain DDL; the same schema
/// gives the same bytes. Error{Guard} where that would overwrite what git does not have, without
/// a yes.
PullResult pull_schema(const Request& request, bool dry_run);

struct ResetResult {
    std::string environment;
    SchemaChange change;            ///< what is dropped
    std::vector<std::string> rows;  ///< names of the migrations taken out of the ledger
    std::vector<Step> plan;         ///< executed again
    std::vector<Finding> refusals;  ///< of that plan: nothing has changed
    std::size_t done = 0;           ///< steps of the plan
    bool dry_run = false;
};
/// Drops all that is in a local environment, takes its ledger's rows out (the operation log keeps
/// them), both in one transaction, and executes the work tree's migrations again. Error{Guard} for
/// an environment that is not local, and without consent to lose the data.
ResetResult reset_database(const Request& request, bool dry_run);

struct DriftResult {
    std::string environment;
    EnvironmentKind kind = EnvironmentKind::Production;
    std::vector<std::string> drifted;  ///< in words, what has been changed in the database
    SchemaChange back;                 ///< what would bring it back
    std::size_t executed = 0;          ///< migrations that the ledger has
};
/// Holds a live schema against what its ledger says was executed: the ledger's texts, replayed in
/// their order. Changes nothing.
DriftResult find_drift(const Request& request);

}  // namespace gmig::app

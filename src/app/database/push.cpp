#include "app/database/local.hpp"
#include "app/losses.hpp"
#include "app/schema/change.hpp"
#include "app/schema/shared_database.hpp"
#include "app/steps.hpp"
#include <gmig/app/database.hpp>
#include <gmig/support/file.hpp>

namespace gmig::app {
namespace {

std::string wanted_text(const Workspace& workspace) {
    const std::filesystem::path file = schema_file(workspace);
    if (auto text = read_file_if_exists(file)) {
        return std::move(*text);
    }
    throw Error(Error::Kind::Usage, "there is no schema file")
        .at({.file = file.string()})
        .state("nothing has changed")
        .next("gmig db pull, which writes it from a database");
}

}  // namespace

PushResult push_schema(const Request& request, const PushOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
        refuse_unfinished_git_operation(workspace);
    }
    const SchemaState to =
        script_state(request, workspace, wanted_text(workspace), workspace.project().schema);
    const Connection connection = open_local(request, workspace, "db push", options.dry_run);
    refuse_shared_database(connection, workspace, "db push");
    PushResult result{.environment = connection.environment().name, .change = {}};
    const SchemaState from = live_state(
        request, workspace, live_schema_beside(workspace, connection.driver(), to.schema).schema,
        "env:" + result.environment);
    result.change = change_between(request, from, to, options.renames);
    if (result.change.empty()) {
        return result;
    }
    prove(result.change, from, to);
    // Only rows can be lost: what is empty goes without a question.
    result.change.losses = losses_with_rows(connection.driver(), std::move(result.change.losses),
                                            schema::script_of(result.change.steps));
    if (options.announce) {
        options.announce(result.change);
    }
    if (options.dry_run) {
        return result;
    }
    require_consent_to_losses(request, result.change.losses);
    run_logged(request, workspace, connection, run_identity(request, workspace),
               {.kind = "push",
                .text = schema::script_of(result.change.steps),
                .back = schema::script_of(result.change.back),
                .ledger_changes = {}});
    result.done = true;
    return result;
}

}  // namespace gmig::app

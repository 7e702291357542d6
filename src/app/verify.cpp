#include "app/verifying.hpp"

#include <algorithm>

namespace gmig::app {

Verified run_verify(const Workspace& workspace, const Connection& connection,
                    const Migration& migration) {
    Verified verified{
        .id = migration.id, .name = migration.name, .ok = true, .problem = {}, .where = {}};
    const sql::RunnableOptions options = runnable_options(workspace, migration);
    const db::Part part{
        .script = &*migration.verify,
        .runnable = sql::prepare(*migration.verify, connection.driver().dialect(), options)};
    try {
        connection.driver().verify(part);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Database) {
            throw;
        }
        verified.ok = false;
        verified.problem = error.what();
        verified.where = error.where();
    }
    return verified;
}

VerifyResult verify_executed(const Workspace& workspace, const Connection& connection,
                             const History& history, const Assessment& assessment) {
    VerifyResult result{
        .environment = connection.environment().name, .checked = {}, .without_verify = 0};
    for (const Assessed& assessed : assessment.migrations) {
        if (!assessed.position || !assessed.entry) {
            continue;
        }
        const Migration& migration = history.migrations()[*assessed.position];
        if (migration.verify) {
            result.checked.push_back(run_verify(workspace, connection, migration));
        } else {
            ++result.without_verify;
        }
    }
    return result;
}

namespace {

void require_verifiable(const Assessed& assessed, const Migration& migration,
                        const std::string& environment) {
    if (!assessed.entry) {
        throw Error(Error::Kind::Usage, migration.name + " is not executed in " + environment)
            .next("gmig status");
    }
    if (!migration.verify) {
        throw Error(Error::Kind::Usage, migration.name + " has no verify part")
            .at({.file = migration.path})
            .next("write one behind the line `-- gmig: verify`");
    }
}

}  // namespace

VerifyResult verify(const Request& request, const std::string& word) {
    const Workspace workspace(request);
    layout::MigrationSet set = workspace.work_tree();
    const History history = take_history(set);
    const Connection connection(request, workspace, Connection::Purpose::Read);
    const Facts facts = connection.facts();
    const Assessment assessment = assess_project(workspace, set, history, facts);
    if (word.empty()) {
        return verify_executed(workspace, connection, history, assessment);
    }
    const Migration& migration = resolve(history, word);
    const std::string& environment = connection.environment().name;
    require_verifiable(assessment.migrations[*history.position(migration.id)], migration,
                       environment);
    return {.environment = environment,
            .checked = {run_verify(workspace, connection, migration)},
            .without_verify = 0};
}

}  // namespace gmig::app

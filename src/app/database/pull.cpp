#include "app/changes.hpp"
#include "app/schema/shared_database.hpp"
#include "app/schema/states.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/database.hpp>
#include <gmig/schema/rendering.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

/// Whether git has the file as it stands, so that overwriting it loses nothing.
bool is_committed(const Workspace& workspace) {
    git::Repository* const git = workspace.repository();
    const auto head = git == nullptr ? std::nullopt : git->head();
    if (!head) {
        return false;
    }
    const std::string path = workspace.path_in_repository(workspace.project().schema);
    const git::Uncommitted uncommitted = git->uncommitted(path);
    return uncommitted.staged.empty() && uncommitted.unstaged.empty() &&
           git->file(head, path).has_value();
}

void require_yes_to_overwrite(const Request& request, const Workspace& workspace) {
    const std::string& path = workspace.project().schema;
    if (request.yes || is_committed(workspace) ||
        (request.ask && request.ask(path + " has edits that are not committed: overwrite them?"))) {
        return;
    }
    throw Error(Error::Kind::Guard, path + " has edits that are not committed")
        .at({.file = schema_file(workspace).string()})
        .state("nothing has changed")
        .next("commit it, or gmig db pull -y, which overwrites it");
}

}  // namespace

PullResult pull_schema(const Request& request, bool dry_run) {
    const Workspace workspace(request);
    if (!dry_run) {
        finish_journal(workspace, request);
    }
    const Connection connection(request, workspace, Connection::Purpose::Read);
    refuse_shared_database(connection, workspace, "db pull");
    const schema::Schema schema = live_schema(workspace, connection.driver());
    PullResult result{.environment = connection.environment().name,
                      .path = workspace.project().schema,
                      .text = schema::ddl_of(schema),
                      .notes = {}};
    if (!schema.unmodelled.empty()) {
        result.notes.push_back("not written, for gmig does not model it: " +
                               join(schema.unmodelled, ", "));
    }
    const auto before = read_file_if_exists(schema_file(workspace));
    result.changed = before != result.text;
    if (!result.changed || dry_run) {
        return result;
    }
    if (before) {
        require_yes_to_overwrite(request, workspace);
    }
    FolderChanges changes(workspace);
    changes.write_in_root(result.path, result.text);
    changes.carry_out(request, "db pull");
    return result;
}

}  // namespace gmig::app

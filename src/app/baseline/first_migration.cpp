#include "app/baseline/first_migration.hpp"

#include "app/schema/replay.hpp"
#include "app/schema/states.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/schema/difference.hpp>
#include <gmig/schema/rendering.hpp>
#include <gmig/support/text.hpp>

#include <set>
#include <utility>

namespace gmig::app {
namespace {

std::string heading(const schema::Schema& live) {
    std::string text =
        "-- What the database had before gmig. One that has it already records this\n"
        "-- migration without running it: gmig baseline -e NAME.\n";
    if (!live.unmodelled.empty()) {
        text += "-- It had this, too, which gmig does not model, and which is not in this file:\n";
    }
    for (const std::string& words : live.unmodelled) {
        text += "--   " + printable(words) + "\n";
    }
    return text + "\n";
}

std::vector<std::string> notes_about(const std::vector<schema::Modification>& modifications) {
    std::set<std::string> roles;
    const auto add = [&roles](const schema::Grant& grant) {
        if (!grant.role.empty()) {
            roles.insert(grant.role);
        }
    };
    for (const schema::Modification& modification : modifications) {
        if (const auto* const granted = std::get_if<schema::GrantPrivilege>(&modification)) {
            add(granted->grant);
        } else if (const auto* const taken = std::get_if<schema::RevokePrivilege>(&modification)) {
            add(taken->grant);
        }
    }
    if (roles.empty()) {
        return {};
    }
    return {"it grants to roles, which have to be there wherever it is executed: " +
            printable(join({roles.begin(), roles.end()}, ", "))};
}

[[noreturn]] void refuse_trial(const schema::Schema& live, const std::string& trouble) {
    const std::string why =
        live.unmodelled.empty() ? "" : "; gmig does not model " + join(live.unmodelled, ", ");
    throw Error(Error::Kind::Guard, printable("what gmig would write " + trouble + why))
        .state("it was tried on a shadow only: nothing has changed")
        .next(
            "write it by hand (gmig new NAME; gmig db pull has most of it), then gmig mark NAME "
            "--executed");
}

/// Runs a part there; the schema that it leaves.
template <class RunPart>
schema::Schema tried(db::Shadow& shadow, const schema::Schema& live, const RunPart& run) {
    try {
        run();
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration && error.kind() != Error::Kind::Database) {
            throw;
        }
        refuse_trial(live, std::string("does not run: ") + error.what());
    }
    return shadow.schema();
}

void require_built(const schema::Schema& made, const schema::Schema& wanted,
                   const schema::Schema& live, const std::string& part) {
    if (!same_as_modelled(made, wanted)) {
        refuse_trial(live, "does not give " + part +
                               ": missing there: " + differences_in_words(made, wanted, 3));
    }
}

/// What a migration is tried for, and where.
struct Trial {
    const Request& request;
    const Workspace& workspace;
    const schema::Schema& live;
    const schema::Schema& empty;
    db::Shadow& shadow;  ///< an empty one
};

void try_out(const Trial& trial, const Migration& migration) {
    const schema::Schema made = tried(trial.shadow, trial.live, [&] {
        run_on(trial.shadow, trial.request, trial.workspace, migration);
    });
    require_built(made, trial.live, trial.live, "that schema");
    if (!migration.down) {
        return;
    }
    const schema::Schema left = tried(trial.shadow, trial.live, [&] {
        trial.shadow.run(*migration.down, runnable_options(trial.workspace, migration));
    });
    require_built(left, trial.empty, trial.live, "a way back to nothing");
}

void refuse_layout_without_sql(const Workspace& workspace) {
    const layout::Kind layout = workspace.project().layout;
    if (layout != layout::Kind::Contember) {
        return;
    }
    throw Error(Error::Kind::Usage, "the layout " + std::string(layout::to_string(layout)) +
                                        " has no migrations in SQL, so that a schema cannot be "
                                        "written as one")
        .at({.file = workspace.config_file().string()})
        .state("nothing has changed")
        .next("\"layout\": \"gmig\" in gmig.json, or that tool's own way");
}

}  // namespace

FirstMigration first_migration(const Request& request, const Workspace& workspace,
                               const schema::Schema& live, const std::string& words) {
    refuse_layout_without_sql(workspace);
    db::Shadow shadow = empty_shadow(request, workspace);
    const schema::Schema empty = shadow.schema();
    const std::vector<schema::Modification> steps = schema::difference(empty, live);
    FirstMigration first{
        .files = gather_migration(
            request, workspace,
            {.command = "baseline",
             .words = words,
             .up = heading(live) + schema::script_of(schema::render(empty, steps)),
             .down = schema::script_of(schema::render(live, schema::difference(live, empty)))}),
        .text = {},
        .notes = notes_about(steps)};
    first.text = first.files.migration.up.text;
    try_out({request, workspace, live, empty, shadow}, first.files.migration);
    return first;
}

}  // namespace gmig::app

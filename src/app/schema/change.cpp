#include "app/schema/change.hpp"

#include "app/schema/renames.hpp"
#include "app/schema/rendering.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/layout/writing.hpp>
#include <gmig/schema/difference.hpp>
#include <gmig/schema/json_migration.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace gmig::app {
namespace {

using Steps = std::vector<schema::RenderedStep>;

Steps steps_between(const schema::Schema& from, const schema::Schema& to) {
    return schema::render(from, schema::difference(from, to));
}

Steps joined(Steps first, Steps second) {
    std::ranges::move(second, std::back_inserter(first));
    return first;
}

void note_unmodelled(const SchemaState& state, std::vector<std::string>& notes) {
    if (!state.schema.unmodelled.empty()) {
        notes.push_back("not compared, in " + state.shown + ": " +
                        join(state.schema.unmodelled, ", "));
    }
}

void note_order(const schema::Schema& from, const schema::Schema& to,
                std::vector<std::string>& notes) {
    std::vector<std::string> tables;
    for (const schema::Name& name : schema::reordered(from, to)) {
        tables.push_back(shown(name));
    }
    if (!tables.empty()) {
        notes.push_back("columns stand in another order, and stay so: " + join(tables, ", "));
    }
}

void require_same(db::Shadow& shadow, const SchemaState& wanted, const std::string& part) {
    const schema::Schema made = shadow.schema();
    if (same_as_modelled(wanted.schema, made)) {
        return;
    }
    throw Error(Error::Kind::Internal,
                "the " + part + " that gmig has worked out does not give " + wanted.shown +
                    ": missing there: " + differences_in_words(made, wanted.schema, 3))
        .state("it was tried on a shadow only: nothing has changed")
        .next("please report it; write this one by hand: gmig new NAME");
}

void run_steps(db::Shadow& shadow, const Steps& steps, const std::string& part) {
    if (steps.empty()) {
        return;
    }
    sql::RunnableOptions options;
    options.grammar = sql::Grammar::Lexer;
    try {
        shadow.run({.text = schema::script_of(steps), .path = "the " + part}, options);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration && error.kind() != Error::Kind::Database) {
            throw;
        }
        throw Error(Error::Kind::Internal,
                    "the " + part + " that gmig has worked out does not run: " + error.what())
            .at(error.where())
            .state("it was tried on a shadow only: nothing has changed")
            .next("please report it; write this one by hand: gmig new NAME");
    }
}

}  // namespace

std::vector<std::string> losses_of(const std::vector<schema::RenderedStep>& steps) {
    std::vector<std::string> losses;
    for (const schema::RenderedStep& step : steps) {
        for (const schema::Mark& mark : step.marks) {
            const bool is_new = std::ranges::find(losses, mark.what) == losses.end();
            if (mark.kind == schema::Mark::Kind::Destroys && is_new) {
                losses.push_back(mark.what);
            }
        }
    }
    return losses;
}

SchemaChange change_between(const Request& request, const SchemaState& from, const SchemaState& to,
                            const RenameAnswers& answers) {
    SchemaChange change{.from = from.shown, .to = to.shown};
    Renamed renamed = carry_out_renames(request, from, to.schema, answers);
    change.modifications = std::move(renamed.modifications);
    const std::vector<schema::Modification> rest = schema::difference(renamed.schema, to.schema);
    change.steps = joined(std::move(renamed.steps), schema::render(renamed.schema, rest));
    std::ranges::copy(rest, std::back_inserter(change.modifications));
    change.back = joined(steps_between(to.schema, renamed.schema), std::move(renamed.back));
    change.losses = losses_of(change.steps);
    note_unmodelled(from, change.notes);
    note_unmodelled(to, change.notes);
    note_order(renamed.schema, to.schema, change.notes);
    return change;
}

SchemaChange plain_change(const SchemaState& from, const SchemaState& to) {
    SchemaChange change{.from = from.shown, .to = to.shown};
    change.steps = steps_between(from.schema, to.schema);
    change.losses = losses_of(change.steps);
    note_unmodelled(from, change.notes);
    note_unmodelled(to, change.notes);
    note_order(from.schema, to.schema, change.notes);
    return change;
}

void prove(const SchemaChange& change, const SchemaState& from, const SchemaState& to) {
    db::Shadow shadow = from.shadow();
    run_steps(shadow, change.steps, "up part");
    require_same(shadow, to, "up part");
    if (!change.back.empty()) {
        run_steps(shadow, change.back, "down part");
        require_same(shadow, from, "down part");
    }
}

std::string json_of_change(const SchemaChange& change, const SchemaState& from,
                           const SchemaState& to) {
    return schema::write_json(change.modifications, from.schema, to.schema);
}

void prove_json(const Workspace& workspace, const std::string& text, const SchemaState& from,
                const SchemaState& to) {
    layout::NewMigration what{.words = "trial",
                              .now = {},
                              .id = id_from_bytes(std::string(id_length, 'x')),
                              .parents = {}};
    what.up = text;
    what.json = true;
    layout::MigrationSet set = layout::read_migrations(
        layout::Kind::Gmig, workspace.project().dialect,
        layout::new_migration_files(layout::Kind::Gmig, {}, what), "the JSON migration");
    const History history = take_history(set);
    db::Shadow shadow = from.shadow();
    const Migration rendered = rendered_on(shadow, workspace, history.migrations().front());
    require_same(shadow, to, "JSON migration");
    if (rendered.down) {
        shadow.run(*rendered.down, runnable_options(workspace, rendered));
        require_same(shadow, from, "JSON migration's way back");
    }
}

void require_consent_to_losses(const Request& request, const std::vector<std::string>& losses) {
    if (losses.empty() || request.accept_data_loss) {
        return;
    }
    const std::string what = join(losses, ", ");
    if (request.ask && request.ask("this loses the data of " + what + ". Go on?")) {
        return;
    }
    throw Error(Error::Kind::Guard, "this would lose the data of " + what)
        .state("nothing has changed")
        .next("the same command with --accept-data-loss");
}

}  // namespace gmig::app

#include "app/new.hpp"
#include "app/schema/change.hpp"
#include "app/schema/renames.hpp"
#include "app/schema/rendering.hpp"
#include "app/schema/replay.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/revert.hpp>
#include <gmig/sql/reader.hpp>
#include <gmig/sql/renames.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace gmig::app {
namespace {

/// The parts of the migration to be written.
struct Inverse {
    std::string up;
    std::string down;
    std::vector<std::string> losses{};
    std::vector<std::string> notes{};
};

/// What a name says behind its stamp or number, short enough to have "revert" before it.
std::string slug_in(const std::string& name) {
    constexpr std::size_t longest = 36;
    const std::size_t number = name.starts_with('V') ? 1 : 0;
    const std::size_t start = name.find_first_not_of("0123456789-_.", number);
    return start == std::string::npos || start == number ? name.substr(0, longest)
                                                         : name.substr(start, longest);
}

Error refusal(const Migration& migration, const std::string& why) {
    return Error(Error::Kind::Guard, migration.name + " cannot be taken back by gmig: " + why)
        .at({.file = migration.path})
        .state("nothing has changed")
        .next("write what takes it back by hand: gmig new " +
              shell_word("revert " + slug_in(migration.name)));
}

/// The line by which a layout's files say that they run outside a transaction.
std::string outside_transaction(const Workspace& workspace, const Migration& migration) {
    switch (workspace.project().layout) {
        case layout::Kind::Gmig:
            return "-- gmig: transaction=off\n";
        case layout::Kind::Sqlx:
            return "-- no-transaction\n";
        case layout::Kind::Goose:
            return "-- +goose NO TRANSACTION\n";
        default:
            throw refusal(migration,
                          "it runs outside a transaction, which " +
                              std::string(layout::to_string(workspace.project().layout)) +
                              " says beside the migration");
    }
}

/// What stands at the beginning of the new file.
std::string heading_for(const Workspace& workspace, const Migration& migration,
                        const Script& down) {
    const bool alone = down.transaction == TransactionMode::Off ||
                       migration.up.transaction == TransactionMode::Off;
    std::string heading = alone ? outside_transaction(workspace, migration) : "";
    if (migration.grammar_off && !is_json(migration)) {
        heading += "-- gmig: grammar=off\n";
    }
    return heading + "-- Takes back " + migration.name + ".\n";
}

/// A part without its tool's marks, ended by a newline.
std::string plain_part(const Workspace& workspace, const Script& part) {
    const std::string canonical = layout::canonical_part(part.text, workspace.project().dialect);
    std::string text;
    for (const std::string_view line : split_on(canonical, '\n')) {
        const bool is_mark = line.starts_with("-- +goose") || line == "-- no-transaction";
        if (!is_mark && !(text.empty() && trim(line).empty())) {
            text.append(line).append("\n");
        }
    }
    return text;
}

/// Whether a part does something to rows, which the difference of two schemas does not tell.
bool changes_rows(const Script& part, Dialect dialect) {
    constexpr std::array words{"INSERT", "UPDATE", "DELETE", "MERGE",   "COPY",    "WITH",
                               "DO",     "SELECT", "CALL",   "REPLACE", "TRUNCATE"};
    return std::ranges::any_of(
        sql::split(part, dialect, sql::Grammar::Lexer), [&](const sql::Statement& statement) {
            const sql::Reader reader(statement.text, dialect);
            return std::ranges::any_of(words, [&](const char* word) { return reader.is(word); });
        });
}

/// A part that does not run where it would have to. Has its place in the file that the text is
/// from.
Error part_does_not_run(const Error& error, const Migration& rendered, const std::string& part) {
    return Error(error.kind(), rendered.name + "'s " + part +
                                   " part does not run after all other migrations" +
                                   (part == "up" ? " and its down part: " : ": ") + error.what())
        .at(at_modification(error, rendered).where())
        .state("it was tried on a shadow only: nothing has changed")
        .next("write what takes it back by hand: gmig new " +
              shell_word("revert " + slug_in(rendered.name)));
}

void try_part_of(db::Shadow& shadow, const Workspace& workspace, const Migration& rendered,
                 const std::string& part) {
    try {
        shadow.run(part == "up" ? rendered.up : *rendered.down,
                   runnable_options(workspace, rendered));
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration && error.kind() != Error::Kind::Database) {
            throw;
        }
        throw part_does_not_run(error, rendered, part);
    }
}

/// What brings back what the down part takes away. That is the up part, unless a later migration
/// has changed what it made. Both are tried after everything else.
std::string restoring_part(const Request& request, const Workspace& workspace,
                           const History& history, const Migration& rendered) {
    const SchemaState all =
        migrations_state(request, workspace,
                         {.migrations = {history.migrations().begin(), history.migrations().end()},
                          .findings = {},
                          .head = {},
                          .overrides = {}},
                         "the work tree's migrations");
    const auto without_it = [&] {
        db::Shadow shadow = all.shadow();
        try_part_of(shadow, workspace, rendered, "down");
        return shadow;
    };
    db::Shadow shadow = without_it();
    const SchemaState from{.shown = "the schema without " + rendered.name,
                           .schema = shadow.schema(),
                           .history = nullptr,
                           .shadow = without_it};
    try_part_of(shadow, workspace, rendered, "up");
    if (same_as_modelled(all.schema, shadow.schema())) {
        return plain_part(workspace, rendered.up);
    }
    const SchemaChange change = plain_change(from, all);
    prove(change, from, all);
    return schema::script_of(change.steps);
}

Inverse by_parts(const Request& request, const Workspace& workspace, const History& history,
                 const Migration& rendered) {
    std::string back = restoring_part(request, workspace, history, rendered);
    Inverse inverse{.up = heading_for(workspace, rendered, *rendered.down) +
                          plain_part(workspace, *rendered.down),
                    .down = std::move(back)};
    inverse.losses = sql::data_losses(*rendered.down, workspace.project().dialect);
    return inverse;
}

/// The history as if the migration had never been.
layout::MigrationSet without(const History& history, const Migration& gone) {
    layout::MigrationSet set;
    for (const Migration& migration : history.migrations()) {
        if (migration.id == gone.id) {
            continue;
        }
        Migration kept = migration;
        const auto link = std::ranges::find(kept.parents, gone.id);
        if (link != kept.parents.end()) {
            const auto at = kept.parents.erase(link);
            kept.parents.insert(at, gone.parents.begin(), gone.parents.end());
        }
        set.migrations.push_back(std::move(kept));
    }
    return set;
}

SchemaState state_without(const Request& request, const Workspace& workspace,
                          const History& history, const Migration& gone) {
    try {
        return migrations_state(request, workspace, without(history, gone),
                                "the migrations without " + gone.name);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration && error.kind() != Error::Kind::Database) {
            throw;
        }
        throw refusal(gone, "it has no down part, and those that follow do not run without it (" +
                                to_string(error.where()) + ": " + error.what() + ")");
    }
}

/// What the migration renamed gets its former name again.
RenameAnswers former_names(const Migration& rendered, const SchemaState& from,
                           const SchemaState& to) {
    std::vector<sql::Rename> renames = sql::renames_in(rendered.up, from.schema.dialect);
    std::erase_if(renames, [](const sql::Rename& rename) { return rename.to.empty(); });
    std::ranges::reverse(renames);
    for (sql::Rename& rename : renames) {
        std::swap(rename.column.empty() ? rename.name : rename.column, rename.to);
    }
    return answers_of_renames(from.schema, to.schema, renames);
}

Inverse by_difference(const Request& request, const Workspace& workspace, const History& history,
                      const Migration& rendered) {
    layout::MigrationSet everything;
    everything.migrations.assign(history.migrations().begin(), history.migrations().end());
    const SchemaState from =
        migrations_state(request, workspace, std::move(everything), "the work tree's migrations");
    const SchemaState to = state_without(request, workspace, history, rendered);
    const SchemaChange change = change_between(request, from, to, former_names(rendered, from, to));
    if (change.empty()) {
        throw refusal(rendered,
                      "it has no down part, and leaves the schema as it would be without it");
    }
    prove(change, from, to);
    Inverse inverse{
        .up = "-- Takes back " + rendered.name + ".\n" + schema::script_of(change.steps),
        .down = schema::script_of(change.back),
        .losses = change.losses,
        .notes = change.notes};
    inverse.notes.insert(inverse.notes.begin(),
                         rendered.name +
                             " has no down part: the steps are the difference between "
                             "the schema with it and without it");
    if (changes_rows(rendered.up, workspace.project().dialect)) {
        inverse.notes.push_back("what " + rendered.name + " does to rows is not taken back");
    }
    return inverse;
}

void refuse_what_has_no_inverse(const Workspace& workspace, const Migration& migration) {
    if (workspace.project().layout == layout::Kind::Contember) {
        throw refusal(migration, "the layout contember holds modifications of its own model");
    }
    if (migration.empty) {
        throw refusal(migration, "it is empty: it joins heads, and changes nothing");
    }
}

}  // namespace

RevertResult revert(const Request& request, const RevertOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    layout::MigrationSet set = workspace.work_tree();
    const History history = take_history(set);
    const Migration& migration = resolve(history, options.migration);
    refuse_what_has_no_inverse(workspace, migration);
    Renderer renderer(request, workspace, history);
    const Migration& rendered = renderer.rendered(*history.position(migration.id));
    const bool derived = !rendered.down.has_value();
    Inverse inverse = derived ? by_difference(request, workspace, history, rendered)
                              : by_parts(request, workspace, history, rendered);
    const std::string words =
        options.name.empty() ? "revert " + slug_in(migration.name) : options.name;
    RevertResult result{
        .written = write_migration(
            request, workspace,
            {.command = "revert", .words = words, .up = inverse.up, .down = inverse.down},
            options.dry_run),
        .reverted = migration.id,
        .reverted_name = migration.name,
        .up = std::move(inverse.up),
        .down = std::move(inverse.down),
        .derived = derived,
        .losses = std::move(inverse.losses),
        .notes = std::move(inverse.notes)};
    return result;
}

}  // namespace gmig::app

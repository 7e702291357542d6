#include "app/amend/executed_chain.hpp"

#include "app/executed.hpp"
#include "app/schema/replay.hpp"
#include <gmig/support/text.hpp>

#include <memory>

namespace gmig::app {

Migration as_executable(const Migration& rendered) {
    Migration migration = rendered;
    migration.modifications.clear();
    // Rendered once: what a replay of the JSON itself leaves on a shadow (its words) is not there.
    migration.checksum.value = "sql " + migration.checksum.value;
    return migration;
}

std::vector<Migration> executed_chain(const Connection& connection, const Facts& facts,
                                      const History& history, Renderer& renderer) {
    std::vector<Migration> chain;
    for (const LedgerEntry& row : facts.entries) {
        Migration migration = executed_migration(connection, row);
        const auto place = history.position(row.id);
        const Migration* const file = place ? &history.migrations()[*place] : nullptr;
        const bool unchanged = file != nullptr && file->checksum == row.checksum;
        if (unchanged && migration.up.text.empty()) {
            migration = renderer.rendered(*place);
        } else if (unchanged && !is_json(*file) && file->down) {
            migration.down = file->down;
        }
        // It has run, so nobody needs to parse it again; and the ledger does not keep what its
        // header said.
        migration.grammar_off = true;
        chain.push_back(as_executable(migration));
    }
    return chain;
}

bool has_statement(const Script& part, Dialect dialect) {
    return !sql::split(part, dialect, sql::Grammar::Lexer).empty();
}

SchemaState state_of(const Request& request, const Workspace& workspace,
                     const std::vector<Migration>& migrations, const std::string& shown) {
    std::vector<const Migration*> pointers;
    for (const Migration& migration : migrations) {
        pointers.push_back(&migration);
    }
    const auto shadow = std::make_shared<db::Shadow>(replay(request, workspace, pointers));
    SchemaState state{.shown = shown, .schema = shadow->schema(), .history = {}, .shadow = {}};
    state.shadow = [shadow] { return shadow->copy(); };
    return state;
}

SchemaState amended_state(const Request& request, const Workspace& workspace, const Migration& file,
                          const std::vector<Migration>& migrations) {
    try {
        return state_of(request, workspace, migrations, "what " + file.name + " says now");
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration && error.kind() != Error::Kind::Database) {
            throw;
        }
        const Error placed = at_modification(error, file);
        const bool later = placed.where().file.starts_with("ledger:");
        throw Error(placed.kind(), later ? "what is executed behind " + file.name +
                                               " no longer runs: " + placed.what()
                                         : placed.what())
            .at(placed.where())
            .state("it was tried on a shadow only: nothing has changed")
            .next(later ? "edit " + file.path +
                              " so that it does, or make the change a migration of its own: gmig "
                              "new NAME"
                        : "mend " + file.path + ", then gmig amend " + shell_word(file.name));
    }
}

}  // namespace gmig::app

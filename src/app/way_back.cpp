#include "app/way_back.hpp"

#include "app/executed.hpp"
#include "app/losses.hpp"

namespace gmig::app {
namespace {

/// Another tool takes a down part without a statement, which then has no checksum.
bool does_nothing(const Script& down, Dialect dialect) {
    try {
        return sql::split(down, dialect, sql::Grammar::Lexer).empty();
    } catch (const Error&) {
        return false;  // told when it is prepared
    }
}

/// Said to be empty, and executed so. A row that was only marked may just have no text.
bool did_nothing(const Migration& executed) {
    return executed.empty &&
           (!executed.path.starts_with("ledger:") ||
            checksum_of_up(executed.up.transaction, executed.up.text) == executed.checksum);
}

}  // namespace

Migration executed_parts(const Connection& connection, Renderer& renderer, const Step& step,
                         const LedgerEntry& row, const Migration* file) {
    const bool unchanged = file != nullptr && file->checksum == row.checksum;
    if (unchanged && !is_json(*file)) {
        return *file;
    }
    Migration executed = executed_migration(connection, row);
    // A row that was only marked has no texts.
    return unchanged && executed.up.text.empty() ? renderer.rendered(*step.position) : executed;
}

std::optional<WayBack> way_back(const Workspace& workspace, const Connection& connection,
                                Renderer& renderer, const Step& step, const LedgerEntry& row,
                                const Migration* file) {
    const Migration migration = executed_parts(connection, renderer, step, row, file);
    if (!migration.down && !did_nothing(migration)) {
        return std::nullopt;
    }
    WayBack way{.down = migration.down.value_or(Script{.text = "", .path = migration.path}),
                .options = runnable_options(workspace, migration)};
    if (file != nullptr && (file->grammar_off || is_json(*file))) {
        way.options.grammar = sql::Grammar::Lexer;
    }
    const bool taken_by_tool = migration.down && !migration.down_checksum && !is_json(migration);
    if (taken_by_tool && does_nothing(way.down, connection.driver().dialect())) {
        way.options.allow_empty = true;
        way.down.transaction = TransactionMode::On;
    }
    return way;
}

std::vector<std::string> judged_losses(const Connection& connection,
                                       const std::vector<WayBack>& ways) {
    std::vector<const Script*> downs;
    for (const WayBack& way : ways) {
        sql::prepare(way.down, connection.driver().dialect(), way.options);
        downs.push_back(&way.down);
    }
    return losses_in_turn(connection.driver(), downs);
}

}  // namespace gmig::app

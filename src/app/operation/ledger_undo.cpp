#include "app/operation/ledger_undo.hpp"

#include "app/executed.hpp"
#include "app/schema/rendering.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <map>

namespace gmig::app {
namespace {

[[noreturn]] void refuse_line(const LedgerLine& line, const std::string& why) {
    throw Error(Error::Kind::History, why)
        .state("nothing has changed")
        .next("gmig op show, gmig status: line " + std::to_string(line.line.number) +
              " of the ledger's log is in question");
}

/// Goes through the lines with the ledger's rows as they will stand by then.
class Planner {
public:
    Planner(const Workspace& workspace, const Connection& connection, const History& files)
        : workspace_(workspace), connection_(connection), files_(files) {
        for (const LedgerEntry& row : connection.facts().entries) {
            rows_.emplace(row.id.value, row);
        }
    }

    Reversal plan(const LedgerLine& line);

private:
    Reversal way_of_execute(const LedgerLine& line);
    Reversal way_of_rollback(const LedgerLine& line);
    Reversal way_of_rename(const LedgerLine& line);
    Reversal way_of_rows(const LedgerLine& line);
    void put_row(Reversal& way) const;
    [[nodiscard]] db::Texts texts_of_row(const LedgerEntry& row) const;

    const Workspace& workspace_;
    const Connection& connection_;
    const History& files_;
    std::map<std::string, LedgerEntry> rows_;
    std::map<std::string, db::Texts> texts_;  ///< of rows that come back on the way
};

db::Texts Planner::texts_of_row(const LedgerEntry& row) const {
    const auto found = texts_.find(row.id.value);
    return found != texts_.end() ? found->second
                                 : connection_.ledger().texts(row.id).value_or(db::Texts{});
}

void Planner::put_row(Reversal& way) const {
    const auto found = rows_.find(way.line.present.value);
    if (found != rows_.end()) {
        way.row = found->second;
        way.texts = texts_of_row(found->second);
    }
}

Reversal Planner::plan(const LedgerLine& line) {
    if (!line.intact) {
        refuse_line(line,
                    "the ledger's log was edited by hand, or by a newer gmig: its line about " +
                        printable(line.line.name));
    }
    const std::string& kind = line.line.kind;
    if (kind == "execute") {
        return way_of_execute(line);
    }
    if (kind == "rollback") {
        return way_of_rollback(line);
    }
    if (kind == "rename") {
        return way_of_rename(line);
    }
    if (kind == "mark" || kind == "adopt" || kind == "import" || kind == "baseline" ||
        kind == "amend" || !line.back.empty()) {
        return way_of_rows(line);
    }
    refuse_line(line, "what `" + printable(kind) + "` did cannot be taken back");
}

/// The file's down part while its up part is what was executed, for it may have been mended since;
/// else the ledger's.
Reversal Planner::way_of_execute(const LedgerLine& line) {
    Reversal way{.how = Reversal::How::RollBack, .line = line};
    put_row(way);
    if (!way.row) {
        refuse_line(line, printable(line.line.name) + " is not executed any more");
    }
    const Migration* const file = files_.find(way.row->id);
    const bool same = file != nullptr && file->checksum == way.row->checksum && !is_json(*file);
    if (same && file->down) {
        way.script = *file->down;
        way.options = runnable_options(workspace_, *file);
    } else if (way.texts->down) {
        way.script = {.text = *way.texts->down,
                      .path = "ledger:" + way.row->name,
                      .transaction = way.texts->down_transaction};
    } else {
        throw Error(Error::Kind::Guard, way.row->name + " has no down part")
            .at({.file = file == nullptr ? "" : file->path})
            .state("nothing has changed")
            .next("give it one, gmig amend " + shell_word(way.row->name) + ", then gmig undo");
    }
    rows_.erase(way.row->id.value);
    return way;
}

Reversal Planner::way_of_rollback(const LedgerLine& line) {
    Reversal way{.how = Reversal::How::Restore, .line = line};
    if (!line.before || !line.before_texts) {
        refuse_line(line,
                    "the ledger's log does not keep what " + printable(line.line.name) + " was");
    }
    if (rows_.contains(line.before->id.value)) {
        refuse_line(line, printable(line.line.name) + " is executed again");
    }
    way.row = line.before;
    way.texts = line.before_texts;
    way.script = {.text = way.texts->up,
                  .path = "ledger:" + way.row->name,
                  .transaction = way.row->transaction};
    rows_[way.row->id.value] = *way.row;
    texts_[way.row->id.value] = *way.texts;
    return way;
}

Reversal Planner::way_of_rename(const LedgerLine& line) {
    Reversal way{.how = Reversal::How::Rename, .line = line};
    put_row(way);
    if (!way.row || !line.before) {
        refuse_line(line, printable(line.line.name) + " is not executed any more");
    }
    rows_.erase(way.row->id.value);
    LedgerEntry renamed = *way.row;
    renamed.id = line.before->id;
    renamed.name = line.before->name;
    renamed.parents = line.before->parents;
    rows_[renamed.id.value] = renamed;
    texts_[renamed.id.value] = *way.texts;
    return way;
}

Reversal Planner::way_of_rows(const LedgerLine& line) {
    Reversal way{.how = line.back.empty() ? Reversal::How::Rows : Reversal::How::Script,
                 .line = line};
    put_row(way);
    const std::string& kind = line.line.kind;
    const bool of_all = is_import(line) && line.line.id.value.empty();
    const bool puts_row = kind == "import" || kind == "adopt" || kind == "baseline" ||
                          (kind == "mark" && !line.before);
    const bool needs_row = puts_row && !of_all;
    if (needs_row && !way.row) {
        refuse_line(line, printable(line.line.name) + " is not executed any more");
    }
    way.script = {.text = line.back, .path = "what takes " + line.line.kind + " back"};
    rows_.erase(line.present.value);
    if (line.before) {
        rows_[line.before->id.value] = *line.before;
        texts_[line.before->id.value] = line.before_texts.value_or(db::Texts{});
    }
    return way;
}

/// What a line's taking back does to rows.
std::vector<db::Query> row_changes(const db::Ledger& ledger, const Reversal& way,
                                   db::Operation line) {
    const std::optional<LedgerEntry>& before = way.line.before;
    const db::Texts before_texts = way.line.before_texts.value_or(db::Texts{});
    if (way.row && before) {
        return ledger.replace(*way.row, *way.texts, *before, before_texts, line);
    }
    if (way.row) {
        return ledger.remove(*way.row, *way.texts, line);
    }
    line.id = way.line.line.id;
    line.name = way.line.line.name;
    std::vector<db::Query> queries;
    if (before) {
        queries = ledger.record(*before, before_texts, "");
    }
    queries.push_back(ledger.log(line));
    return queries;
}

void run_script(const Connection& connection, const Reversal& way, const db::Operation& line) {
    std::vector<db::Query> changes = row_changes(connection.ledger(), way, line);
    const db::TransactionRun run{
        .part = {.script = &way.script,
                 .runnable = sql::prepare(way.script, connection.driver().dialect(), way.options)},
        .verify = {},
        .ledger = [&changes](std::int64_t) { return changes; },
        .confirm = connection.ledger().confirm_logged(line),
        .fault_prefix = "undo"};
    connection.driver().run(run);
}

void rename_back(const Connection& connection, const Reversal& way, const db::Operation& line) {
    LedgerEntry after = *way.row;
    after.id = way.line.before->id;
    after.name = way.line.before->name;
    after.parents = way.line.before->parents;
    connection.driver().write(connection.ledger().rename(*way.row, after, line));
}

}  // namespace

std::vector<Reversal> reversals(const Workspace& workspace, const Connection& connection,
                                const History& files, const std::vector<LedgerLine>& lines) {
    Planner planner(workspace, connection, files);
    std::vector<Reversal> ways;
    for (const LedgerLine& line : lines) {
        Reversal way = planner.plan(line);
        // Texts that a ledger keeps have run: whatever made them need not be read otherwise.
        if (way.script.path.starts_with("ledger:") || way.how == Reversal::How::Script) {
            way.options.grammar = sql::Grammar::Lexer;
            way.options.allow_empty = true;
        }
        way.options.own_history = workspace.project().name == "gmig";
        if (way.how != Reversal::How::Rename && way.how != Reversal::How::Rows) {
            sql::prepare(way.script, connection.driver().dialect(), way.options);
        }
        ways.push_back(std::move(way));
    }
    return ways;
}

UndoResult::Step step_of(const Reversal& way) {
    const auto action = [&]() -> std::string {
        switch (way.how) {
            case Reversal::How::RollBack:
                return "rollback";
            case Reversal::How::Restore:
                return "execute";
            case Reversal::How::Rename:
                return "rename";
            case Reversal::How::Rows:
                return way.line.line.kind;
            case Reversal::How::Script:
                break;
        }
        return way.line.line.kind;
    };
    return {.action = action(), .id = way.line.line.id, .name = way.line.line.name};
}

void take_back(const Connection& connection, db::Runner& runner, const db::RunIdentity& identity,
               const Reversal& way) {
    const std::int64_t number = way.line.line.number;
    if (way.how == Reversal::How::RollBack) {
        runner.roll_back(*way.row, way.script, way.options, number);
        return;
    }
    if (way.how == Reversal::How::Restore) {
        runner.restore(*way.row, *way.texts, way.options, number);
        return;
    }
    db::Operation line = operation_of(identity, "undo", way.row.value_or(LedgerEntry{}));
    line.undoes = number;
    if (way.how == Reversal::How::Rename) {
        rename_back(connection, way, line);
    } else if (way.how == Reversal::How::Rows) {
        connection.driver().write(row_changes(connection.ledger(), way, line));
    } else {
        run_script(connection, way, line);
    }
}

}  // namespace gmig::app

#include "app/rebase/rebase_ledgers.hpp"

#include "app/environment/asked.hpp"
#include "app/facts/share.hpp"
#include <gmig/support/fault.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <memory>

namespace gmig::app {
namespace {

RowName name_of(const LedgerEntry& row) {
    return {.id = row.id, .name = row.name, .parents = row.parents};
}

/// The rows that a ledger has of what is to be renamed, as they stand in it.
std::vector<RowChange> rows_to_rename(const Facts& facts, const std::vector<RowChange>& wanted) {
    std::vector<RowChange> rows;
    for (const RowChange& change : wanted) {
        const auto row = std::ranges::find_if(facts.entries, [&](const LedgerEntry& entry) {
            return entry.id == change.before.id &&
                   (change.content.value.empty() || entry.checksum == change.content);
        });
        if (row != facts.entries.end() && name_of(*row) != change.after) {
            rows.push_back(
                {.before = name_of(*row), .after = change.after, .content = row->checksum});
        }
    }
    return rows;
}

bool has_row(const Facts& facts, const RowName& name) {
    return std::ranges::any_of(facts.entries,
                               [&](const LedgerEntry& row) { return name_of(row) == name; });
}

/// Renames what still has its name of before, in an order in which no two rows ever have one id.
/// All of them change in one transaction, so either all are to be renamed or none is.
void write_rows(const Connection& connection, std::vector<RowChange> rows,
                const db::RunIdentity& identity) {
    const Facts facts = connection.facts();
    const bool all_done = std::ranges::all_of(
        rows, [&](const RowChange& change) { return has_row(facts, change.after); });
    const bool all_left = std::ranges::all_of(
        rows, [&](const RowChange& change) { return has_row(facts, change.before); });
    if (all_done && !all_left) {
        return;
    }
    std::vector<db::Query> queries;
    for (const RowChange& change : rows) {
        const auto row = std::ranges::find_if(facts.entries, [&](const LedgerEntry& entry) {
            return name_of(entry) == change.before;
        });
        if (row == facts.entries.end()) {
            continue;
        }
        LedgerEntry after = *row;
        after.id = change.after.id;
        after.name = change.after.name;
        after.parents = change.after.parents;
        const std::vector<db::Query> one =
            connection.ledger().rename(*row, after, operation_of(identity, "rename", *row));
        queries.insert(queries.end(), one.begin(), one.end());
    }
    if (!queries.empty()) {
        connection.driver().write(queries);
    }
}

/// Another tool's table does not follow a renamed file.
void refuse_to_move_watched(const Connection& connection, const std::vector<RowChange>& rows) {
    if (!connection.watch().watched()) {
        return;
    }
    const layout::Kind tool = connection.watch().tool;
    const auto form = layout::history_table(tool).value_or(layout::HistoryTable{});
    const std::string back(form.take_back);
    throw Error(Error::Kind::Guard, rows.front().before.name + " is executed in " +
                                        connection.environment().name + " by " +
                                        std::string(layout::to_string(tool)) +
                                        ", whose table would not follow it to another name")
        .at({.file = connection.environment().target.shown})
        .state("nothing has changed")
        .next((back.empty() ? "" : "take it back first: " + back + "; or ") +
              take_over_command(tool, connection.environment().name));
}

/// Asks the environments one after the other; one object per survey.
class Surveyor {
public:
    Surveyor(const Request& request, const Workspace& workspace, const RebaseChanges& changes,
             bool writing)
        : request_(request), workspace_(workspace), changes_(changes), writing_(writing) {}

    LedgerSurvey survey() {
        for (const auto& [name, config] : workspace_.project().environments) {
            ask(name, config.kind);
        }
        return std::move(survey_);
    }

private:
    void ask(const std::string& name, EnvironmentKind kind);
    std::unique_ptr<Connection> connect(const Request& one, EnvironmentKind kind);
    void cannot_ask(const std::string& name, EnvironmentKind kind, const Error& error);
    void judge(const Connection& connection, const std::vector<RowChange>& rows);
    void report(const Connection& connection, const RowChange& row, Severity severity,
                const std::string& consequence, const std::string& remedy);

    const Request& request_;
    const Workspace& workspace_;
    const RebaseChanges& changes_;
    bool writing_;
    LedgerSurvey survey_;
};

void Surveyor::cannot_ask(const std::string& name, EnvironmentKind kind, const Error& error) {
    const std::string why = ": " + std::string(error.what());
    if (kind == EnvironmentKind::Local && error.kind() == Error::Kind::Environment) {
        survey_.ledgers.push_back(
            {.environment = name, .kind = kind, .touched = false, .done = false, .rows = {}});
        request_.note(name + " cannot be reached" + why);
    } else {
        request_.note(name + " was not asked" + why +
                      "; where it has executed what moves, its rows follow at its next command");
    }
}

std::unique_ptr<Connection> Surveyor::connect(const Request& one, EnvironmentKind kind) {
    AskedEnvironment asked = ask_environment(one, workspace_);
    if (asked.failure) {
        const Error::Kind why = asked.failure->kind();
        if (kind == EnvironmentKind::Local && why != Error::Kind::Environment &&
            why != Error::Kind::Usage) {
            throw *asked.failure;
        }
        cannot_ask(*one.environment, kind, *asked.failure);
    }
    return std::move(asked.connection);
}

void Surveyor::ask(const std::string& name, EnvironmentKind kind) {
    const Request one = request_for(request_, name);
    const std::unique_ptr<Connection> connection = connect(one, kind);
    if (!connection) {
        return;
    }
    const Facts facts = connection->facts();
    const std::vector<RowChange> rows = rows_to_rename(facts, changes_.rows);
    if (rows.empty()) {
        return;
    }
    refuse_to_move_watched(*connection, rows);
    for (const LedgerEntry& row : facts.entries) {
        const bool is_meant = std::ranges::any_of(
            rows, [&](const RowChange& change) { return change.before == name_of(row); });
        if (is_meant && row.state == RowState::Started) {
            throw Error(Error::Kind::Recover, row.name + " was interrupted in " + name)
                .state("nothing has changed")
                .next("gmig recover -e " + name);
        }
    }
    judge(*connection, rows);
    if (connection->kind() == EnvironmentKind::Production) {
        return;
    }
    survey_.ledgers.push_back({.environment = name,
                               .kind = connection->kind(),
                               .touched = false,
                               .done = false,
                               .rows = rows});
    if (writing_) {
        const Connection trial(one, workspace_, Connection::Purpose::Write);
    }
}

void Surveyor::judge(const Connection& connection, const std::vector<RowChange>& rows) {
    for (const RowChange& row : rows) {
        const bool moves = std::ranges::find(changes_.moved, row.before.id) != changes_.moved.end();
        if (moves && connection.kind() == EnvironmentKind::Production) {
            report(connection, row, Severity::Error, ", which is production: its place is frozen",
                   "let reviewers accept its place: a line \"order " + row.before.id.value +
                       " REASON\" in gmig.overrides");
        } else if (moves && connection.kind() == EnvironmentKind::Shared) {
            report(connection, row, Severity::Warning, ", which others share: its row follows",
                   "nothing, if that was meant");
        }
    }
}

void Surveyor::report(const Connection& connection, const RowChange& row, Severity severity,
                      const std::string& consequence, const std::string& remedy) {
    (severity == Severity::Error ? survey_.refusals : survey_.warnings)
        .push_back({.code = Code::ExecutedRenamed,
                    .severity = severity,
                    .id = row.before.id,
                    .name = row.before.name,
                    .where = {},
                    .message = row.before.name + " is executed in " +
                               connection.environment().name + consequence,
                    .remedy = remedy});
}

}  // namespace

LedgerSurvey survey_ledgers(const Request& request, const Workspace& workspace,
                            const RebaseChanges& changes, bool writing) {
    return changes.rows.empty() ? LedgerSurvey{}
                                : Surveyor(request, workspace, changes, writing).survey();
}

void rename_rows(const Request& request, const Workspace& workspace, const RebaseRecord& record,
                 LedgerRecord& ledger, const std::function<void()>& save) {
    const Connection connection(request_for(request, ledger.environment), workspace,
                                Connection::Purpose::Write);
    if (!ledger.touched) {
        ledger.rows = rows_to_rename(connection.facts(), record.rows);
        ledger.touched = true;
        save();
        fault_point("rebase.ledger_noted");
    }
    // Where ids come from numbers, the last is free to take a higher one first.
    std::vector<RowChange> rows(ledger.rows.rbegin(), ledger.rows.rend());
    db::RunIdentity identity = run_identity(request, workspace);
    identity.run_id = record.run_id;
    write_rows(connection, std::move(rows), identity);
    share_facts(request, workspace, connection);
    fault_point("rebase.ledger_written");
    ledger.done = true;
    save();
}

void restore_rows(const Request& request, const Workspace& workspace, const RebaseRecord& record,
                  const LedgerRecord& ledger) {
    const Connection connection(request_for(request, ledger.environment), workspace,
                                Connection::Purpose::Write);
    std::vector<RowChange> rows;
    for (const RowChange& change : ledger.rows) {
        rows.push_back({.before = change.after, .after = change.before, .content = {}});
    }
    db::RunIdentity identity = run_identity(request, workspace);
    identity.run_id = record.run_id;
    write_rows(connection, std::move(rows), identity);
    share_facts(request, workspace, connection);
    fault_point("rebase.ledger_restored");
}

}  // namespace gmig::app

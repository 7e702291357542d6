#include "app/import/adopt.hpp"

#include "app/check/known_facts.hpp"
#include "app/executed.hpp"
#include "app/facts/share.hpp"
#include "app/import/comparison.hpp"
#include "app/import/tool_record.hpp"
#include "app/operation/ledger_line.hpp"
#include "app/operation/recording.hpp"
#include "app/steps.hpp"
#include "app/tool_look.hpp"
#include <gmig/support/fault.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>
#include <limits>
#include <unordered_map>
#include <unordered_set>

namespace gmig::app {
namespace {

/// Rows that are to be written, and what the user is told of them.
struct AdoptionPlan {
    Adoption told;
    Facts ledger;                       ///< what it has already
    std::vector<Migration> migrations;  ///< of the new rows, in the order of execution
    std::vector<LedgerEntry> executed;  ///< by the tool, for each of them
};

/// Works an adoption out.
class AdoptionPlanner {
public:
    AdoptionPlanner(const Request& request, const Workspace& workspace,
                    const Connection& connection, layout::Kind tool)
        : request_(request),
          workspace_(workspace),
          connection_(connection),
          tool_(tool),
          set_(workspace.work_tree()) {}

    AdoptionPlan work_out();

private:
    void refuse(Error::Kind kind, const std::string& message, Where where, const std::string& next);
    void look_at_files();
    void look_at_mode();
    void refuse_without_table(const ToolRecord& record);
    void look_at_tables(const ToolRecord& record);
    void take(const LedgerEntry& row, const ToolRecord& record);
    void refuse_without_file(const LedgerEntry& row, const ToolRecord& record);
    void refuse_edited(const LedgerEntry& row, const Migration& file);

    const Request& request_;
    const Workspace& workspace_;
    const Connection& connection_;
    layout::Kind tool_;
    layout::MigrationSet set_;
    std::unordered_map<MigrationId, const Migration*> files_;
    std::unordered_set<MigrationId> known_;      ///< what the ledger has
    std::unordered_set<MigrationId> taken_out_;  ///< what gmig took out of it, if it lacks it
    AdoptionPlan plan_;
};

void AdoptionPlanner::refuse(Error::Kind kind, const std::string& message, Where where,
                             const std::string& next) {
    plan_.told.obstacles.push_back(
        Error(kind, message).at(std::move(where)).state("nothing has changed").next(next));
}

void AdoptionPlanner::look_at_files() {
    for (const Migration& migration : set_.migrations) {
        files_.emplace(migration.id, &migration);
    }
    for (const Finding& finding : set_.findings) {
        const bool is_begun = finding.code == Code::UnreadableMigration &&
                              !finding.id.value.empty() && files_.contains(finding.id);
        if (finding.severity != Severity::Error || is_begun) {
            continue;
        }
        const bool collides = finding.code == Code::VersionCollision;
        refuse(collides ? Error::Kind::History : Error::Kind::Migration, finding.message,
               finding.where, finding.remedy);
    }
}

void AdoptionPlanner::look_at_mode() {
    if (workspace_.project().mode == layout::Mode::Watch) {
        refuse(Error::Kind::Guard,
               "gmig.json says that " + tool_name(tool_) + " executes: \"mode\": \"watch\"",
               {.file = workspace_.config_file().string()}, "take that key out");
    }
}

void AdoptionPlanner::refuse_without_table(const ToolRecord& record) {
    const std::string option = behind(plan_.told.option);
    refuse(Error::Kind::Usage,
           "there is no table of " + tool_name(tool_) + "'s in '" +
               printable(connection_.environment().name) + "', so there is nothing to adopt",
           {.file = connection_.environment().target.shown},
           !record.others.empty() ? "gmig import --from the tool whose table it has: " +
                                        printable(join(record.others, ", "))
           : plan_.told.adopted ? "gmig status" + option
                                : "gmig execute" + option + ", or another environment");
}

void AdoptionPlanner::look_at_tables(const ToolRecord& record) {
    if (record.table.empty()) {
        refuse_without_table(record);
        return;
    }
    const Where where{.file = connection_.environment().target.shown};
    if (!record.others.empty()) {
        refuse(Error::Kind::History,
               "two tools keep a history in this database: " + printable(record.table) + " is " +
                   tool_name(tool_) + "'s, and there is " + printable(join(record.others, ", ")),
               where,
               "drop the table of the one that does not run any more, or say in gmig.json which "
               "one counts: \"history_table\": \"" +
                   printable(record.table) + "\"");
    }
    for (const Finding& finding : record.facts.trouble) {
        refuse(Error::Kind::History, finding.message, finding.where, finding.remedy);
    }
}

void AdoptionPlanner::refuse_edited(const LedgerEntry& row, const Migration& file) {
    const bool certain = row.checksum.value.find(':') != std::string::npos &&
                         row.checksum.value.starts_with(tool_name(tool_));
    refuse(Error::Kind::History,
           file.name + " is not as it was executed: " +
               (certain ? tool_name(tool_) + "'s checksum is another one"
                        : "the protected branch has it otherwise"),
           {.file = file.path},
           "git log -p -- " + shell_word(file.path) + ", and put back what was executed");
}

/// Unless what was wrong with the row says so already.
void AdoptionPlanner::refuse_without_file(const LedgerEntry& row, const ToolRecord& record) {
    if (std::ranges::find(record.facts.trouble, row.id, &Finding::id) !=
        record.facts.trouble.end()) {
        return;
    }
    refuse(Error::Kind::History,
           tool_name(tool_) + " has executed " + printable(row.name) +
               ", and there is no file of it here",
           {.file = connection_.environment().target.shown},
           "git log --all --oneline -- " +
               shell_word(workspace_.project().migrations + "/*" + row.name + "*"));
}

void AdoptionPlanner::take(const LedgerEntry& row, const ToolRecord& record) {
    if (known_.contains(row.id)) {
        ++plan_.told.known;
        return;
    }
    if (taken_out_.contains(row.id)) {
        ++plan_.told.taken_out;
        plan_.told.notes.push_back(printable(row.name) +
                                   " stays pending: gmig took it back after " + tool_name(tool_) +
                                   " had executed it");
        return;
    }
    const auto found = files_.find(row.id);
    if (found == files_.end()) {
        ++plan_.told.without_file;
        refuse_without_file(row, record);
        return;
    }
    const Migration& file = *found->second;
    if (row.checksum != file.checksum) {
        refuse_edited(row, file);
        return;
    }
    plan_.migrations.push_back(file);
    plan_.executed.push_back(row);
    plan_.told.plan.push_back({.id = file.id,
                               .name = file.name,
                               .version = file.version,
                               .executed_at = row.executed_at,
                               .executed_by = row.executed_by});
}

AdoptionPlan AdoptionPlanner::work_out() {
    plan_.told.environment = connection_.environment().name;
    plan_.told.option = naming_option(request_, connection_.environment());
    plan_.told.kind = connection_.kind();
    plan_.ledger.entries = connection_.ledger().entries();
    const ToolStanding standing = connection_.watch().standing;
    plan_.told.adopted = !plan_.ledger.entries.empty() || standing == ToolStanding::Adopted ||
                         standing == ToolStanding::RanAgain;
    refuse_interrupted_rows(plan_.ledger);
    for (const LedgerEntry& row : plan_.ledger.entries) {
        known_.insert(row.id);
    }
    taken_out_ =
        taken_out_of(connection_.ledger().operations(std::numeric_limits<std::size_t>::max()));
    look_at_files();
    look_at_mode();
    const ToolRecord record = read_tool_record(request_, workspace_, connection_, tool_);
    plan_.told.table = record.table;
    look_at_tables(record);
    if (const std::string told =
            told_of_schemas(connection_.driver(), workspace_, connection_.watch());
        !told.empty()) {
        plan_.told.notes.push_back(told + "; \"history_table\" in gmig.json chooses");
    }
    for (const LedgerEntry& row : record.facts.entries) {
        if (row.state == RowState::Done) {
            take(row, record);
        } else {
            ++plan_.told.interrupted;
        }
    }
    plan_.told.executed =
        record.facts.entries.size() - plan_.told.interrupted - plan_.told.without_file;
    return std::move(plan_);
}

void throw_first_obstacle(const Adoption& adoption) {
    if (adoption.obstacles.empty()) {
        return;
    }
    const Error& first = adoption.obstacles.front();
    const std::size_t more = adoption.obstacles.size() - 1;
    if (more == 0) {
        throw Error(first);
    }
    throw Error(first.kind(), std::string(first.what()) + " (and " + std::to_string(more) +
                                  (more == 1 ? " more obstacle)" : " more obstacles)"))
        .at(first.where())
        .state(first.state())
        .next(first.next() + "; all of them: the same command without --adopt");
}

/// What the ledger says was executed, then what the tool executed besides.
std::vector<Migration> all_executed(const Connection& connection, const AdoptionPlan& plan) {
    std::vector<Migration> migrations;
    for (const LedgerEntry& row : plan.ledger.entries) {
        migrations.push_back(executed_migration(connection, row));
    }
    migrations.insert(migrations.end(), plan.migrations.begin(), plan.migrations.end());
    return migrations;
}

void compare(const Request& request, const Workspace& workspace, const Connection& connection,
             const ImportOptions& options, AdoptionPlan& plan) {
    Adoption& told = plan.told;
    try {
        SchemaComparison comparison =
            compare_schema(request, workspace, connection, all_executed(connection, plan));
        told.compared = true;
        std::ranges::move(comparison.passed_over, std::back_inserter(told.notes));
        told.differences = std::move(comparison.differences);
        told.back = std::move(comparison.back);
    } catch (const Error& error) {
        if (!options.accept_drift || error.kind() == Error::Kind::Signal ||
            error.kind() == Error::Kind::Internal) {
            refuse_comparison(error);
        }
        told.notes.push_back(std::string("the schema was not compared: ") + error.what());
    }
    if (!told.differences.empty() && !options.accept_drift) {
        const std::size_t more = told.differences.size() - 1;
        told.obstacles.push_back(
            Error(Error::Kind::Guard,
                  "the schema is not what the executed migrations build: " +
                      printable(told.differences.front()) +
                      (more == 0 ? "" : ", and " + std::to_string(more) + " more"))
                .at({.file = connection.environment().target.shown})
                .state("nothing has changed")
                .next("write what differs into a migration later and adopt it as it is: the same "
                      "command with --accept-drift"));
    }
}

/// Nobody but the user vouches for what another tool wrote down.
void require_consent_to_adopt(const Request& request, const Connection& connection,
                              std::size_t count) {
    const std::string& name = connection.environment().name;
    if (connection.kind() == EnvironmentKind::Local || request.confirm == name) {
        return;
    }
    throw Error(Error::Kind::Guard,
                "'" + printable(name) + "' is " + std::string(to_string(connection.kind())) +
                    ": to let gmig execute there from now on, with " + std::to_string(count) +
                    (count == 1 ? " migration" : " migrations") +
                    " adopted, needs its name as a confirmation")
        .state("nothing has changed")
        .next("the same command with --confirm " + name);
}

LedgerEntry row_of(const Workspace& workspace, const db::RunIdentity& identity,
                   const Migration& migration, const LedgerEntry& executed) {
    LedgerEntry row = entry_of(workspace, migration, identity, 0);
    row.commit.clear();  // of which commit the tool executed it nobody knows
    row.branch.clear();
    row.duration_us = executed.duration_us;
    if (executed.executed_at.microseconds != 0) {
        row.executed_at = executed.executed_at;
    }
    if (!executed.executed_by.empty()) {
        row.executed_by = executed.executed_by;
    }
    return row;
}

/// One transaction: a line that says so (there may be no row), then the rows.
std::vector<db::Query> changes_of(const Workspace& workspace, const Connection& connection,
                                  const db::RunIdentity& identity, const AdoptionPlan& plan) {
    LedgerEntry about_all;
    about_all.name = plan.told.table;
    std::vector<db::Query> queries{
        connection.ledger().log(operation_of(identity, "import", about_all))};
    std::int64_t sequence = next_sequence(plan.ledger);
    for (std::size_t i = 0; i < plan.migrations.size(); ++i) {
        const Migration& migration = plan.migrations[i];
        LedgerEntry row = row_of(workspace, identity, migration, plan.executed[i]);
        row.sequence = sequence++;
        std::ranges::move(connection.ledger().record(row, texts_of(workspace, migration), ""),
                          std::back_inserter(queries));
        queries.push_back(connection.ledger().log(operation_of(identity, "import", row)));
    }
    return queries;
}

void write(const Request& request, const Workspace& workspace, Connection& connection,
           const AdoptionPlan& plan) {
    const db::RunIdentity identity = run_identity(request, workspace);
    Recording recording(request, workspace,
                        {.kind = "import", .connection = &connection, .run_id = identity.run_id});
    fault_point("adopt.planned");
    connection.driver().write(changes_of(workspace, connection, identity, plan));
    fault_point("adopt.written");
    recording.done();
    connection.look_again(workspace);  // it is the ledger that says what is executed, from here on
    remember_facts(workspace, connection);
    share_facts(request, workspace, connection);
    fault_point("adopt.told");
}

AdoptionPlan plan_on(const Request& request, const Workspace& workspace,
                     const Connection& connection, layout::Kind tool) {
    return AdoptionPlanner(request, workspace, connection, tool).work_out();
}

/// What was compared must be what is written.
void require_unchanged(const AdoptionPlan& before, const AdoptionPlan& now, layout::Kind tool) {
    const auto ids = [](const AdoptionPlan& plan) {
        std::vector<MigrationId> all;
        for (const AdoptedMigration& one : plan.told.plan) {
            all.push_back(one.id);
        }
        return all;
    };
    throw_first_obstacle(now.told);
    if (ids(before) != ids(now) || before.ledger.entries.size() != now.ledger.entries.size()) {
        throw Error(Error::Kind::History, "somebody has executed migrations there meanwhile")
            .state("nothing has changed")
            .next("gmig import --from " + tool_name(tool) + " --adopt" + behind(now.told.option));
    }
}

}  // namespace

Adoption look_at_environment(const Request& request, const Workspace& workspace,
                             layout::Kind tool) {
    const Connection connection(request, workspace, Connection::Purpose::Read);
    return plan_on(request, workspace, connection, tool).told;
}

Adoption adopt_executions(const Request& request, const Workspace& workspace,
                          const ImportOptions& options) {
    AdoptionPlan plan;
    {
        const Connection reading(request, workspace, Connection::Purpose::Read);
        plan = plan_on(request, workspace, reading, options.tool);
        throw_first_obstacle(plan.told);
        if (plan.told.adopted && plan.migrations.empty()) {
            return std::move(plan.told);
        }
        compare(request, workspace, reading, options, plan);
        if (options.dry_run || !plan.told.obstacles.empty()) {
            return std::move(plan.told);
        }
        require_consent_to_adopt(request, reading, plan.migrations.size());
    }
    Connection connection(request, workspace, Connection::Purpose::TakeOver);
    require_unchanged(plan, plan_on(request, workspace, connection, options.tool), options.tool);
    write(request, workspace, connection, plan);
    plan.told.done = true;
    return std::move(plan.told);
}

}  // namespace gmig::app

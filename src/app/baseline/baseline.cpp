#include "app/baseline/first_migration.hpp"
#include "app/baseline/left_out.hpp"
#include "app/check/known_facts.hpp"
#include "app/executed.hpp"
#include "app/facts/share.hpp"
#include "app/operation/recording.hpp"
#include "app/schema/replay.hpp"
#include "app/schema/shared_database.hpp"
#include "app/schema/states.hpp"
#include "app/steps.hpp"
#include <gmig/app/baseline.hpp>
#include <gmig/schema/difference.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace gmig::app {
namespace {

std::vector<std::string> in_words(const schema::Schema& from, const schema::Schema& to) {
    std::vector<std::string> words;
    std::ranges::transform(schema::difference(from, to), std::back_inserter(words),
                           schema::described);
    return words;
}

/// The beginning of one environment's history.
class Beginning {
public:
    Beginning(const Request& request, const BaselineOptions& options, const Workspace& workspace,
              const History& history)
        : request_(request), options_(options), workspace_(workspace), history_(history) {}

    BaselineResult run();

private:
    [[nodiscard]] bool is_recorded(const Facts& facts) const;
    void require_empty_ledger(const Facts& facts) const;
    void require_schema(const schema::Schema& live) const;
    [[nodiscard]] schema::Schema built() const;
    void write_first(const schema::Schema& live);
    void compare_first(const schema::Schema& live);
    void accept_or_refuse(const std::string& builder, const std::string& next);
    void require_confirmation(EnvironmentKind kind) const;
    void require_unchanged(const Connection& connection, const schema::Schema& live) const;
    void record(const schema::Schema& live);

    const Request& request_;
    const BaselineOptions& options_;
    const Workspace& workspace_;
    const History& history_;
    Migration migration_;
    std::vector<FileChange> files_;
    schema::Schema built_;  ///< by the first migration; without one it is empty
    EnvironmentKind kind_ = EnvironmentKind::Production;
    BaselineResult result_;
};

BaselineResult Beginning::run() {
    schema::Schema live;
    {
        const Connection connection(request_, workspace_, Connection::Purpose::Read);
        result_.environment = connection.environment().name;
        connection.refuse_watched();
        const Facts facts = connection.facts();
        refuse_interrupted_rows(facts);
        if (is_recorded(facts)) {
            const Migration& first = history_.migrations().front();
            result_.id = first.id;
            result_.name = first.name;
            result_.path = first.path;
            result_.changed = false;
            return std::move(result_);
        }
        require_empty_ledger(facts);
        refuse_shared_database(connection, workspace_, "baseline");
        built_ = built();
        LiveSchema found = live_schema_beside(workspace_, connection.driver(), built_);
        live = std::move(found.schema);
        result_.notes = std::move(found.passed_over);
        require_schema(live);
        kind_ = connection.kind();
        if (history_.migrations().empty()) {
            std::ranges::move(left_out_of_baseline(connection.driver()),
                              std::back_inserter(result_.notes));
        }
    }
    if (history_.migrations().empty()) {
        write_first(live);
    } else {
        compare_first(live);
    }
    result_.id = migration_.id;
    result_.name = migration_.name;
    result_.path = migration_.path;
    if (!options_.dry_run) {
        require_confirmation(kind_);
        record(live);
    }
    return std::move(result_);
}

bool Beginning::is_recorded(const Facts& facts) const {
    return !history_.migrations().empty() &&
           std::ranges::find(facts.entries, history_.migrations().front().id, &LedgerEntry::id) !=
               facts.entries.end();
}

void Beginning::require_empty_ledger(const Facts& facts) const {
    if (facts.entries.empty()) {
        return;
    }
    const std::size_t rows = facts.entries.size();
    throw Error(Error::Kind::History,
                "the ledger of '" + printable(result_.environment) + "' has " +
                    std::to_string(rows) + (rows == 1 ? " migration" : " migrations") +
                    " already, such as " + printable(facts.entries.front().name) +
                    ": a baseline comes before all others")
        .state("nothing has changed")
        .next("gmig status; one that is there and not in its ledger: gmig mark NAME --executed");
}

schema::Schema Beginning::built() const {
    if (history_.migrations().empty()) {
        schema::Schema empty;
        empty.dialect = workspace_.project().dialect;
        return empty;
    }
    const Migration* const first = &history_.migrations().front();
    return replayed_schema(request_, workspace_, {&first, 1});
}

void Beginning::require_schema(const schema::Schema& live) const {
    schema::Schema empty;
    empty.dialect = live.dialect;
    if (!schema::difference(empty, live).empty()) {
        return;
    }
    const bool has_files = !history_.migrations().empty();
    throw Error(Error::Kind::Usage,
                "'" + printable(result_.environment) + "' has no schema to begin with: it is empty")
        .state("nothing has changed")
        .next(has_files ? "gmig execute -e " + shell_word(result_.environment) : "gmig new NAME");
}

void Beginning::write_first(const schema::Schema& live) {
    result_.unmodelled = live.unmodelled;
    accept_or_refuse("the migration that gmig would write",
                     "the same command with --accept-drift, which writes the rest");
    FirstMigration first = first_migration(request_, workspace_, live,
                                           options_.name.empty() ? "baseline" : options_.name);
    migration_ = std::move(first.files.migration);
    files_ = first.files.changes.changes();
    result_.writes = true;
    result_.text = std::move(first.text);
    std::ranges::move(first.notes, std::back_inserter(result_.notes));
}

void Beginning::compare_first(const schema::Schema& live) {
    migration_ = history_.migrations().front();
    if (!options_.name.empty()) {
        throw Error(Error::Kind::Usage,
                    "there are migrations already: " + printable(migration_.name) +
                        " is what is recorded, and none is written")
            .at({.file = migration_.path})
            .state("nothing has changed")
            .next("gmig baseline -e " + shell_word(result_.environment));
    }
    result_.differences = in_words(built_, live);
    std::ranges::set_difference(live.unmodelled, built_.unmodelled,
                                std::back_inserter(result_.unmodelled));
    result_.pending = history_.migrations().size() - 1;
    accept_or_refuse(printable(migration_.name),
                     result_.pending == 0
                         ? "gmig diff --from :worktree --to env:" + result_.environment +
                               "; to record it all the same: --accept-drift"
                         : "gmig status: what else was executed there is recorded by gmig mark, "
                           "and to record the first one all the same: --accept-drift");
}

/// Refuses what the first migration does not build, unless that is accepted.
void Beginning::accept_or_refuse(const std::string& builder, const std::string& next) {
    std::vector<std::string> all = result_.differences;
    for (const std::string& words : result_.unmodelled) {
        all.push_back(words + " (gmig does not model it)");
    }
    if (all.empty()) {
        return;
    }
    if (options_.announce) {
        options_.announce(all);
    }
    if (options_.accept_drift) {
        return;
    }
    constexpr std::size_t shown = 3;
    const std::size_t more = all.size() > shown ? all.size() - shown : 0;
    all.resize(all.size() - more);
    throw Error(Error::Kind::Guard,
                "'" + printable(result_.environment) + "' has what " + builder +
                    " does not build: " + printable(join(all, ", ")) +
                    (more == 0 ? "" : ", and " + std::to_string(more) + " more"))
        .state("nothing has changed")
        .next(next);
}

void Beginning::require_confirmation(EnvironmentKind kind) const {
    const std::string& name = result_.environment;
    if (kind == EnvironmentKind::Local || request_.confirm == name) {
        return;
    }
    throw Error(Error::Kind::Guard, "'" + printable(name) + "' is " + std::string(to_string(kind)) +
                                        ": to record there what was not run needs its name as a "
                                        "confirmation")
        .state("nothing has changed")
        .next("the same command with --confirm " + shell_word(name));
}

/// Meanwhile others may have been at work.
void Beginning::require_unchanged(const Connection& connection, const schema::Schema& live) const {
    require_empty_ledger(connection.facts());
    if (schema::same(live_schema_beside(workspace_, connection.driver(), built_).schema, live)) {
        return;
    }
    throw Error(Error::Kind::Guard, "somebody has changed the schema of '" +
                                        printable(result_.environment) + "' meanwhile")
        .state("nothing has changed")
        .next("the same command again");
}

void Beginning::record(const schema::Schema& live) {
    const Connection connection(request_, workspace_, Connection::Purpose::Write);
    require_confirmation(connection.kind());
    require_unchanged(connection, live);
    const db::RunIdentity identity = run_identity(request_, workspace_);
    Recording recording(request_, workspace_,
                        {.kind = "baseline",
                         .connection = &connection,
                         .run_id = identity.run_id,
                         .files = files_});
    const LedgerEntry entry =
        entry_of(workspace_, migration_, identity, next_sequence(connection.facts()));
    connection.driver().write(
        connection.ledger().record(entry, texts_of(workspace_, migration_), "baseline"));
    recording.carry_out_files();
    recording.done();
    remember_facts(workspace_, connection);
    share_facts(request_, workspace_, connection);
}

}  // namespace

BaselineResult baseline(const Request& request, const BaselineOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    layout::MigrationSet set = workspace.work_tree();
    const History history = take_history(set);
    return Beginning(request, options, workspace, history).run();
}

}  // namespace gmig::app

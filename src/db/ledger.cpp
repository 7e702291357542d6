#include "db/ledger_row.hpp"
#include "db/log_lines.hpp"
#include "db/own_history.hpp"
#include <gmig/db/ledger.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <unordered_map>

namespace gmig::db {
namespace {

[[noreturn]] void refuse_edited(const std::string& what, const std::string& name) {
    throw Error(Error::Kind::History, "the ledger's " + what + " of " + printable(name) +
                                          " was changed by hand: it does not fit its digest")
        .state("nothing has been done")
        .next("put it back from a backup, or state what is true: gmig mark");
}

/// How far a migration has come whose statements run one by one.
struct Step {
    std::int64_t statements_done = 0;
    Value progress;
};

/// By id. Older ledgers have none: there the row says it.
std::unordered_map<std::string, Step> steps_in(Driver& driver, const std::string& project) {
    std::unordered_map<std::string, Step> steps;
    if (!driver.has_table("gmig_progress")) {
        return steps;
    }
    for (Row& row : read_ledger(driver, {"SELECT id, statements_done, progress, digest FROM "
                                         "gmig_progress WHERE project = $1",
                                         {project}})) {
        const std::string id = row[0].value_or("");
        const std::string done = row[1].value_or("");
        if (row[3] != digest_of_progress(done, row[2].value_or(""))) {
            refuse_edited("progress", id);
        }
        steps.emplace(id, Step{std::stoll(done), std::move(row[2])});
    }
    return steps;
}

/// Rows of those that are being executed, or rolled back, one statement after the other.
void put_steps(Driver& driver, const std::string& project, std::vector<LedgerEntry>& entries) {
    if (std::ranges::find(entries, RowState::Started, &LedgerEntry::state) == entries.end()) {
        return;
    }
    const std::unordered_map<std::string, Step> steps = steps_in(driver, project);
    for (LedgerEntry& entry : entries) {
        const auto step = steps.find(entry.id.value);
        if (entry.state == RowState::Started && step != steps.end()) {
            entry.statements_done = step->second.statements_done;
        }
    }
}

}  // namespace

Ledger::Ledger(Driver& driver, std::string project)
    : driver_(driver), project_(std::move(project)) {
    if (project_ == own_project) {
        throw Error(Error::Kind::Usage,
                    "a project cannot be named gmig: the ledger's own history "
                    "has that name");
    }
}

LedgerSchema Ledger::schema() {
    if (!driver_.has_table("gmig_ledger")) {
        if (!driver_.has_table("gmig_operation") && !driver_.has_table("gmig_environment")) {
            return LedgerSchema::Absent;
        }
        // Another runner may have made them all between two of these questions.
        if (!driver_.has_table("gmig_ledger")) {
            throw Error(Error::Kind::History,
                        "the ledger's table gmig_ledger is gone, though "
                        "others of gmig's tables are there")
                .state("nothing has been done")
                .next("put it back from a backup");
        }
    }
    const OwnHistory own = own_history_in(driver_);
    if (own.newer_version) {
        return LedgerSchema::Newer;
    }
    return own.missing.empty() ? LedgerSchema::Current : LedgerSchema::Older;
}

std::vector<LedgerEntry> Ledger::entries() {
    const LedgerSchema schema_now = schema();
    if (schema_now == LedgerSchema::Absent) {
        return {};
    }
    // Nearly all rows are wanted: one walk through the table, without the index of its key and
    // without a sorter, takes a third of the time.
    std::vector<Row> rows =
        read_ledger(driver_, {std::string("SELECT ") + entry_columns +
                                  ", digest FROM gmig_ledger WHERE project || '' = $1",
                              {project_}});
    std::vector<LedgerEntry> result;
    result.reserve(rows.size());
    for (Row& row : rows) {
        const Value& digest = row[entry_column_count];
        // A newer gmig may have another kind of digest.
        const bool unknown_kind =
            schema_now == LedgerSchema::Newer && digest && !digest->starts_with(digest_prefix);
        if (!unknown_kind && digest != digest_of(project_, row)) {
            refuse_edited("row", row[1].value_or(""));
        }
        result.push_back(entry_from(std::move(row)));
    }
    std::ranges::sort(result, {}, [](const LedgerEntry& entry) {
        return std::pair<std::int64_t, std::string_view>(entry.sequence, entry.id.value);
    });
    put_steps(driver_, project_, result);
    return result;
}

std::optional<Texts> Ledger::texts(const MigrationId& id) {
    if (!driver_.has_table("gmig_ledger")) {
        return std::nullopt;
    }
    const std::vector<Row> rows = read_ledger(
        driver_, {"SELECT text_digest, down_transaction_mode, up_text, down_text, verify_text "
                  "FROM gmig_ledger WHERE project = $1 AND id = $2",
                  {project_, id.value}});
    if (rows.empty()) {
        return std::nullopt;
    }
    const Row& row = rows.front();
    Texts texts{row[2].value_or(""), row[3], row[4], mode_from(row[1])};
    if (row[0] != digest_of(texts)) {
        refuse_edited("texts", id.value);
    }
    return texts;
}

std::optional<Progress> Ledger::progress_of(const MigrationId& id) {
    const std::unordered_map<std::string, Step> steps = steps_in(driver_, project_);
    if (const auto step = steps.find(id.value); step != steps.end()) {
        return progress_from(step->second.progress);
    }
    const std::vector<Row> rows = read_ledger(
        driver_,
        {"SELECT progress FROM gmig_ledger WHERE project = $1 AND id = $2", {project_, id.value}});
    return rows.empty() ? std::nullopt : progress_from(rows.front()[0]);
}

std::vector<Operation> Ledger::operations(std::size_t newest) {
    constexpr std::size_t most = 1'000'000'000;
    return read_lines(driver_, {.where = {},
                                .limit = " LIMIT " + std::to_string(std::min(newest, most)),
                                .values = {project_}});
}

bool Ledger::has_run(const std::string& run_id) {
    return driver_.has_table("gmig_operation") &&
           !read_ledger(driver_,
                        {"SELECT 1 FROM gmig_operation WHERE project = $1 AND run_id = $2 LIMIT 1",
                         {project_, run_id}})
                .empty();
}

}  // namespace gmig::db

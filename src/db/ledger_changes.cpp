#include "db/json_text.hpp"
#include "db/ledger_row.hpp"

#include <algorithm>
#include <iterator>

namespace gmig::db {
namespace {

std::vector<std::string> values_of(const std::vector<MigrationId>& ids) {
    std::vector<std::string> result;
    for (const MigrationId& id : ids) {
        result.push_back(id.value);
    }
    return result;
}

JsonObject names_of(const LedgerEntry& entry) {
    JsonObject json;
    json.text("id", entry.id.value).text("name", entry.name);
    json.texts("parents", values_of(entry.parents));
    return json;
}

JsonObject json_of(const LedgerEntry& entry) {
    JsonObject json = names_of(entry);
    json.text("checksum", entry.checksum.value)
        .text_or_null("down_checksum", text_of(entry.down_checksum))
        .text_or_null("verify_checksum", text_of(entry.verify_checksum))
        .text("fingerprint", entry.fingerprint.value)
        .text("transaction", mode_text(entry.transaction))
        .number("sequence", entry.sequence)
        .number("statements_done", entry.statements_done)
        .number("executed_at", entry.executed_at.microseconds)
        .number("duration_us", entry.duration_us)
        .text("commit", entry.commit)
        .text("branch", entry.branch)
        .text("executed_by", entry.executed_by)
        .text("gmig_version", entry.gmig_version)
        .text("run_id", entry.run_id);
    return json;
}

/// What a line of the log says besides, sealed by its digest.
std::string detail_of(const Operation& operation, const JsonObject* before) {
    JsonObject detail;
    if (before != nullptr) {
        detail.object("before", *before);
    }
    if (!operation.back.empty()) {
        detail.text("back", operation.back);
    }
    if (operation.undoes != 0) {
        detail.number("undoes", operation.undoes);
    }
    const std::string plain = detail.str();
    return plain == "{}" ? plain : detail.text("digest", sha256_hex(plain)).str();
}

JsonObject json_with_texts(const LedgerEntry& entry, const Texts& texts) {
    JsonObject row = json_of(entry);
    row.text("up", texts.up)
        .text_or_null("down", texts.down)
        .text_or_null("verify", texts.verify)
        .text("down_transaction", mode_text(texts.down_transaction));
    return row;
}

Operation about(const LedgerEntry& entry, Operation operation) {
    operation.id = entry.id;
    operation.name = entry.name;
    return operation;
}

Query forget_progress(const std::string& project, const MigrationId& id) {
    return {"DELETE FROM gmig_progress WHERE project = $1 AND id = $2", {project, id.value}};
}

}  // namespace

std::vector<Query> Ledger::record(const LedgerEntry& entry, const Texts& texts,
                                  const std::string& operation) const {
    // Without the columns' names: matching 25 of them takes SQLite as long as all of the rest.
    Query insert;
    insert.sql =
        "INSERT INTO gmig_ledger VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
        "$14, $15, $16, $17, $18, $19, $20, NULL, $21, $22, $23, $24, $25)";
    Row columns = columns_of(entry);
    std::string digest = digest_of(project_, columns);
    constexpr std::size_t all_columns = 25;
    insert.values.reserve(all_columns);
    insert.values.emplace_back(project_);
    std::ranges::move(columns, std::back_inserter(insert.values));
    insert.values.emplace_back(std::move(digest));
    insert.values.emplace_back(digest_of(texts));
    insert.values.emplace_back(mode_text(texts.down_transaction));
    insert.values.emplace_back(texts.up);
    insert.values.push_back(texts.down);
    insert.values.push_back(texts.verify);
    std::vector<Query> result{std::move(insert)};
    if (!operation.empty()) {
        Operation line;
        line.kind = operation;
        line.detail = "{}";
        line.at = entry.executed_at;
        line.by = entry.executed_by;
        line.run_id = entry.run_id;
        result.push_back(log(about(entry, std::move(line))));
    }
    return result;
}

// From the first statement on it stands beside the row: SQLite would write the row's texts anew.
std::vector<Query> Ledger::progress(const LedgerEntry& entry,
                                    const std::optional<Progress>& progress) const {
    if (progress && entry.statements_done > 0) {
        std::string done = std::to_string(entry.statements_done);
        std::string text = progress_text(*progress);
        std::string digest = digest_of_progress(done, text);
        return {
            {"INSERT INTO gmig_progress VALUES ($1, $2, $3, $4, $5) ON CONFLICT (project, id) "
             "DO UPDATE SET statements_done = excluded.statements_done, progress = "
             "excluded.progress, digest = excluded.digest",
             {project_, entry.id.value, std::move(done), std::move(text), std::move(digest)}}};
    }
    const Row columns = columns_of(entry);
    return {
        forget_progress(project_, entry.id),
        {"UPDATE gmig_ledger SET state = $1, statements_done = $2, executed_at = $3, "
         "duration_us = $4, git_commit = $5, git_branch = $6, executed_by = $7, gmig_version = "
         "$8, run_id = $9, digest = $10, progress = $11 WHERE project = $12 AND id = $13",
         {columns[9], columns[10], columns[11], columns[12], entry.commit, entry.branch,
          entry.executed_by, entry.gmig_version, entry.run_id, digest_of(project_, columns),
          progress ? Value(progress_text(*progress)) : std::nullopt, project_, entry.id.value}}};
}

std::vector<Query> Ledger::remove(const LedgerEntry& entry, const Texts& texts,
                                  const Operation& operation) const {
    const JsonObject row = json_with_texts(entry, texts);
    Operation line = about(entry, operation);
    line.detail = detail_of(operation, &row);
    return {{"DELETE FROM gmig_ledger WHERE project = $1 AND id = $2", {project_, entry.id.value}},
            forget_progress(project_, entry.id),
            log(line)};
}

std::vector<Query> Ledger::replace(const LedgerEntry& before, const Texts& before_texts,
                                   const LedgerEntry& after, const Texts& after_texts,
                                   const Operation& operation) const {
    std::vector<Query> queries = remove(before, before_texts, operation);
    std::ranges::move(record(after, after_texts, ""), std::back_inserter(queries));
    return queries;
}

std::vector<Query> Ledger::rename(const LedgerEntry& before_rename, const LedgerEntry& after,
                                  const Operation& operation) const {
    LedgerEntry renamed = before_rename;
    renamed.id = after.id;
    renamed.name = after.name;
    renamed.parents = after.parents;
    const Row columns = columns_of(renamed);
    Operation line = about(renamed, operation);
    const JsonObject names = names_of(before_rename);
    line.detail = detail_of(operation, &names);
    return {
        {"UPDATE gmig_ledger SET id = $1, name = $2, parents = $3, statements_done = $4, digest "
         "= $5 WHERE project = $6 AND id = $7",
         {columns[0], columns[1], columns[2], columns[10], digest_of(project_, columns), project_,
          before_rename.id.value}},
        {"UPDATE gmig_progress SET id = $1 WHERE project = $2 AND id = $3",
         {renamed.id.value, project_, before_rename.id.value}},
        log(line)};
}

Query Ledger::log(const Operation& operation) const {
    return {
        "INSERT INTO gmig_operation VALUES ((SELECT coalesce(max(number), 0) + 1 FROM "
        "gmig_operation), $1, $2, $3, $4, $5, $6, $7, $8)",
        {project_, operation.kind, operation.id.value, operation.name,
         operation.detail.empty() ? detail_of(operation, nullptr) : operation.detail,
         std::to_string(operation.at.microseconds), operation.by, operation.run_id}};
}

Query Ledger::confirm_done(const LedgerEntry& entry) const {
    return {
        "SELECT 1 FROM gmig_ledger WHERE project = $1 AND id = $2 AND run_id = $3 AND state = "
        "'done'",
        {project_, entry.id.value, entry.run_id}};
}

Query Ledger::confirm_progress(const LedgerEntry& entry) const {
    return {"SELECT 1 FROM gmig_progress WHERE project = $1 AND id = $2 AND statements_done = $3",
            {project_, entry.id.value, std::to_string(entry.statements_done)}};
}

Query Ledger::confirm_logged(const Operation& operation) const {
    Query query{"SELECT 1 FROM gmig_operation WHERE project = $1 AND kind = $2 AND run_id = $3",
                {project_, operation.kind, operation.run_id}};
    if (operation.undoes != 0) {
        // A digest follows.
        query.sql += " AND detail LIKE $4";
        query.values.emplace_back("%\"undoes\":" + std::to_string(operation.undoes) + ",%");
    }
    return query;
}

Query Ledger::confirm_gone(const MigrationId& id) const {
    return {"SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM gmig_ledger WHERE project = $1 AND id = $2)",
            {project_, id.value}};
}

}  // namespace gmig::db

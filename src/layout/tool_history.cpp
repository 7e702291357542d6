#include "layout/tool_rows.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace gmig::layout {
namespace {

using RowReader = void (*)(const ToolCells& cells, std::vector<ToolRow>& rows);

/// What of a tool stands here: its table, and how a row of it is read. A reader may change rows
/// before: later rows of some tools take back what earlier ones say.
struct ToolForm {
    Kind layout;
    HistoryTable table;
    RowReader read;
};

/// Puts the version in the layout's normal form, and forgets a name that no file can have; false
/// where that goes for the version, too.
bool named_as(Kind layout, const std::string& version, ToolRow& row) {
    auto found = named_by_row(layout, version, row.name);
    if (!found) {
        row.name.clear();
        found = named_by_row(layout, version, row.name);
    }
    if (found) {
        row.version = found->version;
    }
    return found.has_value();
}

// ---- golang-migrate: https://github.com/golang-migrate/migrate, database/*/ -----------------

constexpr std::array<std::string_view, 2> golang_migrate_columns{"version", "dirty"};

void read_golang_migrate_row(const ToolCells& cells, std::vector<ToolRow>& rows) {
    ToolRow row;
    row.state = cells.truth("dirty") ? ToolState::Failed : ToolState::Done;
    row.up_to = true;
    // -1 stands before the first one.
    if (cells.number("version") < 0) {
        row.version = "";
    } else if (!named_as(Kind::GolangMigrate, cells.text("version"), row)) {
        cells.refuse("version");
    }
    if (!row.version.empty() || row.state == ToolState::Failed) {
        rows.push_back(std::move(row));
    }
}

// ---- sqlx: https://github.com/launchbadge/sqlx, sqlx-*/src/migrate.rs -----------------------

constexpr std::array<std::string_view, 6> sqlx_columns{"version", "description", "installed_on",
                                                       "success", "checksum",    "execution_time"};

std::string plain_hex(const std::string& text) {
    return ascii_lower(text.starts_with("\\x") ? text.substr(2) : text);
}

void read_sqlx_row(const ToolCells& cells, std::vector<ToolRow>& rows) {
    constexpr std::int64_t ns_per_us = 1000;
    ToolRow row;
    row.name = cells.text("version") + "_" + cells.text("description");
    std::ranges::replace(row.name, ' ', '_');
    if (!named_as(Kind::Sqlx, cells.text("version"), row)) {
        cells.refuse("version");
    }
    row.state = cells.truth("success") ? ToolState::Done : ToolState::Failed;
    row.checksum = plain_hex(cells.text("checksum"));
    row.executed_at = cells.time("installed_on");
    row.duration_us = std::max<std::int64_t>(cells.number("execution_time"), 0) / ns_per_us;
    rows.push_back(std::move(row));
}

// ---- diesel: https://github.com/diesel-rs/diesel, diesel_migrations -------------------------

constexpr std::array<std::string_view, 2> diesel_columns{"version", "run_on"};

void read_diesel_row(const ToolCells& cells, std::vector<ToolRow>& rows) {
    ToolRow row;
    if (!named_as(Kind::Diesel, cells.text("version"), row)) {
        cells.refuse("version");
    }
    row.executed_at = cells.time("run_on");
    rows.push_back(std::move(row));
}

// ---- Prisma: https://www.prisma.io/docs/orm/prisma-migrate, _prisma_migrations --------------

constexpr std::array<std::string_view, 7> prisma_columns{
    "migration_name", "checksum", "started_at",         "finished_at",
    "rolled_back_at", "logs",     "applied_steps_count"};

/// A row per attempt.
void read_prisma_row(const ToolCells& cells, std::vector<ToolRow>& rows) {
    ToolRow row;
    row.name = cells.text("migration_name");
    if (!named_as(Kind::Prisma, "", row)) {
        cells.refuse("migration_name");
    }
    row.state = cells.cell("rolled_back_at") ? ToolState::RolledBack
                : cells.cell("finished_at")  ? ToolState::Done
                                             : ToolState::Failed;
    row.checksum = cells.text("checksum");
    row.executed_at = cells.time(cells.cell("finished_at") ? "finished_at" : "started_at");
    row.duration_us = row.executed_at.microseconds - cells.time("started_at").microseconds;
    row.note = row.state == ToolState::Failed ? cells.text("logs") : "";
    std::erase_if(rows, [&](const ToolRow& earlier) {
        return earlier.name == row.name && earlier.state == ToolState::RolledBack;
    });
    const bool is_told =
        std::ranges::any_of(rows, [&](const ToolRow& earlier) { return earlier.name == row.name; });
    if (!is_told || row.state != ToolState::RolledBack) {
        rows.push_back(std::move(row));
    }
}

// ---- Flyway: https://documentation.red-gate.com/fd, schema history table ---------------------

constexpr std::array<std::string_view, 10> flyway_columns{
    "installed_rank", "version",      "description",  "type",           "script",
    "checksum",       "installed_by", "installed_on", "execution_time", "success"};

std::string flyway_stem(std::string_view script) {
    script.remove_prefix(std::min(script.rfind('/') + 1, script.size()));
    return std::string(script.ends_with(".sql") ? script.substr(0, script.size() - 4) : script);
}

/// Of the types, only SQL is a migration of ours: Java's and scripts have no SQL file.
void read_flyway_row(const ToolCells& cells, std::vector<ToolRow>& rows) {
    const std::string type = cells.text("type");
    const bool takes_back = type == "DELETE" || type == "UNDO_SQL";
    const bool is_baseline = type.ends_with("BASELINE");
    if (!cells.cell("version") || (type != "SQL" && !takes_back && !is_baseline)) {
        return;
    }
    ToolRow row;
    row.name = type == "SQL" ? flyway_stem(cells.text("script")) : "";
    if (!named_as(Kind::Flyway, cells.text("version"), row)) {
        cells.refuse("version");
    }
    row.state = !cells.truth("success") ? ToolState::Failed
                : takes_back            ? ToolState::RolledBack
                                        : ToolState::Done;
    row.up_to = is_baseline;
    row.checksum = type == "SQL" ? cells.text("checksum") : "";
    row.executed_at = cells.time("installed_on");
    row.duration_us = cells.number("execution_time") * 1000;
    row.executed_by = cells.text("installed_by");
    std::erase_if(rows, [&](const ToolRow& earlier) {
        return earlier.version == row.version && !earlier.up_to &&
               (takes_back || earlier.state == ToolState::RolledBack);
    });
    rows.push_back(std::move(row));
}

// ---- dbmate: https://github.com/amacneil/dbmate ----------------------------------------------

constexpr std::array<std::string_view, 1> dbmate_columns{"version"};

void read_dbmate_row(const ToolCells& cells, std::vector<ToolRow>& rows) {
    ToolRow row;
    if (!named_as(Kind::Dbmate, cells.text("version"), row) ||
        row.version != cells.text("version")) {
        cells.refuse("version");
    }
    rows.push_back(std::move(row));
}

// ---- goose: https://github.com/pressly/goose, internal/dialect --------------------------------

constexpr std::array<std::string_view, 4> goose_columns{"id", "version_id", "is_applied", "tstamp"};

/// The last row of a version decides: former versions added one to take a migration back.
void read_goose_row(const ToolCells& cells, std::vector<ToolRow>& rows) {
    if (cells.number("version_id") == 0) {
        return;
    }
    ToolRow row;
    if (!named_as(Kind::Goose, cells.text("version_id"), row)) {
        cells.refuse("version_id");
    }
    row.state = cells.truth("is_applied") ? ToolState::Done : ToolState::RolledBack;
    row.executed_at = cells.time("tstamp");
    std::erase_if(rows, [&](const ToolRow& earlier) { return earlier.version == row.version; });
    rows.push_back(std::move(row));
}

// ---- Contember: https://github.com/contember/contember, its system schema ---------------------

constexpr std::array<std::string_view, 5> contember_columns{"id", "version", "name", "checksum",
                                                            "executed_at"};

void read_contember_row(const ToolCells& cells, std::vector<ToolRow>& rows) {
    ToolRow row;
    row.name = cells.text("name");
    if (!named_as(Kind::Contember, cells.text("version"), row)) {
        cells.refuse("name");
    }
    row.executed_at = cells.time("executed_at");
    rows.push_back(std::move(row));
}

// ---- node-pg-migrate: https://github.com/salsita/node-pg-migrate, src/runner.ts ----------------

constexpr std::array<std::string_view, 3> node_pg_columns{"id", "name", "run_on"};

void read_node_pg_row(const ToolCells& cells, std::vector<ToolRow>& rows) {
    ToolRow row;
    row.name = cells.text("name");
    if (!named_as(Kind::NodePgMigrate, "", row)) {
        cells.refuse("name");
    }
    row.executed_at = cells.time("run_on");
    rows.push_back(std::move(row));
}

// ---- sql-migrate: https://github.com/rubenv/sql-migrate, migrate.go -----------------------------

constexpr std::array<std::string_view, 2> sql_migrate_columns{"id", "applied_at"};

void read_sql_migrate_row(const ToolCells& cells, std::vector<ToolRow>& rows) {
    constexpr std::string_view ending = ".sql";
    const std::string file = cells.text("id");
    ToolRow row;
    row.name = file.substr(0, file.size() - std::min(file.size(), ending.size()));
    if (!file.ends_with(ending) || !named_as(Kind::SqlMigrate, "", row)) {
        cells.refuse("id");
    }
    row.executed_at = cells.time("applied_at");
    rows.push_back(std::move(row));
}

// ---- postgrator: https://github.com/rickbergfalk/postgrator, lib/Client.js ----------------------

constexpr std::array<std::string_view, 4> postgrator_columns{"version", "name", "md5", "run_at"};

/// Its first row, of version 0, is no migration; its programs have "undefined" as their sum.
void read_postgrator_row(const ToolCells& cells, std::vector<ToolRow>& rows) {
    constexpr std::size_t digits_of_md5 = 32;
    if (cells.number("version") == 0) {
        return;
    }
    ToolRow row;
    const std::string words = cells.text("name");
    row.name = words.empty() ? "" : cells.text("version") + "." + words;
    if (!named_as(Kind::Postgrator, cells.text("version"), row)) {
        cells.refuse("version");
    }
    const std::string sum = cells.text("md5");
    row.checksum = sum.size() == digits_of_md5 ? sum : "";
    row.executed_at = cells.time("run_at");
    rows.push_back(std::move(row));
}

// -----------------------------------------------------------------------------------------------

constexpr std::array tool_forms{
    ToolForm{Kind::GolangMigrate,
             {.name = "schema_migrations",
              .schema = "",
              .columns = golang_migrate_columns,
              .order = "version",
              .only_these = true,
              .high_water = true,
              .run = "migrate up",
              .take_back = "migrate down 1"},
             read_golang_migrate_row},
    ToolForm{Kind::Sqlx,
             {.name = "_sqlx_migrations",
              .schema = "",
              .columns = sqlx_columns,
              .order = "version",
              .run = "sqlx migrate run",
              .take_back = "sqlx migrate revert"},
             read_sqlx_row},
    ToolForm{Kind::Diesel,
             {.name = "__diesel_schema_migrations",
              .schema = "",
              .columns = diesel_columns,
              .order = "version",
              .run = "diesel migration run",
              .take_back = "diesel migration revert"},
             read_diesel_row},
    ToolForm{Kind::Prisma,
             {.name = "_prisma_migrations",
              .schema = "",
              .columns = prisma_columns,
              .order = "started_at",
              .run = "prisma migrate deploy",
              .take_back = ""},
             read_prisma_row},
    ToolForm{Kind::Flyway,
             {.name = "flyway_schema_history",
              .schema = "",
              .columns = flyway_columns,
              .order = "installed_rank",
              .run = "flyway migrate",
              .take_back = "flyway undo"},
             read_flyway_row},
    ToolForm{Kind::Dbmate,
             {.name = "schema_migrations",
              .schema = "",
              .columns = dbmate_columns,
              .order = "version",
              .only_these = true,
              .run = "dbmate up",
              .take_back = "dbmate rollback"},
             read_dbmate_row},
    ToolForm{Kind::Goose,
             {.name = "goose_db_version",
              .schema = "",
              .columns = goose_columns,
              .order = "id",
              .run = "goose up",
              .take_back = "goose down"},
             read_goose_row},
    ToolForm{Kind::Contember,
             {.name = "schema_migration",
              .schema = "system",
              .columns = contember_columns,
              .order = "id",
              .run = "contember migrations:execute",
              .take_back = ""},
             read_contember_row},
    ToolForm{Kind::NodePgMigrate,
             {.name = "pgmigrations",
              .schema = "public",
              .columns = node_pg_columns,
              .order = "id",
              .run = "node-pg-migrate up",
              .take_back = "node-pg-migrate down"},
             read_node_pg_row},
    ToolForm{Kind::SqlMigrate,
             {.name = "gorp_migrations",
              .schema = "",
              .columns = sql_migrate_columns,
              .order = "applied_at",
              .run = "sql-migrate up",
              .take_back = "sql-migrate down"},
             read_sql_migrate_row},
    ToolForm{Kind::Postgrator,
             {.name = "schemaversion",
              .schema = "",
              .columns = postgrator_columns,
              .order = "version",
              .run = "postgrator migrate",
              .take_back = ""},
             read_postgrator_row},
};

const ToolForm* form_of(Kind layout) {
    const auto* const found = std::ranges::find(tool_forms, layout, &ToolForm::layout);
    return found == tool_forms.end() ? nullptr : found;
}

}  // namespace

std::optional<HistoryTable> history_table(Kind layout) {
    const ToolForm* const form = form_of(layout);
    return form == nullptr ? std::nullopt : std::optional(form->table);
}

std::vector<Kind> layouts_with_history() {
    std::vector<Kind> layouts;
    for (const ToolForm& form : tool_forms) {
        layouts.push_back(form.layout);
    }
    return layouts;
}

ToolHistory read_tool_history(Kind layout, const std::string& table,
                              std::span<const std::vector<std::optional<std::string>>> rows) {
    ToolHistory history{.layout = layout, .table = table, .rows = {}};
    const ToolForm* const form = form_of(layout);
    for (std::size_t row = 0; form != nullptr && row < rows.size(); ++row) {
        form->read(ToolCells(form->table, table, rows[row], row + 1), history.rows);
    }
    return history;
}

}  // namespace gmig::layout

// GM401 and GM433. Source: https://www.sqlite.org/lang_altertable.html#alter_table_add_column; the
// claims were tried on SQLite 3.40.
#include "sql/lint/sqlite.hpp"

#include "sql/lint/sqlite_columns.hpp"
#include "sql/lint/sqlite_strings.hpp"

#include <optional>

namespace gmig::sql::lint {
namespace {

struct AddedColumn {
    ObjectName table;
    SqliteColumn column;
};

std::optional<AddedColumn> added_column(std::string_view statement) {
    Reader reader(statement, Dialect::Sqlite);
    if (!reader.accept("ALTER") || !reader.accept("TABLE")) {
        return std::nullopt;
    }
    AddedColumn added{.table = sqlite_object(reader), .column = {}};
    if (!reader.accept("ADD")) {
        return std::nullopt;
    }
    reader.accept("COLUMN");
    added.column = read_sqlite_column(reader);
    return added;
}

/// What SQLite refuses whatever the table holds, or (in_use) when it has a row: why, and what to
/// do.
struct Refusal {
    std::string why;
    std::string remedy;
};

std::optional<Refusal> refusal_of(const AddedColumn& added, bool in_use) {
    const SqliteColumn& column = added.column;
    const std::string table = shown(added.table);
    const std::string name = shown(column.name);
    const std::string add = "ALTER TABLE " + table + " ADD COLUMN " + name;
    if (column.primary_key) {
        return Refusal{"SQLite adds no PRIMARY KEY column",
                       "rebuild the table with the new key (gmig diff writes it)"};
    }
    if (column.unique) {
        return Refusal{"SQLite adds no UNIQUE column",
                       add + " without UNIQUE, then CREATE UNIQUE INDEX " +
                           shown(added.table.name + "_" + column.name + "_key") + " ON " + table +
                           " (" + name + ")"};
    }
    if (!in_use) {
        return std::nullopt;
    }
    if (column.stored) {
        return Refusal{"SQLite adds no STORED column to a table that has a row",
                       "make it VIRTUAL, or rebuild the table (gmig diff writes it)"};
    }
    if (column.value == SqliteDefault::Computed) {
        return Refusal{"SQLite takes no default that it has to work out when the table has a row",
                       add + " without the default, then UPDATE " + table + " SET " + name +
                           " = …; for a default of new rows rebuild the table (gmig diff writes "
                           "it)"};
    }
    return std::nullopt;
}

void judge_added(const AddedColumn& added, std::size_t place, Scene& scene) {
    const SqliteColumn& column = added.column;
    const bool in_use = scene.catalog.in_use(added.table);
    const std::string what = "adds column " + shown(column.name) + " to " + shown(added.table);
    if (auto refusal = refusal_of(added, in_use)) {
        scene.report.add(Code::AddsRefusedColumn, place, what + ": " + refusal->why,
                         refusal->remedy);
        return;
    }
    const bool no_value =
        column.value == SqliteDefault::None || column.value == SqliteDefault::Null;
    if (in_use && column.not_null && no_value && !column.generated) {
        scene.report.add(Code::AddsRequiredColumn, place,
                         what +
                             ", NOT NULL and without a default: SQLite refuses it when the "
                             "table has a row, and programs that run now write no value for it",
                         "give it a constant default (NOT NULL DEFAULT 0), or leave NOT NULL out, "
                         "fill it, and rebuild the table in a later release");
    }
}

}  // namespace

void SqlitePart::judge(const Statement& statement, const std::vector<PlacedAct>& acts) {
    if (const auto added = added_column(statement.text)) {
        judge_added(*added, statement.offset, scene_);
    }
    rebuilds_.judge(statement, acts);
    judge_quotes(statement, acts, scene_);
}

}  // namespace gmig::sql::lint

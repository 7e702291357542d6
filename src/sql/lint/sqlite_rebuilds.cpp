// Source: https://www.sqlite.org/lang_altertable.html, 7; the claims were tried on SQLite 3.40.
#include "sql/lint/sqlite_rebuilds.hpp"

#include "sql/lint/sqlite.hpp"
#include "sql/lint/sqlite_columns.hpp"
#include "sql/rebuilds.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace gmig::sql::lint {
namespace {

ObjectName named(const std::string& name) {
    Reader reader(name, Dialect::Sqlite);
    return sqlite_object(reader);
}

/// CREATE TABLE x AS SELECT … FROM t, whole: its source.
std::optional<ObjectName> copied_into_new(std::string_view statement) {
    Reader reader(statement, Dialect::Sqlite);
    if (!reader.accept("CREATE")) {
        return std::nullopt;
    }
    while (!reader.at_end() && !reader.is("SELECT") && !reader.is_sign('(')) {
        reader.advance();
    }
    if (!reader.accept("SELECT") || reader.is("DISTINCT")) {
        return std::nullopt;
    }
    while (!reader.at_end() && !reader.is("FROM")) {
        reader.advance();
    }
    reader.accept("FROM");
    ObjectName from = sqlite_object(reader);
    return from.name.empty() || !reader.at_end() ? std::nullopt : std::optional(std::move(from));
}

/// The table whose rows a statement copies, all of them.
std::optional<ObjectName> copied_in(std::string_view statement) {
    if (const auto copy = row_copy_in(statement, Dialect::Sqlite)) {
        return named(copy->from);
    }
    return copied_into_new(statement);
}

/// Follows what a part does to names, to see which of the tables that it drops are made again.
class RebuildSearch {
public:
    void take(const Statement& statement);
    [[nodiscard]] std::map<ObjectName, ObjectName> found() const;

private:
    void take(const Act& act);

    std::set<ObjectName> copied_;
    std::map<ObjectName, ObjectName> put_aside_;  ///< the former name by the present one
    std::set<ObjectName> made_;
    std::map<ObjectName, ObjectName> dropped_;  ///< what it was called before the part
};

void RebuildSearch::take(const Statement& statement) {
    if (auto from = copied_in(statement.text)) {
        copied_.insert(*std::move(from));
    }
    for (const PlacedAct& placed : acts_in_sqlite(statement)) {
        take(placed.act);
    }
}

void RebuildSearch::take(const Act& act) {
    if (const auto* const makes = std::get_if<MakesRelation>(&act)) {
        made_.insert(makes->name);
    } else if (const auto* const renames = std::get_if<RenamesRelation>(&act)) {
        if (made_.erase(renames->from) == 0) {
            put_aside_[renames->to] = renames->from;
        } else {
            made_.insert(renames->to);
        }
    } else if (const auto* const drops = std::get_if<DropsRelation>(&act)) {
        made_.erase(drops->name);
        if (copied_.contains(drops->name)) {
            const auto aside = put_aside_.find(drops->name);
            dropped_[drops->name] = aside == put_aside_.end() ? drops->name : aside->second;
        }
    }
}

std::map<ObjectName, ObjectName> RebuildSearch::found() const {
    std::map<ObjectName, ObjectName> rebuilt;
    for (const auto& [name, former] : dropped_) {
        if (made_.contains(former)) {
            rebuilt.emplace(name, former);
        }
    }
    return rebuilt;
}

/// PRAGMA name = ON, or name(ON): whether it is this one, and what it is set to.
std::optional<bool> pragma_in(std::string_view statement, std::string_view name) {
    Reader reader(statement, Dialect::Sqlite);
    if (!reader.accept("PRAGMA")) {
        return std::nullopt;
    }
    const std::vector<std::string> parts = reader.qualified_name();
    if (parts.empty() || ascii_lower(parts.back()) != name ||
        !(reader.accept_sign('=') || reader.accept_sign('('))) {
        return std::nullopt;
    }
    return reader.is("ON") || reader.is("YES") || reader.is("TRUE") || reader.token().text == "1";
}

}  // namespace

SqliteRebuilds::SqliteRebuilds(Scene& scene, const std::vector<Statement>& statements)
    : scene_(scene) {
    RebuildSearch search;
    for (const Statement& statement : statements) {
        search.take(statement);
    }
    rebuilt_ = search.found();
}

bool SqliteRebuilds::explains(const PlacedAct& act) const {
    const auto* const drops = std::get_if<DropsRelation>(&act.act);
    return drops != nullptr && rebuilt_.contains(drops->name);
}

void SqliteRebuilds::see_pragma(const Statement& statement) {
    legacy_renames_ = pragma_in(statement.text, "legacy_alter_table").value_or(legacy_renames_);
    // In a transaction it does nothing; gmig's own statement came before that.
    const bool acts_at_once = scene_.script.transaction == TransactionMode::Off ||
                              !scene_.options.runner_sets_lock_timeout;
    if (acts_at_once) {
        foreign_keys_ = pragma_in(statement.text, "foreign_keys").value_or(foreign_keys_);
    }
}

void SqliteRebuilds::see_rename(const RenamesRelation& act, std::size_t place) {
    const auto rebuilt = rebuilt_.find(act.to);
    const bool put_aside = rebuilt != rebuilt_.end() && rebuilt->second == act.from;
    // What no migration made may be referred to by anything.
    const bool harmless =
        scene_.catalog.find(act.from) != nullptr && !scene_.catalog.is_referred_to(act.from);
    if (!put_aside || legacy_renames_ || harmless || !scene_.catalog.in_use(act.from)) {
        return;
    }
    const std::string table = shown(act.from);
    const std::string aside = shown(act.to);
    scene_.report.add(Code::UnsafeTableRebuild, place,
                      "the rebuild of " + table + " renames it out of the way first: REFERENCES " +
                          table +
                          " in other tables, and their triggers and views, are rewritten to " +
                          aside + ", and point nowhere when that is dropped",
                      "in this order: CREATE TABLE " + shown(act.from.name + "_new") +
                          ", INSERT INTO it … SELECT … FROM " + table + ", DROP TABLE " + table +
                          ", ALTER TABLE " + shown(act.from.name + "_new") + " RENAME TO " + table);
}

void SqliteRebuilds::see_drop(const DropsRelation& act, std::size_t place) {
    const auto rebuilt = rebuilt_.find(act.name);
    if (rebuilt == rebuilt_.end() || !scene_.catalog.in_use(act.name)) {
        return;
    }
    Former former{.place = place};
    if (const Relation* const known = scene_.catalog.find(act.name)) {
        former.whole = known->whole;
        for (const auto& [name, column] : known->columns) {
            if (scene_.catalog.column_in_use(act.name, name)) {
                former.columns.insert(name);
            }
        }
    }
    // What was there before the first of several rebuilds counts.
    former_.try_emplace(rebuilt->second, std::move(former));
    if (foreign_keys_) {
        const std::string table = shown(rebuilt->second);
        scene_.report.add(Code::UnsafeTableRebuild, place,
                          "the rebuild of " + table +
                              " drops it with foreign keys on: its rows are deleted first, and "
                              "ON DELETE CASCADE takes the rows of other tables along",
                          "PRAGMA foreign_keys = OFF before the rebuild, outside a transaction; "
                          "then PRAGMA foreign_key_check");
    }
}

/// What happens to a column behind the rebuild is not the rebuild's doing.
void SqliteRebuilds::see_column(const ObjectName& table, const std::string& from,
                                const std::string& to) {
    const auto former = former_.find(table);
    if (former != former_.end() && former->second.columns.erase(from) > 0 && !to.empty()) {
        former->second.columns.insert(to);
    }
}

void SqliteRebuilds::judge(const Statement& statement, const std::vector<PlacedAct>& acts) {
    see_pragma(statement);
    for (const PlacedAct& placed : acts) {
        if (const auto* const renames = std::get_if<RenamesRelation>(&placed.act)) {
            see_rename(*renames, placed.place);
        } else if (const auto* const drops = std::get_if<DropsRelation>(&placed.act)) {
            see_drop(*drops, placed.place);
        } else if (const auto* const column = std::get_if<DropsColumn>(&placed.act)) {
            see_column(column->table, column->name, "");
        } else if (const auto* const moved = std::get_if<RenamesColumn>(&placed.act)) {
            see_column(moved->table, moved->from, moved->to);
        }
    }
}

void SqliteRebuilds::keep_in_use(Catalog& catalog) const {
    for (const auto& entry : former_) {
        const ObjectName& table = entry.first;
        const Former& former = entry.second;
        const Relation* const now = catalog.find(table);
        if (now == nullptr) {
            continue;
        }
        MakesRelation used{.name = table, .relation = *now};
        std::erase_if(used.relation.columns, [&](const auto& column) {
            return former.whole && !former.columns.contains(column.first);
        });
        const std::map<std::string, Column> all = now->columns;
        catalog.apply(used, false);
        for (const auto& [name, column] : all) {
            catalog.apply(AddsColumn{table, name, column}, true);  // the branch's own
        }
    }
}

void SqliteRebuilds::finish() {
    for (const auto& [table, former] : former_) {
        const Relation* const now = scene_.catalog.find(table);
        if (now == nullptr || !now->whole) {
            continue;
        }
        for (const std::string& name : former.columns) {
            if (now->columns.contains(name)) {
                continue;
            }
            scene_.report.add(
                Code::DropsColumn, former.place,
                "the rebuild of " + shown(table) + " leaves column " + shown(name) +
                    " out: its data is lost, and programs that run now and name it fail at once",
                "release programs that no longer name " + shown(name) +
                    " first, and leave it out in a later release");
        }
    }
}

}  // namespace gmig::sql::lint

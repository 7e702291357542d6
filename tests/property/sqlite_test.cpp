#include "random.hpp"
#include "sqlite/database.hpp"
#include "sqlite/generator.hpp"
#include <gmig/schema/difference.hpp>
#include <gmig/schema/rendering.hpp>
#include <gmig/support/text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

// For pairs of schemas (A, B): the difference applied to A gives B, its inverse gives A back, and
// no row is lost that the plan did not mark. GMIG_PAIRS and GMIG_SEED choose how many and which;
// pair number n of seed s is the first one of seed s + n.
namespace gmig::property {
namespace {

using schema::Column;
using schema::Constraint;
using schema::Mark;
using schema::RenderedStep;
using schema::Schema;
using schema::Table;

struct Side {
    SchemaModel model;
    std::vector<std::string> ddl;
    Schema schema;
    std::string catalog;
};

/// Whether SQLite takes what was generated.
bool make(Side& side, Random& random, SchemaModel model) {
    side.model = std::move(model);
    side.ddl = statements(random, side.model);
    Database database;
    for (const std::string& statement : side.ddl) {
        if (!database.try_run(statement).empty()) {
            return false;
        }
    }
    side.schema = database.schema();
    side.catalog = catalog(database);
    return true;
}

void build(Database& database, const Side& side) {
    for (const std::string& statement : side.ddl) {
        database.run(statement);
    }
}

void fill(Database& database, Random& random, const Side& side) {
    for (const std::string& row : rows(random, side.model)) {
        database.try_run(row);  // one that breaks a rule is left out
    }
    for (const TableModel& table : side.model.tables) {
        const bool counts = std::ranges::any_of(table.keys, &KeyModel::autoincrement);
        if (counts) {
            const std::string name = schema::quoted(table.name, Dialect::Sqlite);
            const std::string key = schema::quoted(
                std::ranges::find(table.keys, true, &KeyModel::autoincrement)->columns[0],
                Dialect::Sqlite);
            // So that the counter is higher than every key.
            database.try_run("DELETE FROM " + name + " WHERE " + key + " = (SELECT max(" + key +
                             ") FROM " + name + ")");
        }
    }
}

const Constraint* primary_key(const Table& table) {
    const auto found =
        std::ranges::find(table.constraints, Constraint::Kind::PrimaryKey, &Constraint::kind);
    return found == table.constraints.end() ? nullptr : &*found;
}

/// The column that is the rowid; "" for none.
std::string rowid_column(const Table& table) {
    const Constraint* key = primary_key(table);
    const bool alias = key != nullptr && !table.without_rowid && key->columns.size() == 1 &&
                       key->column_order.empty() &&
                       table.column(key->columns[0])->type == "INTEGER";
    return alias ? key->columns[0] : "";
}

bool counts(const Table& table) {
    const Constraint* key = primary_key(table);
    return key != nullptr && key->autoincrement;
}

bool has_column(const Table& table, std::string_view name) {
    return std::ranges::any_of(
        table.columns, [&](const Column& column) { return ascii_lower(column.name) == name; });
}

/// The columns whose values both tables must have alike.
std::vector<std::string> kept_columns(const Table& before, const Table& after) {
    std::vector<std::string> kept;
    for (const Column& column : before.columns) {
        const Column* other = after.column(column.name);
        const bool becomes_rowid =
            rowid_column(after) == column.name && rowid_column(before) != column.name;
        if (other != nullptr && other->type == column.type && !column.generated &&
            !other->generated && before.strict == after.strict && !becomes_rowid) {
            kept.push_back("quote(" + schema::quoted(column.name, Dialect::Sqlite) + ")");
        }
    }
    const bool same_rowid =
        rowid_column(after).empty() || rowid_column(after) == rowid_column(before);
    if (same_rowid && !before.without_rowid && !after.without_rowid &&
        !has_column(before, "rowid") && !has_column(after, "rowid")) {
        kept.emplace_back("rowid");
    }
    return kept;
}

using Contents = std::map<std::string, std::vector<std::string>>;

/// The rows of the tables that stay, as far as they must not change, and the counters.
Contents contents(Database& database, const Schema& from, const Schema& to) {
    Contents result;
    for (const auto& [name, before] : from.tables) {
        const auto after = to.tables.find(name);
        if (after == to.tables.end() || before.module != after->second.module) {
            continue;
        }
        std::vector<std::string> columns = kept_columns(before, after->second);
        if (before.module) {
            columns = {"*"};
        }
        columns.insert(columns.begin(), "1");
        auto& lines = result[name.name];
        for (const auto& row : database.query("SELECT " + join(columns, ", ") + " FROM " +
                                              schema::quoted(name, Dialect::Sqlite))) {
            lines.push_back(join(row, "|"));
        }
        std::ranges::sort(lines);
        if (counts(before) && counts(after->second)) {
            for (const auto& row :
                 database.query("SELECT seq FROM sqlite_sequence WHERE seq <> 0 AND name = " +
                                schema::literal(name.name))) {
                lines.push_back("counter " + row[0]);
            }
        }
    }
    return result;
}

bool has_mark(const std::vector<RenderedStep>& steps, Mark::Kind kind, const std::string& what) {
    return std::ranges::any_of(steps, [&](const RenderedStep& step) {
        return std::ranges::any_of(step.marks, [&](const Mark& mark) {
            return mark.kind == kind && mark.what.find(what) != std::string::npos;
        });
    });
}

/// What is gone has to have been marked.
void expect_marks(const std::vector<RenderedStep>& steps, const Schema& from, const Schema& to) {
    for (const auto& [name, before] : from.tables) {
        const auto after = to.tables.find(name);
        if (after == to.tables.end() || before.module != after->second.module) {
            EXPECT_TRUE(has_mark(steps, Mark::Kind::Destroys, name.name)) << "table " << name.name;
            continue;
        }
        for (const Column& column : before.columns) {
            const bool gone = after->second.column(column.name) == nullptr;
            if (gone && !column.generated) {
                EXPECT_TRUE(has_mark(steps, Mark::Kind::Destroys, column.name))
                    << "column " << name.name << "." << column.name;
            }
        }
    }
}

struct Counts {
    int pairs = 0;
    int refused_by_sqlite = 0;
    int failed_on_rows = 0;
    int steps = 0;
    int rebuilds = 0;
    int rows_kept = 0;
};

std::vector<RenderedStep> plan(const Schema& from, const Schema& to, Counts& counts) {
    auto steps = schema::render(from, schema::difference(from, to));
    for (const RenderedStep& step : steps) {
        ++counts.steps;
        counts.rebuilds += step.statements.size() > 6 ? 1 : 0;
    }
    return steps;
}

/// Changes a database that has the schema `from` and rows; where rows keep that from being done,
/// one without rows.
void change(Database& database, const Side& from, const Side& to, Counts& counts) {
    const Schema schema = database.schema();
    const auto steps = plan(schema, to.schema, counts);
    const std::string script = schema::script_of(steps);
    SCOPED_TRACE(script);
    expect_marks(steps, schema, to.schema);
    const Contents before = contents(database, schema, to.schema);
    const std::string message = database.execute(script);
    if (message.empty()) {
        EXPECT_EQ(contents(database, schema, to.schema), before);
        for (const auto& [table, lines] : before) {
            counts.rows_kept += static_cast<int>(lines.size());
        }
    } else {
        ++counts.failed_on_rows;
        EXPECT_TRUE(has_mark(steps, Mark::Kind::MayFail, "")) << message;
        database = Database();
        build(database, from);
        ASSERT_EQ(database.execute(script), "");
    }
    EXPECT_TRUE(same(database.schema(), to.schema));
    EXPECT_EQ(catalog(database), to.catalog);
}

void expect_ddl(const Side& side) {
    const std::string script = schema::ddl_of(side.schema);
    SCOPED_TRACE(script);
    Database database;
    ASSERT_EQ(database.execute(script), "");
    EXPECT_TRUE(same(database.schema(), side.schema));
    EXPECT_EQ(catalog(database), side.catalog);
    EXPECT_EQ(schema::ddl_of(database.schema()), script);
}

void check_pair(std::uint64_t seed, Counts& counts) {
    Random random(seed);
    Side a;
    Side b;
    const SchemaModel model = generated(random);
    const bool related = random.percent(85);
    if (!make(a, random, model) ||
        !make(b, random, related ? mutated(random, model) : generated(random))) {
        ++counts.refused_by_sqlite;
        return;
    }
    ++counts.pairs;
    EXPECT_THAT(a.schema.unmodelled, ::testing::IsEmpty());
    EXPECT_TRUE(schema::difference(b.schema, b.schema).empty());
    expect_ddl(b);
    Database database;
    build(database, a);
    fill(database, random, a);
    change(database, a, b, counts);
    change(database, b, a, counts);
}

TEST(SqliteProperty, TheDifferenceOfTwoSchemasMakesOneOfTheOther) {
    const std::uint64_t seed = setting("GMIG_SEED", 1);
    const std::uint64_t pairs = setting("GMIG_PAIRS", 2000);
    Counts counts;
    for (std::uint64_t at = seed; static_cast<std::uint64_t>(counts.pairs) < pairs; ++at) {
        SCOPED_TRACE("GMIG_PAIRS=1 GMIG_SEED=" + std::to_string(at));
        check_pair(at, counts);
        if (HasFailure()) {
            break;
        }
    }
    std::cout << counts.pairs << " pairs, " << counts.refused_by_sqlite
              << " that SQLite does not take, " << counts.failed_on_rows
              << " stopped by rows as marked, " << counts.steps << " steps, " << counts.rebuilds
              << " rebuilds, " << counts.rows_kept << " rows kept\n";
}

/// The statements of these steps, rendered for a schema.
std::string script(const Schema& schema, const std::vector<schema::Modification>& steps) {
    return schema::script_of(schema::render(schema, steps));
}

/// A rename of a table or of one of its columns, and a step after it that rebuilds the table.
std::vector<schema::Modification> renaming(Random& random, const Table& table) {
    const std::string column = table.columns[random.below(table.columns.size())].name;
    const std::string name = random.one_of({"renamed", "Re named", "values"});
    std::vector<schema::Modification> steps;
    schema::Name now = table.name;
    Constraint check;
    check.kind = Constraint::Kind::Check;
    check.expression = schema::Expression("1", Dialect::Sqlite);
    if (random.percent(50)) {
        steps.emplace_back(schema::RenameTable{table.name, name});
        now.name = name;
    } else {
        steps.emplace_back(schema::RenameColumn{table.name, column, name});
    }
    steps.emplace_back(schema::AddConstraint{now, check});
    return steps;
}

/// Whether SQLite lets a table be renamed: it reads all views and triggers to do so.
bool is_whole(const Side& side) {
    Database database;
    build(database, side);
    database.run("CREATE TABLE whole (a)");
    return database.try_run("ALTER TABLE whole RENAME COLUMN a TO b").empty() &&
           database.try_run("ALTER TABLE whole RENAME TO more").empty();
}

/// Both steps rendered in one go do what they do one after the other.
void check_renaming(Random& random, const Side& side, Counts& counts) {
    const auto named = std::ranges::find_if(side.schema.tables,
                                            [&](const auto& each) { return !each.second.module; });
    if (named == side.schema.tables.end() || !side.schema.triggers.empty() || !is_whole(side)) {
        return;
    }
    ++counts.pairs;
    const auto steps = renaming(random, named->second);
    Database together;
    build(together, side);
    const std::string whole = script(together.schema(), steps);
    SCOPED_TRACE(whole);
    ASSERT_EQ(together.execute(whole), "");
    Database apart;
    build(apart, side);
    for (const schema::Modification& step : steps) {
        ASSERT_EQ(apart.execute(script(apart.schema(), {step})), "");
    }
    EXPECT_TRUE(same(together.schema(), apart.schema()));
    EXPECT_EQ(catalog(together), catalog(apart));
}

TEST(SqliteProperty, ARenameIsKnownToTheStepsAfterIt) {
    const std::uint64_t seed = setting("GMIG_SEED", 1);
    const std::uint64_t schemas = setting("GMIG_PAIRS", 2000) / 10;
    Counts counts;
    for (std::uint64_t at = seed; static_cast<std::uint64_t>(counts.pairs) < schemas; ++at) {
        SCOPED_TRACE("GMIG_PAIRS=10 GMIG_SEED=" + std::to_string(at));
        Random random(at);
        Side side;
        if (make(side, random, generated(random))) {
            check_renaming(random, side, counts);
        }
        if (HasFailure()) {
            break;
        }
    }
}

}  // namespace
}  // namespace gmig::property

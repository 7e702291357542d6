#include "postgresql/database.hpp"
#include "postgresql/generator.hpp"
#include "random.hpp"
#include <gmig/schema/difference.hpp>
#include <gmig/schema/rendering.hpp>
#include <gmig/sql/statement.hpp>
#include <gmig/support/error.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

// For pairs of schemas (A, B): the difference applied to A gives B, its inverse gives A back, and
// no row is lost that the plan did not mark. GMIG_PAIRS and GMIG_SEED choose how many and which;
// pair number n of seed s is the first one of seed s + n. Many pairs live in one database, each in
// a namespace of its own, since looking at a database takes longer than changing it.
namespace gmig::property {
namespace {

using schema::Column;
using schema::Mark;
using schema::RenderedStep;
using schema::Schema;
using schema::Table;

constexpr std::uint64_t pairs_in_a_database = 40;

struct Counts {
    std::uint64_t pairs = 0;
    std::size_t refused = 0;  ///< statements of the generator's
    std::size_t taken = 0;
    std::size_t stopped_by_rows = 0;
    std::size_t steps = 0;
    std::size_t rows = 0;
};

template <class Key>
const std::string& space_of(const Key& key) {
    if constexpr (requires { key.schema; }) {
        return key.schema;
    } else {
        return key.name.schema;
    }
}

template <class Map>
Map of_space(const Map& all, const std::string& space) {
    Map result;
    for (const auto& [key, value] : all) {
        if (space_of(key) == space) {
            result.emplace(key, value);
        }
    }
    return result;
}

/// What a namespace has in it, as if it were alone.
Schema part_of(const Schema& all, const std::string& space) {
    Schema part;
    part.dialect = all.dialect;
    if (const auto found = all.namespaces.find(space); found != all.namespaces.end()) {
        part.namespaces.insert(*found);
    }
    part.enums = of_space(all.enums, space);
    part.domains = of_space(all.domains, space);
    part.composites = of_space(all.composites, space);
    part.sequences = of_space(all.sequences, space);
    part.tables = of_space(all.tables, space);
    part.indexes = of_space(all.indexes, space);
    part.views = of_space(all.views, space);
    part.routines = of_space(all.routines, space);
    part.triggers = of_space(all.triggers, space);
    part.policies = of_space(all.policies, space);
    return part;
}

std::string sql(std::string_view name) {
    return schema::quoted(name, Dialect::Postgresql);
}
std::string sql(const schema::Name& name) {
    return schema::quoted(name, Dialect::Postgresql);
}

/// A value for row `g`; "" where the column may stay as it is.
std::string value_for(const Column& column) {
    const std::string& type = column.type;
    const bool is_number = type == "integer" || type == "bigint" || type == "smallint" ||
                           type.starts_with("numeric") || type.ends_with(".small");
    const bool is_text = type == "text" || type.starts_with("character");
    if (is_number) {
        return "g";
    }
    return is_text || type.ends_with(".label") ? "'v' || g" : "";
}

void fill(Database& database, const Schema& schema) {
    for (const auto& [name, table] : schema.tables) {
        std::string columns;
        std::string values;
        for (const Column& column : table.columns) {
            const std::string value = value_for(column);
            const bool own = column.generated || (column.identity && column.identity->always);
            if (!value.empty() && !own) {
                columns += (columns.empty() ? "" : ", ") + sql(column.name);
                values += (values.empty() ? "" : ", ") + value;
            }
        }
        if (!columns.empty()) {
            database.try_run("INSERT INTO " + sql(name) + " (" + columns + ") SELECT " + values +
                             " FROM generate_series(1, 3) g");
        }
    }
}

bool has_mark(const std::vector<RenderedStep>& steps, Mark::Kind kind, const std::string& what) {
    return std::ranges::any_of(steps, [&](const RenderedStep& step) {
        return std::ranges::any_of(step.marks, [&](const Mark& mark) {
            return mark.kind == kind && mark.what.ends_with(what);
        });
    });
}

/// 1 is 1.00 in a domain over another type.
bool is_of_other_domain(const Column& column, const Schema& from, const Schema& to) {
    return std::ranges::any_of(from.domains, [&](const auto& entry) {
        const auto now = to.domains.find(entry.first);
        return column.type.starts_with(sql(entry.first)) &&
               (now == to.domains.end() || now->second.type != entry.second.type);
    });
}

/// The number of rows, and the values of columns that both have with one type, of tables that no
/// mark says are lost.
std::vector<std::string> contents(Database& database, const Schema& from, const Schema& to,
                                  const std::vector<RenderedStep>& steps) {
    std::string query;
    for (const auto& [name, table] : from.tables) {
        const auto after = to.tables.find(name);
        if (after == to.tables.end() ||
            has_mark(steps, Mark::Kind::Destroys, "table " + shown(name))) {
            continue;
        }
        query += (query.empty() ? "" : " UNION ALL ") + ("SELECT " + schema::literal(name.name)) +
                 ", count(*)::text";
        std::string values = "''";
        for (const Column& column : table.columns) {
            const Column* now = after->second.column(column.name);
            if (now != nullptr && now->type == column.type && !column.generated &&
                !now->generated && !is_of_other_domain(column, from, to)) {
                values += " || coalesce(" + sql(column.name) + "::text, 'null') || ','";
            }
        }
        query += ", string_agg(" + values + ", ' ' ORDER BY " + values + ") FROM ONLY " + sql(name);
    }
    return query.empty() ? std::vector<std::string>{} : database.lines(query);
}

/// What is gone has to have been marked.
void expect_marks(const std::vector<RenderedStep>& steps, const Schema& from, const Schema& to) {
    for (const auto& [name, table] : from.tables) {
        const auto after = to.tables.find(name);
        if (after == to.tables.end()) {
            EXPECT_TRUE(has_mark(steps, Mark::Kind::Destroys, "table " + shown(name)));
            continue;
        }
        if (after->second.partition_of != table.partition_of ||
            after->second.inherits != table.inherits) {
            continue;  // what it has of its parents is not listed
        }
        for (const Column& column : table.columns) {
            if (after->second.column(column.name) == nullptr && !column.generated &&
                !has_mark(steps, Mark::Kind::Destroys, "table " + shown(name))) {
                EXPECT_TRUE(has_mark(steps, Mark::Kind::Destroys,
                                     "column " + shown(name) + "." + column.name));
            }
        }
    }
}

void empty_tables(Database& database, const Schema& schema) {
    std::string names;
    for (const auto& [name, table] : schema.tables) {
        names += (names.empty() ? "" : ", ") + sql(name);
    }
    if (!names.empty()) {
        database.run("TRUNCATE " + names);
    }
}

/// Steps of one pair, as gmig would run them.
void change(Database& database, const Schema& from, const Schema& to, Counts& counts) {
    const std::vector<RenderedStep> steps = schema::render(from, schema::difference(from, to));
    counts.steps += steps.size();
    if (steps.empty()) {
        return;
    }
    const std::string script = schema::script_of(steps);
    SCOPED_TRACE(script);
    ASSERT_NO_THROW((void)gmig::sql::prepare(Script{script, "up.sql"}, Dialect::Postgresql, {}));
    expect_marks(steps, from, to);
    const std::vector<std::string> before = contents(database, from, to, steps);
    Refusal refusal = database.try_run("BEGIN;" + script + ";COMMIT");
    if (refusal.of_rows()) {
        database.run("ROLLBACK");
        const bool marked = std::ranges::any_of(steps, [](const RenderedStep& step) {
            return std::ranges::any_of(
                step.marks, [](const Mark& mark) { return mark.kind == Mark::Kind::MayFail; });
        });
        EXPECT_TRUE(marked) << refusal.message;
        ++counts.stopped_by_rows;
        empty_tables(database, from);
        refusal = database.try_run("BEGIN;" + script + ";COMMIT");
    } else if (refusal.empty()) {
        counts.rows += before.size();
        EXPECT_EQ(contents(database, from, to, steps), before);
    }
    EXPECT_TRUE(refusal.empty()) << refusal.message;
    if (!refusal.empty()) {
        database.run("ROLLBACK");
    }
}

struct Pair {
    std::uint64_t seed;
    std::string space;
    Schema a;
    Schema b;
};

void make(Database& database, const Model& model, const std::string& space, Counts& counts) {
    database.run("CREATE SCHEMA " + space + "; SET search_path = " + space);
    const auto taken = [&](const std::string& statement) {
        const bool result = database.try_run(statement).empty();
        (result ? counts.taken : counts.refused) += 1;
        return result;
    };
    for (const auto& [statement, instead] : statements(model, space)) {
        if (!taken(statement)) {
            std::ranges::for_each(instead, taken);
        }
    }
    database.run("RESET search_path");
}

std::vector<Pair> make_pairs(Database& a, Database& b, std::uint64_t first, std::uint64_t number,
                             Counts& counts) {
    std::vector<Pair> pairs;
    for (std::uint64_t at = 0; at < number; ++at) {
        Random random(first + at);
        const std::string space = "s" + std::to_string(at);
        const Model model = generated(random);
        make(a, model, space, counts);
        const bool related = random.percent(85);
        make(b, related ? mutated(random, model) : generated(random), space, counts);
        pairs.push_back({first + at, space, {}, {}});
    }
    const Schema in_a = a.schema();
    const Schema in_b = b.schema();
    for (Pair& pair : pairs) {
        pair.a = part_of(in_a, pair.space);
        pair.b = part_of(in_b, pair.space);
    }
    counts.pairs += number;
    return pairs;
}

/// What is left between what was to be and what is.
std::string rest(const Schema& is, const Schema& should) {
    return schema::script_of(schema::render(is, schema::difference(is, should)));
}

/// A partition that is detached keeps copies of its parent's indexes and keys, under names that
/// PostgreSQL chooses: they are not looked at.
void leave_out_copies(Schema& schema, const Schema& from, const Schema& to) {
    for (const auto& [name, table] : from.tables) {
        const auto after = to.tables.find(name);
        if (!table.partition_of || after == to.tables.end() || after->second.partition_of) {
            continue;
        }
        std::erase_if(schema.indexes,
                      [&](const auto& entry) { return entry.second.table == after->first; });
        schema.tables.at(name).constraints.clear();
    }
}

void change_all(Database& database, const std::vector<Pair>& pairs, bool back, Counts& counts) {
    for (const Pair& pair : pairs) {
        SCOPED_TRACE("GMIG_PAIRS=1 GMIG_SEED=" + std::to_string(pair.seed) +
                     (back ? ", back" : ""));
        try {
            change(database, back ? pair.b : pair.a, back ? pair.a : pair.b, counts);
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what();
        }
    }
    const Schema now = database.schema();
    for (const Pair& pair : pairs) {
        const Schema& from = back ? pair.b : pair.a;
        Schema is = part_of(now, pair.space);
        Schema should = back ? pair.a : pair.b;
        leave_out_copies(is, from, should);
        leave_out_copies(should, from, should);
        EXPECT_TRUE(same(is, should))
            << "GMIG_PAIRS=1 GMIG_SEED=" << pair.seed << (back ? ", back" : "") << "\nleft:\n"
            << rest(is, should) << "\nplan:\n"
            << rest(from, back ? pair.a : pair.b);
    }
}

void check_pairs(std::uint64_t first, std::uint64_t number, Counts& counts) {
    Database a("gmig_property_a");
    std::vector<Pair> pairs;
    {
        Database b("gmig_property_b");
        pairs = make_pairs(a, b, first, number, counts);
    }
    for (const Pair& pair : pairs) {
        EXPECT_TRUE(schema::difference(pair.b, pair.b).empty());
        fill(a, pair.a);
    }
    change_all(a, pairs, false, counts);
    if (!testing::Test::HasFailure()) {
        change_all(a, pairs, true, counts);
    }
}

TEST(PostgresqlProperty, TheDifferenceOfTwoSchemasMakesOneOfTheOther) {
    const std::uint64_t seed = setting("GMIG_SEED", 1);
    const std::uint64_t pairs = setting("GMIG_PAIRS", 2000);
    run_on_server("DROP ROLE IF EXISTS gmig_reader; CREATE ROLE gmig_reader");
    Counts counts;
    for (std::uint64_t at = 0; at < pairs && !HasFailure(); at += pairs_in_a_database) {
        check_pairs(seed + at, std::min(pairs_in_a_database, pairs - at), counts);
    }
    std::cout << counts.pairs << " pairs from seed " << seed << ", " << counts.taken
              << " statements, " << counts.refused << " more that PostgreSQL did not take, "
              << counts.steps << " steps, " << counts.stopped_by_rows
              << " stopped by rows as marked, " << counts.rows << " tables kept their rows\n";
}

}  // namespace
}  // namespace gmig::property

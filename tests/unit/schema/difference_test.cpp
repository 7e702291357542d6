#include "samples.hpp"
#include "sentences.hpp"
#include <gmig/support/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace gmig::schema {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> steps(const Schema& from, const Schema& to) {
    std::vector<std::string> lines;
    for (const Modification& modification : difference(from, to)) {
        lines.push_back(described(modification));
    }
    return lines;
}

const Column id = column("id", "integer");
const Constraint id_key = constraint(Constraint::Kind::PrimaryKey, "a_pkey", {"id"});

struct Case {
    std::string sentence;
    Schema from;
    Schema to;
    std::vector<std::string> steps;
};

void PrintTo(const Case& value, std::ostream* out) {
    *out << value.sentence;
}

class Difference : public testing::TestWithParam<Case> {};

TEST_P(Difference, Is) {
    EXPECT_EQ(steps(GetParam().from, GetParam().to), GetParam().steps);
}

Table a_with(std::vector<Column> more) {
    more.insert(more.begin(), id);
    return table("a", more);
}

Schema two_tables(bool with_keys) {
    Table a = table("a", {id, column("b_id", "integer")});
    Table b = table("b", {id, column("a_id", "integer")});
    a.constraints = {id_key};
    b.constraints = {constraint(Constraint::Kind::PrimaryKey, "b_pkey", {"id"})};
    if (with_keys) {
        a.constraints.push_back(foreign_key("a_b_id_fkey", "b_id", "b"));
        b.constraints.push_back(foreign_key("b_a_id_fkey", "a_id", "a"));
    }
    return empty() + a + b;
}

const View over_a = view("v", "SELECT id FROM public.a",
                         {use_of(Kind::Table, "a"), use_of(Kind::Table, "a", "id")});
const View over_v = view("w", "SELECT id FROM public.v", {use_of(Kind::View, "v")});

Sequence serial(const std::string& name, const std::string& owner) {
    Sequence sequence;
    sequence.name = in_public(name);
    sequence.owner = std::pair{in_public(owner), std::string("id")};
    return sequence;
}

Table with_serial(const std::string& name, const std::string& sequence) {
    Column key = id;
    key.default_value = sql("nextval('public." + sequence + "'::regclass)");
    Table result = table(name, {key});
    result.uses = {use_of(Kind::Sequence, sequence)};
    return result;
}

Table with_mood(std::string_view value) {
    Column mood = column("m", "public.mood");
    mood.default_value = sql(value);
    Table result = table("a", {id, mood});
    result.uses = {use_of(Kind::Enum, "mood")};
    return result;
}

INSTANTIATE_TEST_SUITE_P(
    OfTypesAndSequences, Difference,
    testing::Values(
        Case{"a sequence is there before its table and then its own",
             empty(),
             empty() + serial("a_id_seq", "a") + with_serial("a", "a_id_seq"),
             {"create sequence public.a_id_seq", "create table public.a",
              "alter sequence public.a_id_seq"}},
        Case{"a sequence goes with its table",
             empty() + serial("a_id_seq", "a") + with_serial("a", "a_id_seq"),
             empty(),
             {"drop table public.a"}},
        Case{"a sequence is taken from a table that goes and given to the one that comes",
             empty() + serial("a_id_seq", "a") + with_serial("a", "a_id_seq"),
             empty() + serial("a_id_seq", "b") + with_serial("b", "a_id_seq"),
             {"alter sequence public.a_id_seq", "drop table public.a", "create table public.b",
              "alter sequence public.a_id_seq"}},
        Case{"a default goes before the value that it is, and comes after",
             empty() + enumeration("mood", {"sad", "ok"}) + with_mood("'sad'::public.mood"),
             empty() + enumeration("mood", {"ok"}) + with_mood("'ok'::public.mood"),
             {"alter column public.a.m: no default", "alter type public.mood: without 'sad'",
              "alter column public.a.m: default 'ok'::public.mood"}},
        Case{"a value is added where nothing uses it yet",
             empty() + enumeration("mood", {"ok"}) + with_mood("'ok'::public.mood"),
             empty() + enumeration("mood", {"sad", "ok"}) + with_mood("'ok'::public.mood"),
             {"alter type public.mood: with 'sad'"}}),
    [](const auto& test) { return as_test_name(test.param.sentence); });

INSTANTIATE_TEST_SUITE_P(
    OfTables, Difference,
    testing::Values(
        Case{"nothing for the same", two_tables(true), two_tables(true), {}},
        Case{"the order of columns counts for nothing",
             empty() + table("a", {id, column("x", "text")}),
             empty() + table("a", {column("x", "text"), id}),
             {}},
        Case{"foreign keys come after all tables, in a circle too",
             empty(),
             two_tables(true),
             {"create table public.a", "create table public.b",
              "add constraint a_b_id_fkey on public.a: foreign key (b_id) to public.b",
              "add constraint b_a_id_fkey on public.b: foreign key (a_id) to public.a"}},
        Case{"one foreign key of a circle goes before the tables",
             two_tables(true),
             empty(),
             {"drop constraint a_b_id_fkey on public.a: foreign key (b_id) to public.b",
              "drop table public.b", "drop table public.a"}},
        Case{"columns are dropped, added and altered",
             empty() + a_with({column("x", "text"), column("y", "text")}),
             empty() + a_with({column("z", "text"), column("y", "integer")}),
             {"drop column public.a.x", "alter column public.a.y: integer, was text",
              "add column public.a.z text"}},
        Case{"views on a column whose type changes go before and come after",
             empty() + a_with({}) + over_a + over_v,
             empty() + table("a", {column("id", "bigint")}) + over_a + over_v,
             {"drop view public.w", "drop view public.v",
              "alter column public.a.id: bigint, was integer", "create view public.v",
              "create view public.w"}},
        Case{"views stand while another column changes",
             empty() + a_with({column("x", "text")}) + over_a,
             empty() + a_with({}) + over_a,
             {"drop column public.a.x"}},
        Case{"a view that only gets columns is replaced",
             empty() + a_with({}) + over_a + over_v,
             empty() + a_with({}) + over_v +
                 with(over_a,
                      [](View& view) {
                          view.query = sql("SELECT id, 1 AS one FROM public.a");
                          view.columns.emplace_back("one", "integer");
                      }),
             {"replace view public.v"}},
        Case{"a view that loses a column is remade, with those on it",
             empty() + a_with({}) + over_v +
                 with(over_a, [](View& view) { view.columns.emplace_back("one", "integer"); }),
             empty() + a_with({}) + over_a + over_v,
             {"drop view public.w", "drop view public.v", "create view public.v",
              "create view public.w"}},
        Case{"an index that is equal but for its name is renamed",
             empty() + a_with({}) + index("old", "a", {"id"}),
             empty() + a_with({}) + index("new", "a", {"id"}),
             {"rename index public.old to new"}},
        Case{"a constraint that is equal but for its name is renamed",
             empty() + with(a_with({}), [](Table& a) { a.constraints = {check("old", "id > 0")}; }),
             empty() + with(a_with({}), [](Table& a) { a.constraints = {check("new", "id > 0")}; }),
             {"rename constraint old on public.a to new"}},
        Case{"an index on a table that is dropped is not spoken of",
             empty() + a_with({}) + index("i", "a", {"id"}),
             empty(),
             {"drop table public.a"}},
        Case{"a privilege taken from a table is given to its column again",
             empty() + with(a_with({}),
                            [](Table& a) {
                                a.privileges = {{"reader", "SELECT", false}};
                                a.columns[0].privileges = {{"reader", "SELECT", false}};
                            }),
             empty() + with(a_with({}),
                            [](Table& a) {
                                a.columns[0].privileges = {{"reader", "SELECT", false}};
                            }),
             {"revoke SELECT on table public.a from reader",
              "grant SELECT (id) on table public.a to reader"}},
        Case{"comments of a new table are steps",
             empty(),
             empty() + with(a_with({}),
                            [](Table& a) {
                                a.comment = "all";
                                a.columns[0].comment = "one";
                                a.privileges = {{"reader", "SELECT", false}};
                            }),
             {"create table public.a", "comment on table public.a",
              "comment on id of table public.a", "grant SELECT on table public.a to reader"}}),
    [](const auto& test) { return as_test_name(test.param.sentence); });

TEST(Difference, OfViewsInACircleIsAnError) {
    const Schema circle =
        empty() + view("v", "SELECT id FROM public.w", {use_of(Kind::View, "w")}) + over_v;
    try {
        difference(empty(), circle);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Usage);
        EXPECT_THAT(error.what(), HasSubstr("view public.v"));
        EXPECT_THAT(error.what(), HasSubstr("view public.w"));
    }
}

TEST(Difference, OfAThousandTablesWithThemselvesTakesMilliseconds) {
    Schema schema = empty();
    for (int number = 0; number < 1000; ++number) {
        std::vector<Column> columns;
        for (int at = 0; at < 10; ++at) {
            columns.push_back(column("column_" + std::to_string(at), "character varying(20)"));
        }
        schema = std::move(schema) + table("table_" + std::to_string(number), columns);
    }
    const Schema other = schema;
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THAT(difference(schema, other), IsEmpty());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(200));
}

}  // namespace
}  // namespace gmig::schema

#include <gmig/sql/renames.hpp>
#include <gmig/support/text.hpp>

#include <gtest/gtest.h>

#include <array>

namespace gmig::sql {
namespace {

std::string words_of(const Rename& rename) {
    constexpr std::array kinds{"", "type ", "routine ", "schema "};
    std::string text = kinds.at(static_cast<std::size_t>(rename.kind));
    text += rename.schema.empty() ? "" : rename.schema + "/";
    text += rename.name + (rename.column.empty() ? "" : "." + rename.column);
    text += rename.to.empty() ? "" : " -> " + rename.to;
    return text + (rename.to_schema.empty() ? "" : " into " + rename.to_schema);
}

std::string renamed(const char* text, Dialect dialect) {
    Script script;
    script.text = text;
    std::vector<std::string> all;
    for (const Rename& rename : renames_in(script, dialect)) {
        all.push_back(words_of(rename));
    }
    return join(all, ", ");
}

struct RenameCase {
    const char* name;
    const char* text;
    const char* found;
};

class RenamesInSqlite : public testing::TestWithParam<RenameCase> {};
TEST_P(RenamesInSqlite, AreTold) {
    EXPECT_EQ(renamed(GetParam().text, Dialect::Sqlite), GetParam().found);
}

constexpr RenameCase in_sqlite[] = {
    {"ATable", "ALTER TABLE a RENAME TO b", "a -> b"},
    {"AColumnWithTheWord", "ALTER TABLE a RENAME COLUMN x TO y;", "a.x -> y"},
    {"AColumnWithoutTheWord", "alter table a rename x to y;", "a.x -> y"},
    {"UnderQuotedNames", "ALTER TABLE \"a b\" RENAME [x y] TO `z`;", "a b.x y -> z"},
    {"InTheOrderOfTheText", "ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME x TO y;",
     "a -> b, b.x -> y"},
    {"NoOtherAlteration", "ALTER TABLE a ADD COLUMN b; ALTER TABLE a DROP COLUMN c;", ""},
    {"NotInAComment", "-- ALTER TABLE a RENAME TO b\nSELECT 1;", ""},
    {"NotInALiteral", "INSERT INTO a VALUES ('ALTER TABLE a RENAME TO b');", ""},
};
INSTANTIATE_TEST_SUITE_P(OfAPart, RenamesInSqlite, testing::ValuesIn(in_sqlite),
                         [](const auto& test) { return std::string(test.param.name); });

class RenamesInPostgresql : public testing::TestWithParam<RenameCase> {};
TEST_P(RenamesInPostgresql, AreTold) {
    EXPECT_EQ(renamed(GetParam().text, Dialect::Postgresql), GetParam().found);
}

constexpr RenameCase in_postgresql[] = {
    {"ATableWithItsSchema", "ALTER TABLE IF EXISTS ONLY App.A RENAME TO B", "app/a -> b"},
    {"AQuotedOne", "ALTER TABLE \"App\".\"a.b\" RENAME COLUMN \"X\" TO y", "App/a.b.X -> y"},
    {"AView", "ALTER VIEW v RENAME TO w; ALTER MATERIALIZED VIEW m RENAME c TO d",
     "v -> w, m.c -> d"},
    {"AnIndexAndASequence", "ALTER INDEX i RENAME TO j; ALTER SEQUENCE s RENAME TO t",
     "i -> j, s -> t"},
    {"AType", "ALTER TYPE mood RENAME TO moods; ALTER DOMAIN d RENAME TO e",
     "type mood -> moods, type d -> e"},
    {"ARoutineWithItsArguments", "ALTER FUNCTION f(integer, numeric(10, 2)) RENAME TO g",
     "routine f -> g"},
    {"ASchema", "ALTER SCHEMA old RENAME TO new", "schema old -> new"},
    {"AMoveIntoAnotherSchema", "ALTER TABLE app.a SET SCHEMA archive", "app/a into archive"},
    {"NoConstraint", "ALTER TABLE a RENAME CONSTRAINT x TO y", ""},
    {"NoValueOfAnEnum", "ALTER TYPE t RENAME VALUE 'x' TO 'y'", ""},
    {"NoAttribute", "ALTER TYPE t RENAME ATTRIBUTE x TO y", ""},
    {"NoSetting", "ALTER TABLE a SET (fillfactor = 70); SET search_path = a", ""},
    {"TheCodeOfADo", "DO $$ BEGIN IF true THEN ALTER TABLE a RENAME TO b; END IF; END $$",
     "a -> b"},
    {"WhatADoExecutes", "DO $$ BEGIN EXECUTE 'ALTER TABLE a RENAME x TO y'; END $$", "a.x -> y"},
    {"NotTheBodyOfAFunction",
     "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'ALTER TABLE a RENAME TO b'", ""},
};
INSTANTIATE_TEST_SUITE_P(OfAPart, RenamesInPostgresql, testing::ValuesIn(in_postgresql),
                         [](const auto& test) { return std::string(test.param.name); });

struct ReachCase {
    const char* name;
    Dialect dialect;
    const char* text;
    const char* object;
    bool may;
};

class Reach : public testing::TestWithParam<ReachCase> {};
TEST_P(Reach, IsToldFromTheText) {
    const ReachCase& one = GetParam();
    EXPECT_EQ(may_change(one.text, one.object, one.dialect), one.may);
}

constexpr ReachCase reaches[] = {
    {"ByTheNameInAnyCase", Dialect::Sqlite, "ALTER TABLE Article ADD x", "article", true},
    {"ByAQuotedNameWithAQuoteInIt", Dialect::Sqlite, R"(DROP TABLE "a""bcd")", "a\"bcd", true},
    {"NotByAnotherName", Dialect::Sqlite, "ALTER TABLE author ADD x", "article", false},
    {"BecauseTheRenameOfAnotherChangesWhatPointsToIt", Dialect::Sqlite,
     "ALTER TABLE author RENAME TO writer", "article", true},
    {"NotBySqlitesSelect", Dialect::Sqlite, "INSERT INTO b SELECT 1", "article", false},
    {"ByWhatCascadeTakesAlong", Dialect::Postgresql, "DROP TYPE mood CASCADE", "article", true},
    {"ByCode", Dialect::Postgresql, "DO $$ BEGIN PERFORM f(); END $$", "article", true},
    {"ByAFunctionThatIsCalled", Dialect::Postgresql, "SELECT f()", "article", true},
    {"ByAGrantToAll", Dialect::Postgresql, "GRANT SELECT ON ALL TABLES IN SCHEMA a TO b", "article",
     true},
    {"NotByPlainDdlOfAnother", Dialect::Postgresql, "CREATE TABLE b (x text)", "article", false},
};
INSTANTIATE_TEST_SUITE_P(OfAPart, Reach, testing::ValuesIn(reaches),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::sql

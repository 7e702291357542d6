#include "app/amend/beyond_schema.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace gmig::app {
namespace {

struct BeyondCase {
    const char* name;
    Dialect dialect;
    const char* before;
    const char* after;
    const char* told;  ///< "line:statement", with "gone " before it; "" for nothing
};

std::ostream& operator<<(std::ostream& out, const BeyondCase& one) {
    return out << one.name;
}

class BeyondSchemaOf : public testing::TestWithParam<BeyondCase> {};

std::string told(const std::optional<BeyondSchema>& beyond) {
    return beyond ? (beyond->gone ? "gone " : "") + std::to_string(beyond->where.line) + ":" +
                        beyond->statement
                  : "";
}

TEST_P(BeyondSchemaOf, IsWhatNoDifferenceCarries) {
    const auto& [name, dialect, before, after, expected] = GetParam();
    const auto beyond = changed_beyond_schema({.text = before, .path = "old"},
                                              {.text = after, .path = "new"}, dialect);
    EXPECT_EQ(told(beyond), expected);
    if (beyond) {
        EXPECT_EQ(beyond->where.file, beyond->gone ? "old" : "new");
    }
}

constexpr Dialect lite = Dialect::Sqlite;
constexpr Dialect pg = Dialect::Postgresql;

const BeyondCase beyond_cases[] = {
    {"AnotherColumnIsSchema", lite, "CREATE TABLE a (x INT);", "CREATE TABLE a (x INT, y INT);",
     ""},
    {"AnInsertThatIsAdded", lite, "CREATE TABLE a (x);",
     "CREATE TABLE a (x);\nINSERT INTO a\n  VALUES (1);", "2:INSERT INTO a VALUES (1)"},
    {"AnInsertThatIsGone", lite, "CREATE TABLE a (x);\n\nINSERT INTO a VALUES (1);",
     "CREATE TABLE a (x);", "gone 3:INSERT INTO a VALUES (1)"},
    {"AnInsertThatIsEdited", pg, "INSERT INTO a VALUES (1);", "INSERT INTO a VALUES (2);",
     "1:INSERT INTO a VALUES (2)"},
    {"AnInsertWithAComment", pg, "INSERT INTO a VALUES (1);",
     "insert  into a -- the first\n values (1)", ""},
    {"SchemaAroundAnInsert", pg, "CREATE TABLE a (x int);INSERT INTO a VALUES (1);",
     "CREATE TABLE a (x int, y int);INSERT INTO a VALUES (1);CREATE INDEX i ON a (x);", ""},
    {"TheOrderOfUpdates", pg, "UPDATE a SET x = 1; UPDATE a SET x = x + 1;",
     "UPDATE a SET x = x + 1; UPDATE a SET x = 1;", "1:UPDATE a SET x = x + 1"},
    {"OneOfTwoEqualOnes", pg, "INSERT INTO a VALUES (1); INSERT INTO a VALUES (1);",
     "INSERT INTO a VALUES (1);", "1:INSERT INTO a VALUES (1)"},
    {"ATableFromAQuery", pg, "", "CREATE TABLE b AS SELECT * FROM a",
     "1:CREATE TABLE b AS SELECT * FROM a"},
    {"AGeneratedColumnIsSchema", pg, "",
     "CREATE TABLE b (x int, y int GENERATED ALWAYS AS (x + 1) STORED)", ""},
    {"ATypeByAnExpression", pg, "ALTER TABLE a ALTER x TYPE int USING x::int",
     "ALTER TABLE a ALTER x TYPE int USING x::int * 2",
     "1:ALTER TABLE a ALTER x TYPE int USING x::int * 2"},
    {"AnExclusionIsSchema", pg, "", "ALTER TABLE a ADD CONSTRAINT e EXCLUDE USING gist (x WITH &&)",
     ""},
    {"AColumnThatIsCalledOwner", pg, "", "ALTER TABLE a ADD COLUMN owner text, ADD storage int",
     ""},
    {"AnOwnerIsNotModelled", pg, "", "ALTER TABLE a OWNER TO ann", "1:ALTER TABLE a OWNER TO ann"},
    {"StorageIsNotModelled", pg, "", "ALTER TABLE a ALTER x SET STORAGE EXTERNAL",
     "1:ALTER TABLE a ALTER x SET STORAGE EXTERNAL"},
    {"ACounter", pg, "", "ALTER SEQUENCE s RESTART WITH 5", "1:ALTER SEQUENCE s RESTART WITH 5"},
    {"AnAggregate", pg, "", "CREATE AGGREGATE sum2 (int) (sfunc = int4pl, stype = int)",
     "1:CREATE AGGREGATE sum2 (int) (sfunc = int4pl, stype = int)"},
    {"AnEnumIsSchema", pg, "", "CREATE TYPE mood AS ENUM ('sad')", ""},
    {"ARangeType", pg, "", "CREATE TYPE r AS RANGE (subtype = float8)",
     "1:CREATE TYPE r AS RANGE (subtype = float8)"},
    {"ARoleIsTheServers", pg, "", "GRANT ann TO bob", "1:GRANT ann TO bob"},
    {"APrivilegeIsSchema", pg, "", "GRANT SELECT ON a TO bob; COMMENT ON TABLE a IS 'x'", ""},
    {"ADoIsNotKnown", pg, "", "DO $$ BEGIN END $$", "1:DO $$ BEGIN END $$"},
    {"ASessionsSettings", pg, "SET lock_timeout = '1s'", "BEGIN; COMMIT; ANALYZE a", ""},
    {"AFunctionCalled", pg, "", "SELECT setval('s', 5)", "1:SELECT setval('s', 5)"},
    {"AVirtualTable", lite, "", "CREATE VIRTUAL TABLE f USING fts5(x)",
     "1:CREATE VIRTUAL TABLE f USING fts5(x)"},
    {"ATriggersBodyIsSchema", lite, "",
     "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END", ""},
    {"AnotherPragma", lite, "PRAGMA foreign_keys = OFF;", "PRAGMA user_version = 5;",
     "1:PRAGMA user_version = 5"},
    {"ARebuildIsSchema", lite, "CREATE TABLE a (x INT);",
     "CREATE TABLE a (x INT);\nCREATE TABLE new_a (x TEXT);\n"
     "INSERT INTO sqlite_sequence (name, seq) SELECT 'new_a', seq FROM sqlite_sequence;\n"
     "INSERT INTO new_a (x) SELECT x FROM a;\nDROP TABLE a;\nALTER TABLE new_a RENAME TO a;",
     ""},
    {"ACopyThatIsNoRebuild", lite, "",
     "CREATE TABLE b (x TEXT);\nINSERT INTO b (x) SELECT x FROM a;",
     "2:INSERT INTO b (x) SELECT x FROM a"},
    {"ALongStatement", pg, "",
     "UPDATE article SET title = 'a title that goes on for more than the line has room'",
     "1:UPDATE article SET title = 'a title that goes on for more th …"},
};

INSTANTIATE_TEST_SUITE_P(Amend, BeyondSchemaOf, testing::ValuesIn(beyond_cases),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::app

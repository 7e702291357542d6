#include <gmig/sql/touched.hpp>

#include <gtest/gtest.h>

#include <string>

namespace gmig::sql {
namespace {

std::string line(const Touches& touches) {
    std::string text;
    for (const Touched& object : touches.objects) {
        text += (text.empty() ? "" : ", ") + std::string(to_string(object.touch)) + " " +
                object.kind + " " + (object.schema.empty() ? "" : object.schema + ".") +
                object.name;
    }
    for (const std::string& data : touches.data) {
        text += "; data: " + data;
    }
    for (const std::string& unseen : touches.unseen) {
        text += "; unseen: " + unseen;
    }
    return text;
}

Touches touches_of(const std::string& text, const RunnableOptions& options = {}) {
    const Script script{.text = text, .path = "x.sql", .first_line = 1};
    return touched(script, options);
}

struct TouchedCase {
    const char* sql;
    const char* touches;
};

class TouchedBy : public testing::TestWithParam<TouchedCase> {};

TEST_P(TouchedBy, IsWhatItNames) {
    EXPECT_EQ(line(touches_of(GetParam().sql)), GetParam().touches) << GetParam().sql;
}

INSTANTIATE_TEST_SUITE_P(
    Tables, TouchedBy,
    testing::Values(
        TouchedCase{"CREATE TABLE a (x int)", "creates table a"},
        TouchedCase{
            "CREATE TABLE s.a (x mood REFERENCES b (y), z s.kind DEFAULT f(1))",
            "reads function f, reads relation b, reads schema s, creates table s.a, reads type "
            "mood, reads type s.kind"},
        TouchedCase{"CREATE TABLE p PARTITION OF a DEFAULT", "alters table a, creates table p"},
        TouchedCase{"ALTER TABLE a ADD COLUMN x int, ADD FOREIGN KEY (x) REFERENCES b",
                    "reads relation b, alters table a"},
        TouchedCase{"ALTER TABLE a RENAME TO b", "creates relation b, alters table a"},
        TouchedCase{"ALTER TABLE a RENAME COLUMN x TO y", "alters table a"},
        TouchedCase{"ALTER INDEX i RENAME TO j", "alters index i, creates relation j"},
        TouchedCase{"DROP TABLE a, s.b", "reads schema s, drops table a, drops table s.b"},
        TouchedCase{"DROP TABLE a CASCADE",
                    "drops table a; unseen: what CASCADE takes along at x.sql:1:1"},
        TouchedCase{"CREATE UNIQUE INDEX i ON a (x)", "creates index i, alters table a"},
        TouchedCase{"CREATE TRIGGER t BEFORE INSERT ON a EXECUTE FUNCTION f()",
                    "reads function f, alters table a"},
        TouchedCase{"DROP TRIGGER t ON s.a", "reads schema s, alters table s.a"},
        TouchedCase{"CREATE POLICY p ON a USING (x = f())", "reads function f, alters table a"},
        TouchedCase{"COMMENT ON COLUMN a.x IS 'x'", "alters table a"},
        TouchedCase{"GRANT SELECT ON a, b TO c", "alters table a, alters table b"},
        TouchedCase{"ALTER TABLE a SET SCHEMA s", "alters table a"},
        TouchedCase{"CREATE STATISTICS st ON x, y FROM a", "alters table a"}));

INSTANTIATE_TEST_SUITE_P(
    Others, TouchedBy,
    testing::Values(
        TouchedCase{
            "CREATE VIEW v AS SELECT * FROM a JOIN s.b ON f(a.x)",
            "reads function f, reads relation a, reads relation s.b, reads schema s, creates view "
            "v"},
        TouchedCase{"CREATE OR REPLACE VIEW v AS WITH q AS (SELECT 1) SELECT * FROM q",
                    "replaces view v"},
        TouchedCase{"CREATE MATERIALIZED VIEW v AS SELECT * FROM a",
                    "reads relation a, creates view v"},
        TouchedCase{"CREATE OR REPLACE FUNCTION f(x mood) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                    "replaces function f, reads type mood; unseen: the inside of the function at "
                    "x.sql:1:1"},
        TouchedCase{"DROP FUNCTION f(int)", "drops function f"},
        TouchedCase{"CREATE TYPE t AS ENUM ('a')", "creates type t"},
        TouchedCase{"ALTER TYPE t ADD VALUE 'b'", "alters type t"},
        TouchedCase{"ALTER TYPE t RENAME VALUE 'a' TO 'b'", "alters type t"},
        TouchedCase{"CREATE DOMAIN d AS t", "creates type d, reads type t"},
        TouchedCase{"CREATE TYPE c AS (x t)", "reads relation c, creates type c, reads type t"},
        TouchedCase{"ALTER TYPE c ADD ATTRIBUTE y int", "reads relation c, alters type c"},
        TouchedCase{"CREATE SEQUENCE s.q", "reads schema s, creates sequence s.q"},
        TouchedCase{"DROP SCHEMA a, b", "drops schema a, drops schema b"},
        TouchedCase{"CREATE SCHEMA s", "creates schema s"},
        TouchedCase{"CREATE EXTENSION hstore", "creates extension hstore"},
        TouchedCase{"SET search_path TO s", ""}, TouchedCase{"SELECT 1 FROM a", "reads relation a"},
        TouchedCase{"CREATE PUBLICATION p FOR TABLE a",
                    "reads relation a; unseen: CREATE at x.sql:1:1"}));

INSTANTIATE_TEST_SUITE_P(
    Data, TouchedBy,
    testing::Values(
        TouchedCase{"INSERT INTO a SELECT * FROM b",
                    "reads relation b, writes rows of table a; data: INSERT at x.sql:1:1"},
        TouchedCase{"update a set x = 1", "writes rows of table a; data: update at x.sql:1:1"},
        TouchedCase{"DELETE FROM s.a",
                    "reads schema s, writes rows of table s.a; data: DELETE at x.sql:1:1"},
        TouchedCase{"TRUNCATE a, b",
                    "writes rows of table a, writes rows of table b; data: TRUNCATE at x.sql:1:1"},
        TouchedCase{"WITH d AS (DELETE FROM a RETURNING *) SELECT * FROM d",
                    "writes rows of table a; data: WITH at x.sql:1:1"},
        TouchedCase{"SELECT setval('q', 1)", "reads function setval; data: SELECT at x.sql:1:1"},
        TouchedCase{"CREATE TABLE a AS SELECT * FROM b",
                    "reads relation b, creates table a; data: CREATE at x.sql:1:1"},
        TouchedCase{"CREATE RULE r AS ON INSERT TO a DO INSTEAD DELETE FROM b",
                    "alters relation a, reads relation b"},
        TouchedCase{"DO $$ BEGIN END $$", "; data: DO at x.sql:1:1; unseen: DO at x.sql:1:1"},
        TouchedCase{"CALL p()", "; data: CALL at x.sql:1:1; unseen: CALL at x.sql:1:1"},
        TouchedCase{"CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);",
                    "writes rows of table a, creates table a; data: INSERT at x.sql:2:1"}));

TEST(Touched, SeesNothingUnderGrammarOff) {
    EXPECT_EQ(line(touches_of("CREATE TABLE a (x int)", {.grammar = Grammar::Lexer})),
              "; data: a statement under grammar=off at x.sql:1:1; unseen: a statement under "
              "grammar=off at x.sql:1:1");
}

TEST(Touched, IsFoundInTheDeepestTree) {
    std::string sql = "CREATE VIEW v AS SELECT f(1)";
    for (int i = 0; i < 9000; ++i) {
        sql += " + 1";
    }
    EXPECT_EQ(line(touches_of(sql)), "reads function f, creates view v");
}

struct TouchedPair {
    Touched one;
    Touched other;
    bool same;
};

class SameObject : public testing::TestWithParam<TouchedPair> {};

TEST_P(SameObject, IsToldFromKindAndName) {
    EXPECT_EQ(same_object(GetParam().one, GetParam().other), GetParam().same);
    EXPECT_EQ(same_object(GetParam().other, GetParam().one), GetParam().same);
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, SameObject,
    testing::Values(TouchedPair{{"table", "", "a", {}}, {"relation", "", "a", {}}, true},
                    TouchedPair{{"table", "s", "a", {}}, {"view", "", "a", {}}, true},
                    TouchedPair{{"table", "s", "a", {}}, {"table", "t", "a", {}}, false},
                    TouchedPair{{"table", "", "a", {}}, {"function", "", "a", {}}, false},
                    TouchedPair{{"type", "", "a", {}}, {"type", "", "b", {}}, false}));

}  // namespace
}  // namespace gmig::sql

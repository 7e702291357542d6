#include "sentences.hpp"
#include <gmig/schema/sqlite.hpp>
#include <gmig/support/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gmig::schema {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Two texts of a table.
struct Pair {
    std::string name;
    std::string one;
    std::string other;
};

std::string pair_name(const ::testing::TestParamInfo<Pair>& test) {
    return as_test_name(test.param.name);
}

Schema with_table(const std::string& text) {
    const std::vector<SqliteObject> objects{{"table", "t", "t", text}};
    return read_sqlite(objects, {});
}

class SqliteTables : public ::testing::TestWithParam<Pair> {};

TEST_P(SqliteTables, AreTheSame) {
    const Schema one = with_table(GetParam().one);
    const Schema other = with_table(GetParam().other);
    EXPECT_THAT(one.unmodelled, IsEmpty());
    EXPECT_THAT(other.tables, SizeIs(1));
    EXPECT_TRUE(same(one, other));
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, SqliteTables,
    ::testing::Values(
        Pair{"white space and comments", "CREATE TABLE t(a INT,b)",
             "create /* x */ table\n\"t\" ( a  int -- y\n, [b] )"},
        Pair{"a primary key in the column or in the table",
             "CREATE TABLE t (a INTEGER PRIMARY KEY, b)",
             "CREATE TABLE t (a INTEGER, b, PRIMARY KEY (a))"},
        Pair{"the order of a key that is the rowid has no effect in the table",
             "CREATE TABLE t (a INTEGER PRIMARY KEY)",
             "CREATE TABLE t (a INTEGER, PRIMARY KEY (A COLLATE nocase DESC))"},
        Pair{"a descending key that is not the rowid", "CREATE TABLE t (a TEXT PRIMARY KEY DESC)",
             "CREATE TABLE t (a TEXT, PRIMARY KEY (a DESC))"},
        Pair{"AUTOINCREMENT", "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)",
             "CREATE TABLE t (a INTEGER, PRIMARY KEY (a AUTOINCREMENT))"},
        Pair{"a unique column", "CREATE TABLE t (a UNIQUE ON CONFLICT ignore)",
             "CREATE TABLE t (a, UNIQUE (a ASC) ON CONFLICT IGNORE)"},
        Pair{"ABORT is what happens anyway", "CREATE TABLE t (a NOT NULL ON CONFLICT ABORT)",
             "CREATE TABLE t (a NOT NULL)"},
        Pair{"a check", "CREATE TABLE t (a CONSTRAINT p CHECK (a > 0), b)",
             "CREATE TABLE t (a, b, CONSTRAINT p CHECK (\"A\">0) ON CONFLICT FAIL)"},
        Pair{"a check that names its table", "CREATE TABLE t (a CHECK (T.a > \"t\".a))",
             "CREATE TABLE t (a, CHECK (a > a))"},
        Pair{"a foreign key",
             "CREATE TABLE t (a REFERENCES u (x) ON DELETE CASCADE MATCH simple DEFERRABLE "
             "INITIALLY DEFERRED)",
             "CREATE TABLE t (a, FOREIGN KEY (a) REFERENCES u (x) ON UPDATE NO ACTION ON DELETE "
             "CASCADE DEFERRABLE INITIALLY DEFERRED)"},
        Pair{"NOT DEFERRABLE", "CREATE TABLE t (a REFERENCES u NOT DEFERRABLE INITIALLY DEFERRED)",
             "CREATE TABLE t (a REFERENCES u)"},
        Pair{
            "commas between table constraints may be missing",
            "CREATE TABLE t (a, b, UNIQUE (a) CHECK (b) CONSTRAINT x FOREIGN KEY (b) REFERENCES u)",
            "CREATE TABLE t (a UNIQUE, b CHECK (b) CONSTRAINT x REFERENCES u)"},
        Pair{"the name of a NOT NULL is not kept",
             "CREATE TABLE t (a CONSTRAINT n NOT NULL CONSTRAINT m UNIQUE)",
             "CREATE TABLE t (a NOT NULL CONSTRAINT m UNIQUE)"},
        Pair{"a default in brackets", "CREATE TABLE t (a DEFAULT (5), b DEFAULT (current_time))",
             "CREATE TABLE t (a DEFAULT 5, b DEFAULT CURRENT_TIME)"},
        Pair{"a default by a name is a string", "CREATE TABLE t (a DEFAULT Yes, b DEFAULT \"No\")",
             "CREATE TABLE t (a DEFAULT 'Yes', b DEFAULT 'No')"},
        Pair{"a signed default", "CREATE TABLE t (a DEFAULT - 1 NOT NULL)",
             "CREATE TABLE t (a NOT NULL DEFAULT -1)"},
        Pair{"the default collation",
             "CREATE TABLE t (a TEXT COLLATE binary, UNIQUE (a COLLATE BINARY))",
             "CREATE TABLE t (a TEXT UNIQUE)"},
        Pair{"the key of a table without rowid is not null",
             "CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID",
             "CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY) without rowid"},
        Pair{"the key of a strict table is not null", "CREATE TABLE t (a TEXT PRIMARY KEY) STRICT",
             "CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY) STRICT"},
        Pair{"a generated column", "CREATE TABLE t (a, b INT AS (a + 1))",
             "CREATE TABLE t (a, b INT GENERATED ALWAYS AS (a+1) VIRTUAL)"},
        Pair{"a constraint said twice", "CREATE TABLE t (a UNIQUE UNIQUE, UNIQUE (a))",
             "CREATE TABLE t (a UNIQUE)"},
        Pair{"the order of columns", "CREATE TABLE t (a, b)", "CREATE TABLE t (b, a)"}),
    pair_name);

class SqliteTablesApart : public ::testing::TestWithParam<Pair> {};

TEST_P(SqliteTablesApart, AreKeptApart) {
    const Schema one = with_table(GetParam().one);
    const Schema other = with_table(GetParam().other);
    EXPECT_THAT(one.tables, SizeIs(1));
    EXPECT_THAT(other.tables, SizeIs(1));
    EXPECT_FALSE(same(one, other));
}

INSTANTIATE_TEST_SUITE_P(
    Meanings, SqliteTablesApart,
    ::testing::Values(
        Pair{"an INTEGER PRIMARY KEY DESC is not the rowid",
             "CREATE TABLE t (a INTEGER PRIMARY KEY DESC)",
             "CREATE TABLE t (a INTEGER PRIMARY KEY)"},
        Pair{"in a table without rowid the order of the key counts",
             "CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC)) WITHOUT ROWID",
             "CREATE TABLE t (a INTEGER, PRIMARY KEY (a)) WITHOUT ROWID"},
        Pair{"INT is not INTEGER", "CREATE TABLE t (a INT PRIMARY KEY)",
             "CREATE TABLE t (a INTEGER PRIMARY KEY)"},
        Pair{"strings differ by case", "CREATE TABLE t (a DEFAULT Yes)",
             "CREATE TABLE t (a DEFAULT yes)"},
        Pair{"NULL is a default", "CREATE TABLE t (a DEFAULT NULL)", "CREATE TABLE t (a)"},
        Pair{"a column of another table in a check", "CREATE TABLE t (a CHECK (u.a > 0))",
             "CREATE TABLE t (a CHECK (a > 0))"},
        Pair{"STORED", "CREATE TABLE t (a, b AS (a) STORED)", "CREATE TABLE t (a, b AS (a))"},
        Pair{"STRICT", "CREATE TABLE t (a INT) STRICT", "CREATE TABLE t (a INT)"}),
    pair_name);

TEST(SqliteTable, HasTypesOfSeveralWords) {
    const Table table = read_sqlite_table(
        "CREATE TABLE main.t (a unsigned  big int, b numeric( 10 , -2 ) NOT NULL, c, "
        "d 'odd type' DEFAULT 1, generated, always text, \"e\"\"f\" double precision AS (1), "
        "g Integer)");
    std::vector<std::pair<std::string, std::string>> columns;
    for (const Column& column : table.columns) {
        columns.emplace_back(column.name, column.type);
    }
    EXPECT_THAT(columns,
                ElementsAre(std::pair("a", "unsigned big int"), std::pair("b", "numeric(10,-2)"),
                            std::pair("c", ""), std::pair("d", "'odd type'"),
                            std::pair("generated", ""), std::pair("always", "TEXT"),
                            std::pair("e\"f", "double precision"), std::pair("g", "INTEGER")));
}

TEST(SqliteTable, KeepsTheNamesThatQuotesHold) {
    const Table table = read_sqlite_table(
        "CREATE TABLE \"my table\" (`a``b` TEXT, [c d] TEXT, 'it''s' TEXT, \"select\" TEXT, "
        "PRIMARY KEY ([C D], 'IT''S'))");
    EXPECT_EQ(table.name.name, "my table");
    ASSERT_THAT(table.columns, SizeIs(4));
    EXPECT_EQ(table.columns[0].name, "a`b");
    ASSERT_THAT(table.constraints, SizeIs(1));
    EXPECT_THAT(table.constraints[0].columns, ElementsAre("c d", "it's"));
}

TEST(SqliteTable, IsNoSelect) {
    try {
        read_sqlite_table("CREATE TABLE t\nAS SELECT 1");
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Migration);
        EXPECT_EQ(error.where(), (Where{"", 2, 1}));
    }
}

TEST(SqliteSchema, HasIndexesOfColumnsAndExpressions) {
    const std::vector<SqliteObject> objects{
        {"table", "T", "T", "CREATE TABLE T (Name TEXT COLLATE nocase, b)"},
        {"index", "i", "T",
         "CREATE UNIQUE INDEX i ON t ((name) COLLATE NOCASE DESC, \"B\" COLLATE rtrim, lower(t.b) "
         "|| "
         "'x' ASC) WHERE b > (1) -- end"}};
    const Schema schema = read_sqlite(objects, {});
    ASSERT_THAT(schema.indexes, SizeIs(1));
    const Index& index = schema.indexes.begin()->second;
    EXPECT_EQ(index.table.name, "T");
    EXPECT_TRUE(index.unique);
    ASSERT_THAT(index.parts, SizeIs(3));
    EXPECT_EQ(index.parts[0].column, "Name");
    EXPECT_EQ(index.parts[0].collation, "");
    EXPECT_TRUE(index.parts[0].descending);
    EXPECT_EQ(index.parts[1].column, "b");
    EXPECT_EQ(index.parts[1].collation, "RTRIM");
    EXPECT_EQ(index.parts[2].column, "");
    EXPECT_EQ(index.parts[2].expression.text(), "lower(b) || 'x'");
    EXPECT_EQ(index.where.value_or(Expression()).text(), "b > (1)");
}

TEST(SqliteSchema, HasViewsTriggersAndVirtualTables) {
    const std::string trigger =
        "CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (1); SELECT 2; END";
    const std::vector<SqliteObject> objects{
        {"table", "t", "t", "CREATE TABLE t (a REFERENCES T (A))"},
        {"view", "v", "v",
         "CREATE VIEW v (x, [y z]) AS WITH q AS (SELECT 1) SELECT a, 1 FROM t, q;"},
        {"trigger", "r", "v", trigger},
        {"table", "f", "f", "CREATE VIRTUAL TABLE f USING fts5(a, content='')"},
        {"table", "f_data", "f_data", "CREATE TABLE 'f_data' (id INTEGER PRIMARY KEY, block BLOB)"},
        {"table", "sqlite_sequence", "sqlite_sequence", "CREATE TABLE sqlite_sequence(name,seq)"},
        {"table", "gmig_ledger", "gmig_ledger", "CREATE TABLE gmig_ledger (id TEXT)"},
        {"index", "mine", "gmig_ledger", "CREATE INDEX mine ON gmig_ledger (id)"},
        {"table", "odd", "odd", "CREATE TABLE odd (a !)"}};
    const std::vector<std::string> shadow{"F_data"};
    const Schema schema = read_sqlite(objects, shadow);
    ASSERT_THAT(schema.tables, SizeIs(2));
    const Table& virtual_table = schema.tables.at({"", "f"});
    EXPECT_EQ(virtual_table.module.value_or(Expression()).text(), "USING fts5(a, content='')");
    const Constraint& key = schema.tables.at({"", "t"}).constraints.at(0);
    EXPECT_EQ(key.target.name, "t");
    EXPECT_THAT(key.target_columns, ElementsAre("a"));
    const View& view = schema.views.at({"", "v"});
    EXPECT_THAT(view.columns, ElementsAre(std::pair("x", ""), std::pair("y z", "")));
    EXPECT_EQ(view.query.text(), "WITH q AS (SELECT 1) SELECT a, 1 FROM t, q");
    ASSERT_THAT(schema.triggers, SizeIs(1));
    EXPECT_EQ(schema.triggers.begin()->second.table.name, "v");
    EXPECT_EQ(schema.triggers.begin()->second.definition.text(), trigger);
    EXPECT_THAT(schema.indexes, IsEmpty());
    EXPECT_THAT(schema.unmodelled, ElementsAre("table odd"));
}

}  // namespace
}  // namespace gmig::schema

#include "refusals.hpp"
#include <gmig/sql/statement.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gmig::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::vector<std::string> texts(const std::vector<Statement>& statements) {
    std::vector<std::string> result;
    for (const Statement& statement : statements) {
        result.emplace_back(statement.text);
    }
    return result;
}

struct SplitCase {
    std::string name;
    std::string text;
    std::vector<std::string> statements;
};

std::string split_case_name(const ::testing::TestParamInfo<SplitCase>& test) {
    return as_test_name(test.param.name);
}

class SplitPostgresql : public ::testing::TestWithParam<SplitCase> {};

TEST_P(SplitPostgresql, ByTheParser) {
    const auto script = script_of(GetParam().text);
    EXPECT_EQ(texts(split(script, Dialect::Postgresql, Grammar::Parser)), GetParam().statements);
}

TEST_P(SplitPostgresql, ByTheLexerAlike) {
    const auto script = script_of(GetParam().text);
    EXPECT_EQ(texts(split(script, Dialect::Postgresql, Grammar::Lexer)), GetParam().statements);
}

INSTANTIATE_TEST_SUITE_P(
    Statements, SplitPostgresql,
    ::testing::Values(
        SplitCase{"nothing", "", {}},
        SplitCase{"blanks and comments only", " -- a;\n/* b; */\n", {}},
        SplitCase{"empty statements are left out", ";;SELECT 1;; ;", {"SELECT 1"}},
        SplitCase{"without a last semicolon", "SELECT 1;\nSELECT 2\n", {"SELECT 1", "SELECT 2"}},
        SplitCase{"comments before and behind are left out, those within stay",
                  "/* a */ SELECT /* b */ 1 -- c\n; -- d\nSELECT 2 -- e",
                  {"SELECT /* b */ 1", "SELECT 2"}},
        SplitCase{
            "semicolons in literals, names and comments",
            "SELECT ';', \"a;b\", $$;$$, E'\\';' /* ; */ FROM (SELECT 1 AS \"a;b\") x; SELECT 2",
            {"SELECT ';', \"a;b\", $$;$$, E'\\';' /* ; */ FROM (SELECT 1 AS \"a;b\") x",
             "SELECT 2"}},
        SplitCase{
            "a rule with several commands",
            "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b); SELECT 1",
            {"CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b)", "SELECT 1"}},
        SplitCase{
            "a function with a body of SQL",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 "
            "END; "
            "END; SELECT 2;",
            {"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 "
             "END; END",
             "SELECT 2"}},
        SplitCase{
            "a function with a body in dollar quotes",
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN RETURN 1; END; $f$; "
            "SELECT 2",
            {"CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN RETURN 1; END; $f$",
             "SELECT 2"}},
        SplitCase{"case and end as names",
                  "SELECT 1 AS case; SELECT 2 AS end; SELECT 3",
                  {"SELECT 1 AS case", "SELECT 2 AS end", "SELECT 3"}},
        SplitCase{"text in many scripts",
                  "SELECT 'żółw'; SELECT '日本'",
                  {"SELECT 'żółw'", "SELECT '日本'"}},
        SplitCase{"BEGIN and END are statements of their own",
                  "BEGIN; SELECT 1; END;",
                  {"BEGIN", "SELECT 1", "END"}}),
    split_case_name);

class SplitSqlite : public ::testing::TestWithParam<SplitCase> {};

TEST_P(SplitSqlite, ByItsOwnRules) {
    const auto script = script_of(GetParam().text);
    EXPECT_EQ(texts(split(script, Dialect::Sqlite)), GetParam().statements);
}

INSTANTIATE_TEST_SUITE_P(
    Statements, SplitSqlite,
    ::testing::Values(
        SplitCase{"comments only", "-- a\n/* b */", {}},
        SplitCase{"semicolons in names",
                  "SELECT [;], `;`, \";\"; SELECT ';'",
                  {"SELECT [;], `;`, \";\"", "SELECT ';'"}},
        SplitCase{
            "a trigger with a body",
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = 1; DELETE FROM c; END; "
            "SELECT 1",
            {"CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = 1; DELETE FROM c; END",
             "SELECT 1"}},
        SplitCase{
            "a temporary trigger with CASE and END within",
            "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; "
            "END;SELECT 1;",
            {"CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; END",
             "SELECT 1"}},
        SplitCase{
            "an END that does not end the trigger",
            "CREATE TEMPORARY TRIGGER t DELETE ON a BEGIN SELECT 1; END x; SELECT 2; END; SELECT 3",
            {"CREATE TEMPORARY TRIGGER t DELETE ON a BEGIN SELECT 1; END x; SELECT 2; END",
             "SELECT 3"}},
        SplitCase{
            "comments between the words of a trigger",
            "CREATE /* a */ TRIGGER t DELETE ON a BEGIN SELECT 1; -- b\n END -- c\n; SELECT 3",
            {"CREATE /* a */ TRIGGER t DELETE ON a BEGIN SELECT 1; -- b\n END", "SELECT 3"}},
        SplitCase{
            "an explained trigger",
            "EXPLAIN QUERY PLAN CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; END; SELECT 2",
            {"EXPLAIN QUERY PLAN CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; END", "SELECT 2"}},
        SplitCase{
            "an explained query", "EXPLAIN SELECT 1; SELECT 2", {"EXPLAIN SELECT 1", "SELECT 2"}},
        SplitCase{"a table named trigger",
                  "CREATE TABLE trigger (a); SELECT 2",
                  {"CREATE TABLE trigger (a)", "SELECT 2"}},
        SplitCase{"a transaction is several statements",
                  "BEGIN; SELECT 1; END; SELECT 2",
                  {"BEGIN", "SELECT 1", "END", "SELECT 2"}},
        SplitCase{"a trigger that never ends goes on",
                  "CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; SELECT 2;",
                  {"CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; SELECT 2;"}}),
    split_case_name);

TEST(Split, OffsetIsThatOfTheFirstToken) {
    const auto script = script_of("-- a\n  SELECT 1;\n/* b */ SELECT 2;");
    for (const auto dialect : {Dialect::Sqlite, Dialect::Postgresql}) {
        const auto statements = split(script, dialect);
        EXPECT_THAT(statements,
                    ElementsAre(Field(&Statement::offset, 7), Field(&Statement::offset, 25)));
        EXPECT_EQ(statements.back().text.data(), script.text.data() + 25);
    }
}

TEST(Split, WhereOnlyTheParserKnowsThatEndIsAName) {
    const std::string function =
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 end; SELECT 2; END";
    const auto script = script_of("SELECT 0; " + function + " ;\n-- a\nSELECT 3;");
    EXPECT_THAT(texts(split(script, Dialect::Postgresql)),
                ElementsAre("SELECT 0", function, "SELECT 3"));
}

TEST(Split, ByTheLexerTakesNewerSyntax) {
    const auto script = script_of("CREATE TABLE a (b int) NEWER THAN 15; SELECT 1");
    EXPECT_THAT(split(script, Dialect::Postgresql, Grammar::Lexer), SizeIs(2));
    EXPECT_THAT(refusal([&] { split(script, Dialect::Postgresql); }), HasSubstr("\"NEWER\""));
}

struct SplitRefused {
    std::string name;
    Dialect dialect;
    std::string text;
    std::string message;  ///< its beginning
};

class SplitRefuses : public ::testing::TestWithParam<SplitRefused> {};

TEST_P(SplitRefuses, WithThePlace) {
    const auto script = script_of(GetParam().text);
    EXPECT_THAT(refusal([&] { split(script, GetParam().dialect); }),
                StartsWith(GetParam().message));
}

constexpr auto split_lite = Dialect::Sqlite;
constexpr auto split_postgres = Dialect::Postgresql;

INSTANTIATE_TEST_SUITE_P(
    Texts, SplitRefuses,
    ::testing::Values(
        SplitRefused{"a NUL", split_lite, std::string("SELECT\n 'a\0b'", 13),
                     "m.sql:2:4 a NUL byte"},
        SplitRefused{"a NUL in a comment", split_postgres, std::string("--\0", 3),
                     "m.sql:1:3 a NUL byte"},
        SplitRefused{"invalid UTF 8", split_postgres, "SELECT 1;\nSELECT '\xFF'",
                     "m.sql:2:9 this is not UTF-8"},
        SplitRefused{"an open string", split_lite, "SELECT 1;\nSELECT 'a;\n",
                     "m.sql:2:8 this string has no end"},
        SplitRefused{"an open dollar quote", split_postgres, "SELECT $a$ $b$;",
                     "m.sql:1:8 this string has no end"},
        SplitRefused{"an open comment", split_lite, "SELECT 1;/* a",
                     "m.sql:1:10 this comment has no end"},
        SplitRefused{"an open nested comment", split_postgres, "/* /* */ SELECT 1;",
                     "m.sql:1:1 this comment has no end"},
        SplitRefused{"an open name", split_postgres, "SELECT \"a",
                     "m.sql:1:8 this quoted name has no end"},
        SplitRefused{"an open bracket name", split_lite, "SELECT [a",
                     "m.sql:1:8 this quoted name has no end"},
        SplitRefused{"no token of SQLite", split_lite, "SELECT 1;\nSELECT \\d",
                     "m.sql:2:8 SQLite knows no token that begins with '\\'"},
        SplitRefused{"a command of psql", split_postgres, "SELECT 1;\n\\connect other",
                     "m.sql:2:1 \\connect is a command of psql"},
        SplitRefused{"a command of psql in a statement", split_postgres, "SELECT 1 \\gset",
                     "m.sql:1:10 \\gset is a command of psql"},
        SplitRefused{"a command of the shell", split_lite, "SELECT 1;\n.read x.sql",
                     "m.sql:2:1 .read is a command of the sqlite3 shell"},
        SplitRefused{"COPY data", split_postgres,
                     "SELECT 1;\nCOPY t (a, b) FROM stdin WITH (FORMAT csv);\n1,it's\n\\.\n",
                     "m.sql:2:1 COPY … FROM STDIN reads its data from psql"},
        SplitRefused{"COPY at the end", split_postgres, "COPY t FROM STDIN",
                     "m.sql:1:1 COPY … FROM STDIN"},
        SplitRefused{"conflict markers", split_lite, "SELECT 1;\n<<<<<<< HEAD\n",
                     "m.sql:2:1 git's conflict markers"},
        SplitRefused{"conflict markers in a statement", split_postgres, "SELECT 1\n<<<<<<< HEAD\n",
                     "m.sql:2:1 git's conflict markers"},
        SplitRefused{"what the parser refuses", split_postgres,
                     "SELECT 1;\nSELECT 'ż', selec FROM;",
                     "m.sql:2:23 PostgreSQL 15's parser says: syntax error at end of input"},
        SplitRefused{"syntax in the middle, behind wide characters", split_postgres,
                     "SELECT 'żółw' oops wrong",
                     "m.sql:1:20 PostgreSQL 15's parser says: syntax error at or near \"wrong\""},
        SplitRefused{"a wrong second statement", split_postgres, "SELECT 1; selec 2; SELECT 3",
                     "m.sql:1:11 PostgreSQL"}),
    [](const auto& test) { return as_test_name(test.param.name); });

TEST(Split, NamesTheWayOutOfOldGrammar) {
    try {
        split(script_of("SELEC 1"), split_postgres);
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Migration);
        EXPECT_THAT(error.next(), HasSubstr("-- gmig: grammar=off"));
    }
}

std::string repeated(const std::string& unit, std::size_t count) {
    std::string text;
    text.reserve(unit.size() * count);
    for (; count > 0; --count) {
        text += unit;
    }
    return text;
}

struct Deep {
    std::string name;
    std::string before;
    std::string unit;
    std::string after_each;
    std::size_t fine;
    std::size_t too_deep;
};

class SplitDepth : public ::testing::TestWithParam<Deep> {
protected:
    static std::string text(std::size_t count) {
        return GetParam().before + repeated(GetParam().unit, count) + "1" +
               repeated(GetParam().after_each, count) + ";";
    }
};

TEST_P(SplitDepth, IsLimited) {
    const auto fine = script_of(text(GetParam().fine));
    const auto deep = script_of(text(GetParam().too_deep));
    for (const auto dialect : {Dialect::Sqlite, Dialect::Postgresql}) {
        EXPECT_THAT(split(fine, dialect), SizeIs(1));
        EXPECT_THAT(refusal([&] { split(deep, dialect); }), HasSubstr("too deep"));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, SplitDepth,
    ::testing::Values(Deep{"brackets", "SELECT ", "(", ")", 1000, 1001},
                      Deep{"brackets without end", "SELECT ", "(", ")", 1000, 1'000'000},
                      Deep{"CASE", "SELECT ", "CASE WHEN 1=1 THEN ", " END", 1000, 1001},
                      Deep{"additions", "SELECT ", "1+", "", 10'000, 10'001},
                      Deep{"a hundred thousand additions", "SELECT ", "1+", "", 3000, 100'000},
                      Deep{"signs", "SELECT ", "- ", "", 9000, 10'001},
                      Deep{"NOT", "SELECT ", "NOT ", "", 9000, 10'001},
                      Deep{"UNION", "SELECT ", "1 UNION ALL SELECT ", "", 10'000, 10'001},
                      Deep{"chains in brackets add up", "SELECT ", "(1+1+1+1+1+1+1+1+1+1+", ")",
                           900, 995}),
    [](const auto& test) { return as_test_name(test.param.name); });

TEST(Split, WidthIsNoDepth) {
    const std::vector<std::string> wide = {
        "INSERT INTO t VALUES (1 + 1)" + repeated(", (2 - 1)", 50'000),
        "SELECT 1" + repeated(" + 2, 3", 20'000),
        "SELECT a = 1" + repeated(" OR a = 1 AND b = 2", 20'000),
        "SELECT CASE" + repeated(" WHEN a = 1 THEN 2 + 3", 20'000) + " END",
        repeated("SELECT 1 + 1;", 20'000),
    };
    for (const auto& text : wide) {
        const auto script = script_of(text);
        EXPECT_EQ(refusal([&] { split(script, Dialect::Sqlite); }), "") << text.substr(0, 30);
        EXPECT_EQ(refusal([&] { split(script, Dialect::Postgresql); }), "") << text.substr(0, 30);
    }
}

TEST(Split, AStatementHasAtMost4MiB) {
    const std::string rows = repeated("x", 4UL * 1024 * 1024 - 9);
    EXPECT_THAT(split(script_of("SELECT '" + rows + "'; SELECT 1"), Dialect::Sqlite), SizeIs(2));
    EXPECT_THAT(refusal([&] { split(script_of("\nSELECT '" + rows + "x'"), Dialect::Postgresql); }),
                StartsWith("m.sql:2:1 this statement is longer than 4 MiB"));
}

}  // namespace
}  // namespace gmig::sql

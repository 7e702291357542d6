#include "refusals.hpp"
#include <gmig/sql/statement.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gmig::sql {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr auto prepare_lite = Dialect::Sqlite;
constexpr auto prepare_postgres = Dialect::Postgresql;
constexpr auto on = TransactionMode::On;
constexpr auto off = TransactionMode::Off;

struct PrepareRefused {
    std::string text;
    std::string message;  ///< its beginning, behind "m.sql:"
    TransactionMode mode = on;
};

std::string prepare_case_name(const ::testing::TestParamInfo<PrepareRefused>& test) {
    return std::to_string(test.index) + "_" + as_test_name(test.param.text.substr(0, 60));
}

std::string refusal_of(const std::string& text, Dialect dialect, TransactionMode mode) {
    const auto script = script_of(text, mode);
    return refusal([&] { prepare(script, dialect, {}); });
}

class PostgresqlRefuses : public ::testing::TestWithParam<PrepareRefused> {};
TEST_P(PostgresqlRefuses, Text) {
    EXPECT_THAT(refusal_of(GetParam().text, prepare_postgres, GetParam().mode),
                StartsWith("m.sql:" + GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    OutsideATransaction, PostgresqlRefuses,
    ::testing::Values(
        PrepareRefused{"SELECT 1;\nCREATE INDEX CONCURRENTLY a ON b (c)",
                       "2:1 CREATE INDEX CONCURRENTLY cannot run in a transaction"},
        PrepareRefused{"create unique index /**/ concurrently a on b (c)",
                       "1:1 CREATE INDEX CONCURRENTLY cannot"},
        PrepareRefused{"DROP INDEX CONCURRENTLY a", "1:1 DROP INDEX CONCURRENTLY cannot"},
        PrepareRefused{"REINDEX INDEX CONCURRENTLY a", "1:1 REINDEX CONCURRENTLY cannot"},
        PrepareRefused{"REINDEX TABLE CONCURRENTLY a", "1:1 REINDEX CONCURRENTLY cannot"},
        PrepareRefused{"REINDEX (VERBOSE, CONCURRENTLY) TABLE a",
                       "1:1 REINDEX CONCURRENTLY cannot"},
        PrepareRefused{"REINDEX DATABASE a", "1:1 REINDEX of a database or schema cannot"},
        PrepareRefused{"REINDEX (VERBOSE) SCHEMA a", "1:1 REINDEX of a database or schema cannot"},
        PrepareRefused{"VACUUM", "1:1 VACUUM cannot"},
        PrepareRefused{"VACUUM FULL a", "1:1 VACUUM cannot"},
        PrepareRefused{"CREATE DATABASE a", "1:1 CREATE DATABASE cannot"},
        PrepareRefused{"DROP DATABASE IF EXISTS a", "1:1 DROP DATABASE cannot"},
        PrepareRefused{"ALTER DATABASE a SET TABLESPACE b",
                       "1:1 ALTER DATABASE … SET TABLESPACE cannot"},
        PrepareRefused{"ALTER SYSTEM SET work_mem = '1MB'", "1:1 ALTER SYSTEM cannot"},
        PrepareRefused{"CREATE TABLESPACE a LOCATION '/b'", "1:1 CREATE TABLESPACE cannot"},
        PrepareRefused{"DROP TABLESPACE a", "1:1 DROP TABLESPACE cannot"},
        PrepareRefused{"CLUSTER", "1:1 CLUSTER of all tables cannot"},
        PrepareRefused{"CLUSTER VERBOSE", "1:1 CLUSTER of all tables cannot"},
        PrepareRefused{"CREATE SUBSCRIPTION a CONNECTION 'b' PUBLICATION c",
                       "1:1 CREATE SUBSCRIPTION with a slot cannot"},
        PrepareRefused{"ALTER TABLE a DETACH PARTITION b CONCURRENTLY",
                       "1:1 DETACH PARTITION CONCURRENTLY cannot"}),
    prepare_case_name);

INSTANTIATE_TEST_SUITE_P(
    TransactionControl, PostgresqlRefuses,
    ::testing::Values(
        PrepareRefused{"BEGIN; SELECT 1",
                       "1:1 BEGIN: gmig runs the part in a transaction of its own"},
        PrepareRefused{"SELECT 1; COMMIT", "1:11 COMMIT:"},
        PrepareRefused{"SELECT 1; END", "1:11 END:"},
        PrepareRefused{"SELECT 1; ROLLBACK", "1:11 ROLLBACK:"},
        PrepareRefused{"ABORT", "1:1 ABORT:"},
        PrepareRefused{"BEGIN; SELECT 1; ROLLBACK", "1:1 BEGIN:"},
        PrepareRefused{"BEGIN; SELECT 1; COMMIT; SELECT 2", "1:1 BEGIN:"},
        PrepareRefused{"BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT", "1:18 COMMIT:"},
        PrepareRefused{"BEGIN; SELECT 1; COMMIT AND CHAIN", "1:1 BEGIN:"},
        PrepareRefused{"BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT", "1:1 BEGIN:"},
        PrepareRefused{"START TRANSACTION READ ONLY; SELECT 1; COMMIT", "1:1 START:"},
        PrepareRefused{"BEGIN; BEGIN; COMMIT", "1:8 BEGIN:"},
        PrepareRefused{"COMMIT; BEGIN; COMMIT", "1:1 COMMIT:"},
        PrepareRefused{"PREPARE TRANSACTION 'a'", "1:1 PREPARE:"},
        PrepareRefused{"COMMIT PREPARED 'a'", "1:1 COMMIT:"},
        PrepareRefused{"SET TRANSACTION READ ONLY", "1:1 SET:"},
        PrepareRefused{"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "1:1 SET:"},
        PrepareRefused{"SELECT 1; SAVEPOINT a; SELECT 2", "1:11 this SAVEPOINT is never released"},
        PrepareRefused{"SAVEPOINT a; ROLLBACK TO a", "1:1 this SAVEPOINT is never released"},
        PrepareRefused{"RELEASE a", "1:1 no SAVEPOINT of this name"},
        PrepareRefused{"SAVEPOINT a; RELEASE SAVEPOINT b", "1:14 no SAVEPOINT of this name"},
        PrepareRefused{"SAVEPOINT a; SAVEPOINT b; RELEASE a; RELEASE b",
                       "1:38 no SAVEPOINT of this name"},
        PrepareRefused{"SAVEPOINT a; SAVEPOINT b; ROLLBACK TO SAVEPOINT a; RELEASE b",
                       "1:52 no SAVEPOINT of this name"},
        PrepareRefused{"BEGIN; SELECT 1; COMMIT", "1:1 BEGIN: under transaction=off", off},
        PrepareRefused{"SAVEPOINT a; RELEASE a", "1:1 SAVEPOINT: under transaction=off", off}),
    prepare_case_name);

INSTANTIATE_TEST_SUITE_P(
    OtherReasons, PostgresqlRefuses,
    ::testing::Values(
        PrepareRefused{"", "1:1 there is no statement here"},
        PrepareRefused{"-- a\n;", "1:1 there is no statement here"},
        PrepareRefused{"DISCARD ALL", "1:1 DISCARD ALL: it would drop the lock"},
        PrepareRefused{"DISCARD ALL", "1:1 DISCARD ALL: it would drop the lock", off},
        PrepareRefused{"SELECT\n Pg_Advisory_Unlock_All()",
                       "2:2 pg_advisory_unlock_all() would drop the lock"},
        PrepareRefused{"SELECT pg_catalog.pg_advisory_unlock_all()",
                       "1:19 pg_advisory_unlock_all()", off},
        PrepareRefused{"CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON b (c)",
                       "1:1 CREATE INDEX CONCURRENTLY"},
        PrepareRefused{"COPY a FROM STDIN", "1:1 COPY … FROM STDIN"},
        PrepareRefused{"COPY (SELECT 1 FROM b) TO STDOUT", "1:1 COPY … TO STDOUT"},
        PrepareRefused{"SET SESSION AUTHORIZATION a; SELECT 1",
                       "1:1 SET SESSION AUTHORIZATION is not taken back"},
        PrepareRefused{"RESET SESSION AUTHORIZATION; SET SESSION SESSION AUTHORIZATION 'a'",
                       "1:30 SET SESSION AUTHORIZATION is not"},
        PrepareRefused{"ALTER TYPE t ADD VALUE 'new';\nINSERT INTO a VALUES ('new')",
                       "2:23 the enum value 'new' is added above"},
        PrepareRefused{
            "ALTER TYPE s.t ADD VALUE IF NOT EXISTS 'n' AFTER 'm'; SELECT 'm'; CREATE TABLE a "
            "(b s.t DEFAULT 'n')",
            "1:97 the enum value 'n' is added above"},
        PrepareRefused{"INSERT INTO gmig.entry VALUES (1)",
                       "1:13 this statement changes gmig's own tables"},
        PrepareRefused{"INSERT INTO \"gmig\".entry VALUES (1)",
                       "1:13 this statement changes gmig's own tables", off},
        PrepareRefused{"UPDATE GMIG.entry SET a = 1",
                       "1:8 this statement changes gmig's own tables"},
        PrepareRefused{"DELETE FROM gmig.entry", "1:13 this statement changes"},
        PrepareRefused{"DELETE FROM ONLY gmig.entry", "1:18 this statement changes"},
        PrepareRefused{"WITH a AS (DELETE FROM gmig.entry RETURNING *) SELECT * FROM a",
                       "1:24 this statement changes"},
        PrepareRefused{"TRUNCATE a, gmig.entry", "1:13 this statement changes"},
        PrepareRefused{"DROP TABLE a, gmig.entry", "1:15 this statement changes"},
        PrepareRefused{"DROP SCHEMA IF EXISTS gmig CASCADE", "1:23 this statement changes"},
        PrepareRefused{"CREATE TABLE IF NOT EXISTS gmig.a (b int)", "1:28 this statement changes"},
        PrepareRefused{"ALTER TABLE gmig.a ADD b int", "1:13 this statement changes"},
        PrepareRefused{"CREATE INDEX a ON gmig.b (c)", "1:19 this statement changes"},
        PrepareRefused{"SELECT 1 INTO gmig.b", "1:15 this statement changes"}),
    prepare_case_name);

class SqliteRefuses : public ::testing::TestWithParam<PrepareRefused> {};
TEST_P(SqliteRefuses, Text) {
    EXPECT_THAT(refusal_of(GetParam().text, prepare_lite, GetParam().mode),
                StartsWith("m.sql:" + GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Statements, SqliteRefuses,
    ::testing::Values(
        PrepareRefused{"", "1:1 there is no statement here"},
        PrepareRefused{"VACUUM", "1:1 VACUUM cannot run in a transaction"},
        PrepareRefused{"vacuum main into 'x.db'", "1:1 VACUUM INTO: it writes another file", off},
        PrepareRefused{"PRAGMA journal_mode = WAL", "1:1 PRAGMA journal_mode cannot run"},
        PrepareRefused{"PRAGMA main.journal_mode(WAL)", "1:1 PRAGMA journal_mode cannot run"},
        PrepareRefused{"PRAGMA synchronous=1", "1:1 PRAGMA synchronous cannot run"},
        PrepareRefused{"PRAGMA wal_checkpoint", "1:1 PRAGMA wal_checkpoint cannot run"},
        PrepareRefused{"PRAGMA page_size=512",
                       "1:1 PRAGMA page_size does nothing in a transaction"},
        PrepareRefused{"PRAGMA encoding='UTF-16'", "1:1 PRAGMA encoding does nothing"},
        PrepareRefused{"PRAGMA auto_vacuum=1", "1:1 PRAGMA auto_vacuum does nothing"},
        PrepareRefused{"ATTACH 'x.db' AS x",
                       "1:1 ATTACH: a migration changes its own database only"},
        PrepareRefused{"ATTACH 'x.db' AS x", "1:1 ATTACH:", off},
        PrepareRefused{"DETACH x", "1:1 DETACH:", off},
        PrepareRefused{"SELECT 1; COMMIT",
                       "1:11 COMMIT: gmig runs the part in a transaction of its own"},
        PrepareRefused{"BEGIN; SELECT 1", "1:1 BEGIN:"},
        PrepareRefused{"ROLLBACK", "1:1 ROLLBACK:"},
        PrepareRefused{"BEGIN; SELECT 1; COMMIT; PRAGMA foreign_keys=ON; SELECT 2", "1:1 BEGIN:"},
        PrepareRefused{"BEGIN; SELECT 1; COMMIT", "1:1 BEGIN: under transaction=off", off},
        PrepareRefused{"SAVEPOINT a; SELECT 1", "1:1 this SAVEPOINT is never released"},
        PrepareRefused{"INSERT INTO gmig_entry VALUES (1)",
                       "1:13 this statement changes gmig's own tables"},
        PrepareRefused{"INSERT OR IGNORE INTO main.[GMIG_entry] VALUES (1)",
                       "1:28 this statement changes"},
        PrepareRefused{"UPDATE OR IGNORE gmig_entry SET a = 1", "1:18 this statement changes"},
        PrepareRefused{"DELETE FROM gmig_entry", "1:13 this statement changes"},
        PrepareRefused{"DROP TABLE IF EXISTS gmig_entry", "1:22 this statement changes"},
        PrepareRefused{"ALTER TABLE a RENAME TO gmig_entry", "1:25 this statement changes"},
        PrepareRefused{"CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM gmig_entry; END",
                       "1:54 this statement changes"}),
    prepare_case_name);

struct Accepted {
    std::string text;
    TransactionMode mode = on;
};

std::string accepted_name(const ::testing::TestParamInfo<Accepted>& test) {
    return std::to_string(test.index) + "_" + as_test_name(test.param.text.substr(0, 60));
}

class PostgresqlAccepts : public ::testing::TestWithParam<Accepted> {};
TEST_P(PostgresqlAccepts, Text) {
    EXPECT_EQ(refusal_of(GetParam().text, prepare_postgres, GetParam().mode), "");
}

INSTANTIATE_TEST_SUITE_P(
    NearMisses, PostgresqlAccepts,
    ::testing::Values(
        Accepted{"REFRESH MATERIALIZED VIEW CONCURRENTLY a"}, Accepted{"ANALYZE a; CHECKPOINT"},
        Accepted{"REINDEX TABLE a; REINDEX (VERBOSE) INDEX b"},
        Accepted{"CLUSTER a; CLUSTER VERBOSE a USING b"},
        Accepted{"ALTER DATABASE a RENAME TO b; ALTER DATABASE a SET work_mem = '1MB'"},
        Accepted{"ALTER TABLE a DETACH PARTITION b; ALTER TABLE a DETACH PARTITION b FINALIZE"},
        Accepted{"CREATE SUBSCRIPTION a CONNECTION 'b' PUBLICATION c WITH (enabled = off, "
                 "create_slot = false)"},
        Accepted{"CREATE TABLE a (vacuum int, \"commit\" text); SELECT vacuum FROM a"},
        Accepted{"SELECT 'COMMIT; VACUUM' AS begin; COMMENT ON TABLE a IS 'BEGIN; COMMIT'"},
        Accepted{"CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; ROLLBACK; END $$"},
        Accepted{"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END"},
        Accepted{"DO $$ BEGIN PERFORM 1; END $$"}, Accepted{"-- COMMIT;\n/* VACUUM; */ SELECT 1"},
        Accepted{"CREATE INDEX \"CONCURRENTLY\" ON a (b)"}, Accepted{"DISCARD TEMP; RESET ALL"},
        Accepted{"SET LOCAL lock_timeout = '1s'; SET search_path TO a, b; SET ROLE a"},
        Accepted{"SET LOCAL SESSION AUTHORIZATION a"},
        Accepted{"SET SESSION AUTHORIZATION a; SELECT 1; RESET SESSION AUTHORIZATION"},
        Accepted{"SET SESSION AUTHORIZATION a; SET SESSION AUTHORIZATION DEFAULT"},
        Accepted{"SELECT pg_advisory_unlock(1); SELECT 'pg_advisory_unlock_all()'"},
        Accepted{"SAVEPOINT a; SAVEPOINT b; ROLLBACK TO a; RELEASE a"},
        Accepted{"SAVEPOINT A; SAVEPOINT a; RELEASE \"a\"; RELEASE SAVEPOINT a"},
        Accepted{"COPY a FROM '/x.csv'; COPY (SELECT 1) TO '/y'"},
        Accepted{"PREPARE a AS SELECT 1; EXECUTE a; DEALLOCATE a"},
        Accepted{"ALTER TYPE t ADD VALUE 'a'; ALTER TYPE t ADD VALUE 'b' AFTER 'a'; COMMENT ON "
                 "TYPE t IS 'a'; SELECT 'ab'"},
        Accepted{"SELECT 'a'; ALTER TYPE t ADD VALUE 'a'"},
        Accepted{"ALTER TYPE t RENAME VALUE 'a' TO 'b'; SELECT 'b'"},
        Accepted{"ALTER TYPE t ADD VALUE 'a'; SELECT 'a'", off},
        Accepted{"CREATE INDEX CONCURRENTLY a ON b (c); VACUUM", off},
        Accepted{"SELECT * FROM gmig.entry JOIN a ON gmig.entry.id = a.id"},
        Accepted{"GRANT SELECT ON gmig.entry TO reader; GRANT SELECT ON a TO gmig"},
        Accepted{"ALTER TABLE a OWNER TO gmig; CREATE SCHEMA b AUTHORIZATION gmig; ALTER SCHEMA b "
                 "OWNER TO gmig"},
        Accepted{"CREATE VIEW v AS SELECT * FROM gmig.entry"},
        Accepted{"INSERT INTO a VALUES ('gmig.entry')"},
        Accepted{"CREATE TABLE gmigs.a (b int); UPDATE a SET gmig = 1; CREATE TABLE gmig (a int)"}),
    accepted_name);

class SqliteAccepts : public ::testing::TestWithParam<Accepted> {};
TEST_P(SqliteAccepts, Text) {
    EXPECT_EQ(refusal_of(GetParam().text, prepare_lite, GetParam().mode), "");
}

INSTANTIATE_TEST_SUITE_P(
    NearMisses, SqliteAccepts,
    ::testing::Values(Accepted{"PRAGMA foreign_keys=OFF; DROP TABLE a; PRAGMA foreign_key_check; "
                               "PRAGMA foreign_keys=ON"},
                      Accepted{"PRAGMA journal_mode; PRAGMA page_size; PRAGMA temp_store = 2; "
                               "PRAGMA user_version = 3; "
                               "PRAGMA defer_foreign_keys = 1"},
                      Accepted{"PRAGMA journal_mode=WAL; VACUUM; PRAGMA page_size=512", off},
                      Accepted{"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 "
                               "END; END; SELECT 1"},
                      Accepted{"CREATE TABLE a (vacuum, [commit], attach); SELECT 'ROLLBACK'"},
                      Accepted{"EXPLAIN VACUUM"}, Accepted{"REINDEX; ANALYZE"},
                      Accepted{"SAVEPOINT a; SAVEPOINT B; RELEASE b; ROLLBACK TRANSACTION TO "
                               "SAVEPOINT a; RELEASE 'a'"},
                      Accepted{"SELECT * FROM gmig_entry; CREATE TABLE my_gmig_table (gmig_flag)"},
                      Accepted{"INSERT INTO a SELECT gmig_flag FROM b"}),
    accepted_name);

std::vector<std::string> prepared(const std::string& text, Dialect dialect) {
    const auto script = script_of(text);
    const auto runnable = prepare(script, dialect, {});
    std::vector<std::string> result;
    if (runnable.dropped_wrapper) {
        result.emplace_back("dropped");
    }
    for (const Statement& statement : runnable.statements) {
        result.emplace_back(statement.text);
    }
    return result;
}

using Texts = std::vector<std::string>;

TEST(PrepareWrapper, IsDroppedAroundEverything) {
    const Texts expected = {"dropped", "SELECT 1", "SELECT 2"};
    for (const auto* text :
         {"BEGIN; SELECT 1; SELECT 2; COMMIT;", "begin work; SELECT 1; SELECT 2; commit work",
          "BEGIN TRANSACTION; SELECT 1; SELECT 2; END TRANSACTION",
          "START TRANSACTION; SELECT 1; SELECT 2; END", "SELECT 1; BEGIN; SELECT 2; COMMIT",
          "-- a\nBEGIN; -- b\nSELECT 1; SELECT 2; COMMIT; -- c"}) {
        EXPECT_EQ(prepared(text, prepare_postgres), expected) << text;
    }
    for (const auto* text : {"BEGIN; SELECT 1; SELECT 2; COMMIT;",
                             "BEGIN IMMEDIATE; SELECT 1; SELECT 2; COMMIT TRANSACTION",
                             "BEGIN DEFERRED TRANSACTION; SELECT 1; SELECT 2; END",
                             "BEGIN EXCLUSIVE TRANSACTION; SELECT 1; SELECT 2; END TRANSACTION",
                             "SELECT 1; BEGIN; SELECT 2; COMMIT"}) {
        EXPECT_EQ(prepared(text, prepare_lite), expected) << text;
    }
}

TEST(PrepareWrapper, MayHoldSavepoints) {
    EXPECT_EQ(prepared("BEGIN; SAVEPOINT a; RELEASE a; COMMIT", prepare_postgres),
              (Texts{"dropped", "SAVEPOINT a", "RELEASE a"}));
}

TEST(PrepareWrapper, OfARebuildInSqlite) {
    EXPECT_EQ(
        prepared("PRAGMA foreign_keys=OFF; BEGIN; DROP TABLE a; COMMIT; PRAGMA foreign_keys=ON;",
                 prepare_lite),
        (Texts{"dropped", "PRAGMA foreign_keys=OFF", "DROP TABLE a", "PRAGMA foreign_keys=ON"}));
}

TEST(PrepareWrapper, WithNothingInIt) {
    EXPECT_EQ(prepared("BEGIN; COMMIT", prepare_postgres), (Texts{"dropped"}));
}

TEST(PrepareWrapper, KeepsWhatCannotRunInATransactionRefused) {
    EXPECT_EQ(refusal_of("VACUUM; BEGIN; SELECT 1; COMMIT", prepare_postgres, on),
              "m.sql:1:1 VACUUM cannot run in a transaction");
}

TEST(Prepare, SaysWhetherThereIsAPragma) {
    EXPECT_TRUE(prepare(script_of("SELECT 1; pragma user_version=1"), prepare_lite, {}).has_pragma);
    EXPECT_FALSE(prepare(script_of("SELECT 'PRAGMA'"), prepare_lite, {}).has_pragma);
    EXPECT_FALSE(prepare(script_of("SELECT 1"), prepare_postgres, {}).has_pragma);
}

TEST(Prepare, AllowsAnEmptyPartThatSaysSo) {
    RunnableOptions options;
    options.allow_empty = true;
    EXPECT_THAT(prepare(script_of("-- nothing"), prepare_lite, options).statements, SizeIs(0));
}

TEST(Prepare, LetsGmigsOwnHistoryWriteItsTables) {
    RunnableOptions options;
    options.own_history = true;
    EXPECT_THAT(
        prepare(script_of("CREATE TABLE gmig_entry (id)"), prepare_lite, options).statements,
        SizeIs(1));
    EXPECT_THAT(prepare(script_of("CREATE TABLE gmig.entry (id int)"), prepare_postgres, options)
                    .statements,
                SizeIs(1));
}

TEST(Prepare, TakesNewerSyntaxWithGrammarOff) {
    RunnableOptions options;
    options.grammar = Grammar::Lexer;
    const auto script = script_of("SELECT NEWER SYNTAX OF 20; VACUUM");
    EXPECT_EQ(refusal([&] { prepare(script, prepare_postgres, options); }),
              "m.sql:1:28 VACUUM cannot run in a transaction");
}

TEST(Prepare, CountsLinesFromThePartsFirst) {
    Script script = script_of("\nVACUUM");
    script.first_line = 10;
    EXPECT_THAT(refusal([&] { prepare(script, prepare_lite, {}); }), StartsWith("m.sql:11:1 "));
}

TEST(Prepare, NamesTheWayOut) {
    try {
        prepare(script_of("VACUUM"), prepare_lite, {});
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Migration);
        EXPECT_THAT(error.next(), HasSubstr("-- gmig: transaction=off"));
    }
}

}  // namespace
}  // namespace gmig::sql

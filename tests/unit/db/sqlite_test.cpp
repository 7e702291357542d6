// What is SQLite's own: foreign keys, what its SQL could do to gmig's transaction, sessions.
#include "sqlite_fixture.hpp"

namespace gmig::db {
namespace {

using testing::HasSubstr;

class SqliteForeignKeys : public SqliteTest {
protected:
    SqliteForeignKeys() {
        run(*driver_, {"CREATE TABLE parent (id INTEGER PRIMARY KEY)",
                       "CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES "
                       "parent (id) ON DELETE CASCADE)",
                       "INSERT INTO parent VALUES (1), (2)", "INSERT INTO child VALUES (1, 1)"});
    }
    /// As a program with foreign keys off would.
    void violate(int row) {
        connect()->query({"INSERT INTO child VALUES (" + std::to_string(row) + ", 99)", {}});
    }

    std::unique_ptr<Driver> driver_ = connect();
};

TEST_F(SqliteForeignKeys, DoNotEmptyTheChildrenOfARebuiltTable) {
    run(*driver_, {"CREATE TABLE parent_new (id INTEGER PRIMARY KEY, x TEXT)",
                   "INSERT INTO parent_new SELECT id, '' FROM parent", "DROP TABLE parent",
                   "ALTER TABLE parent_new RENAME TO parent"});
    EXPECT_EQ(first(*driver_, "SELECT count(*) FROM child"), "1");
}

TEST_F(SqliteForeignKeys, AreHeldAtTheEnd) {
    const Error error = error_of([&] {
        run(*driver_, {"INSERT INTO child VALUES (7, 98)", "DELETE FROM parent"});
    });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_THAT(error.what(), HasSubstr("2 rows"));
    EXPECT_THAT(error.what(), HasSubstr("row 7 of child refers to no row of parent"));
    EXPECT_EQ(first(*driver_, "SELECT count(*) FROM parent"), "2");
}

TEST_F(SqliteForeignKeys, MayBeViolatedMeanwhile) {
    run(*driver_, {"INSERT INTO child VALUES (7, 3)", "INSERT INTO parent VALUES (3)"});
    EXPECT_EQ(first(*driver_, "SELECT count(*) FROM child"), "2");
}

TEST_F(SqliteForeignKeys, CountOnlyNewViolations) {
    violate(5);
    run(*driver_, {"INSERT INTO parent VALUES (4)"});
    const Error error = error_of([&] { run(*driver_, {"INSERT INTO child VALUES (6, 97)"}); });
    EXPECT_THAT(error.what(), HasSubstr("(1 row): row 6 of child"));
}

TEST_F(SqliteForeignKeys, SeeWhatAnotherConnectionViolatedMeanwhile) {
    run(*driver_, {"INSERT INTO parent VALUES (4)"});
    violate(5);
    run(*driver_, {"INSERT INTO parent VALUES (5)"});
    EXPECT_EQ(first(*driver_, "SELECT count(*) FROM parent"), "4");
}

TEST_F(SqliteForeignKeys, SeeWhatGmigsOwnQueriesViolated) {
    driver_->write(std::vector<Query>{{"INSERT INTO child VALUES (5, 99)", {}}});
    run(*driver_, {"INSERT INTO parent VALUES (5)"});
}

TEST_F(SqliteForeignKeys, ForgetAViolationThatWasMended) {
    violate(5);
    run(*driver_, {"DELETE FROM child WHERE id = 5"});
    EXPECT_EQ(error_of([&] { run(*driver_, {"INSERT INTO child VALUES (5, 99)"}); }).kind(),
              Error::Kind::Database);
}

TEST_F(SqliteForeignKeys, KnowAnOldViolationInARenamedTable) {
    violate(5);
    run(*driver_, {"ALTER TABLE child RENAME TO offspring"});
    EXPECT_EQ(error_of([&] { run(*driver_, {"INSERT INTO offspring VALUES (6, 97)"}); }).kind(),
              Error::Kind::Database);
}

TEST_F(SqliteForeignKeys, ThatCannotBeCheckedAreNewOnlyOnce) {
    connect()->query({"CREATE TABLE bad (x INTEGER REFERENCES parent (missing))", {}});
    run(*driver_, {"INSERT INTO parent VALUES (4)"});
    const Error error = error_of([&] { run(*driver_, {"INSERT INTO child VALUES (6, 97)"}); });
    EXPECT_THAT(error.what(), HasSubstr("row 6 of child"));
}

TEST_F(SqliteForeignKeys, ThatThePartItselfMakesUncheckableAreRefused) {
    EXPECT_THAT(error_of([&] {
                    run(*driver_, {"CREATE TABLE bad (x INTEGER REFERENCES parent (missing))",
                                   "INSERT INTO bad VALUES (1)"});
                }).what(),
                HasSubstr("foreign key mismatch"));
}

TEST_F(SqliteForeignKeys, StayOffWhateverAPartSays) {
    run(*driver_, {"PRAGMA foreign_keys = ON"});
    run(*driver_, {"DELETE FROM parent WHERE id = 2"});
    EXPECT_EQ(error_of([&] { run(*driver_, {"DELETE FROM parent WHERE id = 1"}); }).kind(),
              Error::Kind::Database);
    EXPECT_EQ(first(*driver_, "SELECT count(*) FROM child"), "1");
}

class Sqlite : public SqliteTest {
protected:
    std::unique_ptr<Driver> driver_ = connect();
};

TEST_F(Sqlite, NoticesAStatementThatRollsAllBack) {
    run(*driver_, {"CREATE TABLE t (x INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)"});
    const Error error = error_of([&] {
        run(*driver_,
            {"CREATE TABLE a (x)", "INSERT OR ROLLBACK INTO t VALUES (1)", "CREATE TABLE b (x)"});
    });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_EQ(error.state(), "nothing has changed");
    EXPECT_EQ(to_string(error.where()), "test.sql:2:1");
    EXPECT_FALSE(driver_->has_table("a") || driver_->has_table("b"));
}

TEST_F(Sqlite, NoticesATriggerThatRollsAllBack) {
    run(*driver_, {"CREATE TABLE t (x)",
                   "CREATE TRIGGER no BEFORE INSERT ON t BEGIN SELECT RAISE(ROLLBACK, 'no'); END"});
    EXPECT_EQ(
        error_of([&] {
            run(*driver_, {"CREATE TABLE a (x)", "INSERT INTO t VALUES (1)", "CREATE TABLE b (x)"});
        }).kind(),
        Error::Kind::Database);
    EXPECT_FALSE(driver_->has_table("a") || driver_->has_table("b"));
    run(*driver_, {"CREATE TABLE c (x)"});
    EXPECT_TRUE(driver_->has_table("c"));
}

TEST_F(Sqlite, BeginsWithoutTheLastRowNumberOfBefore) {
    run(*driver_, {"CREATE TABLE t (x INTEGER)", "INSERT INTO t VALUES (5)"});
    run(*driver_, {"CREATE TABLE seen AS SELECT last_insert_rowid() AS id"});
    EXPECT_EQ(first(*driver_, "SELECT id FROM seen"), "0");
}

TEST_F(Sqlite, ForgetsAPragma) {
    run(*driver_, {"PRAGMA recursive_triggers = 0", "PRAGMA legacy_alter_table = 1"});
    run(*driver_, {"CREATE TABLE t (x)"});
    EXPECT_EQ(first(*driver_, "PRAGMA legacy_alter_table"), "0");
}

TEST_F(Sqlite, KeepsAMemoryDatabaseThroughANewSession) {
    const auto memory = connect(true, ":memory:");
    run(*memory, {"CREATE TABLE t (x)", "PRAGMA legacy_alter_table = 1"});
    run(*memory, {"INSERT INTO t VALUES (1)"});
    EXPECT_EQ(first(*memory, "SELECT count(*) FROM t"), "1");
    EXPECT_EQ(first(*memory, "PRAGMA legacy_alter_table"), "0");
    const auto other = connect(true, ":memory:");
    EXPECT_FALSE(other->has_table("t"));
    memory->lock({});
    other->lock({});
}

TEST_F(Sqlite, RunsAloneWhatNoTransactionAllows) {
    Ledger(*driver_, "app").prepare("run", "ann", Timestamp{1});
    run(*driver_, {"CREATE TABLE t (x)"});
    run_alone(*driver_, "VACUUM");
    run_alone(*driver_, "PRAGMA journal_mode = WAL");
    EXPECT_EQ(first(*driver_, "PRAGMA journal_mode"), "wal");
    run(*driver_, {"INSERT INTO t VALUES (1)"});
    EXPECT_EQ(first(*connect(false), "SELECT count(*) FROM t"), "1");
}

TEST_F(Sqlite, EndsATransactionThatAStatementLeftOpen) {
    EXPECT_EQ(error_of([&] { run_alone(*driver_, "BEGIN"); }).kind(), Error::Kind::Database);
    run(*driver_, {"CREATE TABLE t (x)"});
}

/// SQL that gmig's SQLite does not let a migration run.
struct Denial {
    const char* name;
    std::vector<std::string> statements;
    const char* says;
};

class SqliteGuard : public SqliteTest, public testing::WithParamInterface<Denial> {};

TEST_P(SqliteGuard, Denies) {
    const auto driver = connect();
    Ledger(*driver, "app").prepare("run", "ann", Timestamp{1});
    run(*driver, {"CREATE TABLE t (x)"});
    std::vector<std::string> statements{"CREATE TABLE before (x)"};
    statements.insert(statements.end(), GetParam().statements.begin(), GetParam().statements.end());
    const Error error = error_of([&] { run(*driver, statements); });
    EXPECT_EQ(error.kind(), Error::Kind::Database);
    EXPECT_EQ(error.state(), "nothing has changed");
    EXPECT_THAT(error.what(), HasSubstr(GetParam().says));
    EXPECT_FALSE(driver->has_table("before"));
    EXPECT_EQ(first(*driver, "SELECT count(*) FROM gmig_ledger"), "3");
    EXPECT_FALSE(std::filesystem::exists("other.db"));
}

const Denial denials[] = {
    {"Attach", {"ATTACH 'other.db' AS o"}, "ATTACH"},
    {"AttachByAnExpression", {"ATTACH 'other' || '.db' AS o"}, "ATTACH"},
    {"Detach", {"DETACH main"}, "DETACH"},
    {"Commit", {"COMMIT"}, "transaction control"},
    {"Rollback", {"ROLLBACK"}, "transaction control"},
    {"GmigsSavepoint", {"SAVEPOINT gmig_verify"}, "savepoint"},
    {"WritableSchema", {"PRAGMA writable_schema = 1"}, "writable_schema"},
    {"JournalMode", {"PRAGMA main.journal_mode = off"}, "journal_mode"},
    {"DeletingRows", {"DELETE FROM gmig_ledger"}, "gmig_ledger"},
    {"UpdatingInOtherCase", {"UPDATE \"GMIG_Ledger\" SET name = ''"}, "own table"},
    {"InsertingByATrigger",
     {"CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM gmig_operation; END",
      "INSERT INTO t VALUES (1)"},
     "gmig_operation"},
    {"Dropping", {"DROP TABLE gmig_environment"}, "gmig_environment"},
    {"Altering", {"ALTER TABLE gmig_ledger ADD COLUMN x"}, "gmig_ledger"},
    {"Indexing", {"CREATE INDEX i ON gmig_ledger (name)"}, "gmig_ledger"},
    {"Triggering",
     {"CREATE TRIGGER r AFTER INSERT ON gmig_ledger BEGIN SELECT 1; END"},
     "gmig_ledger"},
    {"MakingATable", {"CREATE TABLE gmig_x (x)"}, "gmig_x"},
    {"ATemporaryTableInItsPlace", {"CREATE TEMP TABLE gmig_ledger (x)"}, "gmig_ledger"},
    {"ATableRenamedIntoItsPlace",
     {"CREATE TEMP TABLE y (x)", "ALTER TABLE y RENAME TO gmig_operation"},
     "temporary object"},
};

INSTANTIATE_TEST_SUITE_P(Sql, SqliteGuard, testing::ValuesIn(denials),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_F(Sqlite, DeniesInVerifyTheSame) {
    Ledger(*driver_, "app").prepare("run", "ann", Timestamp{1});
    EXPECT_EQ(
        error_of([&] { run(*driver_, {"CREATE TABLE t (x)"}, "DELETE FROM gmig_ledger"); }).kind(),
        Error::Kind::Database);
    EXPECT_FALSE(driver_->has_table("t"));
}

TEST_F(Sqlite, DeniesAloneWhatLeavesTheDatabase) {
    EXPECT_EQ(error_of([&] { run_alone(*driver_, "VACUUM INTO 'copy.db'"); }).kind(),
              Error::Kind::Database);
    EXPECT_EQ(error_of([&] { run_alone(*driver_, "ATTACH 'other.db' AS o"); }).kind(),
              Error::Kind::Database);
    EXPECT_FALSE(std::filesystem::exists("copy.db"));
}

}  // namespace
}  // namespace gmig::db

// SQLite: each rule with what it finds and what it leaves alone.
#include "lint_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::sql {
namespace {

constexpr const char* sqlite_history =
    "CREATE TABLE p (id INTEGER PRIMARY KEY);"
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b TEXT, p_id INT REFERENCES p (id));"
    "CREATE INDEX t_p ON t (p_id);"
    "CREATE TABLE k (t_id INTEGER PRIMARY KEY REFERENCES t (id) ON DELETE CASCADE);";

struct SqliteCase {
    const char* sentence;
    Code code;
    std::size_t count;
    const char* sql;
    TransactionMode mode = TransactionMode::On;
    bool gmig_executes = true;
};

void PrintTo(const SqliteCase& test, std::ostream* out) {
    *out << test.sentence;
}

class SqliteRule : public testing::TestWithParam<SqliteCase> {};

TEST_P(SqliteRule, IsFoundAsOftenAsItIsBroken) {
    const SqliteCase& test = GetParam();
    const LintOptions options{.dialect = Dialect::Sqlite,
                              .runner_sets_lock_timeout = test.gmig_executes};
    const LintResult result = lint_after(sqlite_history, test.sql, options, test.mode);
    EXPECT_EQ(of_rule(result, test.code).size(), test.count) << codes_of(result.findings);
    for (const Finding& finding : of_rule(result, test.code)) {
        EXPECT_NE(finding.message, "");
        EXPECT_NE(finding.remedy, "");
        EXPECT_NE(finding.where.column, 0U);
    }
}

constexpr SqliteCase sqlite_required_columns[] = {
    {"NoDefault", Code::AddsRequiredColumn, 1, "ALTER TABLE t ADD COLUMN c INT NOT NULL;"},
    {"NoDefaultWithAReference", Code::AddsRequiredColumn, 1,
     "ALTER TABLE t ADD c INT NOT NULL REFERENCES p (id) ON DELETE SET DEFAULT;"},
    {"ADefaultThatIsNull", Code::AddsRequiredColumn, 1,
     "ALTER TABLE \"t\" ADD COLUMN c TEXT DEFAULT NULL CONSTRAINT n NOT NULL ON CONFLICT FAIL;"},
    {"ATableThatNoMigrationMade", Code::AddsRequiredColumn, 1,
     "ALTER TABLE other ADD COLUMN c VARCHAR(20) NOT NULL;"},
    {"AConstantDefault", Code::AddsRequiredColumn, 0,
     "ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT (1);"},
    {"ATableOfTheBranch", Code::AddsRequiredColumn, 0,
     "CREATE TABLE n (a); ALTER TABLE n ADD COLUMN c INT NOT NULL;"},
    {"AGeneratedColumn", Code::AddsRequiredColumn, 0,
     "ALTER TABLE t ADD COLUMN c INT NOT NULL GENERATED ALWAYS AS (a + 1);"},
    {"ANullableColumn", Code::AddsRequiredColumn, 0,
     "ALTER TABLE t ADD COLUMN c INT REFERENCES p (id) ON UPDATE SET NULL NOT DEFERRABLE;"},
};

constexpr SqliteCase sqlite_refused_columns[] = {
    {"Unique", Code::AddsRefusedColumn, 1, "ALTER TABLE t ADD COLUMN c TEXT UNIQUE;"},
    {"UniqueInTheBranchsOwnTable", Code::AddsRefusedColumn, 1,
     "CREATE TABLE n (a); ALTER TABLE n ADD COLUMN c TEXT CONSTRAINT u UNIQUE;"},
    {"APrimaryKey", Code::AddsRefusedColumn, 1,
     "ALTER TABLE main.t ADD COLUMN c INTEGER PRIMARY KEY AUTOINCREMENT;"},
    {"TheTimeOfNow", Code::AddsRefusedColumn, 1,
     "ALTER TABLE t ADD COLUMN c TEXT DEFAULT CURRENT_TIMESTAMP;"},
    {"TheTimeOfNowInBrackets", Code::AddsRefusedColumn, 1,
     "ALTER TABLE t ADD COLUMN c TEXT DEFAULT (CURRENT_DATE);"},
    {"AnExpression", Code::AddsRefusedColumn, 1,
     "ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT (1 + 1);"},
    {"AFunction", Code::AddsRefusedColumn, 1,
     "ALTER TABLE t ADD COLUMN c INT DEFAULT (strftime('%s', 'now'));"},
    {"AStoredColumn", Code::AddsRefusedColumn, 1,
     "ALTER TABLE t ADD COLUMN c INT GENERATED ALWAYS AS (a + 1) STORED;"},
    {"ANumberWithItsSign", Code::AddsRefusedColumn, 0,
     "ALTER TABLE t ADD COLUMN c INT DEFAULT -1;"},
    {"AConstantInBrackets", Code::AddsRefusedColumn, 0,
     "ALTER TABLE t ADD COLUMN c TEXT DEFAULT ('unique, primary key');"},
    {"AnExpressionWhereThereAreNoRows", Code::AddsRefusedColumn, 0,
     "CREATE TABLE n (a); ALTER TABLE n ADD COLUMN c INT DEFAULT (1 + 1);"},
    {"AVirtualColumn", Code::AddsRefusedColumn, 0,
     "ALTER TABLE t ADD COLUMN c INT AS (a + 1) VIRTUAL;"},
    {"ANameThatIsAWord", Code::AddsRefusedColumn, 0,
     "ALTER TABLE t ADD COLUMN \"unique\" TEXT COLLATE NOCASE CHECK (\"unique\" <> '');"},
};

constexpr SqliteCase sqlite_shared_rules[] = {
    {"RenamesAColumn", Code::RenamesColumn, 1, "ALTER TABLE T RENAME A TO c;"},
    {"RenamesAnotherColumn", Code::RenamesColumn, 1, "ALTER TABLE t RENAME COLUMN b TO c;"},
    {"RenamesAColumnOfAnUnknownTable", Code::RenamesColumn, 1,
     "ALTER TABLE other RENAME COLUMN b TO c;"},
    {"RenamesItsOwnColumn", Code::RenamesColumn, 0,
     "ALTER TABLE t ADD COLUMN c; ALTER TABLE t RENAME COLUMN c TO d;"},
    {"RenamesAColumnOfItsOwn", Code::RenamesColumn, 0,
     "CREATE TABLE n (c); ALTER TABLE n RENAME c TO d;"},
    {"PutsAColumnAside", Code::RenamesColumn, 0,
     "ALTER TABLE t RENAME COLUMN a TO a_old; ALTER TABLE t ADD COLUMN a TEXT;"},
    {"RenamesATableOnly", Code::RenamesColumn, 0, "ALTER TABLE t RENAME TO c;"},
    {"RenamesATable", Code::RenamesTable, 1, "ALTER TABLE t RENAME TO u;"},
    {"RenamesATableInQuotes", Code::RenamesTable, 1, "ALTER TABLE [t] RENAME TO \"u\";"},
    {"RenamesAnUnknownTable", Code::RenamesTable, 1, "ALTER TABLE other RENAME TO u;"},
    {"RenamesItsOwnTable", Code::RenamesTable, 0, "CREATE TABLE n (a); ALTER TABLE n RENAME TO m;"},
    {"LeavesAViewBehind", Code::RenamesTable, 0,
     "ALTER TABLE t RENAME TO u; CREATE VIEW t AS SELECT * FROM u;"},
    {"RebuildsATable", Code::RenamesTable, 0,
     "CREATE TABLE t_new (id INTEGER PRIMARY KEY); INSERT INTO t_new SELECT id FROM t;"
     "DROP TABLE t; ALTER TABLE t_new RENAME TO t;"},
    {"DropsAColumn", Code::DropsColumn, 1, "ALTER TABLE t DROP COLUMN a;"},
    {"DropsAColumnInShort", Code::DropsColumn, 1, "ALTER TABLE t DROP a;"},
    {"LeavesColumnsOutOfARebuild", Code::DropsColumn, 2,
     "CREATE TABLE t_new (id INTEGER PRIMARY KEY, p_id INT); INSERT INTO t_new SELECT id, p_id "
     "FROM t; DROP TABLE t; ALTER TABLE t_new RENAME TO t;"},
    {"LeavesAColumnOutOfARebuildInTheWrongOrder", Code::DropsColumn, 1,
     "ALTER TABLE t RENAME TO o; CREATE TABLE t (id INTEGER PRIMARY KEY, a, b);"
     "INSERT INTO t SELECT id, a, b FROM o; DROP TABLE o;"},
    {"DropsAColumnThatIsMadeAgainWithoutItsData", Code::DropsColumn, 1,
     "ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD COLUMN a TEXT;"},
    {"DropsAColumnThatWasPutAside", Code::DropsColumn, 0,
     "ALTER TABLE t RENAME COLUMN a TO a_old; ALTER TABLE t ADD COLUMN a TEXT;"
     "UPDATE t SET a = CAST(a_old AS TEXT); ALTER TABLE t DROP COLUMN a_old;"},
    {"DropsItsOwnColumn", Code::DropsColumn, 0,
     "ALTER TABLE t ADD COLUMN c; ALTER TABLE t DROP COLUMN c;"},
    {"DropsAColumnOfItsOwn", Code::DropsColumn, 0,
     "CREATE TABLE n (a, b); ALTER TABLE n DROP COLUMN b;"},
    {"KeepsAllColumnsInARebuild", Code::DropsColumn, 0,
     "CREATE TABLE t_new (id, a, b, p_id, c); INSERT INTO t_new (id, a, b, p_id) SELECT * FROM t;"
     "DROP TABLE t; ALTER TABLE t_new RENAME TO t;"},
    {"DropsATable", Code::DropsTable, 1, "DROP TABLE t;"},
    {"DropsATableIfItIsThere", Code::DropsTable, 1, "DROP TABLE IF EXISTS main.t;"},
    {"DropsAView", Code::DropsTable, 1, "DROP VIEW v;"},
    {"DropsATableThatIsMadeAgainWithoutItsRows", Code::DropsTable, 1,
     "DROP TABLE t; CREATE TABLE t (id INTEGER PRIMARY KEY);"},
    {"DropsATableOfWhichSomeRowsWereCopied", Code::DropsTable, 1,
     "CREATE TABLE t_new (id); INSERT INTO t_new SELECT id FROM t WHERE id > 5;"
     "DROP TABLE t; ALTER TABLE t_new RENAME TO t;"},
    {"DropsATableWhoseRowsStay", Code::DropsTable, 0,
     "CREATE TABLE t_new (id); INSERT INTO t_new SELECT id FROM t;"
     "DROP TABLE t; ALTER TABLE t_new RENAME TO t;"},
    {"PutsRowsAsideMeanwhile", Code::DropsTable, 0,
     "CREATE TEMPORARY TABLE kept AS SELECT * FROM t; DROP TABLE t; CREATE TABLE t (id);"
     "INSERT INTO t SELECT id FROM kept; DROP TABLE kept;"},
    {"DropsItsOwnTable", Code::DropsTable, 0, "CREATE TABLE n (a); DROP TABLE n;"},
    {"DropsAnIndexOnly", Code::DropsTable, 0, "DROP INDEX t_p; DROP TRIGGER g;"},
    {"AForeignKeyOfAColumn", Code::ForeignKeyWithoutIndex, 1,
     "CREATE TABLE n (id INTEGER PRIMARY KEY, t_id INT REFERENCES t (id));"},
    {"AForeignKeyOfATable", Code::ForeignKeyWithoutIndex, 1,
     "CREATE TABLE n (a, b, CONSTRAINT c FOREIGN KEY (a, b) REFERENCES o (a, b));"},
    {"AForeignKeyOfANewColumn", Code::ForeignKeyWithoutIndex, 1,
     "ALTER TABLE t ADD COLUMN o INT REFERENCES p (id);"},
    {"AnIndexOfSomeRows", Code::ForeignKeyWithoutIndex, 1,
     "ALTER TABLE t ADD COLUMN o INT REFERENCES p (id); CREATE INDEX i ON t (o) WHERE a > 0;"},
    {"AnIndexOfIt", Code::ForeignKeyWithoutIndex, 0,
     "ALTER TABLE t ADD COLUMN o INT REFERENCES p (id); CREATE INDEX i ON t (o DESC, a);"},
    {"AnIndexOfAllThatHaveOne", Code::ForeignKeyWithoutIndex, 0,
     "ALTER TABLE t ADD COLUMN o INT REFERENCES p (id);"
     "CREATE INDEX i ON t (\"o\" COLLATE BINARY) WHERE o IS NOT NULL;"},
    {"AKeyThatIsThePrimaryOne", Code::ForeignKeyWithoutIndex, 0,
     "CREATE TABLE n (p_id INT REFERENCES p, t_id INT REFERENCES t, PRIMARY KEY (p_id, t_id));"
     "CREATE INDEX i ON n (t_id);"},
    {"AKeyThatIsUnique", Code::ForeignKeyWithoutIndex, 0,
     "CREATE TABLE n (p_id INT UNIQUE ON CONFLICT IGNORE REFERENCES p (id) MATCH FULL);"},
    {"DeletesAll", Code::ChangesRows, 1, "DELETE FROM t;"},
    {"UpdatesAll", Code::ChangesRows, 1,
     "UPDATE OR IGNORE t SET a = (SELECT max(id) FROM p WHERE id < 5);"},
    {"UpdatesAllFromAnother", Code::ChangesRows, 1, "UPDATE t SET a = p.id FROM p RETURNING a;"},
    {"DeletesSome", Code::ChangesRows, 0, "DELETE FROM t WHERE a = 1;"},
    {"UpdatesSome", Code::ChangesRows, 0, "UPDATE t SET a = 2 WHERE id IN (SELECT id FROM p);"},
    {"UpdatesItsOwn", Code::ChangesRows, 0, "CREATE TABLE n (a); UPDATE n SET a = 1;"},
    {"ATriggerThatDeletes", Code::ChangesRows, 0,
     "CREATE TRIGGER g AFTER DELETE ON p BEGIN DELETE FROM t; END;"},
};

constexpr SqliteCase sqlite_quotes[] = {
    {"ADefault", Code::DoubleQuotedString, 2,
     "CREATE TABLE n (a TEXT DEFAULT \"new\", b TEXT DEFAULT \"\");"},
    {"ADefaultOfANewColumn", Code::DoubleQuotedString, 1,
     "ALTER TABLE t ADD COLUMN c TEXT NOT NULL DEFAULT \"it's\";"},
    {"Values", Code::DoubleQuotedString, 3,
     "INSERT INTO t (\"a\", \"b\") VALUES (1, \"x\"), (2, lower(\"a\")), (3, \"\");"},
    {"AComparison", Code::DoubleQuotedString, 2,
     "UPDATE t SET b = \"done\" WHERE b <> \"open\" AND a = \"id\";"},
    {"AList", Code::DoubleQuotedString, 2, "DELETE FROM t WHERE b IN (\"x\", \"y\", \"a\");"},
    {"ACheck", Code::DoubleQuotedString, 2,
     "CREATE TABLE n (a TEXT, CHECK (\"a\" IN (\"x\", \"y\")));"},
    {"AnIndexOfNoColumn", Code::DoubleQuotedString, 1,
     "CREATE INDEX i ON t (\"a\", \"typo\" DESC);"},
    {"ATrigger", Code::DoubleQuotedString, 1,
     "CREATE TRIGGER g AFTER UPDATE OF \"a\" ON t WHEN NEW.b = \"x\" BEGIN SELECT 1; END;"},
    {"NamesInTheirPlaces", Code::DoubleQuotedString, 0,
     "CREATE TABLE \"n\" (\"a\" TEXT DEFAULT 'x' REFERENCES \"p\" (\"id\"), CHECK (\"a\" > 0));"
     "CREATE UNIQUE INDEX \"i\" ON \"n\" (\"a\");"
     "UPDATE \"t\" SET \"a\" = \"b\", \"b\" = t.\"other\" WHERE \"a\" = \"rowid\";"},
    {"ValuesInSingleQuotes", Code::DoubleQuotedString, 0,
     "INSERT INTO \"t\" (\"b\") VALUES ('x'), ((SELECT \"a\" FROM \"t\")) "
     "ON CONFLICT (\"id\") DO UPDATE SET \"b\" = excluded.\"b\";"},
    {"AnAlias", Code::DoubleQuotedString, 0,
     "CREATE VIEW v AS SELECT a AS \"n\" FROM t GROUP BY \"n\" HAVING a = \"n\";"},
    {"AnUnknownTable", Code::DoubleQuotedString, 0,
     "UPDATE other SET b = \"done\"; CREATE INDEX i ON other (\"typo\");"
     "DELETE FROM t WHERE a IN (SELECT a FROM other WHERE b = \"x\");"},
    {"AColumnOfATableThatIsJoined", Code::DoubleQuotedString, 0,
     "CREATE TABLE q (\"x\"); DELETE FROM t WHERE a IN (SELECT 1 FROM p JOIN q WHERE id = \"x\");"},
    {"WhatIsWithinAString", Code::DoubleQuotedString, 0,
     "INSERT INTO t (b) VALUES ('say \"x\"'); -- VALUES (\"x\")"},
    {"AModulesArgument", Code::DoubleQuotedString, 0,
     "CREATE VIRTUAL TABLE f USING fts5(a, tokenize = \"porter\"); PRAGMA x = \"y\";"},
};

constexpr const char* sqlite_wrong_order =
    "ALTER TABLE t RENAME TO t_old; CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, p_id);"
    "INSERT INTO t SELECT id, a, b, p_id FROM t_old; DROP TABLE t_old;";
constexpr const char* sqlite_keys_on =
    "PRAGMA foreign_keys = ON; CREATE TABLE t_new (id, a, b, p_id); INSERT INTO t_new SELECT * "
    "FROM t; DROP TABLE t; ALTER TABLE t_new RENAME TO t;";

constexpr SqliteCase sqlite_rebuilds[] = {
    {"RenamesTheOldTableFirst", Code::UnsafeTableRebuild, 1, sqlite_wrong_order},
    {"RenamesTheOldTableFirstWithKeysOff", Code::UnsafeTableRebuild, 1,
     "PRAGMA foreign_keys = OFF; ALTER TABLE main.\"t\" RENAME TO \"old\";"
     "CREATE TABLE \"t\" (id); INSERT INTO \"t\" (id) SELECT id FROM \"old\"; DROP TABLE old;"
     "PRAGMA foreign_keys = ON;"},
    {"RenamesAnUnknownTableFirst", Code::UnsafeTableRebuild, 1,
     "ALTER TABLE x RENAME TO y; CREATE TABLE x (a); INSERT INTO x SELECT a FROM y; DROP TABLE y;"},
    {"WithKeysOnOutsideATransaction", Code::UnsafeTableRebuild, 1, sqlite_keys_on,
     TransactionMode::Off},
    {"WithKeysOnByAnotherTool", Code::UnsafeTableRebuild, 1, sqlite_keys_on, TransactionMode::On,
     false},
    {"WithKeysOnInATransaction", Code::UnsafeTableRebuild, 0, sqlite_keys_on},
    {"OfATableThatAViewReads", Code::UnsafeTableRebuild, 1,
     "CREATE VIEW v AS SELECT p.id FROM p JOIN k; ALTER TABLE k RENAME TO o; CREATE TABLE k (t_id);"
     "INSERT INTO k SELECT t_id FROM o; DROP TABLE o;"},
    {"OfATableThatNothingRefersTo", Code::UnsafeTableRebuild, 0,
     "ALTER TABLE k RENAME TO o; CREATE TABLE k (t_id); INSERT INTO k SELECT t_id FROM o;"
     "DROP TABLE o;"},
    {"InTheRightOrder", Code::UnsafeTableRebuild, 0,
     "CREATE TABLE t_new (id); INSERT INTO t_new SELECT id FROM t; DROP TABLE t;"
     "ALTER TABLE t_new RENAME TO t;"},
    {"WithLegacyRenames", Code::UnsafeTableRebuild, 0,
     "PRAGMA legacy_alter_table(1); ALTER TABLE t RENAME TO t_old; CREATE TABLE t (id);"
     "INSERT INTO t SELECT id FROM t_old; DROP TABLE t_old;"},
    {"OfItsOwnTable", Code::UnsafeTableRebuild, 0,
     "CREATE TABLE n (a); ALTER TABLE n RENAME TO o; CREATE TABLE n (a, b);"
     "INSERT INTO n (a) SELECT a FROM o; DROP TABLE o;"},
    {"OfATableThatStays", Code::UnsafeTableRebuild, 0,
     "ALTER TABLE t RENAME TO u; CREATE TABLE t (id);"},
};

/// Others use a table behind its rebuild as they did before.
constexpr SqliteCase sqlite_rebuilt_tables[] = {
    {"LosesAllItsRows", Code::ChangesRows, 1,
     "CREATE TABLE t_new (id, a, b, p_id); INSERT INTO t_new SELECT * FROM t; DROP TABLE t;"
     "ALTER TABLE t_new RENAME TO t; DELETE FROM t;"},
    {"LosesAllItsRowsWhenItWasPutAside", Code::ChangesRows, 1,
     "ALTER TABLE t RENAME TO o; CREATE TABLE t (id, a, b, p_id);"
     "INSERT INTO t SELECT id, a, b, p_id FROM o; DROP TABLE o; DELETE FROM t;"},
    {"LosesAColumn", Code::DropsColumn, 1,
     "CREATE TABLE n (id, a, b, p_id); INSERT INTO n SELECT * FROM t; DROP TABLE t;"
     "ALTER TABLE n RENAME TO t; ALTER TABLE t DROP COLUMN a;"},
    {"HasAColumnRenamed", Code::DropsColumn, 0,
     "CREATE TABLE n (id, a, b, p_id); INSERT INTO n SELECT * FROM t; DROP TABLE t;"
     "ALTER TABLE n RENAME TO t; ALTER TABLE t RENAME COLUMN a TO c;"},
    {"LosesAColumnThatNoMigrationMade", Code::DropsColumn, 1,
     "CREATE TABLE n (a); INSERT INTO n SELECT a FROM x; DROP TABLE x;"
     "ALTER TABLE n RENAME TO x; ALTER TABLE x DROP COLUMN a;"},
    {"LosesAColumnOfTheBranch", Code::DropsColumn, 0,
     "CREATE TABLE n (id, a, b, p_id, c); INSERT INTO n (id, a, b, p_id) SELECT * FROM t;"
     "DROP TABLE t; ALTER TABLE n RENAME TO t; ALTER TABLE t DROP COLUMN c;"
     "ALTER TABLE t ADD COLUMN d; CREATE TABLE n (id, a, b, p_id);"
     "INSERT INTO n SELECT id, a, b, p_id FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;"},
    {"IsDroppedForGood", Code::DropsTable, 1,
     "ALTER TABLE t RENAME TO o; CREATE TABLE t (id); INSERT INTO t SELECT id FROM o;"
     "DROP TABLE o; ALTER TABLE t RENAME TO u; DROP TABLE u;"},
    {"OfTheBranchIsItsOwn", Code::ChangesRows, 0,
     "CREATE TABLE x (a); CREATE TABLE y (a); INSERT INTO y SELECT a FROM x; DROP TABLE x;"
     "ALTER TABLE y RENAME TO x; DELETE FROM x;"},
};

const auto by_sqlite_sentence = [](const auto& test) { return std::string(test.param.sentence); };
INSTANTIATE_TEST_SUITE_P(GM401, SqliteRule, testing::ValuesIn(sqlite_required_columns),
                         by_sqlite_sentence);
INSTANTIATE_TEST_SUITE_P(GM433, SqliteRule, testing::ValuesIn(sqlite_refused_columns),
                         by_sqlite_sentence);
INSTANTIATE_TEST_SUITE_P(Shared, SqliteRule, testing::ValuesIn(sqlite_shared_rules),
                         by_sqlite_sentence);
INSTANTIATE_TEST_SUITE_P(GM431, SqliteRule, testing::ValuesIn(sqlite_quotes), by_sqlite_sentence);
INSTANTIATE_TEST_SUITE_P(GM432, SqliteRule, testing::ValuesIn(sqlite_rebuilds), by_sqlite_sentence);
INSTANTIATE_TEST_SUITE_P(ARebuiltTable, SqliteRule, testing::ValuesIn(sqlite_rebuilt_tables),
                         by_sqlite_sentence);

LintResult lint_sqlite(const std::string& sql) {
    return lint_after(sqlite_history, sql, {.dialect = Dialect::Sqlite});
}

TEST(SqliteLint, PlacesAreTheStatementsAndTheWords) {
    EXPECT_EQ(codes_of(lint_sqlite("-- why\n  ALTER TABLE t\n ADD c UNIQUE;\nINSERT INTO t (b)\n"
                                   "VALUES (\"é\"), (\"x\");\nDROP TABLE t;")
                           .findings),
              "2:3 GM433, 5:9 GM431, 5:16 GM431, 6:1 GM414");
}

TEST(SqliteLint, SaysWhatToDo) {
    const LintResult result = lint_sqlite(
        "ALTER TABLE t ADD c TEXT UNIQUE DEFAULT \"it's\";\nALTER TABLE t ADD o INT REFERENCES p;");
    const auto remedy = [&](Code code) { return of_rule(result, code).at(0).remedy; };
    EXPECT_EQ(
        remedy(Code::AddsRefusedColumn),
        "ALTER TABLE t ADD COLUMN c without UNIQUE, then CREATE UNIQUE INDEX t_c_key ON t (c)");
    EXPECT_EQ(remedy(Code::DoubleQuotedString), "write 'it''s'");
    EXPECT_EQ(remedy(Code::ForeignKeyWithoutIndex),
              "add to this migration: CREATE INDEX t_o_idx ON t (o)");
}

TEST(SqliteLint, WhatCannotBeSplitIsNotLinted) {
    EXPECT_EQ(codes_of(lint_sqlite("DROP TABLE t;\nSELECT 'open").findings), "2:8 GM451");
}

TEST(SqliteLint, DirectivesCoverTheStatementBehindThem) {
    const LintResult result = lint_sqlite(
        "-- gmig: lint-ignore=GM414\nDROP TABLE t;\nDROP TABLE p;\n-- gmig: lint-ignore=GM413\n"
        "SELECT 1;");
    EXPECT_EQ(codes_of(result.findings), "3:1 GM414");
    ASSERT_EQ(result.ignored.size(), 1U);
    EXPECT_EQ(to_string(result.ignored.front().by), "m.sql:1:10");
    EXPECT_EQ(codes_of(result.unused), "4:10 GM451");
}

/// Whatever the text, lint comes to an end and throws nothing.
TEST(SqliteLint, TakesEveryBeginningOfAStatement) {
    std::string all;
    for (const auto& test : sqlite_shared_rules) {
        all += test.sql;
    }
    for (const auto& test : sqlite_quotes) {
        all += test.sql;
    }
    all += sqlite_wrong_order;
    for (std::size_t length = 0; length < all.size(); length += 13) {
        EXPECT_NO_THROW(lint_sqlite(all.substr(0, length))) << length;
        EXPECT_NO_THROW(lint_sqlite(all.substr(length, 60))) << length;
    }
}

}  // namespace
}  // namespace gmig::sql

// What counts as a change of a SQLite database's content.
#include "db/sqlite/databases.hpp"
#include "sqlite_fixture.hpp"

namespace gmig::db {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

struct ContentCase {
    const char* name;
    std::vector<std::string> statements;
    std::vector<std::string> changes;
};

class SqliteAnyContent : public SqliteTest {
protected:
    void SetUp() override {
        run(*connect(), {"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x)",
                         "CREATE TABLE w (a, b, PRIMARY KEY (b, a)) WITHOUT ROWID",
                         R"(CREATE TABLE "$1 ""odd""" (x))", "CREATE VIRTUAL TABLE v USING fts5(b)",
                         "INSERT INTO t (x) VALUES (1), ('1'), (NULL), (x'31'), (1.0)",
                         "INSERT INTO w VALUES (1, 2), (2, 1)"});
    }
};

class SqliteContent : public SqliteAnyContent, public testing::WithParamInterface<ContentCase> {};

TEST_P(SqliteContent, IsSeenToHaveChanged) {
    const auto driver = connect();
    const std::string before = sqlite::change_point(*driver);
    EXPECT_THAT(before, StartsWith("sha256:"));
    for (const std::string& statement : GetParam().statements) {
        driver->query({statement, {}});
    }
    EXPECT_EQ(sqlite::changes_between(before, sqlite::change_point(*driver)), GetParam().changes);
}

using Changes = std::vector<std::string>;
INSTANTIATE_TEST_SUITE_P(
    Changes, SqliteContent,
    testing::Values(
        ContentCase{"NothingDone", {"SELECT 1"}, {}}, ContentCase{"Vacuumed", {"VACUUM"}, {}},
        ContentCase{"Analyzed", {"ANALYZE"}, {}},
        ContentCase{"GmigsOwn", {"CREATE TABLE gmig_x (y)", "INSERT INTO gmig_x VALUES (1)"}, {}},
        ContentCase{"PutBack", {"DELETE FROM w WHERE a = 1", "INSERT INTO w VALUES (1, 2)"}, {}},
        ContentCase{"ARow", {"UPDATE t SET x = 2 WHERE id = 1"}, Changes{"rows"}},
        ContentCase{"AType", {"UPDATE t SET x = '1' WHERE id = 1"}, Changes{"rows"}},
        ContentCase{"ABlob", {"UPDATE t SET x = '1' WHERE id = 4"}, Changes{"rows"}},
        ContentCase{"ANumbersType", {"UPDATE t SET x = 1 WHERE id = 5"}, Changes{"rows"}},
        ContentCase{"TheSequence",
                    {"INSERT INTO t (id) VALUES (9)", "DELETE FROM t WHERE id = 9"},
                    Changes{"rows"}},
        ContentCase{"AVirtualTable", {"INSERT INTO v VALUES ('word')"}, Changes{"rows"}},
        ContentCase{"AnIndex", {"CREATE INDEX i ON t (x)"}, Changes{"schema"}},
        ContentCase{"TheUserVersion", {"PRAGMA user_version = 3"}, Changes{"schema"}},
        ContentCase{"ATable", {"CREATE TABLE n AS SELECT 1 AS x"}, Changes{"schema", "rows"}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(SqliteAnyContent, CountsTablesWhateverTheyAreCalled) {
    const auto driver = connect();
    const std::string before = sqlite::change_point(*driver);
    run(*driver, {R"(INSERT INTO "$1 ""odd""" VALUES (1))"});
    EXPECT_THAT(sqlite::changes_between(before, sqlite::change_point(*driver)),
                ElementsAre("rows"));
}

TEST(SqliteMarks, ThatAreNoneCannotBeCompared) {
    EXPECT_THAT(sqlite::changes_between("sha256:a:b", "sha256:a:b"), IsEmpty());
    for (const char* none : {"", "sha256:", "sha256:a", "sha256:a:b:c", "{}"}) {
        EXPECT_THAT(sqlite::changes_between("sha256:a:b", none), ElementsAre("it cannot be told"));
        EXPECT_THAT(sqlite::changes_between(none, "sha256:a:b"), ElementsAre("it cannot be told"));
    }
}

}  // namespace
}  // namespace gmig::db

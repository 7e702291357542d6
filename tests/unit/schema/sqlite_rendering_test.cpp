#include "sentences.hpp"
#include <gmig/schema/rendering.hpp>
#include <gmig/schema/sqlite.hpp>
#include <gmig/support/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Name article{"", "article"};

Schema before() {
    const std::vector<SqliteObject> objects{
        {"table", "article", "article",
         "CREATE TABLE article (id INTEGER PRIMARY KEY AUTOINCREMENT, slug TEXT NOT NULL UNIQUE, "
         "body TEXT, note TEXT, CHECK (slug <> ''))"},
        {"table", "link", "link", "CREATE TABLE link (a, b, rowid, PRIMARY KEY (a)) WITHOUT ROWID"},
        {"table", "search", "search", "CREATE VIRTUAL TABLE search USING fts5(body)"},
        {"index", "article_body", "article", "CREATE INDEX article_body ON article (body)"}};
    return read_sqlite(objects, {});
}

Trigger trigger_on(const Name& table, std::string_view text) {
    Trigger trigger;
    trigger.name = "r";
    trigger.table = table;
    trigger.definition = Expression(text, Dialect::Sqlite);
    return trigger;
}

View view_of(std::string_view query) {
    View view;
    view.name.name = "v";
    view.query = Expression(query, Dialect::Sqlite);
    return view;
}

Schema with_trigger() {
    Schema schema = before();
    const Trigger trigger =
        trigger_on(article, "CREATE TRIGGER r AFTER DELETE ON article BEGIN SELECT old.note; END");
    schema.triggers[key_of(trigger)] = trigger;
    return schema;
}

Column column(const std::string& definition) {
    return read_sqlite_table("CREATE TABLE t (" + definition + ")").columns.at(0);
}

Constraint constraint(const std::string& definition) {
    return read_sqlite_table("CREATE TABLE article (slug, body, x, " + definition + ")")
        .constraints.at(0);
}

std::vector<std::string> statements(const Schema& schema, const std::vector<Modification>& steps) {
    std::vector<std::string> result;
    for (const RenderedStep& step : render(schema, steps)) {
        result.insert(result.end(), step.statements.begin(), step.statements.end());
    }
    return result;
}

struct Case {
    std::string name;
    std::vector<Modification> steps;
    std::vector<std::string> statements;
};

class SqliteAlters : public ::testing::TestWithParam<Case> {};

TEST_P(SqliteAlters, InPlace) {
    EXPECT_EQ(statements(before(), GetParam().steps), GetParam().statements);
}

INSTANTIATE_TEST_SUITE_P(
    Steps, SqliteAlters,
    ::testing::Values(
        Case{"a column with a constant default",
             {AddColumn{article, column("n INT NOT NULL DEFAULT -1 COLLATE nocase")}},
             {"ALTER TABLE article ADD COLUMN n INT NOT NULL DEFAULT -1 COLLATE NOCASE"}},
        Case{
            "a column with its foreign key and its check",
            {AddColumn{article, column("x INT")},
             AddConstraint{article, constraint("FOREIGN KEY (x) REFERENCES link (a)")},
             AddConstraint{article, constraint("CONSTRAINT small CHECK (x < 9)")}},
            {"ALTER TABLE article ADD COLUMN x INT REFERENCES link (a) CONSTRAINT small CHECK (x < "
             "9)"}},
        Case{"a virtual column",
             {AddColumn{article, column("\"Words\" AS (length(body))")}},
             {"ALTER TABLE article ADD COLUMN \"Words\" GENERATED ALWAYS AS (length(body)) "
              "VIRTUAL"}},
        Case{"a column that nothing names goes",
             {DropColumn{article, "note"}},
             {"ALTER TABLE article DROP COLUMN note"}},
        Case{"an index renamed",
             {RenameIndex{before().indexes.begin()->second, "by body"}},
             {"DROP INDEX article_body", "CREATE INDEX \"by body\" ON article (body)"}},
        Case{"a table renamed",
             {RenameTable{article, "post"}},
             {"ALTER TABLE article RENAME TO post"}},
        Case{"a table whose name changes by case only",
             {RenameTable{article, "Article"}},
             {"ALTER TABLE article RENAME TO new_article",
              "ALTER TABLE new_article RENAME TO \"Article\""}},
        Case{"a column renamed",
             {RenameColumn{article, "body", "order"}},
             {"ALTER TABLE article RENAME COLUMN body TO \"order\""}},
        Case{"SQL as it is written",
             {RawSql{"SELECT 1; SELECT ';'; -- end", {}}},
             {"SELECT 1", "SELECT ';'"}}),
    [](const auto& test) { return as_test_name(test.param.name); });

TEST(SqliteRebuild, CopiesRowsUnderOtherNames) {
    const std::vector<Modification> steps{
        DropConstraint{article, before().tables.at(article).constraints.at(1)},
        AlterColumn{article, column("body TEXT"), column("body TEXT NOT NULL"), {"''", "note", ""}},
        AddColumn{article, column("words INT"), {"length(body)", "", ""}},
        AddColumn{article, column("made TEXT DEFAULT CURRENT_DATE")}};
    const auto rendered = render(before(), steps);
    ASSERT_THAT(rendered, SizeIs(1));
    EXPECT_THAT(rendered[0].summaries, SizeIs(4));
    EXPECT_THAT(
        rendered[0].statements,
        ElementsAre("PRAGMA foreign_keys = OFF", "PRAGMA legacy_alter_table = ON",
                    "CREATE TABLE new_article (\n    id INTEGER PRIMARY KEY AUTOINCREMENT,\n    "
                    "slug TEXT NOT NULL,\n    body TEXT NOT NULL,\n    note TEXT,\n    words "
                    "INT,\n    made TEXT DEFAULT CURRENT_DATE,\n    CHECK (slug <> '')\n)",
                    "INSERT INTO sqlite_sequence (name, seq)\nSELECT 'new_article', seq FROM "
                    "sqlite_sequence WHERE name = 'article'",
                    "INSERT INTO new_article (id, slug, body, note, words)\nSELECT id, slug, "
                    "coalesce(coalesce(body, note), ''), note, length(body) FROM article",
                    "DROP TABLE article", "ALTER TABLE new_article RENAME TO article",
                    "PRAGMA legacy_alter_table = OFF",
                    "CREATE INDEX article_body ON article (body)"));
}

TEST(SqliteRebuild, TakesAnotherNameWhereOneIsTaken) {
    Schema schema = before();
    schema.views[{"", "NEW_article"}] = {};
    const auto all =
        statements(schema, {AddConstraint{article, constraint("CHECK (body <> 'x')")}});
    EXPECT_THAT(all, Contains("ALTER TABLE new2_article RENAME TO article"));
}

TEST(SqliteRebuild, KeepsRowidsByANameThatNoColumnHas) {
    const Name link{"", "link"};
    Table to = before().tables.at(link);
    to.without_rowid = false;
    Schema schema = before();
    schema.tables[link] = to;
    const auto all = statements(schema, {AddConstraint{link, constraint("CHECK (x)")}});
    EXPECT_THAT(all, Contains(HasSubstr("(_rowid_, a, b, rowid)\nSELECT _rowid_, a, b, rowid")));
}

TEST(SqliteRebuild, LetsNoConstraintLeaveRowsOut) {
    const auto all = statements(
        before(), {AddConstraint{article, constraint("UNIQUE (body) ON CONFLICT IGNORE")}});
    EXPECT_THAT(all, Contains(HasSubstr("INSERT OR ABORT INTO new_article")));
}

TEST(SqliteRebuild, MakesNothingAgainThatGoesLater) {
    const Schema schema = with_trigger();
    const auto all = statements(schema, {AddConstraint{article, constraint("CHECK (body <> 'x')")},
                                         DropIndex{schema.indexes.begin()->second},
                                         DropObject{schema.triggers.begin()->second}});
    EXPECT_THAT(all, Not(Contains(HasSubstr("article_body"))));
    EXPECT_THAT(all, Not(Contains(HasSubstr("TRIGGER"))));
}

TEST(SqliteRebuild, TakesAnIndexAlongWithItsColumn) {
    const auto all = statements(before(), {DropColumn{article, "body"}});
    EXPECT_THAT(all, Contains("DROP TABLE article"));
    EXPECT_THAT(all, Not(Contains(HasSubstr("article_body"))));
}

TEST(SqliteRebuild, DoesNotUseATextThatARenameHasChanged) {
    const std::vector<Modification> steps{
        RenameColumn{article, "note", "remark"},
        AddConstraint{article, constraint("CHECK (body <> 'x')")}};
    EXPECT_THROW(render(with_trigger(), steps), Error);
    const auto all = statements(before(), steps);
    EXPECT_THAT(all, Contains(HasSubstr("SELECT id, slug, body, remark FROM article")));
}

TEST(SqliteView, KeepsItsTriggersWhenItChanges) {
    Schema schema = before();
    const View view = view_of("SELECT 1");
    View other = view_of("SELECT 2");
    other.columns = {{"a", ""}};
    const Trigger trigger =
        trigger_on(view.name, "CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN SELECT 1; END");
    schema.views[view.name] = view;
    schema.triggers[key_of(trigger)] = trigger;
    EXPECT_THAT(
        statements(schema, {AlterObject{view, other}}),
        ElementsAre("DROP VIEW v", "CREATE VIEW v (a) AS SELECT 2", trigger.definition.text()));
}

struct Refused {
    std::string name;
    Modification step;
    std::string message;
};

class SqliteLacks : public ::testing::TestWithParam<Refused> {};

TEST_P(SqliteLacks, AndSaysSo) {
    try {
        render(before(), std::vector{GetParam().step});
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Usage);
        EXPECT_THAT(error.what(), HasSubstr(GetParam().message));
    }
}

View materialized_view() {
    View view = view_of("SELECT 1");
    view.materialized = true;
    return view;
}

Index gin_index() {
    Index index = before().indexes.begin()->second;
    index.method = "gin";
    return index;
}

Column with_identity() {
    Column result = column("id INTEGER");
    result.identity = IdentityColumn{};
    return result;
}

INSTANTIATE_TEST_SUITE_P(
    Steps, SqliteLacks,
    ::testing::Values(
        Refused{"sequences", CreateObject{Sequence{}}, "SQLite has no sequences: "},
        Refused{"schemas", CreateObject{Namespace{"app", "", {}}}, "SQLite has no schemas: "},
        Refused{"enums", CreateObject{Enum{}}, "SQLite has no enum types"},
        Refused{"materialized views", CreateObject{materialized_view()}, "no materialized views"},
        Refused{"comments", SetComment{key_of(before().tables.at(article)), {}, "", "x"},
                "SQLite has no comments: "},
        Refused{"privileges", GrantPrivilege{key_of(before().tables.at(article)), "", {}},
                "SQLite has no privileges: "},
        Refused{"identity columns", AddColumn{article, with_identity()}, "no identity columns"},
        Refused{"other index methods", CreateIndex{gin_index()}, "no index method gin"},
        Refused{"changes of virtual tables", AddColumn{{"", "search"}, column("a")},
                "no way to alter a virtual table"},
        Refused{"a table that is not there", DropColumn{{"", "nowhere"}, "a"},
                "there is no table nowhere"},
        Refused{"a column that is not there", DropColumn{article, "nothing"},
                "has no column nothing"}),
    [](const auto& test) { return as_test_name(test.param.name); });

TEST(SqliteDdl, IsTheSameForTheSameSchema) {
    const std::string ddl = ddl_of(before());
    EXPECT_EQ(ddl, ddl_of(before()));
    EXPECT_THAT(ddl, HasSubstr("CREATE VIRTUAL TABLE search USING fts5(body);\n"));
    EXPECT_THAT(ddl, HasSubstr(") WITHOUT ROWID;\n"));
    EXPECT_THAT(ddl_of(Schema{}), IsEmpty());
}

}  // namespace
}  // namespace gmig::schema

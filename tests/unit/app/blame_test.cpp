#include "app/blame/question.hpp"
#include "app/blame/trace.hpp"
#include <gmig/schema/sqlite.hpp>
#include <gmig/support/text.hpp>

#include <gtest/gtest.h>

namespace gmig::app {
namespace {

/// SQLite's tables of these statements, parted by ';'.
schema::Schema made_by(const char* ddl) {
    std::vector<schema::SqliteObject> objects;
    for (const std::string_view statement : split_on(ddl, ';')) {
        const std::string sql(trim(statement));
        if (!sql.empty()) {
            const std::string name = schema::read_sqlite_table(sql).name.name;
            objects.push_back({.type = "table", .name = name, .table = name, .sql = sql});
        }
    }
    return schema::read_sqlite(objects, {});
}

/// One migration: its text, and the schema behind it.
struct Moment {
    const char* text;
    const char* after;
};

std::vector<Passage> passages_of(const std::vector<Moment>& moments) {
    std::vector<Passage> passages;
    schema::Schema before = made_by("");
    for (std::size_t i = 0; i < moments.size(); ++i) {
        Script script;
        script.text = moments[i].text;
        Passage passage{.position = i,
                        .before = before,
                        .after = made_by(moments[i].after),
                        .renames = sql::renames_in(script, Dialect::Sqlite)};
        before = passage.after;
        passages.push_back(std::move(passage));
    }
    return passages;
}

schema::Key table(const char* name) {
    return {schema::Kind::Table, {"", name}, ""};
}

struct TraceCase {
    const char* name;
    std::vector<Moment> moments;
    const char* object;
    const char* told;  ///< "1: words, words; 0: words"
};

class ObjectTraces : public testing::TestWithParam<TraceCase> {};

TEST_P(ObjectTraces, TellWhatHappened) {
    const std::vector<Passage> passages = passages_of(GetParam().moments);
    const ObjectTrace trace = trace_object(passages, table(GetParam().object));
    std::vector<std::string> told;
    for (const ObjectEvent& event : trace.events) {
        told.push_back(std::to_string(event.position) + ": " + join(event.words(), ", "));
    }
    EXPECT_EQ(join(told, "; "), GetParam().told);
}

const std::vector<TraceCase> traces{
    {"OfATableThatGrows",
     {{"CREATE TABLE a (x)", "CREATE TABLE a (x)"},
      {"ALTER TABLE a ADD y", "CREATE TABLE a (x, y)"}},
     "a",
     "1: add column a.y; 0: create table a"},
    {"WithoutMigrationsThatLeaveIt",
     {{"", "CREATE TABLE a (x)"}, {"", "CREATE TABLE a (x); CREATE TABLE b (x)"}},
     "a",
     "0: create table a"},
    {"BackThroughARename",
     {{"", "CREATE TABLE a (x)"},
      {"ALTER TABLE a RENAME TO b", "CREATE TABLE b (x)"},
      {"ALTER TABLE b RENAME TO c", "CREATE TABLE c (x)"}},
     "c",
     "2: rename table b to c; 1: rename table a to b; 0: create table a"},
    {"InAnyCaseOfLetters",
     {{"", "CREATE TABLE Article (x)"},
      {"ALTER TABLE ARTICLE RENAME TO Post", "CREATE TABLE Post (x)"}},
     "post",
     "1: rename table Article to Post; 0: create table Article"},
    {"OfATableAndItsColumnRenamedAtOnce",
     {{"", "CREATE TABLE a (x NOT NULL, CHECK (x > 0))"},
      {"ALTER TABLE a RENAME x TO y; ALTER TABLE a RENAME TO b",
       "CREATE TABLE b (y NOT NULL, CHECK (y > 0))"}},
     "b",
     "1: rename table a to b, rename column b.x to y; 0: create table a"},
    {"OfTablesThatTradeTheirNames",
     {{"", "CREATE TABLE a (x); CREATE TABLE b (y)"},
      {"ALTER TABLE a RENAME TO t; ALTER TABLE b RENAME TO a; ALTER TABLE t RENAME TO b",
       "CREATE TABLE a (y); CREATE TABLE b (x)"}},
     "a",
     "1: rename table b to a; 0: create table b"},
    {"OfARebuiltTable",
     {{"", "CREATE TABLE a (x)"},
      {"CREATE TABLE n (x NOT NULL); DROP TABLE a; ALTER TABLE n RENAME TO a",
       "CREATE TABLE a (x NOT NULL)"}},
     "a",
     "1: alter column a.x: not null; 0: create table a"},
    {"OfATableThatTookTheNameOfOneMovedAside",
     {{"", "CREATE TABLE a (x)"},
      {"ALTER TABLE a RENAME TO o; CREATE TABLE a (z)", "CREATE TABLE a (z); CREATE TABLE o (x)"}},
     "a",
     "1: create table a"},
    {"OfATableThatIsGone",
     {{"", "CREATE TABLE a (x)"}, {"", ""}, {"", "CREATE TABLE b (x)"}},
     "a",
     "1: drop table a; 0: create table a"},
    {"OfATableThatCameBack",
     {{"", "CREATE TABLE a (x)"}, {"", ""}, {"", "CREATE TABLE a (y)"}},
     "a",
     "2: create table a"},
    {"OfAColumnMadeAndRenamedInOne",
     {{"", "CREATE TABLE a (x)"},
      {"ALTER TABLE a ADD y; ALTER TABLE a RENAME y TO z", "CREATE TABLE a (x, z)"}},
     "a",
     "1: add column a.z; 0: create table a"},
    {"OfNothing", {{"", "CREATE TABLE a (x)"}}, "b", ""},
};

INSTANTIATE_TEST_SUITE_P(OfAHistory, ObjectTraces, testing::ValuesIn(traces),
                         [](const auto& test) { return std::string(test.param.name); });

class ColumnTraces : public testing::TestWithParam<TraceCase> {};

TEST_P(ColumnTraces, TellWhatHappened) {
    const std::string word = GetParam().object;
    const std::size_t dot = word.find('.');
    const std::vector<Passage> passages = passages_of(GetParam().moments);
    const ObjectTrace trace = trace_object(passages, table(word.substr(0, dot).c_str()));
    std::vector<std::string> told;
    for (const ColumnEvent& event : trace_column(trace, word.substr(dot + 1), Dialect::Sqlite)) {
        told.push_back(std::to_string(trace.events[event.event].position) + ": " +
                       join(event.words, ", "));
    }
    EXPECT_EQ(join(told, "; "), GetParam().told);
}

const std::vector<Moment> grown{
    {"", "CREATE TABLE a (x TEXT)"},
    {"", "CREATE TABLE a (x TEXT, y INT)"},
    {"ALTER TABLE a RENAME x TO z", "CREATE TABLE a (z TEXT, y INT)"},
    {"", "CREATE TABLE a (z TEXT, y INT, UNIQUE (y), CHECK (z <> ''))"},
    {"", "CREATE TABLE a (z TEXT)"},
};

const std::vector<TraceCase> column_traces{
    {"BackThroughARename", grown, "a.z",
     "4: drop constraint on a: check (z <> ''); 3: add constraint on a: check (z <> ''); "
     "2: rename column a.x to z; 0: create table a with x TEXT"},
    {"OfOneThatIsGone", grown, "a.y",
     "4: drop constraint on a: unique (y), drop column a.y; 3: add constraint on a: unique (y); "
     "1: add column a.y INT"},
    {"OfAFormerName", grown, "a.x", ""},
    {"OfOneThatCameAgain",
     {{"", "CREATE TABLE a (x, y)"}, {"", "CREATE TABLE a (x)"}, {"", "CREATE TABLE a (x, y)"}},
     "a.y",
     "2: add column a.y"},
    {"OfATableThatIsGone",
     {{"", "CREATE TABLE a (x)"}, {"", ""}},
     "a.x",
     "1: drop table a; 0: create table a with x"},
    {"OfNothing", grown, "a.q", ""},
};

INSTANTIATE_TEST_SUITE_P(OfAHistory, ColumnTraces, testing::ValuesIn(column_traces),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(PresentNames, AreFoundForwards) {
    const std::vector<Passage> passages = passages_of(
        {{"", "CREATE TABLE a (x)"},
         {"ALTER TABLE a RENAME TO b", "CREATE TABLE b (x)"},
         {"ALTER TABLE b RENAME TO c; ALTER TABLE c RENAME x TO y", "CREATE TABLE c (y)"}});
    ASSERT_TRUE(present_name(passages, table("a")));
    EXPECT_EQ(present_name(passages, table("a"))->name.name, "c");
    EXPECT_EQ(present_name(passages, table("c")), std::nullopt);
    EXPECT_EQ(present_name(passages, table("q")), std::nullopt);
    const ObjectTrace trace = trace_object(passages, table("c"));
    EXPECT_EQ(present_column(trace, "X", Dialect::Sqlite), "y");
    EXPECT_EQ(present_column(trace, "y", Dialect::Sqlite), std::nullopt);
}

struct QuestionCase {
    const char* name;
    Dialect dialect;
    const char* word;
    const char* read;  ///< "schema/object.column | …"
};

class Questions : public testing::TestWithParam<QuestionCase> {};

TEST_P(Questions, AreRead) {
    std::vector<std::string> all;
    for (const Question& question : questions_in(GetParam().word, GetParam().dialect)) {
        all.push_back((question.object.schema.empty() ? "" : question.object.schema + "/") +
                      question.object.name +
                      (question.column.empty() ? "" : "." + question.column));
    }
    EXPECT_EQ(join(all, " | "), GetParam().read);
}

constexpr QuestionCase questions[] = {
    {"ATable", Dialect::Sqlite, "Article", "Article"},
    {"AColumn", Dialect::Sqlite, "article.slug", "article.slug | article.slug"},
    {"AQuotedName", Dialect::Sqlite, "\"a.b\".\"c d\"", "a.b.c d"},
    {"AFoldedName", Dialect::Postgresql, "Article", "article | Article"},
    {"ASchemaOrATable", Dialect::Postgresql, "app.article",
     "app.article | app/article | app.article"},
    {"AllThree", Dialect::Postgresql, "app.article.\"Slug\"", "app/article.Slug"},
    {"ANameThatNeedsQuotes", Dialect::Sqlite, "my-table", "my-table"},
};

INSTANTIATE_TEST_SUITE_P(OfAWord, Questions, testing::ValuesIn(questions),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(QuestionsThat, NameNothingAreRefused) {
    for (const char* const word : {"", ".", "a.", "a.b.c.d\"", "\"a\"b"}) {
        EXPECT_THROW(questions_in(word, Dialect::Postgresql), Error) << word;
    }
}

}  // namespace
}  // namespace gmig::app

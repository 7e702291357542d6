#include <gmig/schema/json_migration.hpp>
#include <gmig/schema/rendering.hpp>
#include <gmig/schema/sqlite.hpp>
#include <gmig/support/text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace gmig::schema {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

std::string whole(const std::string& modifications) {
    return R"({"formatVersion": 1, "modifications": [)" + modifications + "]}";
}

Table table(Dialect dialect, const std::string& name, const std::vector<Column>& columns) {
    Table made;
    made.name = {dialect == Dialect::Postgresql ? "public" : "", name};
    made.columns = columns;
    Constraint key;
    key.kind = Constraint::Kind::PrimaryKey;
    key.columns = {"id"};
    key.name = dialect == Dialect::Postgresql ? name + "_pkey" : "";
    made.constraints.push_back(key);
    return made;
}

Column column(const std::string& name, const std::string& type, bool not_null = false) {
    Column made;
    made.name = name;
    made.type = type;
    made.not_null = not_null;
    return made;
}

/// author(id, name unique, mood), article(id, title, author_id → author), an index and a view.
Schema library(Dialect dialect) {
    const bool postgresql = dialect == Dialect::Postgresql;
    const std::string integer = postgresql ? "integer" : "INTEGER";
    const std::string text = postgresql ? "text" : "TEXT";
    Schema schema;
    schema.dialect = dialect;
    Table author = table(dialect, "author",
                         {column("id", integer, postgresql), column("name", text, true),
                          column("mood", postgresql ? "public.mood" : text)});
    Constraint unique;
    unique.kind = Constraint::Kind::Unique;
    unique.columns = {"name"};
    unique.name = "author_name_key";
    author.constraints.push_back(unique);
    if (!postgresql) {
        Constraint check;
        check.kind = Constraint::Kind::Check;
        check.name = "enum:mood";
        check.expression = Expression("mood IN ('happy', 'sad')", dialect);
        author.constraints.push_back(check);
    }
    Table article = table(
        dialect, "article",
        {column("id", integer, postgresql), column("title", text), column("author_id", integer)});
    Constraint key;
    key.kind = Constraint::Kind::ForeignKey;
    key.columns = {"author_id"};
    key.name = "article_author_id_fkey";
    key.target = author.name;
    key.target_columns = {"id"};
    article.constraints.push_back(key);
    Index index;
    index.table = article.name;
    index.name = {article.name.schema, "article_author_id_idx"};
    index.method = postgresql ? "btree" : "";
    IndexPart part;
    part.column = "author_id";
    index.parts = {part};
    schema.indexes.emplace(index.name, index);
    View view;
    view.name = {article.name.schema, "titles"};
    view.query = Expression("SELECT title FROM article", dialect);
    schema.views.emplace(view.name, view);
    if (postgresql) {
        Enum mood;
        mood.name = {"public", "mood"};
        mood.values = {"happy", "sad"};
        schema.enums.emplace(mood.name, mood);
        Sequence sequence;
        sequence.name = {"public", "numbers"};
        schema.sequences.emplace(sequence.name, sequence);
        Routine routine;
        routine.name = {"public", "f"};
        routine.arguments = "integer";
        schema.routines.emplace(key_of(routine), routine);
        schema.namespaces.emplace("audit", Namespace{"audit", "", {}});
        schema.extensions.emplace("hstore", Extension{"hstore", "public", ""});
    }
    Trigger trigger;
    trigger.name = "watch";
    trigger.table = article.name;
    trigger.definition = Expression("CREATE TRIGGER watch", dialect);
    schema.triggers.emplace(key_of(trigger), trigger);
    schema.tables.emplace(author.name, author);
    schema.tables.emplace(article.name, article);
    return schema;
}

/// `now` may be null: PostgreSQL without a schema.
std::vector<JsonStep> lowered(const std::string& modifications, const Schema* now) {
    const Dialect dialect = now == nullptr ? Dialect::Postgresql : now->dialect;
    const JsonMigration read =
        read_json_migration(whole(modifications), "a.json", Vocabulary::Gmig, dialect);
    JsonHistory history(Vocabulary::Gmig, dialect);
    if (dialect == Dialect::Sqlite) {
        history.follow(R"({"formatVersion":1,"modifications":[{"enumName":"mood",)"
                       R"("modification":"createEnum","values":["happy","sad"]}]})");
    }
    JsonLowering lowering(history, read.canonical);
    std::vector<JsonStep> steps;
    for (std::size_t i = 0; i < lowering.size(); ++i) {
        for (JsonStep& step : lowering.lower(i, now)) {
            steps.push_back(std::move(step));
        }
    }
    return steps;
}
std::vector<JsonStep> lowered(const std::string& modifications, const Schema& now) {
    return lowered(modifications, &now);
}

/// In words; of a new table, its columns in order.
std::string words_of(const Modification& modification) {
    std::string words = described(modification);
    if (const auto* made = std::get_if<CreateTable>(&modification)) {
        std::vector<std::string> columns;
        for (const Column& one : made->table.columns) {
            columns.push_back(one.name + " " + one.type + (one.not_null ? " not null" : ""));
        }
        words += " (" + join(columns, ", ") + ")";
    }
    return words;
}

/// "what it does" or, of what is taken back without a look, "what it does < what takes it back".
std::vector<std::string> told(const std::vector<JsonStep>& steps) {
    std::vector<std::string> lines;
    for (const JsonStep& step : steps) {
        std::vector<std::string> up;
        for (const Modification& one : step.up) {
            up.push_back(words_of(one));
        }
        std::string line = join(up, "; ");
        if (step.back == Back::Known) {
            std::vector<std::string> down;
            for (const Modification& one : step.down) {
                down.push_back(words_of(one));
            }
            line += " < " + join(down, "; ");
        } else if (step.back == Back::None) {
            line += " !";
        }
        lines.push_back(line);
    }
    return lines;
}

struct Meaning {
    const char* sentence;
    const char* json;
    std::vector<std::string> postgresql;
    std::vector<std::string> sqlite;  ///< empty: refused there when the file is read
};

std::ostream& operator<<(std::ostream& out, const Meaning& test) {
    return out << test.json;
}

class JsonMeaning : public testing::TestWithParam<Meaning> {};

TEST_P(JsonMeaning, InPostgresql) {
    EXPECT_THAT(told(lowered(GetParam().json, library(Dialect::Postgresql))),
                ElementsAreArray(GetParam().postgresql));
}

TEST_P(JsonMeaning, InSqlite) {
    const Schema schema = library(Dialect::Sqlite);
    if (GetParam().sqlite.empty()) {
        EXPECT_THROW(read_json_migration(whole(GetParam().json), "a.json", Vocabulary::Gmig,
                                         Dialect::Sqlite),
                     Error);
        return;
    }
    EXPECT_THAT(told(lowered(GetParam().json, schema)), ElementsAreArray(GetParam().sqlite));
}

const Meaning meanings[] = {
    {"CreateEntityPutsThePrimaryKeyFirst",
     R"json({"modification": "createEntity", "entity": {"name": "tag", "primary": {"columns": ["id"]}, "fields": {"id": {"type": "integer"}, "a": {"type": "text", "nullable": false}}}})json",
     {"create table public.tag (id integer not null, a text not null) < drop table public.tag"},
     {"create table tag (id INTEGER, a TEXT not null) < drop table tag"}},
    {"CreateEntityKeepsTheOrderOfAList",
     R"json({"modification": "createEntity", "entity": {"name": "tag", "fields": [{"name": "z", "type": "uuid"}, {"name": "a", "type": "enum:mood"}], "indexes": [{"columns": ["z"]}]}})json",
     {"create table public.tag (z uuid, a public.mood); create index public.tag_z_idx on "
      "public.tag (z) < drop table public.tag"},
     {"create table tag (z TEXT, a TEXT); create index tag_z_idx on tag (z) < drop table tag"}},
    {"RemoveEntity",
     R"json({"modification": "removeEntity", "entityName": "article"})json",
     {"drop table public.article"},
     {"drop table article"}},
    {"UpdateEntityName",
     R"json({"modification": "updateEntityName", "entityName": "article", "newEntityName": "post"})json",
     {"rename table public.article to post < rename table public.post to article"},
     {"rename table article to post < rename table post to article"}},
    {"CreateColumn",
     R"json({"modification": "createColumn", "entityName": "article", "fieldName": "n", "definition": {"type": "numeric(10,2)", "nullable": false}, "fillValue": 1.5})json",
     {"add column public.article.n numeric(10,2), not null < drop column public.article.n"},
     {"add column article.n NUMERIC(10,2), not null < drop column article.n"}},
    {"CreateColumnOfAnEnum",
     R"json({"modification": "createColumn", "entityName": "article", "fieldName": "m", "definition": {"type": "enum:mood"}})json",
     {"add column public.article.m public.mood < drop column public.article.m"},
     {"add column article.m TEXT; add constraint enum:mood on article: check (m IN ('happy', "
      "'sad'))"}},
    {"RemoveFieldWithWhatStandsOnIt",
     R"json({"modification": "removeField", "entityName": "article", "fieldName": "author_id"})json",
     {"drop index public.article_author_id_idx; drop constraint article_author_id_fkey on "
      "public.article: foreign key (author_id) to public.author; drop column "
      "public.article.author_id"},
     {"drop index article_author_id_idx; drop constraint article_author_id_fkey on article: "
      "foreign key (author_id) to author; drop column article.author_id"}},
    {"UpdateFieldName",
     R"json({"modification": "updateFieldName", "entityName": "article", "fieldName": "title", "newFieldName": "heading"})json",
     {"rename column public.article.title to heading < rename column public.article.heading to "
      "title"},
     {"rename column article.title to heading < rename column article.heading to title"}},
    {"UpdateColumnDefinition",
     R"json({"modification": "updateColumnDefinition", "entityName": "article", "fieldName": "title", "definition": {"type": "text", "nullable": false, "default": "none"}, "fillValue": "none"})json",
     {"alter column public.article.title: not null, default 'none'"},
     {"alter column article.title: not null, default 'none'"}},
    {"CreateUniqueConstraint",
     R"json({"modification": "createUniqueConstraint", "entityName": "article", "constraint": {"columns": ["title", "author_id"]}})json",
     {"add constraint article_title_author_id_key on public.article: unique (title, author_id) < "
      "drop constraint article_title_author_id_key on public.article: unique (title, author_id)"},
     {"add constraint on article: unique (title, author_id) < drop constraint on article: unique "
      "(title, author_id)"}},
    {"RemoveUniqueConstraint",
     R"json({"modification": "removeUniqueConstraint", "entityName": "author", "constraintName": "author_name_key"})json",
     {"drop constraint author_name_key on public.author: unique (name)"},
     {"drop constraint author_name_key on author: unique (name)"}},
    {"CreateCheck",
     R"json({"modification": "createCheck", "entityName": "article", "constraint": {"name": "c", "expression": "id > 0"}})json",
     {"add constraint c on public.article: check (id > 0) < drop constraint c on public.article: "
      "check (id > 0)"},
     {"add constraint c on article: check (id > 0) < drop constraint c on article: check (id > "
      "0)"}},
    {"CreateForeignKey",
     R"json({"modification": "createForeignKey", "entityName": "author", "constraint": {"columns": ["id"], "references": {"entityName": "article", "columns": ["id"]}, "onDelete": "cascade"}})json",
     {"add constraint author_id_fkey on public.author: foreign key (id) to public.article < drop "
      "constraint author_id_fkey on public.author: foreign key (id) to public.article"},
     {"add constraint on author: foreign key (id) to article < drop constraint on author: foreign "
      "key (id) to article"}},
    {"RemoveForeignKey",
     R"json({"modification": "removeForeignKey", "entityName": "article", "constraintName": "article_author_id_fkey"})json",
     {"drop constraint article_author_id_fkey on public.article: foreign key (author_id) to "
      "public.author"},
     {"drop constraint article_author_id_fkey on article: foreign key (author_id) to author"}},
    {"CreateIndex",
     R"json({"modification": "createIndex", "entityName": "article", "index": {"columns": ["title", {"expression": "lower(title)", "descending": true}], "unique": true, "where": "id > 0"}})json",
     {"create unique index public.article_title_expr_idx on public.article (title, lower(title)) < "
      "drop index public.article_title_expr_idx"},
     {"create unique index article_title_expr_idx on article (title, lower(title)) < drop index "
      "article_title_expr_idx"}},
    {"RemoveIndex",
     R"json({"modification": "removeIndex", "entityName": "article", "indexName": "article_author_id_idx"})json",
     {"drop index public.article_author_id_idx"},
     {"drop index article_author_id_idx"}},
    {"CreateEnum",
     R"json({"modification": "createEnum", "enumName": "colour", "values": ["red"]})json",
     {"create type public.colour < drop type public.colour"},
     {" < "}},
    {"UpdateEnum",
     R"json({"modification": "updateEnum", "enumName": "mood", "values": ["happy", "calm"]})json",
     {"alter type public.mood: with 'calm', without 'sad'"},
     {"drop constraint enum:mood on author: check (mood IN ('happy', 'sad')); add constraint "
      "enum:mood on author: check (mood IN ('happy', 'calm'))"}},
    {"CreateRelationManyToOne",
     R"json({"modification": "createRelation", "entityName": "author", "owningSide": {"type": "m:1", "name": "first", "target": "article", "joiningColumn": {"onDelete": "set null"}}})json",
     {"add column public.author.first_id integer; add constraint author_first_id_fkey on "
      "public.author: foreign key (first_id) to public.article; create index "
      "public.author_first_id_idx on public.author (first_id)"},
     {"add column author.first_id INTEGER; add constraint on author: foreign key (first_id) to "
      "article; create index author_first_id_idx on author (first_id)"}},
    {"CreateRelationOneToOne",
     R"json({"modification": "createRelation", "entityName": "author", "owningSide": {"type": "1:1", "name": "first", "target": "article"}})json",
     {"add column public.author.first_id integer; add constraint author_first_id_fkey on "
      "public.author: foreign key (first_id) to public.article; add constraint author_first_id_key "
      "on public.author: unique (first_id)"},
     {"add column author.first_id INTEGER; add constraint on author: foreign key (first_id) to "
      "article; add constraint on author: unique (first_id)"}},
    {"CreateRelationManyToMany",
     R"json({"modification": "createRelation", "entityName": "author", "owningSide": {"type": "m:n", "name": "likes", "target": "article"}})json",
     {"create table public.author_likes (author_id integer not null, article_id integer not null) "
      "< drop table public.author_likes"},
     {"create table author_likes (author_id INTEGER not null, article_id INTEGER not null) < drop "
      "table author_likes"}},
    {"UpdateRelationOnDelete",
     R"json({"modification": "updateRelationOnDelete", "entityName": "article", "fieldName": "author", "onDelete": "cascade"})json",
     {"drop constraint article_author_id_fkey on public.article: foreign key (author_id) to "
      "public.author; add constraint article_author_id_fkey on public.article: foreign key "
      "(author_id) to public.author"},
     {"drop constraint article_author_id_fkey on article: foreign key (author_id) to author; add "
      "constraint article_author_id_fkey on article: foreign key (author_id) to author"}},
    {"MakeRelationNotNull",
     R"json({"modification": "makeRelationNotNull", "entityName": "article", "fieldName": "author", "fillValue": 1})json",
     {"alter column public.article.author_id: not null"},
     {"alter column article.author_id: not null"}},
    {"MakeRelationNullable",
     R"json({"modification": "makeRelationNullable", "entityName": "article", "fieldName": "author"})json",
     {"alter column public.article.author_id: "},
     {"alter column article.author_id: "}},
    {"ConvertManyToOneToOneToOne",
     R"json({"modification": "convertOneHasManyToOneHasOneRelation", "entityName": "article", "fieldName": "author"})json",
     {"drop index public.article_author_id_idx; add constraint article_author_id_key on "
      "public.article: unique (author_id)"},
     {"drop index article_author_id_idx; add constraint on article: unique (author_id)"}},
    {"ConvertManyToOneToManyToMany",
     R"json({"modification": "convertOneHasManyToManyHasManyRelation", "entityName": "article", "fieldName": "author", "owningSide": {"type": "m:n", "name": "authors", "target": "author"}})json",
     {"create table public.article_authors (article_id integer not null, author_id integer not "
      "null) < drop table public.article_authors",
      "sql: INSERT INTO public.article_authors (article_id, author_id) SELECT id, author_id FROM "
      "public.article WHERE author_id IS NOT NULL < sql: UPDATE public.article SET author_id = "
      "(SELECT j.author_id FROM public.article_authors AS j WHERE j.article_id = public.article.id "
      "ORDER BY 1 LIMIT 1)",
      "drop index public.article_author_id_idx; drop constraint article_author_id_fkey on "
      "public.article: foreign key (author_id) to public.author; drop column "
      "public.article.author_id"},
     {"create table article_authors (article_id INTEGER not null, author_id INTEGER not null) < "
      "drop table article_authors",
      "sql: INSERT INTO article_authors (article_id, author_id) SELECT id, author_id FROM article "
      "WHERE author_id IS NOT NULL < sql: UPDATE article SET author_id = (SELECT j.author_id FROM "
      "article_authors AS j WHERE j.article_id = article.id ORDER BY 1 LIMIT 1)",
      "drop index article_author_id_idx; drop constraint article_author_id_fkey on article: "
      "foreign key (author_id) to author; drop column article.author_id"}},
    {"CreateView",
     R"json({"modification": "createView", "view": {"name": "v", "query": {"postgresql": "SELECT 1", "sqlite": "SELECT 2"}}})json",
     {"create view public.v < drop view public.v"},
     {"create view v < drop view v"}},
    {"UpdateView",
     R"json({"modification": "updateView", "view": {"name": "titles", "query": "SELECT id FROM article"}})json",
     {"replace view public.titles"},
     {"replace view titles"}},
    {"RemoveView",
     R"json({"modification": "removeView", "viewName": "titles"})json",
     {"drop view public.titles"},
     {"drop view titles"}},
    {"CreateSequence",
     R"json({"modification": "createSequence", "sequence": {"name": "s", "start": 5}})json",
     {"create sequence public.s < drop sequence public.s"},
     {}},
    {"RemoveSequence",
     R"json({"modification": "removeSequence", "sequenceName": "numbers"})json",
     {"drop sequence public.numbers"},
     {}},
    {"CreateSchema",
     R"json({"modification": "createSchema", "schemaName": "b"})json",
     {"create schema b < drop schema b"},
     {}},
    {"RemoveSchema",
     R"json({"modification": "removeSchema", "schemaName": "audit"})json",
     {"drop schema audit"},
     {}},
    {"CreateExtension",
     R"json({"modification": "createExtension", "extensionName": "citext"})json",
     {"create extension citext < drop extension citext"},
     {}},
    {"RemoveExtension",
     R"json({"modification": "removeExtension", "extensionName": "hstore"})json",
     {"drop extension hstore"},
     {}},
    {"CreateTrigger",
     R"json({"modification": "createTrigger", "entityName": "article", "trigger": {"name": "t", "definition": "CREATE TRIGGER t"}})json",
     {"create trigger t on public.article < drop trigger t on public.article"},
     {"create trigger t on article < drop trigger t on article"}},
    {"RemoveTrigger",
     R"json({"modification": "removeTrigger", "entityName": "article", "triggerName": "watch"})json",
     {"drop trigger watch on public.article"},
     {"drop trigger watch on article"}},
    {"CreateFunction",
     R"json({"modification": "createFunction", "function": {"name": "g", "arguments": "text", "definition": "CREATE FUNCTION g"}})json",
     {"create function public.g(text) < drop function public.g(text)"},
     {}},
    {"RemoveFunction",
     R"json({"modification": "removeFunction", "functionName": "f"})json",
     {"drop function public.f(integer)"},
     {}},
    {"GrantPrivileges",
     R"json({"modification": "grantPrivileges", "role": "reader", "privileges": ["SELECT"], "on": {"entityName": "article"}})json",
     {"grant SELECT on table public.article to reader"},
     {}},
    {"RevokePrivileges",
     R"json({"modification": "revokePrivileges", "role": "PUBLIC", "privileges": ["SELECT", "UPDATE"], "on": {"entityName": "article", "columns": ["id"]}})json",
     {"revoke SELECT (id) on table public.article from everyone; revoke UPDATE (id) on table "
      "public.article from everyone"},
     {}},
    {"SqlWithDown",
     R"json({"modification": "sql", "up": {"postgresql": "SELECT 1", "sqlite": "SELECT 2"}, "down": "SELECT 3"})json",
     {"sql: SELECT 1 < sql: SELECT 3"},
     {"sql: SELECT 2 < sql: SELECT 3"}},
    {"SqlWithoutDown",
     R"json({"modification": "sql", "up": "SELECT 1"})json",
     {"sql: SELECT 1 !"},
     {"sql: SELECT 1 !"}},
};

INSTANTIATE_TEST_SUITE_P(Schema, JsonMeaning, testing::ValuesIn(meanings),
                         [](const auto& test) { return std::string(test.param.sentence); });

/// Each thing that is done, once.
std::set<std::string> things_in(const std::vector<JsonStep>& steps) {
    std::set<std::string> things;
    for (const JsonStep& step : steps) {
        for (const Modification& one : step.up) {
            things.insert(words_of(one));
        }
    }
    return things;
}

std::vector<Modification> all_of(const std::vector<JsonStep>& steps) {
    std::vector<Modification> all;
    for (const JsonStep& step : steps) {
        all.insert(all.end(), step.up.begin(), step.up.end());
    }
    return all;
}

class JsonWriting : public testing::TestWithParam<Meaning> {};

/// In words where there are any, as SQL where there are none: and read again, the same.
TEST_P(JsonWriting, IsReadAgain) {
    for (const Dialect dialect : {Dialect::Postgresql, Dialect::Sqlite}) {
        if (dialect == Dialect::Sqlite && GetParam().sqlite.empty()) {
            continue;
        }
        const Schema schema = library(dialect);
        const std::vector<JsonStep> steps = lowered(GetParam().json, schema);
        if (all_of(steps).size() != 1) {
            continue;  // what comes later stands on a schema that is not there
        }
        const std::string text = write_json(all_of(steps), schema, schema);
        const JsonMigration read = read_json_migration(text, "a.json", Vocabulary::Gmig, dialect);
        JsonHistory history(Vocabulary::Gmig, dialect);
        JsonLowering lowering(history, read.canonical);
        std::vector<JsonStep> again;
        for (std::size_t i = 0; i < lowering.size(); ++i) {
            for (JsonStep& step : lowering.lower(i, &schema)) {
                again.push_back(std::move(step));
            }
        }
        if (text.find("\"sql\"") == std::string::npos) {
            EXPECT_EQ(things_in(again), things_in(steps)) << text;
        } else {
            EXPECT_FALSE(all_of(again).empty()) << text;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Schema, JsonWriting, testing::ValuesIn(meanings),
                         [](const auto& test) { return std::string(test.param.sentence); });

struct Refused {
    const char* sentence;
    const char* json;
    const char* message;
};

std::ostream& operator<<(std::ostream& out, const Refused& test) {
    return out << test.json;
}

class JsonRefusal : public testing::TestWithParam<Refused> {};

TEST_P(JsonRefusal, SaysWhy) {
    for (const Dialect dialect : {Dialect::Postgresql, Dialect::Sqlite}) {
        try {
            lowered(GetParam().json, library(dialect));
            FAIL() << "taken";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::Migration);
            EXPECT_THAT(std::string(error.what()), HasSubstr(GetParam().message));
        }
    }
}

const Refused refusals[] = {
    {"AnUnknownTable", R"({"modification": "removeEntity", "entityName": "artcle"})",
     "unknown table \"artcle\", did you mean \"article\"?"},
    {"AnUnknownColumn",
     R"({"modification": "removeField", "entityName": "article", "fieldName": "titel"})",
     "unknown column of article \"titel\", known are: id, title, author_id"},
    {"AnUnknownConstraint",
     R"({"modification": "removeCheck", "entityName": "article", "constraintName": "c"})",
     "constraint"},
    {"AnUnknownView", R"({"modification": "removeView", "viewName": "v"})", "there is no view v"},
    {"AnUnknownArgument",
     R"({"modification": "removeEntity", "entityName": "article", "cascade": true})",
     "unknown argument of removeEntity \"cascade\""},
    {"AMissingArgument", R"({"modification": "removeField", "entityName": "article"})",
     "removeField: \"fieldName\" is missing"},
    {"AnUnknownType",
     R"({"modification": "createColumn", "entityName": "article", "fieldName": "x",
         "definition": {"type": "int"}})",
     "unknown type \"int\""},
    {"ATableThatOthersPointTo", R"({"modification": "removeEntity", "entityName": "author"})",
     "article.author_id points to author: removeForeignKey article_author_id_fkey comes first"},
    {"ATableThatIsThere",
     R"({"modification": "createEntity", "entity": {"name": "author", "fields": {"a": {"type": "text"}}}})",
     "there is a table author already"},
    {"AColumnThatRowsHaveNoValueFor",
     R"({"modification": "createColumn", "entityName": "article", "fieldName": "x",
         "definition": {"type": "text", "nullable": false}})",
     "give \"fillValue\" (written once) or \"copyValue\" (another column's), or the column a "
     "\"default\""},
    {"TwoValuesForRows",
     R"({"modification": "createColumn", "entityName": "article", "fieldName": "x", "fillValue": 1,
         "copyValue": "id", "definition": {"type": "integer"}})",
     "keep one"},
    {"AKeyOverNoColumn",
     R"({"modification": "createEntity", "entity": {"name": "t", "primary": {"columns": ["id"]},
         "fields": {"a": {"type": "text"}}}})",
     "column of"},
    {"AnOddName", R"({"modification": "removeEntity", "entityName": "a.b.c"})", "this is no name"},
    {"ATextForAnotherDialect", R"({"modification": "sql", "up": {"oracle": "SELECT 1"}})",
     "unknown dialect \"oracle\""},
    {"AListThatIsEmpty", R"({"modification": "createEnum", "enumName": "e", "values": []})",
     "this list is empty"},
    {"ANulCharacter", R"({"modification": "sql", "up": "SELECT '\u0000'"})", "holds NUL"},
};

INSTANTIATE_TEST_SUITE_P(Schema, JsonRefusal, testing::ValuesIn(refusals),
                         [](const auto& test) { return std::string(test.param.sentence); });

TEST(JsonWithoutASchema, IsWhatItsWordsTell) {
    const auto only = [](const std::string& modification) {
        return told(lowered("{\"modification\": " + modification + "}", nullptr));
    };
    EXPECT_THAT(only(R"("removeEntity", "entityName": "audit.article")"),
                ElementsAre("drop table audit.article"));
    EXPECT_THAT(only(R"("removeField", "entityName": "article", "fieldName": "title")"),
                ElementsAre("drop column public.article.title"));
    EXPECT_THAT(only(R"("updateEntityName", "entityName": "a", "newEntityName": "b")"),
                ElementsAre("rename table public.a to b < rename table public.b to a"));
    EXPECT_THAT(only(R"("updateColumnDefinition", "entityName": "a", "fieldName": "b",
                        "definition": {"type": "bigint"})"),
                IsEmpty());
    EXPECT_THAT(only(R"("removeView", "viewName": "v")"), IsEmpty());
}

TEST(JsonTypes, ComeBackByTheirName) {
    for (const Dialect dialect : {Dialect::Postgresql, Dialect::Sqlite}) {
        for (const char* native : {"integer", "bigint", "INTEGER", "TEXT", "jsonb", "bytea",
                                   "numeric(10,2)", "NUMERIC(10,2)", "character varying(20)",
                                   "timestamp with time zone", "public.mood", ""}) {
            if (*native != '\0' || dialect == Dialect::Sqlite) {
                EXPECT_EQ(native_type(neutral_type(native, dialect), dialect), native);
            }
        }
    }
    EXPECT_EQ(native_type("timestamptz", Dialect::Sqlite), "TEXT");
    EXPECT_EQ(native_type("enum:mood", Dialect::Postgresql), "public.mood");
    EXPECT_EQ(native_type("enum:audit.mood", Dialect::Postgresql), "audit.mood");
    EXPECT_EQ(native_type("numeric(1,2,3)", Dialect::Postgresql), std::nullopt);
    EXPECT_EQ(native_type("native:", Dialect::Postgresql), std::nullopt);
}

}  // namespace
}  // namespace gmig::schema

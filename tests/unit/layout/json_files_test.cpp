#include "folder.hpp"
#include <gmig/layout/native.hpp>
#include <gmig/layout/renaming.hpp>
#include <gmig/layout/writing.hpp>
#include <gmig/support/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace gmig::layout {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* name = "2026-11-20-101806-a.json";
constexpr const char* whole = R"({
  "formatVersion": 1,
  "id": "kxqpzmrwtsvn",
  "parents": ["sytnwolvprkm"],
  "comment": "Give articles a category.",
  "modifications": [
    {"modification": "removeField", "entityName": "article", "fieldName": "body"}
  ]
}
)";

Migration only(const MigrationSet& set) {
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_EQ(set.migrations.size(), 1U);
    return set.migrations.empty() ? Migration{} : set.migrations.front();
}

TEST(JsonFiles, AreMigrations) {
    const Migration migration = only(read(Kind::Gmig, {{name, whole}}));
    EXPECT_EQ(migration.id.value, "kxqpzmrwtsvn");
    EXPECT_EQ(migration.identity, Identity::Written);
    EXPECT_THAT(migration.parents, ElementsAre(MigrationId{"sytnwolvprkm"}));
    EXPECT_EQ(migration.name, "2026-11-20-101806-a");
    EXPECT_EQ(migration.path, "db/2026-11-20-101806-a.json");
    EXPECT_EQ(migration.modifications,
              R"({"formatVersion":1,"modifications":[{"entityName":"article","fieldName":"body",)"
              R"("modification":"removeField"}]})");
    EXPECT_EQ(migration.checksum, checksum_of_up(TransactionMode::On, migration.modifications));
    EXPECT_THAT(migration.modification_places, ElementsAre(Where{migration.path, 7, 5}));
    EXPECT_EQ(migration.up.text, "");
    EXPECT_FALSE(migration.down.has_value());
    EXPECT_FALSE(migration.down_checksum.has_value());
}

TEST(JsonFiles, StandBesideSqlAndFollowByName) {
    const MigrationSet set =
        read(Kind::Gmig, {{"1.sql", "SELECT 1;"},
                          {"2.json", R"({"formatVersion": 1, "modifications": [)"
                                     R"({"modification": "sql", "up": "SELECT 2"}]})"},
                          {"3.sql", "SELECT 3;"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_EQ(parents_of(set, "2"), "1");
    EXPECT_EQ(parents_of(set, "3"), "2");
    EXPECT_EQ(find(set, "2")->identity, Identity::Derived);
}

TEST(JsonFiles, OfOneNameAreOneTooMany) {
    const MigrationSet set =
        read(Kind::Gmig, {{"1.json", R"({"formatVersion": 1, "empty": true, "modifications": []})"},
                          {"1.sql", "SELECT 1;"}});
    EXPECT_THAT(found_in(set), ElementsAre("db/1.sql: db/1.sql and db/1.json have one name"));
}

/// The value with its keys in another order and white space anywhere.
std::string reformatted(const JsonValue& value, std::mt19937& random) {
    const auto blank = [&] {
        constexpr std::array<std::string_view, 5> blanks{"", " ", "\n", "\t", "\r\n  "};
        return std::string(blanks[random() % blanks.size()]);
    };
    std::string text;
    if (value.type == JsonValue::Type::Object) {
        std::vector<JsonMember> members = value.members;
        std::ranges::shuffle(members, random);
        for (const JsonMember& member : members) {
            text += (text.empty() ? "" : ",") + blank() + json_string(member.key) + blank() + ":" +
                    reformatted(member.value, random);
        }
        return blank() + "{" + text + blank() + "}" + blank();
    }
    if (value.type == JsonValue::Type::Array) {
        for (const JsonValue& item : value.items) {
            text += (text.empty() ? "" : ",") + reformatted(item, random);
        }
        return blank() + "[" + text + blank() + "]" + blank();
    }
    return blank() + canonical_json(value) + blank();
}

TEST(JsonFiles, KeepTheirChecksumHoweverTheyAreFormatted) {
    const std::string text = R"json({"formatVersion": 1.0, "id": "kxqpzmrwtsvn", "parents": [],
      "modifications": [
        {"modification": "createEntity", "entity": {"name": "\u00e9t\u00e9",
          "primary": {"columns": ["id"]},
          "fields": {"id": {"type": "integer"}, "b": {"type": "text", "default": "a\"b\\"},
                     "a": {"type": "numeric(10,2)", "default": 10.50, "nullable": false}}}},
        {"modification": "sql", "up": {"postgresql": "SELECT 1", "sqlite": "SELECT 2"}}]})json";
    const Migration migration = only(read(Kind::Gmig, {{name, text}}));
    const JsonValue root = parse_json(text, "x");
    const unsigned seed = std::random_device{}();
    RecordProperty("seed", std::to_string(seed));
    std::mt19937 random(seed);
    for (int turn = 0; turn < 300; ++turn) {
        const std::string other = reformatted(root, random);
        const Migration again = only(read(Kind::Gmig, {{name, other}}));
        ASSERT_EQ(again.checksum, migration.checksum) << "seed " << seed << "\n" << other;
        ASSERT_EQ(fingerprint_of(again, Dialect::Sqlite),
                  fingerprint_of(migration, Dialect::Sqlite));
    }
}

TEST(JsonFiles, HaveAnotherChecksumWhenTheySayAnotherThing) {
    const Migration migration = only(read(Kind::Gmig, {{name, whole}}));
    std::string edited = whole;
    edited.replace(edited.find("\"body\""), 6, "\"text\"");
    EXPECT_NE(only(read(Kind::Gmig, {{name, edited}})).checksum, migration.checksum);
    std::string commented = whole;
    commented.replace(commented.find("Give"), 4, "Take");
    EXPECT_EQ(only(read(Kind::Gmig, {{name, commented}})).checksum, migration.checksum);
}

struct Bad {
    const char* sentence;
    const char* text;
    const char* finding;
    Dialect dialect = Dialect::Postgresql;
};

std::ostream& operator<<(std::ostream& out, const Bad& test) {
    return out << test.text;
}

class BadJsonFile : public testing::TestWithParam<Bad> {};

TEST_P(BadJsonFile, IsAFindingWithItsPlace) {
    const MigrationSet set = read(Kind::Gmig, {{"a.json", GetParam().text}}, GetParam().dialect);
    EXPECT_THAT(set.migrations, IsEmpty());
    EXPECT_THAT(found_in(set), ElementsAre("db/a.json:" + std::string(GetParam().finding)));
    EXPECT_EQ(set.findings[0].code, Code::UnreadableMigration);
}

const Bad bad_files[] = {
    {"WhenItIsNoJson", "{\"formatVersion\": 1,}",
     "1:21: this is not valid JSON; expected string literal"},
    {"WhenAKeyStandsTwice", "{\"formatVersion\": 1,\n \"formatVersion\": 1, \"modifications\": []}",
     "2:2: the key \"formatVersion\" stands twice"},
    {"WhenAKeyIsUnknown", "{\"formatVersion\": 1, \"modification\": []}",
     "1:22: unknown key \"modification\", did you mean \"modifications\"?"},
    {"WhenTheVersionIsMissing", "{\"modifications\": []}",
     "1:1: a JSON migration: \"formatVersion\" is missing"},
    {"WhenTheVersionIsUnknown", "{\"formatVersion\": 2, \"modifications\": []}",
     "1:19: format version 2 is not known to this gmig; 1 is"},
    {"WhenItSaysNothing", "{\"formatVersion\": 1}",
     "1:1: a JSON migration: \"modifications\" is missing"},
    {"WhenTheIdIsNone",
     "{\"formatVersion\": 1, \"id\": \"abc\", \"parents\": [], \"modifications\": []}",
     "1:28: this is no id: 12 letters from k to z"},
    {"WhenTheParentsAreMissing",
     "{\"formatVersion\": 1, \"id\": \"kxqpzmrwtsvn\", \"modifications\": []}",
     "1:28: an id without parents: write \"parents\": [ID], or [] for the first"},
    {"WhenAParentStandsTwice",
     "{\"formatVersion\": 1, \"id\": \"kxqpzmrwtsvn\", \"parents\": [\"sytnwolvprkm\", "
     "\"sytnwolvprkm\"], \"modifications\": []}",
     "1:72: the same parent twice"},
    {"WhenItSaysThatItIsEmptyAndIsNot",
     "{\"formatVersion\": 1, \"empty\": true, \"modifications\": [{\"modification\": \"sql\", "
     "\"up\": \"SELECT 1\"}]}",
     "1:55: a modification in a migration that says it is empty"},
    {"WhenAModificationIsUnknown",
     "{\"formatVersion\": 1, \"modifications\": [\n  {\"modification\": \"creatColumn\"}]}",
     "2:20: unknown modification \"creatColumn\", did you mean \"createColumn\"?"},
    {"WhenSqliteHasNoSuchThing",
     "{\"formatVersion\": 1, \"modifications\": [\n  {\"modification\": \"createSchema\", "
     "\"schemaName\": \"a\"}]}",
     "2:20: SQLite has no schemas (createSchema)", Dialect::Sqlite},
};

INSTANTIATE_TEST_SUITE_P(Layout, BadJsonFile, testing::ValuesIn(bad_files),
                         [](const auto& test) { return std::string(test.param.sentence); });

TEST(JsonFiles, WithoutAModificationYetHaveTheirPlaceInTheHistory) {
    const NewMigration what{.words = "add \"categories\"",
                            .now = {},
                            .id = {"kxqpzmrwtsvn"},
                            .parents = {{"sytnwolvprkm"}},
                            .json = true};
    const std::vector<FileContent> files = new_migration_files(Kind::Gmig, {}, what);
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files[0].path, "1970-01-01-000000-add-categories.json");
    const MigrationSet set = read(Kind::Gmig, files);
    EXPECT_THAT(found_in(set),
                ElementsAre("db/" + files[0].path + ":6:20: there is no modification yet"));
    ASSERT_EQ(set.migrations.size(), 1U);
    EXPECT_EQ(set.migrations[0].id.value, "kxqpzmrwtsvn");
    EXPECT_NO_THROW(throw_unreadable(set));
}

struct Rewritten {
    const char* sentence;
    const char* before;
    const char* after;
};

std::ostream& operator<<(std::ostream& out, const Rewritten& test) {
    return out << test.before;
}

class JsonIdentity : public testing::TestWithParam<Rewritten> {};

TEST_P(JsonIdentity, IsWritten) {
    EXPECT_EQ(with_identity(GetParam().before, {"kkkkkkkkkkkk"}, {{"llllllllllll"}}),
              GetParam().after);
    EXPECT_EQ(with_identity(GetParam().after, {"kkkkkkkkkkkk"}, {{"llllllllllll"}}),
              GetParam().after);
}

const Rewritten identities[] = {
    {"InThePlaceOfTheFormer",
     "{ \"formatVersion\": 1,\n  \"parents\" : [ \"sytnwolvprkm\" ],\r\n  \"id\":\"kxqpzmrwtsvn\" "
     "}\n",
     "{ \"formatVersion\": 1,\n  \"parents\" : [\"llllllllllll\"],\r\n  \"id\":\"kkkkkkkkkkkk\" "
     "}\n"},
    {"InFrontOfOtherKeys", "{\n    \"formatVersion\": 1,\n    \"modifications\": []\n}\n",
     "{\n    \"id\": \"kkkkkkkkkkkk\",\n    \"parents\": [\"llllllllllll\"],\n    "
     "\"formatVersion\": "
     "1,\n    \"modifications\": []\n}\n"},
    {"OnOneLine", "{\"formatVersion\":1}",
     "{\"id\": \"kkkkkkkkkkkk\",\"parents\": [\"llllllllllll\"],\"formatVersion\":1}"},
    {"BehindAByteOrderMark", "\xEF\xBB\xBF{\"id\":\"kxqpzmrwtsvn\",\"parents\":[]}",
     "\xEF\xBB\xBF{\"id\":\"kkkkkkkkkkkk\",\"parents\":[\"llllllllllll\"]}"},
};

INSTANTIATE_TEST_SUITE_P(Layout, JsonIdentity, testing::ValuesIn(identities),
                         [](const auto& test) { return std::string(test.param.sentence); });

constexpr const char* contember_file = R"({
	"formatVersion": 3,
	"modifications": [
		{"modification": "createEntity", "entity": {"name": "Author", "primary": "id",
			"primaryColumn": "id", "tableName": "author", "unique": {}, "fields": {"id":
			{"name": "id", "columnName": "id", "nullable": false, "type": "Uuid", "columnType": "uuid"}}}},
		{"modification": "patchAclSchema", "patch": []}
	]
}
)";

TEST(Contember, FilesAreReadInPlace) {
    const MigrationSet set =
        read(Kind::Contember, {{"2021-09-14-143228-articles.json", contember_file},
                               {"2021-09-15-080000-more.json", "{\"modifications\": []}"},
                               {"2021-09-16-080000-fill.ts", "export default 1"},
                               {"articles.json", "{}"},
                               {"snapshot.json", "{}"},
                               {"state/acl.json", "{}"}});
    EXPECT_THAT(names_of(set), ElementsAre("2021-09-14-143228-articles", "2021-09-15-080000-more"));
    EXPECT_EQ(set.migrations[0].version, "2021-09-14-143228");
    EXPECT_EQ(set.migrations[0].id, derived_id({"contember", "2021-09-14-143228", "articles"}));
    EXPECT_EQ(parents_of(set, "2021-09-15-080000-more"), "2021-09-14-143228-articles");
    EXPECT_TRUE(set.migrations[1].empty);
    EXPECT_THAT(found_in(set),
                ElementsAre("db/2021-09-16-080000-fill.ts: not executed: gmig runs no programs of "
                            "Contember's",
                            "db/articles.json: not executed: Contember's names are "
                            "YYYY-MM-DD-HHMMSS-LABEL.json",
                            "db/2021-09-14-143228-articles.json:7:20: patchAclSchema concerns "
                            "Contember's runtime, which gmig is not"));
    for (const Finding& finding : set.findings) {
        EXPECT_EQ(finding.severity, Severity::Warning);
    }
}

TEST(Contember, ContentMigrationsAreRefused) {
    const MigrationSet set =
        read(Kind::Contember, {{"2021-09-14-143228-a.json", "{\"queries\": []}"}});
    EXPECT_THAT(found_in(set),
                ElementsAre("db/2021-09-14-143228-a.json:1:13: content migrations are run by "
                            "Contember: gmig has no GraphQL"));
}

TEST(Contember, IsForPostgresql) {
    const MigrationSet set =
        read(Kind::Contember, {{"2021-09-14-143228-a.json", contember_file}}, Dialect::Sqlite);
    EXPECT_THAT(found_in(set), ElementsAre("db/2021-09-14-143228-a.json: Contember's migrations "
                                           "are for PostgreSQL"));
}

TEST(Contember, IsToldFromGmigsOwnByWhatFilesSay) {
    const std::string stamped = "2021-09-14-143228-a.json";
    EXPECT_EQ(detect(std::vector<FileContent>{{stamped, contember_file}}), Kind::Contember);
    EXPECT_EQ(detect(std::vector<FileContent>{{stamped, whole}}), Kind::Gmig);
    EXPECT_EQ(detect(std::vector<FileContent>{{stamped, "{}"}}), std::nullopt);
}

TEST(Contember, NamesGoOnWithItsStamps) {
    const std::vector<std::string> names{"2021-09-14-143228-1-a"};
    EXPECT_THAT(
        names_behind(Kind::Contember, names, std::vector<std::string>{"2021-09-01-000000-b"}, {}),
        ElementsAre("2021-09-14-143229-b"));
    EXPECT_EQ(renamed_path(Kind::Contember, "2021-09-01-000000-b.json", "2021-09-14-143229-b"),
              "2021-09-14-143229-b.json");
}

}  // namespace
}  // namespace gmig::layout

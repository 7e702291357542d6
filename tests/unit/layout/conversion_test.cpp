#include "folder.hpp"
#include <gmig/layout/conversion.hpp>
#include <gmig/support/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<ConvertedMigration> convert(Kind tool, const std::vector<FileContent>& files) {
    return converted(read(tool, files).migrations, Dialect::Postgresql);
}

MigrationSet read_converted(const std::vector<ConvertedMigration>& written) {
    std::vector<FileContent> files;
    for (const ConvertedMigration& one : written) {
        files.push_back({one.name + ".sql", one.text});
    }
    return read(Kind::Gmig, files);
}

struct ConversionCase {
    std::string name;
    Kind tool;
    std::vector<FileContent> files;
    std::string first;   ///< name of the first one afterwards
    std::string second;  ///< of the second
};

class Conversion : public testing::TestWithParam<ConversionCase> {};

TEST_P(Conversion, KeepsIdsParentsAndChecksums) {
    const MigrationSet before = read(GetParam().tool, GetParam().files);
    ASSERT_THAT(before.migrations, SizeIs(2));
    const MigrationSet after = read_converted(convert(GetParam().tool, GetParam().files));
    EXPECT_THAT(found_in(after), IsEmpty());
    EXPECT_THAT(names_of(after), ElementsAre(GetParam().first, GetParam().second));
    for (std::size_t i = 0; i < before.migrations.size(); ++i) {
        EXPECT_EQ(after.migrations[i].id, before.migrations[i].id);
        EXPECT_EQ(after.migrations[i].parents, before.migrations[i].parents);
        EXPECT_EQ(after.migrations[i].identity, Identity::Written);
        EXPECT_EQ(after.migrations[i].checksum, before.migrations[i].checksum);
        EXPECT_EQ(after.migrations[i].down_checksum, before.migrations[i].down_checksum);
        EXPECT_EQ(after.migrations[i].up.transaction, before.migrations[i].up.transaction);
    }
}

TEST_P(Conversion, LeavesTheVersionInTheName) {
    const MigrationSet before = read(GetParam().tool, GetParam().files);
    for (const Migration& migration : before.migrations) {
        EXPECT_EQ(version_in_name(GetParam().tool, migration.name), migration.version);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Tools, Conversion,
    testing::Values(
        ConversionCase{"golang_migrate",
                       Kind::GolangMigrate,
                       {{"000001_users.up.sql", "CREATE TABLE users (id int);\r\n\r\n"},
                        {"000001_users.down.sql", "DROP TABLE users;"},
                        {"000002_more.up.sql", "ALTER TABLE users ADD x int;"}},
                       "000001_users",
                       "000002_more"},
        ConversionCase{"sqlx",
                       Kind::Sqlx,
                       {{"1_users.sql", "CREATE TABLE users (id int);\n"},
                        {"2_index.sql",
                         "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON "
                         "users (id);\n"}},
                       "1_users",
                       "2_index"},
        ConversionCase{"diesel",
                       Kind::Diesel,
                       {{"2026-11-20-101010_users/up.sql", "CREATE TABLE users (id int);\n"},
                        {"2026-11-20-101010_users/down.sql", "DROP TABLE users;\n"},
                        {"2026-11-20-101011_index/up.sql", "CREATE INDEX i ON users (id);\n"},
                        {"2026-11-20-101011_index/metadata.toml", "run_in_transaction = false\n"}},
                       "2026-11-20-101010_users",
                       "2026-11-20-101011_index"},
        ConversionCase{"prisma",
                       Kind::Prisma,
                       {{"20261120101010_users/migration.sql", "CREATE TABLE users (id int);\n"},
                        {"20261120101011_more/migration.sql", "ALTER TABLE users ADD x int;\n"}},
                       "20261120101010_users",
                       "20261120101011_more"},
        ConversionCase{"flyway",
                       Kind::Flyway,
                       {{"V1.2__users.sql", "CREATE TABLE users (id int);\n"},
                        {"U1.2__users.sql", "DROP TABLE users;\n"},
                        {"sub/V10__more.sql", "ALTER TABLE users ADD x int;\n"}},
                       "V1.2__users",
                       "V10__more"},
        ConversionCase{"dbmate",
                       Kind::Dbmate,
                       {{"20261120101010_users.sql",
                         "-- a comment\n-- migrate:up\nCREATE TABLE "
                         "users (id int);\n\n-- migrate:down\nDROP "
                         "TABLE users;\n"},
                        {"20261120101011_index.sql",
                         "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON users "
                         "(id);\n-- migrate:down transaction:false\nDROP INDEX i;\n"}},
                       "20261120101010_users",
                       "20261120101011_index"},
        ConversionCase{"goose",
                       Kind::Goose,
                       {{"00001_users.sql",
                         "-- +goose Up\n-- +goose StatementBegin\nCREATE TABLE "
                         "users (id int);\n-- +goose StatementEnd\n\n-- +goose "
                         "Down\nDROP TABLE users;\n"},
                        {"00002_none.sql", "-- +goose NO TRANSACTION\n-- +goose Up\n"}},
                       "00001_users",
                       "00002_none"},
        ConversionCase{"node_pg_migrate",
                       Kind::NodePgMigrate,
                       {{"1763712930123_users.sql",
                         "-- Up Migration\nCREATE TABLE users (id int);\n\n-- Down Migration\n"
                         "DROP TABLE users;\n"},
                        {"1763712930124_more.sql", "ALTER TABLE users ADD x int;\n"}},
                       "1763712930123_users",
                       "1763712930124_more"},
        ConversionCase{
            "sql_migrate",
            Kind::SqlMigrate,
            {{"20261120101010-users.sql",
              "-- +migrate Up\n-- +migrate StatementBegin\nCREATE TABLE users (id int);\n"
              "-- +migrate StatementEnd\n-- +migrate Down\nDROP TABLE users;\n"},
             {"20261120101011-index.sql",
              "-- +migrate Up notransaction\nCREATE INDEX CONCURRENTLY i ON users "
              "(id);\n"}},
            "20261120101010-users",
            "20261120101011-index"},
        ConversionCase{"postgrator",
                       Kind::Postgrator,
                       {{"001.do.users.sql", "CREATE TABLE users (id int);\n"},
                        {"001.undo.users.sql", "DROP TABLE users;\n"},
                        {"002.do.more.sql", "ALTER TABLE users ADD x int;\n"}},
                       "001.users",
                       "002.more"}),
    [](const auto& test) { return test.param.name; });

TEST(ConvertedFile, IsWrittenAsGmigWritesIt) {
    const auto written = convert(Kind::GolangMigrate, {{"1_a.up.sql", "CREATE TABLE a (x int);"},
                                                       {"1_a.down.sql", "DROP TABLE a;"},
                                                       {"2_b.up.sql", "SELECT 1;"}});
    const std::string first = written[0].id.value;
    EXPECT_EQ(written[0].text, "-- gmig: id=" + first +
                                   " parent=none\nCREATE TABLE a (x int);\n\n-- gmig: "
                                   "down\nDROP TABLE a;\n");
    EXPECT_EQ(written[1].text, "-- gmig: id=" + written[1].id.value + " parent=" + first +
                                   " irreversible\nSELECT 1;\n");
}

TEST(ConvertedFile, WhoseDownPartHasNoStatementIsIrreversible) {
    const auto written = convert(Kind::GolangMigrate,
                                 {{"1_a.up.sql", "SELECT 1;\n"}, {"1_a.down.sql", "-- no way\n"}});
    EXPECT_TRUE(written[0].irreversible);
    EXPECT_THAT(written[0].text, HasSubstr("-- no way\n"));
    EXPECT_THAT(written[0].notes, ElementsAre(HasSubstr("down part has no statement")));
}

TEST(ConvertedFile, HasTheDownChecksumOfTheToolsFile) {
    const std::vector<FileContent> files{{"1_a.sql", "-- +goose Up\nSELECT 1;\n-- +goose Down\n"},
                                         {"2_b.sql",
                                          "-- +goose Up\nSELECT 1;\n"
                                          "-- +goose Down\n-- nothing to do\n"}};
    const auto before = read_migrations(Kind::Goose, Dialect::Postgresql, files, "").migrations;
    const auto after = read_converted(convert(Kind::Goose, files)).migrations;
    for (const std::size_t i : {0U, 1U}) {
        EXPECT_TRUE(before[i].down.has_value());
        EXPECT_FALSE(before[i].down_checksum.has_value());
        EXPECT_FALSE(after[i].down_checksum.has_value());
    }
}

TEST(ConvertedFile, KeepsLintDirectivesAndTellsWhichOthersGo) {
    const auto written =
        convert(Kind::GolangMigrate, {{"1_a.up.sql",
                                       "-- gmig: lint-ignore=GM405\nCREATE TABLE a (x int);\n-- "
                                       "gmig: down\nCREATE TABLE b (x int);\n"}});
    EXPECT_THAT(written[0].text, HasSubstr("-- gmig: lint-ignore=GM405\n"));
    EXPECT_THAT(written[0].notes, ElementsAre("the line \"-- gmig: down\" is left out"));
    EXPECT_THAT(read_converted(written).migrations[0].up.text, HasSubstr("TABLE b"));
}

TEST(ConvertedFile, TellsThatADownPartChangesItsMode) {
    const auto written =
        convert(Kind::Dbmate,
                {{"1_a.sql",
                  "-- migrate:up\nSELECT 1;\n-- migrate:down transaction:false\nDROP INDEX i;\n"}});
    EXPECT_THAT(written[0].notes, ElementsAre(HasSubstr("in a transaction from now on")));
}

struct ConvertedNameCase {
    std::string name;
    std::vector<std::string> before;
    std::vector<std::string> after;
};

class ConvertedNames : public testing::TestWithParam<ConvertedNameCase> {};

TEST_P(ConvertedNames, FitAndAreGivenOnce) {
    std::vector<FileContent> files;
    for (const std::string& name : GetParam().before) {
        files.push_back({name + ".sql", "SELECT 1;\n"});
    }
    std::vector<std::string> names;
    for (const ConvertedMigration& one : convert(Kind::Flyway, files)) {
        names.push_back(one.name);
        EXPECT_EQ(one.notes.empty(), one.name == one.before);
    }
    EXPECT_EQ(names, GetParam().after);
}

INSTANTIATE_TEST_SUITE_P(
    Names, ConvertedNames,
    testing::Values(
        ConvertedNameCase{"plain", {"V1__add_users"}, {"V1__add_users"}},
        ConvertedNameCase{"blanks_and_umlauts", {"V1__Add  ünique"}, {"V1__Add-nique"}},
        ConvertedNameCase{"the_ending_of_a_pair", {"V1__all.up"}, {"V1__all-up"}},
        ConvertedNameCase{
            "shortened", {"V1__" + std::string(70, 'a')}, {"V1__" + std::string(59, 'a')}},
        ConvertedNameCase{"only_case_differs", {"sub/V1__a b", "V1.1__x"}, {"V1__a-b", "V1.1__x"}}),
    [](const auto& test) { return test.param.name; });

TEST(ConvertedNames, ThatWouldCollideAreNumbered) {
    const std::string words(61, 'a');
    const auto written = convert(Kind::Prisma, {{"1_" + words + "b/migration.sql", "SELECT 1;\n"},
                                                {"1_" + words + "c/migration.sql", "SELECT 1;\n"}});
    EXPECT_EQ(written[0].name, "1_" + words);
    EXPECT_EQ(written[1].name, "1_" + words.substr(2) + "-2");
}

struct RefusedConversionCase {
    std::string name;
    Kind tool;
    FileContent file;
    std::string message;
};

class RefusedConversion : public testing::TestWithParam<RefusedConversionCase> {};

TEST_P(RefusedConversion, NamesTheToolsFile) {
    try {
        convert(GetParam().tool, {GetParam().file});
        FAIL() << "it was converted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Migration);
        EXPECT_EQ(error.where().file, "db/" + GetParam().file.path);
        EXPECT_THAT(error.what(), HasSubstr(GetParam().message));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Files, RefusedConversion,
    testing::Values(RefusedConversionCase{"what_looks_like_a_directive",
                                          Kind::GolangMigrate,
                                          {"1_a.up.sql", "--gmig: down\nSELECT 1;\n"},
                                          "looks like a directive"},
                    RefusedConversionCase{
                        "contember",
                        Kind::Contember,
                        {"2026-11-20-101010-a.json",
                         R"({"formatVersion": 6, "modifications": [{"modification":
                                    "createEnum", "enumName": "a", "values": ["b"]}]})"},
                        "JSON"}),
    [](const auto& test) { return test.param.name; });

TEST(RefusedConversion, OfATextThatEndsWithinAComment) {
    const std::vector<FileContent> files{{"1_a.up.sql", "SELECT 1; /* open\n"},
                                         {"1_a.down.sql", "SELECT 2;\n"}};
    EXPECT_THROW(convert(Kind::GolangMigrate, files), Error);
}

TEST(VersionInName, OfToolsThatRecordWholeNamesOutlivesWhatANativeNameCannotHold) {
    const std::vector<FileContent> files{
        {"1_add users " + std::string(70, 'x') + ".sql", "SELECT 1;"}};
    const std::string version = read(Kind::NodePgMigrate, files).migrations.front().version;
    const auto written = convert(Kind::NodePgMigrate, files);
    EXPECT_EQ(version_in_name(Kind::NodePgMigrate, written.front().name), version);
}

TEST(VersionInName, IsNoneOfAMigrationMadeSince) {
    EXPECT_EQ(version_in_name(Kind::GolangMigrate, "2026-11-20-101010-add"), std::nullopt);
    EXPECT_EQ(version_in_name(Kind::Flyway, "2026-11-20-101010-add"), std::nullopt);
    EXPECT_EQ(version_in_name(Kind::Gmig, "2026-11-20-101010-add"), std::nullopt);
}

struct NativeLayoutCase {
    std::string name;
    std::string before;
    std::string after;
};

class NativeLayoutInConfig : public testing::TestWithParam<NativeLayoutCase> {};

TEST_P(NativeLayoutInConfig, ChangesNothingElse) {
    const std::string after = with_native_layout(GetParam().before, "gmig.json", "app");
    EXPECT_EQ(after, GetParam().after);
    EXPECT_NO_THROW(parse_config(after, "gmig.json"));
}

INSTANTIATE_TEST_SUITE_P(
    Configs, NativeLayoutInConfig,
    testing::Values(
        NativeLayoutCase{
            "with_comments",
            "// mine\n{\n  \"layout\": \"goose\", // was\n  \"dialect\": \"sqlite\"\n}\n",
            "// mine\n{\n  \"layout\": \"gmig\", // was\n  \"dialect\": \"sqlite\"\n}\n"},
        NativeLayoutCase{
            "a_mode_on_a_line_of_its_own",
            "{\n  \"layout\": \"goose\",\n  \"mode\": \"adopt\",\n  \"tripwire\": true\n}\n",
            "{\n  \"layout\": \"gmig\",\n  \"tripwire\": true\n}\n"},
        NativeLayoutCase{"a_mode_at_the_end",
                         "{\"layout\": \"goose\", /* a, b */ \"mode\": \"adopt\"}\n",
                         "{\"layout\": \"gmig\" /* a, b */ }\n"},
        NativeLayoutCase{"a_mode_in_front", "{\"mode\": \"adopt\", \"layout\": \"goose\"}",
                         "{\"layout\": \"gmig\"}"},
        NativeLayoutCase{"windows_newlines", "{\r\n  \"layout\": \"goose\"\r\n}\r\n",
                         "{\r\n  \"layout\": \"gmig\"\r\n}\r\n"},
        NativeLayoutCase{"one_of_several_projects",
                         R"({"projects": {"app": {"layout": "goose", "migrations": "a"},
                                    "b": {"layout": "goose", "mode": "adopt", "migrations": "b"}}})",
                         R"({"projects": {"app": {"layout": "gmig", "migrations": "a"},
                                    "b": {"layout": "goose", "mode": "adopt", "migrations": "b"}}})"},
        NativeLayoutCase{"no_layout_at_all", "{\"tripwire\": false}\n", "{\"tripwire\": false}\n"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace gmig::layout

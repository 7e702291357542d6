#include "folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Foreign, ReadsPairsInTheOrderOfTheirNumbers) {
    const MigrationSet set = read(Kind::GolangMigrate, {
                                                           {"10_c.up.sql", "SELECT 3;"},
                                                           {"1_a.down.sql", "SELECT -1;"},
                                                           {"1_a.up.sql", "SELECT 1;"},
                                                           {"2_b.up.sql", "SELECT 2;\n"},
                                                           {"README.md", "no"},
                                                       });
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_THAT(names_of(set), ElementsAre("1_a", "2_b", "10_c"));
    EXPECT_EQ(parents_of(set, "1_a"), "");
    EXPECT_EQ(parents_of(set, "2_b"), "1_a");
    EXPECT_EQ(parents_of(set, "10_c"), "2_b");
    const Migration& first = *find(set, "1_a");
    EXPECT_EQ(first.id, derived_id({"golang-migrate", "1", "a"}));
    EXPECT_EQ(first.identity, Identity::Derived);
    EXPECT_EQ(first.path, "db/1_a.up.sql");
    EXPECT_EQ(first.checksum, checksum_of_up(TransactionMode::On, "SELECT 1;"));
    EXPECT_EQ(first.down->path, "db/1_a.down.sql");
    EXPECT_EQ(first.down_checksum, checksum_of_part("SELECT -1;"));
    EXPECT_FALSE(find(set, "2_b")->down);
}

TEST(Foreign, LintsIgnoresAreReadAndCoveredByNoChecksum) {
    const std::string ignores =
        "-- gmig: lint-ignore-file=GM414 lint-ignore=GM413\n"
        "-- gmig: lint-ignore-file=GM101 oops lint-ignore-file=GM402\n";
    const MigrationSet set =
        read(Kind::GolangMigrate, {{"1_a.up.sql", ignores + "SELECT '\n-- gmig: lint-ignore-file="
                                                            "GM405\n';"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    const Migration& migration = *find(set, "1_a");
    EXPECT_THAT(migration.lint_ignores, ElementsAre("GM414", "GM402"));
    EXPECT_EQ(migration.checksum,
              checksum_of_up(TransactionMode::On, "SELECT '\n-- gmig: lint-ignore-file=GM405\n';"));
}

TEST(Foreign, OneVersionUnderTwoNamesIsACollisionThatNamesBoth) {
    const MigrationSet set =
        read(Kind::GolangMigrate, {{"000001_b.up.sql", "SELECT 1;"}, {"1_a.up.sql", "SELECT 2;"}});
    EXPECT_THAT(names_of(set), ElementsAre("000001_b", "1_a"));
    EXPECT_EQ(parents_of(set, "1_a"), "000001_b");
    EXPECT_THAT(found_in(set), ElementsAre("db/1_a.up.sql: version 1 is taken twice, by "
                                           "db/000001_b.up.sql and db/1_a.up.sql"));
    EXPECT_EQ(set.findings[0].code, Code::VersionCollision);
    EXPECT_EQ(set.findings[0].severity, Severity::Error);
    EXPECT_NO_THROW(throw_unreadable(set));
}

TEST(Foreign, PrismaTakesOneStampTwice) {
    const MigrationSet set = read(Kind::Prisma, {{"20260101000000_a/migration.sql", "SELECT 1;"},
                                                 {"20260101000000_b/migration.sql", "SELECT 2;"}});
    EXPECT_EQ(set.findings.at(0).code, Code::VersionCollision);
    EXPECT_EQ(set.findings.at(0).severity, Severity::Warning);
}

TEST(Foreign, ADownFileGoesWithItsNameAndElseWithItsVersion) {
    const MigrationSet set = read(Kind::GolangMigrate, {{"1_a.up.sql", "SELECT 1;"},
                                                        {"1_b.down.sql", "SELECT -1;"},
                                                        {"2_a.up.sql", "SELECT 2;"},
                                                        {"2_b.up.sql", "SELECT 3;"},
                                                        {"2_b.down.sql", "SELECT -3;"}});
    EXPECT_EQ(find(set, "1_a")->down->text, "SELECT -1;");
    EXPECT_FALSE(find(set, "2_a")->down);
    EXPECT_EQ(find(set, "2_b")->down->text, "SELECT -3;");
}

TEST(Foreign, ADownFileAloneIsAWarning) {
    const MigrationSet set = read(Kind::GolangMigrate, {{"1_a.down.sql", "SELECT 1;"}});
    EXPECT_THAT(set.migrations, IsEmpty());
    EXPECT_THAT(found_in(set),
                ElementsAre("db/1_a.down.sql: a down file whose up file does not exist"));
    EXPECT_EQ(set.findings[0].severity, Severity::Warning);
    EXPECT_NO_THROW(throw_unreadable(set));
}

TEST(Foreign, AFileThatTheToolPassesOverIsAWarning) {
    const MigrationSet set = read(Kind::Flyway, {{"R__views.sql", "SELECT 1;"}});
    EXPECT_THAT(found_in(set),
                ElementsAre("db/R__views.sql: not executed: repeatable migrations are "
                            "not executed by gmig"));
    EXPECT_EQ(set.findings[0].severity, Severity::Warning);
}

TEST(Foreign, EmptyPartsAreTakenAsTheToolsTakeThem) {
    const MigrationSet set =
        read(Kind::Diesel, {{"1_a/up.sql", ""}, {"1_a/down.sql", "-- nothing to undo\n"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_TRUE(set.migrations.at(0).empty);
    EXPECT_TRUE(set.migrations.at(0).down);
}

TEST(Foreign, GmigsDirectivesAreCommentsThatNoChecksumCovers) {
    const MigrationSet set =
        read(Kind::Sqlx, {{"1_a.sql",
                           "-- gmig: id=kkkkkkkkkkkk parent=none transaction=off\nSELECT 1;\n"
                           "-- gmig: down\nSELECT 2;\n"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    const Migration& migration = set.migrations.at(0);
    EXPECT_EQ(migration.id, derived_id({"sqlx", "1", "a"}));
    EXPECT_FALSE(migration.down);
    EXPECT_EQ(migration.checksum, checksum_of_up(TransactionMode::On, "SELECT 1;\nSELECT 2;"));
}

TEST(Foreign, SqlxTurnsTheTransactionOffInTheFirstLine) {
    const MigrationSet set = read(
        Kind::Sqlx, {{"1_a.up.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);"},
                     {"1_a.down.sql", "DROP INDEX i;"}});
    const Migration& migration = set.migrations.at(0);
    EXPECT_EQ(migration.up.transaction, TransactionMode::Off);
    EXPECT_EQ(migration.down->transaction, TransactionMode::On);
    EXPECT_EQ(migration.checksum,
              checksum_of_up(TransactionMode::Off,
                             "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);"));
}

TEST(Foreign, DieselTurnsItOffInItsMetadata) {
    const MigrationSet set = read(
        Kind::Diesel, {{"1_a/metadata.toml", "# slow\n\nrun_in_transaction = false # really\n"},
                       {"1_a/up.sql", "SELECT 1;"},
                       {"1_a/down.sql", "SELECT 2;"},
                       {"2_b/metadata.toml", "run_in_transaction = true"},
                       {"2_b/up.sql", "SELECT 3;"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_EQ(find(set, "1_a")->up.transaction, TransactionMode::Off);
    EXPECT_EQ(find(set, "1_a")->down->transaction, TransactionMode::Off);
    EXPECT_EQ(find(set, "2_b")->up.transaction, TransactionMode::On);
}

TEST(Foreign, FlywayTurnsItOffInItsScriptSettings) {
    const MigrationSet set = read(
        Kind::Flyway, {{"V1__a.sql.conf", "# slow\nexecuteInTransaction=false\nencoding=utf-8\n"},
                       {"V1__a.sql", "SELECT 1;"},
                       {"U1__other words.sql", "SELECT 2;"},
                       {"sub/V2__b.sql", "SELECT '${x}';"},
                       {"sub/V2__b.sql.conf", "placeholderReplacement=false"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_EQ(find(set, "V1__a")->up.transaction, TransactionMode::Off);
    EXPECT_EQ(find(set, "V1__a")->down->transaction, TransactionMode::On);
    EXPECT_EQ(find(set, "V2__b")->path, "db/sub/V2__b.sql");
    EXPECT_EQ(parents_of(set, "V2__b"), "V1__a");
}

TEST(Foreign, DbmatesPartsStandWhereTheyStand) {
    const MigrationSet set = read(Kind::Dbmate, {{"1_a.sql",
                                                  "-- words\n"
                                                  "-- migrate:up transaction:false\n"
                                                  "SELECT 1;\n"
                                                  "\n"
                                                  "--  migrate:down\n"
                                                  "SELECT 2;\n"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    const Migration& migration = set.migrations.at(0);
    EXPECT_EQ(migration.up.text, "SELECT 1;\n\n");
    EXPECT_EQ(migration.up.first_line, 3U);
    EXPECT_EQ(migration.up.transaction, TransactionMode::Off);
    EXPECT_EQ(migration.checksum, checksum_of_up(TransactionMode::Off, "SELECT 1;"));
    EXPECT_EQ(migration.down->text, "SELECT 2;\n");
    EXPECT_EQ(migration.down->first_line, 6U);
    EXPECT_EQ(migration.down->transaction, TransactionMode::On);
}

TEST(Foreign, GoosesPartsStandWhereTheyStand) {
    const MigrationSet set = read(Kind::Goose, {{"00001_a.sql",
                                                 "-- +goose NO TRANSACTION\n"
                                                 "-- +goose up\n"
                                                 "-- +goose StatementBegin\n"
                                                 "CREATE FUNCTION f() RETURNS int AS $$ $$;\n"
                                                 "-- +goose StatementEnd\n"
                                                 "-- +goose Down\r\n"
                                                 "DROP FUNCTION f;\n"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    const Migration& migration = set.migrations.at(0);
    EXPECT_EQ(migration.up.first_line, 3U);
    EXPECT_EQ(migration.up.where(migration.up.text.find("CREATE")).line, 4U);
    EXPECT_EQ(migration.up.transaction, TransactionMode::Off);
    EXPECT_EQ(migration.down->text, "DROP FUNCTION f;\n");
    EXPECT_EQ(migration.down->first_line, 7U);
}

TEST(Foreign, SqlMigratesPartsStandInAnyOrder) {
    const MigrationSet set = read(Kind::SqlMigrate, {{"1-a.sql",
                                                      "-- words\n"
                                                      "-- +migrate Down notransaction\n"
                                                      "DROP TABLE a;\n"
                                                      "-- +migrate Up\n"
                                                      "CREATE TABLE a (x int);\n"},
                                                     {"2-b.sql",
                                                      "-- +migrate Up notransaction\n"
                                                      "-- +migrate StatementBegin\n"
                                                      "VACUUM;\n"
                                                      "-- +migrate StatementEnd\n"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    const Migration& first = *find(set, "1-a");
    EXPECT_EQ(first.up.text, "CREATE TABLE a (x int);\n");
    EXPECT_EQ(first.up.transaction, TransactionMode::On);
    EXPECT_EQ(first.down->text, "DROP TABLE a;\n");
    EXPECT_EQ(first.down->transaction, TransactionMode::Off);
    EXPECT_EQ(find(set, "2-b")->up.transaction, TransactionMode::Off);
    EXPECT_FALSE(find(set, "2-b")->down);
}

TEST(Foreign, NodePgsPartsBeginAtTheFirstMarkOfEach) {
    const MigrationSet set =
        read(Kind::NodePgMigrate, {{"1_a.sql",
                                    "  --- UP migrations of Ann's\n"
                                    "SELECT 1;\n"
                                    "-- up the migration\n"
                                    "-- Up Migration\n"
                                    "--down\tmigration\n"
                                    "SELECT -1;\n"},
                                   {"2_b.sql", "-- Down Migration\n-- Up Migration\nSELECT 2;\n"},
                                   {"3_c.sql", "SELECT 3;\n"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_EQ(find(set, "1_a")->up.text, "SELECT 1;\n-- up the migration\n-- Up Migration\n");
    EXPECT_EQ(find(set, "1_a")->down->text, "SELECT -1;\n");
    EXPECT_EQ(find(set, "2_b")->up.text, "SELECT 2;\n");
    EXPECT_EQ(find(set, "2_b")->down->text, "");
    EXPECT_EQ(find(set, "3_c")->up.text, "SELECT 3;\n");
    EXPECT_FALSE(find(set, "3_c")->down);
}

TEST(Foreign, WholeNamesTellMigrationsApart) {
    const MigrationSet set =
        read(Kind::SqlMigrate, {{"1_b.sql", "-- +migrate Up\n"}, {"1_a.sql", "-- +migrate Up\n"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_THAT(names_of(set), ElementsAre("1_a", "1_b"));
    EXPECT_EQ(find(set, "1_a")->id, derived_id({"sql-migrate", "1_a", ""}));
}

struct ModeCase {
    const char* name;
    Kind layout;
    const char* path;
    const char* text;
    TransactionMode mode;
};

std::ostream& operator<<(std::ostream& out, const ModeCase& test) {
    return out << test.name;
}

class ForeignMode : public testing::TestWithParam<ModeCase> {};

TEST_P(ForeignMode, IsAsTheToolSendsTheFile) {
    const MigrationSet set = read(GetParam().layout, {{GetParam().path, GetParam().text}});
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_EQ(set.migrations.at(0).up.transaction, GetParam().mode);
}

constexpr const char* index_alone = "-- slow\nCREATE INDEX CONCURRENTLY i ON t (a);\n";
constexpr const char* index_twice =
    "CREATE INDEX CONCURRENTLY i ON t (a);\nDROP INDEX CONCURRENTLY IF EXISTS j;\n";

constexpr ModeCase modes[] = {
    {"GolangMigratesOneStatement", Kind::GolangMigrate, "1_a.up.sql", index_alone,
     TransactionMode::Off},
    {"GolangMigratesTwoAreATransaction", Kind::GolangMigrate, "1_a.up.sql", index_twice,
     TransactionMode::On},
    {"GolangMigratesWordInAComment", Kind::GolangMigrate, "1_a.up.sql",
     "-- not concurrently\nCREATE INDEX i ON t (a);\n", TransactionMode::On},
    {"GolangMigratesThatNobodyCanRead", Kind::GolangMigrate, "1_a.up.sql", "VACUUM VACUUM VACUUM;",
     TransactionMode::On},
    {"PrismasOneStatement", Kind::Prisma, "1_a/migration.sql", index_alone, TransactionMode::Off},
    {"PostgratorsOneStatement", Kind::Postgrator, "1.do.a.sql", index_alone, TransactionMode::Off},
    {"FlywaysSeveral", Kind::Flyway, "V1__a.sql", index_twice, TransactionMode::Off},
    {"FlywaysAmongOthers", Kind::Flyway, "V1__a.sql",
     "CREATE INDEX CONCURRENTLY i ON t (a); SELECT 1;", TransactionMode::On},
    {"SqlxsOneStatement", Kind::Sqlx, "1_a.sql", index_alone, TransactionMode::On},
};

INSTANTIATE_TEST_SUITE_P(Foreign, ForeignMode, testing::ValuesIn(modes),
                         [](const auto& test) { return std::string(test.param.name); });

struct ForeignBroken {
    const char* name;
    Kind layout;
    const char* path;
    const char* text;
    const char* finding;
};

std::ostream& operator<<(std::ostream& out, const ForeignBroken& test) {
    return out << test.text;
}

class ForeignFile : public testing::TestWithParam<ForeignBroken> {};

TEST_P(ForeignFile, IsUnreadable) {
    std::vector<FileContent> files{{GetParam().path, GetParam().text}};
    if (GetParam().layout == Kind::Diesel) {
        files.push_back({"1_a/up.sql", "SELECT 1;"});
    } else if (std::string_view(GetParam().path).ends_with(".conf")) {
        files.push_back({"V1__a.sql", "SELECT 1;"});
    }
    const MigrationSet set = read(GetParam().layout, files);
    EXPECT_THAT(found_in(set),
                ElementsAre("db/" + std::string(GetParam().path) + ":" + GetParam().finding));
    EXPECT_THAT(set.migrations, IsEmpty());
    EXPECT_EQ(set.findings.at(0).code, Code::UnreadableMigration);
    EXPECT_THROW(throw_unreadable(set), Error);
}

constexpr ForeignBroken foreign_broken_files[] = {
    {"DbmatesWithoutAnUpPart", Kind::Dbmate, "1_a.sql", "SELECT 1;",
     "1:1: there is no \"-- migrate:up\""},
    {"DbmatesWithAStatementBefore", Kind::Dbmate, "1_a.sql", "SELECT 1;\n-- migrate:up\n",
     "1:1: a statement before \"-- migrate:up\""},
    {"DbmatesInTheWrongOrder", Kind::Dbmate, "1_a.sql", "-- migrate:down\n-- migrate:up\n",
     "1:1: the down part stands before the up part"},
    {"DbmatesWithTwoUpParts", Kind::Dbmate, "1_a.sql", "-- migrate:up\n-- migrate:up\n",
     "2:1: a second part of this kind"},
    {"DbmatesWithAnotherOption", Kind::Dbmate, "1_a.sql", "-- migrate:up transactions:false\n",
     "1:1: unknown option \"transactions:false\", known is transaction:false"},
    {"GoosesWithoutAnUpPart", Kind::Goose, "1_a.sql", "SELECT 1;",
     "1:1: there is no \"-- +goose Up\""},
    {"GoosesWithEnvironmentVariables", Kind::Goose, "1_a.sql",
     "-- +goose Up\n-- +goose ENVSUB ON\nSELECT '${X}';",
     "2:1: goose's ENVSUB puts environment variables into SQL, gmig does not"},
    {"GoosesWithAnUnknownAnnotation", Kind::Goose, "1_a.sql", "-- +goose Upp\n",
     "1:1: unknown annotation of goose"},
    {"GoosesWithAnUnendedStatement", Kind::Goose, "1_a.sql",
     "-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n",
     "2:1: a StatementBegin has no StatementEnd"},
    {"GoosesWithAnUnendedStatementBeforeDown", Kind::Goose, "1_a.sql",
     "-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n-- +goose Down\n",
     "4:1: a StatementBegin has no StatementEnd"},
    {"GoosesWithAnUnbegunStatement", Kind::Goose, "1_a.sql",
     "-- +goose Up\n-- +goose StatementEnd\n", "2:1: StatementBegin and StatementEnd do not match"},
    {"SqlMigratesWithoutAPart", Kind::SqlMigrate, "1_a.sql", "-- migrate up\nSELECT 1;",
     "1:1: there is no \"-- +migrate Up\""},
    {"SqlMigratesInLowerCase", Kind::SqlMigrate, "1_a.sql", "-- +migrate up\nSELECT 1;",
     "1:1: unknown annotation of sql-migrate"},
    {"SqlMigratesWithAStatementBefore", Kind::SqlMigrate, "1_a.sql",
     "SELECT 1;\n-- +migrate Down\nSELECT 1;\n-- +migrate Up\n",
     "1:1: a statement before \"-- +migrate Up\""},
    {"SqlMigratesWithAnotherOption", Kind::SqlMigrate, "1_a.sql", "-- +migrate Up noTransaction\n",
     "1:1: unknown option \"noTransaction\", known is notransaction"},
    {"SqlMigratesWithTwoUpParts", Kind::SqlMigrate, "1_a.sql",
     "-- +migrate Up\nSELECT 1;\n-- +migrate Up\nSELECT 2;\n", "3:1: a second part of this kind"},
    {"SqlMigratesWithAnUnendedStatement", Kind::SqlMigrate, "1_a.sql",
     "-- +migrate Up\n-- +migrate StatementBegin\nSELECT 1;\n-- +migrate Down\n",
     "2:1: a StatementBegin has no StatementEnd"},
    {"SqlMigratesWithAnUnbegunStatement", Kind::SqlMigrate, "1_a.sql",
     "-- +migrate Up\n-- +migrate StatementEnd\n",
     "2:1: StatementBegin and StatementEnd do not match"},
    {"NodePgsWithADownPartOnly", Kind::NodePgMigrate, "1_a.sql",
     "CREATE TABLE a (x int);\n-- Down Migration\nDROP TABLE a;\n",
     "2:1: a down part and no \"-- Up Migration\": node-pg-migrate would execute it with what "
     "stands before it"},
    {"NodePgsWithAStatementBefore", Kind::NodePgMigrate, "1_a.sql",
     "SELECT 1;\n-- Up Migration\nSELECT 2;\n", "1:1: a statement before \"-- Up Migration\""},
    {"FlywaysWithAPlaceholder", Kind::Flyway, "V1__a.sql", "CREATE TABLE\n ${schema}.t (a int);",
     "2:2: a placeholder, which Flyway fills in and gmig does not"},
    {"FlywaysWithAnUnknownSetting", Kind::Flyway, "V1__a.sql.conf", "\nshouldExecute=false\n",
     "2:1: unknown setting \"shouldExecute\", known are: executeInTransaction, "
     "placeholderReplacement, encoding"},
    {"FlywaysWithAnotherEncoding", Kind::Flyway, "V1__a.sql.conf", "encoding=latin1",
     "1:1: only UTF-8 is read"},
    {"DieselsWithAnUnknownSetting", Kind::Diesel, "1_a/metadata.toml",
     "run_in_transactions = false",
     "1:1: unknown setting \"run_in_transactions\", did you mean \"run_in_transaction\"?"},
    {"DieselsWithAnotherValue", Kind::Diesel, "1_a/metadata.toml", "run_in_transaction = \"false\"",
     "1:1: run_in_transaction must be true or false"},
    {"WithConflictMarkers", Kind::Sqlx, "1_a.sql", "<<<<<<< HEAD\n", "1:1: conflict markers"},
};

INSTANTIATE_TEST_SUITE_P(Foreign, ForeignFile, testing::ValuesIn(foreign_broken_files),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Foreign, WhatFollowsAnUnreadableFileFollowsTheOneBefore) {
    const MigrationSet set =
        read(Kind::Sqlx, {{"1_a.sql", "SELECT 1;"}, {"2_b.sql", "\xFF"}, {"3_c.sql", "SELECT 3;"}});
    EXPECT_EQ(parents_of(set, "3_c"), "1_a");
    EXPECT_EQ(set.findings.size(), 1U);
}

TEST(Foreign, FoldersThatDifferByCaseOnlyCollide) {
    const MigrationSet set =
        read(Kind::Diesel, {{"1_A/up.sql", "SELECT 1;"}, {"1_a/up.sql", "SELECT 2;"}});
    EXPECT_THAT(found_in(set),
                testing::Contains("db/1_a/up.sql: the names 1_A and 1_a differ by the case of "
                                  "letters only"));
}

}  // namespace
}  // namespace gmig::layout

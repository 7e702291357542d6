#include "folder.hpp"
#include <gmig/layout/migrations.hpp>
#include <gmig/layout/writing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

using testing::HasSubstr;
using testing::Not;

struct LayoutCase {
    std::string name;
    Kind kind;
    bool has_down;
};

class WrittenParts : public testing::TestWithParam<LayoutCase> {
protected:
    static NewMigration with_parts() {
        return {.words = "add categories",
                .now = *from_iso("2026-11-21T08:15:30Z"),
                .id = MigrationId{"kxqpzmrwtsvn"},
                .parents = {},
                .up =
                    "CREATE TABLE a (x);\n\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n"
                    "  DELETE FROM a;\n  DELETE FROM a;\nEND;\n",
                .down = "-- destroys: table a\nDROP TABLE a;\n"};
    }
};

TEST_P(WrittenParts, AreReadBackAsTheyWereGiven) {
    const NewMigration what = with_parts();
    const std::vector<FileContent> files = new_migration_files(GetParam().kind, {}, what);
    const MigrationSet set = read_migrations(GetParam().kind, Dialect::Sqlite, files, "migrations");
    ASSERT_EQ(set.migrations.size(), 1U);
    const Migration& migration = set.migrations.front();
    EXPECT_THAT(migration.up.text, HasSubstr(what.up));
    EXPECT_THAT(migration.up.text, Not(HasSubstr("DROP TABLE")));
    ASSERT_EQ(migration.down.has_value(), GetParam().has_down);
    if (GetParam().has_down) {
        EXPECT_THAT(migration.down->text, HasSubstr(what.down));
    }
}

INSTANTIATE_TEST_SUITE_P(Layouts, WrittenParts,
                         testing::Values(LayoutCase{"gmig", Kind::Gmig, true},
                                         LayoutCase{"golang_migrate", Kind::GolangMigrate, true},
                                         LayoutCase{"sqlx", Kind::Sqlx, true},
                                         LayoutCase{"diesel", Kind::Diesel, true},
                                         LayoutCase{"prisma", Kind::Prisma, false},
                                         LayoutCase{"flyway", Kind::Flyway, false},
                                         LayoutCase{"dbmate", Kind::Dbmate, true},
                                         LayoutCase{"goose", Kind::Goose, true},
                                         LayoutCase{"node_pg_migrate", Kind::NodePgMigrate, true},
                                         LayoutCase{"sql_migrate", Kind::SqlMigrate, true},
                                         LayoutCase{"postgrator", Kind::Postgrator, true}),
                         [](const auto& test) { return test.param.name; });

TEST(WrittenFiles, AreNamedAsTheToolWouldGoOn) {
    const auto path_after = [](Kind layout, const std::vector<FileContent>& files) {
        const MigrationSet set = read_migrations(layout, Dialect::Postgresql, files, "db");
        const NewMigration what{.words = "add categories",
                                .now = *from_iso("2026-11-21T08:15:30.123Z"),
                                .id = {},
                                .parents = {}};
        return new_migration_files(layout, set.migrations, what).front().path;
    };
    EXPECT_EQ(path_after(Kind::NodePgMigrate, {}), "1795248930123_add-categories.sql");
    EXPECT_EQ(path_after(Kind::NodePgMigrate, {{"0009_a.sql", ""}}), "0010_add-categories.sql");
    EXPECT_EQ(path_after(Kind::NodePgMigrate, {{"20261101081530000_a.sql", ""}}),
              "20261121081530123_add-categories.sql");
    EXPECT_EQ(path_after(Kind::SqlMigrate, {}), "20261121081530-add-categories.sql");
    EXPECT_EQ(path_after(Kind::SqlMigrate, {{"3_a.sql", "-- +migrate Up\n"}}),
              "4_add_categories.sql");
    EXPECT_EQ(path_after(Kind::Postgrator, {}), "001.do.add-categories.sql");
    EXPECT_EQ(path_after(Kind::Postgrator, {{"0099.do.a.sql", ""}}), "0100.do.add-categories.sql");
}

TEST(WrittenFiles, OfPostgratorHaveAnUndoFileWhereTheOthersHave) {
    const NewMigration what{.words = "b", .now = {}, .id = {}, .parents = {}};
    const MigrationSet set =
        read_migrations(Kind::Postgrator, Dialect::Postgresql,
                        std::vector<FileContent>{{"1.do.a.sql", ""}, {"1.undo.a.sql", ""}}, "db");
    const auto files = new_migration_files(Kind::Postgrator, set.migrations, what);
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[1].path, "2.undo.b.sql");
}

TEST(WrittenFiles, OfFlywayLetNothingBeFilledIn) {
    const NewMigration what{.words = "b",
                            .now = {},
                            .id = {},
                            .parents = {},
                            .up = "CREATE TABLE t (x text DEFAULT 'a ${y} b');\n"};
    const auto files = new_migration_files(Kind::Flyway, {}, what);
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[1].path, "V1__b.sql.conf");
    const MigrationSet set = read_migrations(Kind::Flyway, Dialect::Sqlite, files, "db");
    EXPECT_TRUE(set.findings.empty());
    ASSERT_EQ(set.migrations.size(), 1U);
    EXPECT_EQ(set.migrations.front().up.text, what.up);
    const NewMigration plain{
        .words = "b", .now = {}, .id = {}, .parents = {}, .up = "SELECT '${', '${ y }';\n"};
    EXPECT_EQ(new_migration_files(Kind::Flyway, {}, plain).size(), 1U);
}

TEST(WrittenParts, OfSqlxHaveADownFileWhereTheOthersHave) {
    NewMigration what{.words = "a", .now = {}, .id = {}, .parents = {}, .up = "SELECT 1;\n"};
    EXPECT_EQ(new_migration_files(Kind::Sqlx, {}, what).size(), 1U);
    what.down = "SELECT 2;\n";
    EXPECT_EQ(new_migration_files(Kind::Sqlx, {}, what).size(), 2U);
    const std::vector<Migration> simple(1);
    EXPECT_EQ(new_migration_files(Kind::Sqlx, simple, what).size(), 1U);
}

}  // namespace
}  // namespace gmig::layout

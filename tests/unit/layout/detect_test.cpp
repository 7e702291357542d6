#include <gmig/layout/migrations.hpp>

#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

struct DetectCase {
    const char* name;
    std::vector<std::string> paths;
    std::optional<Kind> layout;
};

std::ostream& operator<<(std::ostream& out, const DetectCase& test) {
    return out << test.name;
}

class Detect : public testing::TestWithParam<DetectCase> {};

TEST_P(Detect, Finds) {
    EXPECT_EQ(detect(GetParam().paths), GetParam().layout);
}

INSTANTIATE_TEST_SUITE_P(
    Layout, Detect,
    testing::Values(
        DetectCase{"NothingInNothing", {}, std::nullopt},
        DetectCase{"NothingInOtherFiles", {"README.md", "seed.sql"}, std::nullopt},
        DetectCase{"TheNativeOneByAStamp", {"2026-11-20-101806-a.sql"}, Kind::Gmig},
        DetectCase{"TheNativeOneByItsHeadFile", {"gmig.head"}, Kind::Gmig},
        DetectCase{
            "Diesel", {"2026-01-01-000000_a/up.sql", "2026-01-01-000000_a/down.sql"}, Kind::Diesel},
        DetectCase{"DieselWithAStampAndANumber", {"2026-01-01-000000-0000_a/up.sql"}, Kind::Diesel},
        DetectCase{
            "Prisma", {"20260101000000_a/migration.sql", "migration_lock.toml"}, Kind::Prisma},
        DetectCase{"Flyway", {"V1__a.sql", "R__views.sql"}, Kind::Flyway},
        DetectCase{"GolangMigrateByNumbers",
                   {"000001_a.up.sql", "000001_a.down.sql"},
                   Kind::GolangMigrate},
        DetectCase{"GolangMigrateWhenNumbersAreAmongStamps",
                   {"000001_a.up.sql", "20260101000000_b.up.sql"},
                   Kind::GolangMigrate},
        DetectCase{"Postgrator", {"001.do.sql", "001.undo.sql"}, Kind::Postgrator},
        DetectCase{
            "SqlxByStamps", {"20260101000000_b.up.sql", "20260101000000_b.down.sql"}, Kind::Sqlx},
        DetectCase{"NothingWhereSeveralFit", {"20260101000000_b.sql"}, std::nullopt}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Detect, LooksIntoFilesWhereNamesDoNotTell) {
    const std::string name = "20260101000000_b.sql";
    const auto of = [&](const std::string& text) {
        const FileContent file{name, text};
        return detect(std::span(&file, 1));
    };
    EXPECT_EQ(of("-- +goose Up\r\nSELECT 1;\r\n"), Kind::Goose);
    EXPECT_EQ(of("-- migrate:up\nSELECT 1;\n-- migrate:down\n"), Kind::Dbmate);
    EXPECT_EQ(of("-- +migrate Up\nSELECT 1;\n"), Kind::SqlMigrate);
    EXPECT_EQ(of("-- Up Migration\nSELECT 1;\n"), Kind::NodePgMigrate);
    EXPECT_EQ(of("SELECT 1;"), Kind::Sqlx);
    const FileContent in_milliseconds{"1763712930123_a.sql", "SELECT 1;"};
    EXPECT_EQ(detect(std::span(&in_milliseconds, 1)), Kind::NodePgMigrate);
    const FileContent word{"init.sql", "-- +migrate Up\nSELECT 1;\n"};
    EXPECT_EQ(detect(std::span(&word, 1)), Kind::SqlMigrate);
    const FileContent numbered{"001_a.sql", "SELECT 1;"};
    EXPECT_EQ(detect(std::span(&numbered, 1)), std::nullopt);
}

TEST(Kinds, HaveNamesThatAreReadBack) {
    for (std::size_t i = 0; i < kind_names().size(); ++i) {
        const auto kind = static_cast<Kind>(i);
        EXPECT_EQ(kind_from(to_string(kind)), kind);
    }
    EXPECT_EQ(kind_names().back(), to_string(Kind::Postgrator));
    EXPECT_EQ(to_string(Kind::GolangMigrate), "golang-migrate");
    EXPECT_EQ(kind_from("liquibase"), std::nullopt);
}

}  // namespace
}  // namespace gmig::layout

#include "layout/foreign.hpp"

#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

struct ForeignNamesCase {
    const char* name;
    Kind layout;
    const char* path;
    /// "up NAME VERSION SLUG" with | between, "" when it is not the tool's.
    const char* reading;
};

std::ostream& operator<<(std::ostream& out, const ForeignNamesCase& test) {
    return out << test.path;
}

std::string reading_of(Kind layout, std::string_view path) {
    const auto name = foreign_name(layout, path);
    if (!name) {
        return "";
    }
    switch (name->role) {
        case Role::PassedOver:
            return "passed over";
        case Role::Settings:
            return "settings|" + name->name;
        case Role::Up:
        case Role::Down:
            break;
    }
    return (name->role == Role::Up ? "up|" : "down|") + name->name + "|" + name->version + "|" +
           name->slug;
}

class ForeignNames : public testing::TestWithParam<ForeignNamesCase> {};

TEST_P(ForeignNames, Are) {
    EXPECT_EQ(reading_of(GetParam().layout, GetParam().path), GetParam().reading);
}

constexpr ForeignNamesCase foreign_names_cases[] = {
    {"GolangUp", Kind::GolangMigrate, "000012_add_users.up.sql",
     "up|000012_add_users|12|add_users"},
    {"GolangDown", Kind::GolangMigrate, "12_a.down.sql", "down|12_a|12|a"},
    {"GolangZero", Kind::GolangMigrate, "000_a.up.sql", "up|000_a|0|a"},
    {"GolangWithoutTitle", Kind::GolangMigrate, "1_.up.sql", "up|1_|1|"},
    {"GolangWithBlanks", Kind::GolangMigrate, "1_a b.up.sql", "up|1_a b|1|a b"},
    {"GolangWithoutDirection", Kind::GolangMigrate, "000012_add_users.sql", "passed over"},
    {"GolangWithoutVersion", Kind::GolangMigrate, "a_b.up.sql", "passed over"},
    {"GolangOtherEnding", Kind::GolangMigrate, "1_a.up.go", ""},
    {"GolangFolderBelow", Kind::GolangMigrate, "old/1_a.up.sql", ""},
    {"GolangHidden", Kind::GolangMigrate, ".1_a.up.sql", ""},
    {"SqlxSimple", Kind::Sqlx, "20260101120000_a.sql", "up|20260101120000_a|20260101120000|a"},
    {"SqlxUp", Kind::Sqlx, "0001_a.up.sql", "up|0001_a|1|a"},
    {"SqlxDown", Kind::Sqlx, "0001_a.down.sql", "down|0001_a|1|a"},
    {"SqlxOther", Kind::Sqlx, "seed.sql", "passed over"},
    {"DieselUp", Kind::Diesel, "2026-01-02-030405_add users/up.sql",
     "up|2026-01-02-030405_add users|20260102030405|add users"},
    {"DieselDown", Kind::Diesel, "00000000000000_diesel_initial_setup/down.sql",
     "down|00000000000000_diesel_initial_setup|00000000000000|diesel_initial_setup"},
    {"DieselSettings", Kind::Diesel, "1_a/metadata.toml", "settings|1_a"},
    {"DieselOther", Kind::Diesel, "1_a/notes.sql", ""},
    {"DieselDeeper", Kind::Diesel, "1_a/b/up.sql", ""},
    {"DieselHidden", Kind::Diesel, ".1_a/up.sql", ""},
    {"DieselFlat", Kind::Diesel, "up.sql", ""},
    {"PrismaUp", Kind::Prisma, "20260101120000_init/migration.sql",
     "up|20260101120000_init|20260101120000|init"},
    {"PrismaBaseline", Kind::Prisma, "0_init/migration.sql", "up|0_init|0|init"},
    {"PrismaLock", Kind::Prisma, "migration_lock.toml", ""},
    {"FlywayUp", Kind::Flyway, "V1__Add_users.sql", "up|V1__Add_users|1|Add_users"},
    {"FlywayNormalises", Kind::Flyway, "V01.02_0.0__a b.sql", "up|V01.02_0.0__a b|1.2|a b"},
    {"FlywayZero", Kind::Flyway, "V0__a.sql", "up|V0__a|0|a"},
    {"FlywayWithoutDescription", Kind::Flyway, "V7.sql", "up|V7|7|"},
    {"FlywayBelow", Kind::Flyway, "2026/q1/V2__a.sql", "up|V2__a|2|a"},
    {"FlywayUndo", Kind::Flyway, "U1__Add_users.sql", "down|U1__Add_users|1|Add_users"},
    {"FlywaySettings", Kind::Flyway, "V1__a.sql.conf", "settings|V1__a"},
    {"FlywayRepeatable", Kind::Flyway, "R__views.sql", "passed over"},
    {"FlywayBaseline", Kind::Flyway, "B3__all.sql", "passed over"},
    {"FlywayCallback", Kind::Flyway, "beforeMigrate.sql", "passed over"},
    {"FlywayOneUnderscore", Kind::Flyway, "V1_a.sql", "passed over"},
    {"FlywayOtherSettings", Kind::Flyway, "flyway.conf", ""},
    {"DbmateUp", Kind::Dbmate, "20260101120000_a.sql", "up|20260101120000_a|20260101120000|a"},
    {"DbmateKeepsZeros", Kind::Dbmate, "007-a.sql", "up|007-a|007|a"},
    {"DbmateWithoutSlug", Kind::Dbmate, "1.sql", "up|1|1|"},
    {"DbmateOther", Kind::Dbmate, "schema.sql", "passed over"},
    {"GooseUp", Kind::Goose, "00001_init.sql", "up|00001_init|1|init"},
    {"GooseZero", Kind::Goose, "00000_init.sql", "passed over"},
    {"GooseCode", Kind::Goose, "00002_seed.go", ""},
    {"NodePgByItsWholeName", Kind::NodePgMigrate, "1763712930123_add-users.sql",
     "up|1763712930123_add-users|1763712930123_add-users|"},
    {"NodePgWithoutANumber", Kind::NodePgMigrate, "init.sql", "up|init|init|"},
    {"NodePgUp", Kind::NodePgMigrate, "0001_a.up.sql", "up|0001_a|0001_a|"},
    {"NodePgDown", Kind::NodePgMigrate, "0001_a.down.sql", "down|0001_a|0001_a|"},
    {"NodePgAsANativeNameCanHoldIt", Kind::NodePgMigrate, "1_add users.sql",
     "up|1_add users|1_add-users|1_add users"},
    {"NodePgCode", Kind::NodePgMigrate, "1763712930123_a.ts", "passed over"},
    {"NodePgOther", Kind::NodePgMigrate, "README.md", ""},
    {"SqlMigrateByItsWholeName", Kind::SqlMigrate, "20261121081530-add_users.sql",
     "up|20261121081530-add_users|20261121081530-add_users|"},
    {"SqlMigrateWithoutANumber", Kind::SqlMigrate, "init.sql", "up|init|init|"},
    {"SqlMigrateSettings", Kind::SqlMigrate, "dbconfig.yml", ""},
    {"PostgratorUp", Kind::Postgrator, "001.do.add-users.sql", "up|001.add-users|1|add-users"},
    {"PostgratorDown", Kind::Postgrator, "1.undo.add-users.sql", "down|1.add-users|1|add-users"},
    {"PostgratorWithoutName", Kind::Postgrator, "7.do.sql", "up|7|7|"},
    {"PostgratorWithMore", Kind::Postgrator, "7.do.a.b.sql", "up|7.a.b|7|a.b"},
    {"PostgratorInUpperCase", Kind::Postgrator, "7.DO.a.sql", "passed over"},
    {"PostgratorCode", Kind::Postgrator, "7.do.a.js", "passed over"},
    {"PostgratorSettings", Kind::Postgrator, "postgrator.config.js", ""},
    {"PostgratorOther", Kind::Postgrator, "seed.sql", "passed over"},
};

INSTANTIATE_TEST_SUITE_P(Layout, ForeignNames, testing::ValuesIn(foreign_names_cases),
                         [](const auto& test) { return std::string(test.param.name); });

struct Order {
    const char* name;
    Kind layout;
    std::vector<std::string> sorted;
};

std::ostream& operator<<(std::ostream& out, const Order& test) {
    return out << test.name;
}

class ForeignOrder : public testing::TestWithParam<Order> {};

TEST_P(ForeignOrder, IsTheTools) {
    const auto& paths = GetParam().sorted;
    for (std::size_t i = 1; i < paths.size(); ++i) {
        EXPECT_LT(foreign_name(GetParam().layout, paths[i - 1])->sort_key,
                  foreign_name(GetParam().layout, paths[i])->sort_key)
            << paths[i - 1] << " before " << paths[i];
    }
}

INSTANTIATE_TEST_SUITE_P(
    Layout, ForeignOrder,
    testing::Values(
        Order{"OfNumbers",
              Kind::GolangMigrate,
              {"0_z.up.sql", "9_a.up.sql", "000010_a.up.sql", "99_a.up.sql",
               "20260101000000_a.up.sql", "100000000000000000000000_a.up.sql"}},
        Order{"OfFlywaysVersions",
              Kind::Flyway,
              {"V1__z.sql", "V1.0.1__a.sql", "V1.2__a.sql", "V1.10__a.sql", "V2__a.sql",
               "V2_1__a.sql", "V10__a.sql"}},
        Order{"OfTexts",
              Kind::Diesel,
              {"00000000000000_z/up.sql", "2018-01-01-000000_a/up.sql", "20190101000000_a/up.sql",
               "9_a/up.sql"}},
        Order{"OfMilliseconds",
              Kind::NodePgMigrate,
              {"init.sql", "0001_a.sql", "2_a.sql", "1763712930122_z.sql", "20261121081530_a.sql"}},
        Order{"OfMillisecondsInBothForms",
              Kind::NodePgMigrate,
              {"1763712930122_z.sql", "20251121081530123_a.sql", "1763712930124_a.sql"}},
        Order{"OfNumbersBeforeWords",
              Kind::SqlMigrate,
              {"9_b.sql", "10_a.sql", "11-v.sql", "11.sql", "11_e.sql", "20261121081530-d.sql",
               "a-b.sql", "a.sql", "init.sql"}},
        Order{"OfPostgratorsNumbers", Kind::Postgrator, {"9.do.b.sql", "010.do.a.sql"}},
        Order{"OfFileNames", Kind::Dbmate, {"10_a.sql", "1_a.sql", "2 b.sql", "2.sql", "2_a.sql"}}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::layout

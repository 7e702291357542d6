#include "app/refusals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>

namespace gmig::app {
namespace {

using layout::Kind;
using layout::Mode;

layout::ProjectConfig refusing_project(Kind layout, std::optional<Mode> mode,
                                       Dialect dialect = Dialect::Postgresql) {
    layout::ProjectConfig project;
    project.layout = layout;
    project.mode = mode;
    project.dialect = dialect;
    return project;
}

Migration migration_of_text(const std::string& text) {
    Migration migration;
    migration.name = "m";
    migration.path = "m.sql";
    migration.up = {.text = text, .path = "m.sql"};
    return migration;
}

/// "error 1:1 message", or "" where nothing is refused.
std::string told_of(const layout::ProjectConfig& project, const Migration& migration) {
    std::string told;
    for (const Finding& finding : refusals_in(project, executor_of(project), migration, {})) {
        told += told.empty() ? "" : "; ";
        told += std::string(to_string(finding.severity)) + " " +
                std::to_string(finding.where.line) + ":" + std::to_string(finding.where.column) +
                " " + finding.message.substr(0, finding.message.find(':'));
    }
    return told;
}

struct RefusalCase {
    const char* name;
    const char* text;
    const char* gmig;    ///< in its own layout and where it has adopted another's
    const char* either;  ///< where nobody says who executes
    const char* tool;    ///< where gmig only watches
};

constexpr const char* one_index = "CREATE INDEX CONCURRENTLY i ON t (x);";

const RefusalCase refusal_cases[] = {
    {"an index beside a table", "CREATE TABLE t (x int);\nCREATE INDEX CONCURRENTLY i ON t (x);",
     "error 2:1 CREATE INDEX CONCURRENTLY cannot run in a transaction",
     "error 2:1 CREATE INDEX CONCURRENTLY cannot run in a transaction",
     "warning 2:1 CREATE INDEX CONCURRENTLY cannot run in a transaction"},
    {"VACUUM in a wrapping pair", "BEGIN;\n  VACUUM;\nCOMMIT;",
     "error 2:3 VACUUM cannot run in a transaction", "error 2:3 VACUUM cannot run in a transaction",
     "warning 2:3 VACUUM cannot run in a transaction"},
    {"a wrapping pair", "BEGIN;\nCREATE TABLE t (x int);\nCOMMIT;", "", "", ""},
    {"two transactions", "BEGIN; CREATE TABLE t (x int); COMMIT; BEGIN; SELECT 1; COMMIT;",
     "error 1:32 COMMIT", "warning 1:32 COMMIT", ""},
    {"gmig's own tables", "DROP TABLE gmig.history;",
     "error 1:12 this statement changes gmig's own tables, which only gmig writes",
     "warning 1:12 this statement changes gmig's own tables, which only gmig writes", ""},
    {"syntax of a newer server", "CREATE TABLE t (x int);\nCREATE TABULAR u;",
     "error 2:8 PostgreSQL 15's parser says", "", ""},
    {"an open literal", "SELECT 'x;", "error 1:8 this string has no end", "", ""},
    {"a plain table", "CREATE TABLE t (x int);", "", "", ""},
};

class Refusal : public testing::TestWithParam<RefusalCase> {};

TEST_P(Refusal, IsToldAsWhoExecutesWouldRefuse) {
    const Migration migration = migration_of_text(GetParam().text);
    EXPECT_EQ(told_of(refusing_project(Kind::Gmig, {}), migration), GetParam().gmig);
    EXPECT_EQ(told_of(refusing_project(Kind::Goose, Mode::Adopt), migration), GetParam().gmig);
    EXPECT_EQ(told_of(refusing_project(Kind::Goose, {}), migration), GetParam().either);
    EXPECT_EQ(told_of(refusing_project(Kind::Goose, Mode::Watch), migration), GetParam().tool);
}
std::string name_of_refusal(const testing::TestParamInfo<RefusalCase>& tested) {
    std::string name = tested.param.name;
    std::ranges::replace_if(
        name, [](unsigned char letter) { return std::isalnum(letter) == 0; }, '_');
    return name;
}
INSTANTIATE_TEST_SUITE_P(App, Refusal, testing::ValuesIn(refusal_cases), name_of_refusal);

TEST(RefusalOfAMigration, IsNoneOutsideATransaction) {
    Migration migration = migration_of_text(one_index);
    migration.up.transaction = TransactionMode::Off;
    EXPECT_EQ(told_of(refusing_project(Kind::Gmig, {}), migration), "");
    EXPECT_EQ(told_of(refusing_project(Kind::GolangMigrate, {}), migration), "");
    migration.up.text = "BEGIN;";
    EXPECT_EQ(told_of(refusing_project(Kind::Gmig, {}), migration), "error 1:1 BEGIN");
}

TEST(RefusalOfAMigration, IsToldOfTheVerifyPartToo) {
    Migration migration = migration_of_text("COMMIT;");
    migration.verify = Script{.text = "ROLLBACK;", .path = "m.sql", .first_line = 7};
    EXPECT_EQ(told_of(refusing_project(Kind::Gmig, {}), migration),
              "error 1:1 COMMIT; error 7:1 ROLLBACK");
}

TEST(RefusalOfAMigration, IsNotSQLitesWhereTheToolExecutes) {
    const Migration migration = migration_of_text("VACUUM;");
    EXPECT_EQ(told_of(refusing_project(Kind::Prisma, Mode::Watch, Dialect::Sqlite), migration), "");
    EXPECT_EQ(told_of(refusing_project(Kind::Prisma, {}, Dialect::Sqlite), migration),
              "warning 1:1 VACUUM cannot run in a transaction");
}

struct WayOutside {
    Kind layout;
    const char* remedy;
};

class RemedyOfALayout : public testing::TestWithParam<WayOutside> {};

TEST_P(RemedyOfALayout, IsItsOwnWayOutOfATransaction) {
    const auto project = refusing_project(GetParam().layout, Mode::Adopt);
    const Script part{.text = one_index, .path = "m.sql"};
    const auto error = refusal_of(project, part, {});
    ASSERT_TRUE(error);
    EXPECT_NE(error->next().find(GetParam().remedy), std::string::npos) << error->next();
    const Script control{.text = "ROLLBACK;", .path = "m.sql"};
    EXPECT_NE(refusal_of(project, control, {})->next().find("remove it"), std::string::npos);
}
std::string name_of_layout(const testing::TestParamInfo<WayOutside>& tested) {
    std::string name(layout::to_string(tested.param.layout));
    std::erase(name, '-');
    return name;
}
INSTANTIATE_TEST_SUITE_P(
    App, RemedyOfALayout,
    testing::Values(WayOutside{Kind::Gmig, "-- gmig: transaction=off"},
                    WayOutside{Kind::Contember, "-- gmig: transaction=off"},
                    WayOutside{Kind::GolangMigrate, "a migration of its own: a file of one"},
                    WayOutside{Kind::Prisma, "a migration of its own: a file of one"},
                    WayOutside{Kind::Postgrator, "a migration of its own: a file of one"},
                    WayOutside{Kind::Sqlx, "begins with \"-- no-transaction\""},
                    WayOutside{Kind::Diesel, "run_in_transaction = false"},
                    WayOutside{Kind::Flyway, "executeInTransaction=false"},
                    WayOutside{Kind::Dbmate, "\"transaction:false\" behind \"-- migrate:up\""},
                    WayOutside{Kind::Goose, "\"-- +goose NO TRANSACTION\""},
                    WayOutside{Kind::SqlMigrate, "\"notransaction\" behind \"-- +migrate Up\""},
                    WayOutside{Kind::NodePgMigrate, "each SQL file of this layout runs in"}),
    name_of_layout);

}  // namespace
}  // namespace gmig::app

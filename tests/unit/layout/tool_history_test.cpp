#include <gmig/layout/tool_history.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

using ToolRowCells = std::vector<std::optional<std::string>>;

struct ToolRowCase {
    const char* name;
    Kind layout;
    std::vector<ToolRowCells> rows;
    /// "VERSION NAME state" of each row, with | between; "refused: …" where they are not read.
    const char* reading;
};

std::string tool_row_text(const ToolRow& row) {
    const char* const state = row.state == ToolState::Done     ? " done"
                              : row.state == ToolState::Failed ? " failed"
                                                               : " rolled-back";
    return row.version + (row.name.empty() ? "" : " " + row.name) + (row.up_to ? " up-to" : "") +
           state;
}

std::string tool_reading_of(const ToolRowCase& test) {
    try {
        std::vector<std::string> rows;
        for (const ToolRow& row : read_tool_history(test.layout, "public.h", test.rows).rows) {
            rows.push_back(tool_row_text(row));
        }
        return join(rows, "|");
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Environment);
        return std::string("refused: ") + error.what();
    }
}

std::ostream& operator<<(std::ostream& out, const ToolRowCase& test) {
    return out << test.name;
}

ToolRowCells flyway_row(const char* rank, std::optional<std::string> version, const char* type,
                        const char* script, const char* success) {
    return {rank,  std::move(version),      "a", type,   script, "-12",
            "ann", "2026-11-21 08:00:00.5", "7", success};
}

ToolRowCells prisma_row(const char* name, std::optional<std::string> finished,
                        std::optional<std::string> rolled_back) {
    return {name,       "ab", "2026-11-21 08:00:00+00", std::move(finished), std::move(rolled_back),
            "no table", "0"};
}

class ToolHistories : public testing::TestWithParam<ToolRowCase> {};

TEST_P(ToolHistories, Are) {
    EXPECT_EQ(tool_reading_of(GetParam()), GetParam().reading);
}

const std::vector<ToolRowCase>& tool_row_cases() {
    static const std::string at = "2026-11-21 08:15:30.25+00";
    static const std::vector<ToolRowCase> all{
        {"GolangMigrateBeforeItsFirstRun", Kind::GolangMigrate, {}, ""},
        {"GolangMigrateKeepsTheHighest", Kind::GolangMigrate, {{"12", "f"}}, "12 up-to done"},
        {"GolangMigrateOnSqlite",
         Kind::GolangMigrate,
         {{"20261121081530", "0"}},
         "20261121081530 up-to done"},
        {"GolangMigrateDirty", Kind::GolangMigrate, {{"12", "t"}}, "12 up-to failed"},
        {"GolangMigrateDirtyBeforeTheFirst", Kind::GolangMigrate, {{"-1", "1"}}, " up-to failed"},
        {"GolangMigrateBeforeTheFirst", Kind::GolangMigrate, {{"-1", "f"}}, ""},
        {"GolangMigrateWithoutATruth",
         Kind::GolangMigrate,
         {{"12", "maybe"}},
         "refused: row 1 of public.h has 'maybe' as its dirty, which the tool never writes"},
        {"GolangMigrateWithoutANumber",
         Kind::GolangMigrate,
         {{std::nullopt, "f"}},
         "refused: row 1 of public.h has no value as its version, which the tool never writes"},
        {"GooseFirstRowIsNoMigration",
         Kind::Goose,
         {{"1", "0", "t", at}, {"2", "1", "t", at}, {"3", "2", "t", at}},
         "1 done|2 done"},
        {"GooseTakenBackByALaterRow",
         Kind::Goose,
         {{"2", "1", "1", at}, {"3", "2", "1", at}, {"4", "2", "0", at}},
         "1 done|2 rolled-back"},
        {"GooseTakenBackAndDoneAgain",
         Kind::Goose,
         {{"2", "1", "t", at}, {"3", "1", "f", at}, {"4", "1", "t", at}},
         "1 done"},
        {"GooseWithARowOfWords",
         Kind::Goose,
         {{"1", "one", "t", at}},
         "refused: row 1 of public.h has 'one' as its version_id, which the tool never writes"},
        {"DbmateVersionsStandAsTheyAre",
         Kind::Dbmate,
         {{"001"}, {"20261121081530"}},
         "001 done|20261121081530 done"},
        {"DbmateOfAnotherProgram",
         Kind::Dbmate,
         {{"create_users"}},
         "refused: row 1 of public.h has 'create_users' as its version, which the tool never "
         "writes"},
        {"FlywaySql",
         Kind::Flyway,
         {flyway_row("1", "1.02", "SQL", "sub/V1.02__a_b.sql", "t")},
         "1.2 V1.02__a_b done"},
        {"FlywayRepeatable",
         Kind::Flyway,
         {flyway_row("1", std::nullopt, "SQL", "R__v.sql", "t")},
         ""},
        {"FlywayJava", Kind::Flyway, {flyway_row("1", "1", "JDBC", "db.migration.V1__a", "t")}, ""},
        {"FlywaySchema", Kind::Flyway, {flyway_row("0", "0", "SCHEMA", "\"public\"", "t")}, ""},
        {"FlywayBaseline",
         Kind::Flyway,
         {flyway_row("1", "3", "BASELINE", "<< Flyway Baseline >>", "1"),
          flyway_row("2", "4", "SQL", "V4__d.sql", "1")},
         "3 up-to done|4 V4__d done"},
        {"FlywayFailed",
         Kind::Flyway,
         {flyway_row("1", "2", "SQL", "V2__b.sql", "f")},
         "2 V2__b failed"},
        {"FlywayUndone",
         Kind::Flyway,
         {flyway_row("1", "1", "SQL", "V1__a.sql", "t"),
          flyway_row("2", "2", "SQL", "V2__b.sql", "t"),
          flyway_row("3", "2", "UNDO_SQL", "U2__b.sql", "t")},
         "1 V1__a done|2 rolled-back"},
        {"FlywayUndoneAndDoneAgain",
         Kind::Flyway,
         {flyway_row("1", "2", "SQL", "V2__b.sql", "t"),
          flyway_row("2", "2", "UNDO_SQL", "U2__b.sql", "t"),
          flyway_row("3", "2", "SQL", "V2__b.sql", "t")},
         "2 V2__b done"},
        {"FlywayDeletedByRepair",
         Kind::Flyway,
         {flyway_row("1", "1", "SQL", "V1__a.sql", "t"),
          flyway_row("2", "1", "DELETE", "V1__a.sql", "t")},
         "1 rolled-back"},
        {"FlywayTwice",
         Kind::Flyway,
         {flyway_row("1", "1", "SQL", "V1__a.sql", "t"),
          flyway_row("2", "1.0", "SQL", "V1.0__b.sql", "t")},
         "1 V1__a done|1 V1.0__b done"},
        {"FlywayOfAnotherPrefix",
         Kind::Flyway,
         {flyway_row("1", "1", "SQL", "M1__a.sql", "t")},
         "1 done"},
        {"SqlxOnPostgresql",
         Kind::Sqlx,
         {{"12", "add users", at, "t", "\\xABCD", "1500"}},
         "12 12_add_users done"},
        {"SqlxFailed",
         Kind::Sqlx,
         {{"12", "add users", at, "0", "ABCD", "-1"}},
         "12 12_add_users failed"},
        {"DieselWithoutDashes", Kind::Diesel, {{"20261121081530", at}}, "20261121081530 done"},
        {"PrismaFinished",
         Kind::Prisma,
         {prisma_row("20261121081530_a", at, std::nullopt)},
         "20261121081530 20261121081530_a done"},
        {"PrismaFailed",
         Kind::Prisma,
         {prisma_row("20261121081530_a", std::nullopt, std::nullopt)},
         "20261121081530 20261121081530_a failed"},
        {"PrismaRolledBack",
         Kind::Prisma,
         {prisma_row("1_a", std::nullopt, at), prisma_row("1_a", std::nullopt, at)},
         "1 1_a rolled-back"},
        {"PrismaRolledBackAndDoneAgain",
         Kind::Prisma,
         {prisma_row("1_a", std::nullopt, at), prisma_row("1_a", at, std::nullopt)},
         "1 1_a done"},
        {"PrismaDoneAndLaterTakenBackInVain",
         Kind::Prisma,
         {prisma_row("1_a", at, std::nullopt), prisma_row("1_a", std::nullopt, at)},
         "1 1_a done"},
        {"PrismaOneStampTwice",
         Kind::Prisma,
         {prisma_row("1_a", at, std::nullopt), prisma_row("1_b", at, std::nullopt)},
         "1 1_a done|1 1_b done"},
        {"Contember",
         Kind::Contember,
         {{"1", "2026-11-21-081530", "2026-11-21-081530-init", "ab", at}},
         "2026-11-21-081530 2026-11-21-081530-init done"},
        {"NodePgInTheOrderOfExecution",
         Kind::NodePgMigrate,
         {{"1", "1763712930123_b", "2026-11-21 08:15:30.25"},
          {"2", "1763712930000_a x", "2026-11-21 08:15:31"}},
         "1763712930123_b 1763712930123_b done|1763712930000_a-x 1763712930000_a x done"},
        {"SqlMigrateByFileNames",
         Kind::SqlMigrate,
         {{"1-a.sql", at}, {"init.sql", at}},
         "1-a 1-a done|init init done"},
        {"SqlMigrateWithoutAnEnding",
         Kind::SqlMigrate,
         {{"1-a", at}},
         "refused: row 1 of public.h has '1-a' as its id, which the tool never writes"},
        {"PostgratorsFirstRowIsNoMigration",
         Kind::Postgrator,
         {{"0", std::nullopt, std::nullopt, std::nullopt},
          {"1", "users", "7d15180a72dfc3a8aa8f1e3a40256b1c", at},
          {"2", "", "undefined", at}},
         "1 1.users done|2 done"},
        {"PostgratorWithoutANumber",
         Kind::Postgrator,
         {{std::nullopt, "a", "", at}},
         "refused: row 1 of public.h has no value as its version, which the tool never writes"},
        {"GmigHasNone", Kind::Gmig, {{"1"}}, ""},
    };
    return all;
}

INSTANTIATE_TEST_SUITE_P(Rows, ToolHistories, testing::ValuesIn(tool_row_cases()),
                         [](const auto& test) { return test.param.name; });

struct ToolTimeCase {
    const char* name;
    const char* text;
    const char* iso;  ///< "" where it is unknown
};

class ToolTimes : public testing::TestWithParam<ToolTimeCase> {};

TEST_P(ToolTimes, AreRead) {
    const std::vector<ToolRowCells> rows{{"20261121081530", GetParam().text}};
    const Timestamp time = read_tool_history(Kind::Diesel, "h", rows).rows.at(0).executed_at;
    EXPECT_EQ(time.microseconds == 0 ? "" : to_iso(time), GetParam().iso);
}

constexpr ToolTimeCase tool_times[] = {
    {"WithoutAZone", "2026-11-21 08:15:30", "2026-11-21T08:15:30.000000Z"},
    {"WithFractions", "2026-11-21 08:15:30.25", "2026-11-21T08:15:30.250000Z"},
    {"WithNanoseconds", "2026-11-21T08:15:30.123456789Z", "2026-11-21T08:15:30.123456Z"},
    {"EastOfGreenwich", "2026-11-21 08:15:30.5+02", "2026-11-21T06:15:30.500000Z"},
    {"WithHalfAnHour", "2026-11-21 08:15:30-0330", "2026-11-21T11:45:30.000000Z"},
    {"WithAColon", "2026-11-21 08:15:30+05:30", "2026-11-21T02:45:30.000000Z"},
    {"InMilliseconds", "1795249530250", "2026-11-21T08:25:30.250000Z"},
    {"NoTime", "infinity", ""},
    {"AnotherStyle", "21/11/2026 08:15:30.12 CET", ""},
};

INSTANTIATE_TEST_SUITE_P(Forms, ToolTimes, testing::ValuesIn(tool_times),
                         [](const auto& test) { return test.param.name; });

// Computed with Python's hashlib and zlib.
constexpr std::string_view tool_script = "CREATE TABLE t (x int);\n";

TEST(ToolChecksums, AreThoseOfTheTools) {
    EXPECT_EQ(tool_checksum(Kind::Sqlx, tool_script),
              "7abd362d9636d3d1ad3897c9373742e818888b9af50a6ba46a83bab065ab581d449af47c5bdf2019c367"
              "1820b09b2635");
    EXPECT_EQ(tool_checksum(Kind::Prisma, tool_script),
              "af056ff8cbf6bb40effb8920e184f2eaf0b40f2eadc0ffa125e66952e89bf8f3");
    EXPECT_EQ(tool_checksum(Kind::Flyway, tool_script), "43784876");
    EXPECT_EQ(tool_checksum(Kind::Flyway,
                            "\xEF\xBB\xBF"
                            "CREATE TABLE t (x int);\r\n\r\nSELECT 1;"),
              "-1896230396");
    EXPECT_EQ(tool_checksum(Kind::Flyway, ""), "0");
    EXPECT_EQ(tool_checksum(Kind::Postgrator, tool_script), "db5c46f8b3d68f8d208d0e442c251f52");
    EXPECT_EQ(tool_checksum(Kind::Dbmate, tool_script), "");
}

TEST(ToolChecksums, FlywayDoesNotSeeLineEndsAndSqlxDoes) {
    const std::string crlf = "CREATE TABLE t (x int);\r\n";
    EXPECT_TRUE(fits_tool_checksum(Kind::Flyway, crlf, tool_checksum(Kind::Flyway, tool_script)));
    EXPECT_FALSE(fits_tool_checksum(Kind::Sqlx, crlf, tool_checksum(Kind::Sqlx, tool_script)));
}

TEST(ToolChecksums, PostgratorMayHaveBeenToldOfOtherLineEnds) {
    const std::string crlf = "CREATE TABLE t (x int);\r\n";
    const std::string sum = tool_checksum(Kind::Postgrator, tool_script);
    EXPECT_TRUE(fits_tool_checksum(Kind::Postgrator, crlf, sum));
    EXPECT_FALSE(fits_tool_checksum(Kind::Postgrator, "SELECT 2;", sum));
}

TEST(ToolChecksums, PrismaTakesOtherLineEndsAndItsFormerForm) {
    const std::string crlf = "CREATE TABLE t (x int);\r\n";
    EXPECT_TRUE(fits_tool_checksum(Kind::Prisma, crlf, tool_checksum(Kind::Prisma, tool_script)));
    EXPECT_TRUE(fits_tool_checksum(Kind::Prisma, tool_script, tool_checksum(Kind::Prisma, crlf)));
    EXPECT_FALSE(fits_tool_checksum(Kind::Prisma, "SELECT 2;", tool_checksum(Kind::Prisma, crlf)));
    EXPECT_TRUE(fits_tool_checksum(Kind::Prisma, "SELECT 0;\n",
                                   "d96b92719b3f16c51582217b7dd7ee8bacf503874c2e68b6a4806e28486d"));
}

}  // namespace
}  // namespace gmig::layout

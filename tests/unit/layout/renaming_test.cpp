#include "folder.hpp"
#include <gmig/layout/renaming.hpp>
#include <gmig/support/text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> all;
    for (const std::string_view word : split_on(text, ' ')) {
        if (!word.empty()) {
            all.emplace_back(word);
        }
    }
    return all;
}

struct NamesCase {
    const char* name;
    Kind layout;
    const char* staying;
    const char* moved;
    const char* names;
};

class NamesBehind : public testing::TestWithParam<NamesCase> {};

TEST_P(NamesBehind, Go) {
    const Timestamp now = *from_iso("2026-11-21T08:15:30.5Z");
    const NamesCase& test = GetParam();
    EXPECT_EQ(join(names_behind(test.layout, words(test.staying), words(test.moved), now), " "),
              test.names);
}

constexpr NamesCase renaming_native_names[] = {
    {"FromNowOn", Kind::Gmig, "2026-11-20-100000-u", "2026-11-19-100000-m 2026-11-19-110000-n",
     "2026-11-21-081530-m 2026-11-21-081531-n"},
    {"BehindAStampOfTheFuture", Kind::Gmig, "2027-01-01-000000-u", "2026-11-19-100000-m x-n",
     "2027-01-01-000001-m 2027-01-01-000002-x-n"},
    {"BehindThoseWithStampsOnly", Kind::Gmig, "zebra", "2026-11-19-100000-m",
     "2026-11-21-081530-m"},
    {"ASlugStaysAsItIs", Kind::Gmig, "", "2026-11-19-100000-Add_It.now",
     "2026-11-21-081530-Add_It.now"},
    {"APlainNumberGoes", Kind::Gmig, "", "001_init 0002.Add-It",
     "2026-11-21-081530-init 2026-11-21-081531-add-it"},
    {"ANumberAloneStays", Kind::Gmig, "", "001 ...",
     "2026-11-21-081530-001 2026-11-21-081531-migration"},
    {"AStampAloneIsNoStamp", Kind::Gmig, "", "2026-11-19-100000",
     "2026-11-21-081530-2026-11-19-100000"},
    {"ALongPlainNameIsCut", Kind::Gmig, "", "a123456789b123456789c123456789d123456789e123456789f",
     "2026-11-21-081530-a123456789b123456789c123456789d123456789e1234"},
};
INSTANTIATE_TEST_SUITE_P(Native, NamesBehind, testing::ValuesIn(renaming_native_names),
                         [](const auto& test) { return std::string(test.param.name); });

constexpr NamesCase foreign_names[] = {
    {"NumbersInTheirWidth", Kind::GolangMigrate, "000001_a 000009_u", "000003_m 000004_n",
     "000010_m 000011_n"},
    {"NumbersOfTheOthersWidth", Kind::GolangMigrate, "1_a 9_u", "000003_m", "10_m"},
    {"StampsStayStamps", Kind::GolangMigrate, "20261101090000_u",
     "20261001090000_m 20261001090001_n", "20261121081530_m 20261121081531_n"},
    {"StampsOfTheFuture", Kind::Sqlx, "20270101000000_u", "20261001090000_m", "20270101000001_m"},
    {"SqlxNumbers", Kind::Sqlx, "0001_a 0002_u", "0002_m", "0003_m"},
    {"GooseNumbers", Kind::Goose, "00001_a 00099_u", "00002_m", "00100_m"},
    {"GooseStamps", Kind::Goose, "20261101090000_u", "20261001090000_m", "20261121081530_m"},
    {"DbmateStamps", Kind::Dbmate, "20261101090000_u", "20261001090000_m", "20261121081530_m"},
    {"DbmateNumbers", Kind::Dbmate, "001_u", "001-m", "002-m"},
    {"DieselDashes", Kind::Diesel, "2026-11-01-090000_u", "2026-10-01-090000_m",
     "2026-11-21-081530_m"},
    {"DieselWithoutDashes", Kind::Diesel, "20261101090000_u", "20261001090000_m",
     "20261121081530_m"},
    {"DieselBesideItsFirst", Kind::Diesel, "00000000000000_diesel_initial_setup",
     "2026-10-01-090000_m", "2026-11-21-081530_m"},
    {"Prisma", Kind::Prisma, "20261101090000_u", "20261001090000_m", "20261121081530_m"},
    {"FlywayNumbers", Kind::Flyway, "V1__a V9__u", "V2__m_n V3__n", "V10__m_n V11__n"},
    {"FlywayParts", Kind::Flyway, "V1.2__a V1.9__u", "V1.3__m", "V1.10__m"},
    {"FlywayStamps", Kind::Flyway, "V20261101090000__u", "V20261001090000__m",
     "V20261121081530__m"},
    {"NodePgMilliseconds", Kind::NodePgMigrate, "1763712930123_u", "1763712930000_m",
     "1795248930500_m"},
    {"NodePgMillisecondsOfTheFuture", Kind::NodePgMigrate, "1895248930500_u",
     "1763712930000_m 1763712930001_n", "1895248930501_m 1895248930502_n"},
    {"NodePgTimes", Kind::NodePgMigrate, "20270101000000999_u", "1763712930000_m",
     "20270101000001000_m"},
    {"NodePgTimesOfTheNewest", Kind::NodePgMigrate, "1763712930123_t 0009_u", "0008_m",
     "1795248930500_m"},
    {"NodePgNumbers", Kind::NodePgMigrate, "0001_t 0009_u", "0008_m-n", "0010_m-n"},
    {"SqlMigrateStamps", Kind::SqlMigrate, "20261101090000-2fa", "20261001090000-m",
     "20261121081530-m"},
    {"SqlMigrateNumbers", Kind::SqlMigrate, "9_u", "0008_m", "10_m"},
    {"SqlMigrateWithoutANumber", Kind::SqlMigrate, "9_u", "m", "10_m"},
    {"PostgratorNumbers", Kind::Postgrator, "001.t 009.u", "3.m", "010.m"},
    {"NamesWithBlanksKeepThem", Kind::Flyway, "V1__u", "V1__m", "V2__m"},
};
INSTANTIATE_TEST_SUITE_P(Foreign, NamesBehind, testing::ValuesIn(foreign_names),
                         [](const auto& test) { return std::string(test.param.name); });

struct PathCase {
    const char* name;
    Kind layout;
    const char* path;
    const char* new_name;
    const char* new_path;
};

class RenamedPath : public testing::TestWithParam<PathCase> {};

TEST_P(RenamedPath, Is) {
    EXPECT_EQ(renamed_path(GetParam().layout, GetParam().path, GetParam().new_name),
              GetParam().new_path);
}

constexpr PathCase paths[] = {
    {"Native", Kind::Gmig, "2026-11-19-100000-m.sql", "2026-11-21-081530-m",
     "2026-11-21-081530-m.sql"},
    {"UpPart", Kind::GolangMigrate, "03_m.up.sql", "05_m", "05_m.up.sql"},
    {"DownPartOfAnotherTitle", Kind::GolangMigrate, "03_m o.down.sql", "05_m", "05_m o.down.sql"},
    {"Folder", Kind::Diesel, "2026-10-01-090000_m/metadata.toml", "2026-11-21-081530_m",
     "2026-11-21-081530_m/metadata.toml"},
    {"PostgratorUndo", Kind::Postgrator, "03.undo.m.sql", "05.m", "05.undo.m.sql"},
    {"FlywayBelowAFolder", Kind::Flyway, "v1/V1.3__m n.sql", "V1.10__m n", "v1/V1.10__m n.sql"},
    {"FlywayUndo", Kind::Flyway, "U1.3__m.sql", "V1.10__m", "U1.10__m.sql"},
    {"FlywaySettings", Kind::Flyway, "V1.3__m.sql.conf", "V1.10__m", "V1.10__m.sql.conf"},
};
INSTANTIATE_TEST_SUITE_P(OfEachLayout, RenamedPath, testing::ValuesIn(paths),
                         [](const auto& test) { return std::string(test.param.name); });

struct FilesCase {
    const char* name;
    Kind layout;
    const char* paths;
    const char* of;  ///< the migration's name
    const char* files;
};

class FilesOf : public testing::TestWithParam<FilesCase> {};

TEST_P(FilesOf, Are) {
    std::vector<FileContent> files;
    for (const std::string& path : words(GetParam().paths)) {
        files.push_back({path, path.ends_with(".toml")   ? "run_in_transaction = true\n"
                               : path.ends_with(".conf") ? "executeInTransaction=true\n"
                                                         : "SELECT 1;\n"});
    }
    const MigrationSet set = read(GetParam().layout, files);
    const auto found = std::ranges::find(set.migrations, GetParam().of, &Migration::name);
    ASSERT_NE(found, set.migrations.end());
    EXPECT_EQ(join(files_of(GetParam().layout, *found, words(GetParam().paths), "db"), " "),
              GetParam().files);
}

constexpr FilesCase files[] = {
    {"OneFile", Kind::Gmig, "a.sql b.sql", "a", "a.sql"},
    {"BothParts", Kind::GolangMigrate, "1_a.down.sql 1_a.up.sql 2_b.up.sql", "1_a",
     "1_a.down.sql 1_a.up.sql"},
    {"ADownPartOfAnotherTitle", Kind::Sqlx, "1_a.up.sql 1_z.down.sql 2_b.up.sql", "1_a",
     "1_a.up.sql 1_z.down.sql"},
    {"AFolderWithAllInIt", Kind::Diesel,
     "1_a/down.sql 1_a/metadata.toml 1_a/notes.txt 1_a/up.sql 1_ab/up.sql", "1_a",
     "1_a/down.sql 1_a/metadata.toml 1_a/notes.txt 1_a/up.sql"},
    {"PostgratorsParts", Kind::Postgrator, "1.do.a.sql 1.undo.z.sql 2.do.b.sql", "1.a",
     "1.do.a.sql 1.undo.z.sql"},
    {"FlywaysSettings", Kind::Flyway,
     "U1__a.sql U1__a.sql.conf V1__a.sql V1__a.sql.conf V2__b.sql.conf", "V1__a",
     "U1__a.sql U1__a.sql.conf V1__a.sql V1__a.sql.conf"},
};
INSTANTIATE_TEST_SUITE_P(OfEachLayout, FilesOf, testing::ValuesIn(files),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(PlainId, IsWhatAPlainFileOfThatNameHas) {
    EXPECT_EQ(read(Kind::Gmig, {{"a.sql", "SELECT 1;"}}).migrations.front().id, plain_id("a"));
}

}  // namespace
}  // namespace gmig::layout

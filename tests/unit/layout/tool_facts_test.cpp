#include "folder.hpp"
#include <gmig/layout/tool_history.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A tree of the tool's files.
struct ToolTree {
    std::vector<FileContent> files;
    History history;

    ToolTree() = default;
    ToolTree(Kind layout, std::vector<FileContent> contents)
        : files(std::move(contents)), history(read(layout, files).migrations) {}
    [[nodiscard]] TreeOfFiles asked() const {
        return {.history = &history, .files = files, .folder = "db"};
    }
    [[nodiscard]] MigrationId id_of(std::string_view name) const {
        for (const Migration& migration : history.migrations()) {
            if (migration.name == name) {
                return migration.id;
            }
        }
        return {};
    }
};

FileContent golang_up(const std::string& name, const std::string& text = "SELECT 1;") {
    return {name + ".up.sql", text};
}

ToolTree golang_tree(const std::vector<std::string>& names) {
    std::vector<FileContent> files;
    for (const std::string& name : names) {
        files.push_back(golang_up(name, "SELECT '" + name + "';"));
    }
    return {Kind::GolangMigrate, files};
}

ToolHistory tool_history_of(Kind layout, std::vector<ToolRow> rows) {
    return {.layout = layout, .table = "public.h", .rows = std::move(rows)};
}
ToolHistory at_version(const std::string& version, ToolState state = ToolState::Done) {
    return tool_history_of(Kind::GolangMigrate,
                           {{.version = version, .state = state, .up_to = true}});
}

/// Names of the entries; one that is not done has a "!" behind it.
std::vector<std::string> tool_executed(const Facts& facts) {
    std::vector<std::string> names;
    for (const LedgerEntry& entry : facts.entries) {
        names.push_back(entry.name + (entry.state == RowState::Started ? "!" : ""));
    }
    return names;
}

std::vector<std::string> tool_trouble(const Facts& facts) {
    std::vector<std::string> lines;
    for (const Finding& finding : facts.trouble) {
        EXPECT_EQ(finding.code, Code::ToolHistory);
        lines.push_back(finding.name + ": " + finding.message);
    }
    return lines;
}

const std::function<Fingerprint(const Migration&)> fingerprint_of_tool_file =
    [](const Migration& migration) { return fingerprint_of(migration, Dialect::Postgresql); };

// ---- high-water marks ---------------------------------------------------------------------------

TEST(ToolFacts, OfAHighWaterMarkAreAllUpToItByNumber) {
    const ToolTree here = golang_tree({"1_a", "2_b", "10_c", "11_d"});
    const Facts facts = facts_of(at_version("10"), {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("1_a", "2_b", "10_c"));
    EXPECT_THAT(facts.trouble, IsEmpty());
    EXPECT_EQ(facts.tool, "golang-migrate");
    EXPECT_TRUE(facts.skips_late);
    EXPECT_EQ(facts.entries[2].id, here.id_of("10_c"));
    EXPECT_EQ(facts.entries[2].sequence, 3);
    EXPECT_EQ(facts.entries[2].parents, std::vector{here.id_of("2_b")});
}

TEST(ToolFacts, OfADirtyVersionAreThoseBeforeItAndItsTrouble) {
    const ToolTree here = golang_tree({"1_a", "2_b", "3_c"});
    const Facts facts =
        facts_of(at_version("2", ToolState::Failed), {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("1_a", "2_b!"));
    EXPECT_THAT(tool_trouble(facts),
                ElementsAre("2_b: golang-migrate's table public.h is dirty at 2_b: a migration was "
                            "begun and not ended"));
    EXPECT_EQ(facts.trouble[0].where.file, "db/2_b.up.sql");
}

TEST(ToolFacts, OfADirtyBeginningIsTroubleAlone) {
    const ToolTree here = golang_tree({"1_a"});
    const Facts facts =
        facts_of(at_version("", ToolState::Failed), {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), IsEmpty());
    EXPECT_EQ(facts.trouble.size(), 1U);
}

TEST(ToolFacts, OfAVersionWithoutAFileHaveARowAndTrouble) {
    const ToolTree here = golang_tree({"0001_a", "0002_b"});
    const Facts facts = facts_of(at_version("3"), {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("0001_a", "0002_b", "0003"));
    EXPECT_EQ(facts.entries[2].id, derived_id({"golang-migrate", "3", ""}));
    EXPECT_EQ(facts.entries[2].parents, std::vector{here.id_of("0002_b")});
    EXPECT_EQ(facts.trouble.size(), 1U);
}

TEST(ToolFacts, OfTwoRowsOfAHighWaterMarkAreTrouble) {
    const ToolTree here = golang_tree({"1_a", "2_b"});
    const Facts facts = facts_of(
        tool_history_of(Kind::GolangMigrate,
                        {{.version = "1", .up_to = true}, {.version = "2", .up_to = true}}),
        {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("1_a", "2_b"));
    EXPECT_THAT(tool_trouble(facts),
                ElementsAre(": golang-migrate's table public.h has 2 rows where "
                            "golang-migrate writes one"));
}

TEST(ToolFacts, LeaveOutWhatAHighWaterMarkOfTheBasePasses) {
    const ToolTree base = golang_tree({"1_a", "3_c"});
    const ToolTree here = golang_tree({"1_a", "2_b", "3_c"});
    const Facts facts =
        facts_of(at_version("3"), {here.asked(), base.asked()}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("1_a", "3_c"));
}

TEST(ToolFacts, CountALowerOneAsExecutedWhereTheBaseLacksTheMark) {
    const ToolTree base = golang_tree({"1_a"});
    const ToolTree here = golang_tree({"1_a", "2_b", "3_c"});
    const Facts facts =
        facts_of(at_version("3"), {here.asked(), base.asked()}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("1_a", "2_b", "3_c"));
}

TEST(ToolFacts, NameWhatTheBaseHasAndTheFilesHaveLost) {
    const ToolTree base = golang_tree({"1_a", "2_b", "3_c"});
    const ToolTree here = golang_tree({"1_a", "3_c"});
    const Facts facts =
        facts_of(at_version("3"), {here.asked(), base.asked()}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("1_a", "2_b", "3_c"));
    EXPECT_EQ(facts.entries[1].id, base.id_of("2_b"));
}

TEST(ToolFacts, DoNotTakeWhatTheBaseGotLaterForExecuted) {
    const ToolTree base = golang_tree({"1_a", "2_theirs"});
    const ToolTree here = golang_tree({"1_a", "3_own"});
    const Facts facts =
        facts_of(at_version("3"), {here.asked(), base.asked()}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("1_a", "3_own"));
}

TEST(ToolFacts, NameWhatHeadAloneHas) {
    const ToolTree here = golang_tree({"1_a"});
    const ToolTree head = golang_tree({"1_a", "2_own"});
    const Facts facts = facts_of(at_version("2"), {here.asked(), here.asked(), head.asked()},
                                 fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("1_a", "2_own"));
    EXPECT_THAT(facts.trouble, IsEmpty());
}

// ---- which file ---------------------------------------------------------------------------------

TEST(ToolFacts, OfTwoFilesOfAVersionTakeTheBases) {
    const ToolTree base = golang_tree({"1_b"});
    const ToolTree here = golang_tree({"1_a", "1_b"});
    EXPECT_THAT(tool_executed(facts_of(at_version("1"), {here.asked(), base.asked()},
                                       fingerprint_of_tool_file)),
                ElementsAre("1_b"));
    EXPECT_THAT(
        tool_executed(facts_of(at_version("1"), {here.asked(), {}}, fingerprint_of_tool_file)),
        ElementsAre("1_a"));
}

TEST(ToolFacts, OfAVersionThatBothTreesHaveIsHeresUnlessOthersShareTheEnvironment) {
    const ToolTree base = golang_tree({"1_theirs"});
    const ToolTree here = golang_tree({"1_own"});
    ToolTrees trees{here.asked(), base.asked()};
    EXPECT_THAT(tool_executed(facts_of(at_version("1"), trees, fingerprint_of_tool_file)),
                ElementsAre("1_own"));
    trees.base_first = true;
    EXPECT_THAT(tool_executed(facts_of(at_version("1"), trees, fingerprint_of_tool_file)),
                ElementsAre("1_theirs"));
}

TEST(ToolFacts, OfPrismaGoByTheWholeName) {
    const ToolTree here(Kind::Prisma,
                        {{"1_a/migration.sql", "SELECT 1;"}, {"1_b/migration.sql", "SELECT 2;"}});
    const Facts facts = facts_of(
        tool_history_of(Kind::Prisma,
                        {{.version = "1", .name = "1_b"}, {.version = "2", .name = "2_gone"}}),
        {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("1_b", "2_gone"));
    EXPECT_EQ(facts.entries[1].id, derived_id({"prisma", "2", "gone"}));
    EXPECT_THAT(facts.trouble, IsEmpty());
}

TEST(ToolFacts, SayWhichVersionStandsTwice) {
    const ToolTree here(Kind::Flyway, {{"V1__a.sql", "SELECT 1;"}});
    const Facts facts = facts_of(tool_history_of(Kind::Flyway, {{.version = "1", .name = "V1__a"},
                                                                {.version = "1", .name = "V1.0__a"},
                                                                {.version = "9"},
                                                                {.version = "9"}}),
                                 {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_trouble(facts), ElementsAre("V1__a: flyway's table public.h has V1__a twice",
                                                 "9: flyway's table public.h has version 9 twice"));
}

TEST(ToolFacts, OfFlywayHaveTheNameOfItsDescription) {
    const ToolTree here(Kind::Flyway, {{"V1__b.sql", "SELECT 1;"}});
    const Facts facts = facts_of(tool_history_of(Kind::Flyway, {{.version = "1", .name = "V1__a"}}),
                                 {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_EQ(facts.entries[0].id, here.id_of("V1__b"));
    EXPECT_EQ(facts.entries[0].name, "V1__a");
}

TEST(ToolFacts, OfAFlywayBaselineAreAllUpToIt) {
    const ToolTree here(
        Kind::Flyway,
        {{"V1__a.sql", "SELECT 1;"}, {"V2__b.sql", "SELECT 2;"}, {"V10__c.sql", "SELECT 3;"}});
    const Facts facts = facts_of(tool_history_of(Kind::Flyway, {{.version = "2.5", .up_to = true}}),
                                 {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("V1__a", "V2__b"));
    EXPECT_THAT(facts.trouble, IsEmpty());
    EXPECT_FALSE(facts.skips_late);
}

TEST(ToolFacts, LeaveOutWhatWasTakenBack) {
    const ToolTree here(Kind::Goose, {{"1_a.sql", "-- +goose Up\nSELECT 1;"}});
    const Facts facts =
        facts_of(tool_history_of(Kind::Goose, {{.version = "1", .state = ToolState::RolledBack}}),
                 {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(facts.entries, IsEmpty());
    EXPECT_THAT(facts.trouble, IsEmpty());
}

TEST(ToolFacts, OfAFailureHaveItsFirstLine) {
    const ToolTree here(Kind::Prisma, {{"1_a/migration.sql", "SELECT 1;"}});
    const Facts facts = facts_of(tool_history_of(Kind::Prisma, {{.version = "1",
                                                                 .name = "1_a",
                                                                 .state = ToolState::Failed,
                                                                 .note = "no table t\nat line 1"}}),
                                 {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("1_a!"));
    EXPECT_THAT(tool_trouble(facts),
                ElementsAre("1_a: prisma's table public.h says that 1_a failed: no table t"));
    EXPECT_EQ(facts.trouble[0].remedy,
              "mend the database, then prisma migrate resolve --rolled-back 1_a, or --applied");
}

TEST(ToolFacts, OfToolsThatRecordNamesAreFoundByThem) {
    const ToolTree here(Kind::NodePgMigrate, {{"1763712930123_add users.sql", "SELECT 1;"},
                                              {"1763712930123_b.sql", "SELECT 2;"},
                                              {"1763712930124_c.sql", "SELECT 3;"}});
    const ToolHistory history =
        read_tool_history(Kind::NodePgMigrate, "pgmigrations",
                          std::vector<std::vector<std::optional<std::string>>>{
                              {"1", "1763712930123_add users", ""}, {"2", "1763712930123_b", ""}});
    const Facts facts = facts_of(history, {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("1763712930123_add users", "1763712930123_b"));
    EXPECT_THAT(facts.trouble, IsEmpty());
    EXPECT_EQ(facts.entries.at(0).id, here.id_of("1763712930123_add users"));
    EXPECT_FALSE(facts.skips_late);
}

TEST(ToolFacts, OfPostgratorAreOneByOneThoughItSkipsWhatIsLate) {
    const ToolTree here(Kind::Postgrator, {{"001.do.a.sql", "SELECT 1;"},
                                           {"002.do.late.sql", "SELECT 2;"},
                                           {"003.do.c.sql", "SELECT 3;"}});
    const Facts facts =
        facts_of(tool_history_of(Kind::Postgrator, {{.version = "1"}, {.version = "3"}}),
                 {here.asked(), {}}, fingerprint_of_tool_file);
    EXPECT_THAT(tool_executed(facts), ElementsAre("001.a", "003.c"));
    EXPECT_TRUE(facts.skips_late);
}

// ---- what was executed --------------------------------------------------------------------------

struct ToolContentCase {
    const char* name;
    Kind layout;
    const char* here;
    const char* base;      ///< "": it has no such file
    const char* executed;  ///< what the tool's checksum is of; "": it has none
    const char* counts;    ///< "here", "base" or "other": whose checksum the entry has
};

class ToolContents : public testing::TestWithParam<ToolContentCase> {};

TEST_P(ToolContents, AreHeldAgainst) {
    const ToolContentCase& test = GetParam();
    const std::string path = test.layout == Kind::Dbmate ? "1_a.sql" : "1_a/migration.sql";
    const ToolTree here(test.layout, {{path, test.here}});
    const ToolTree base =
        *test.base == '\0' ? ToolTree() : ToolTree(test.layout, {{path, test.base}});
    const std::string sum = *test.executed == '\0' ? "" : tool_checksum(test.layout, test.executed);
    const Facts facts =
        facts_of(tool_history_of(test.layout, {{.version = "1", .name = "1_a", .checksum = sum}}),
                 {here.asked(), base.asked()}, fingerprint_of_tool_file);
    const Checksum& counts = facts.entries.at(0).checksum;
    const Checksum& of_here = here.history.migrations()[0].checksum;
    const bool is_base = !base.history.empty() && counts == base.history.migrations()[0].checksum;
    EXPECT_STREQ(counts == of_here ? "here" : is_base ? "base" : "other", test.counts);
}

constexpr ToolContentCase tool_contents[] = {
    {"UnknownAndNotInTheBase", Kind::Dbmate, "-- migrate:up\nSELECT 1;", "", "", "here"},
    {"UnknownAndAsTheBase", Kind::Dbmate, "-- migrate:up\nSELECT 1;", "-- migrate:up\nSELECT 1;",
     "", "here"},
    {"UnknownAndOtherThanTheBase", Kind::Dbmate, "-- migrate:up\nSELECT 2;",
     "-- migrate:up\nSELECT 1;", "", "base"},
    {"KnownAndHeres", Kind::Prisma, "SELECT 2;", "SELECT 1;", "SELECT 2;", "here"},
    {"KnownAndTheBases", Kind::Prisma, "SELECT 2;", "SELECT 1;", "SELECT 1;", "base"},
    {"KnownAndNobodys", Kind::Prisma, "SELECT 2;", "SELECT 1;", "SELECT 3;", "other"},
    {"KnownAndNobodysThoughBothAgree", Kind::Prisma, "SELECT 1;", "SELECT 1;", "SELECT 3;",
     "other"},
    {"EditedInBlankLinesThatTheToolCounts", Kind::Prisma, "SELECT 1;\n\n", "SELECT 1;\n",
     "SELECT 1;\n", "other"},
    {"OtherLineEndsThatTheToolDoesNotCount", Kind::Prisma, "SELECT 1;\r\n", "", "SELECT 1;\n",
     "here"},
};

INSTANTIATE_TEST_SUITE_P(Trees, ToolContents, testing::ValuesIn(tool_contents),
                         [](const auto& test) { return test.param.name; });

TEST(ToolFacts, KnowACosmeticEditOfTheBasesFile) {
    const ToolTree here = ToolTree(Kind::GolangMigrate, {golang_up("1_a", "SELECT  1; -- one")});
    const ToolTree base = ToolTree(Kind::GolangMigrate, {golang_up("1_a", "SELECT 1;")});
    const Facts facts =
        facts_of(at_version("1"), {here.asked(), base.asked()}, fingerprint_of_tool_file);
    EXPECT_EQ(facts.entries[0].fingerprint, fingerprint_of_tool_file(here.history.migrations()[0]));
}

}  // namespace
}  // namespace gmig::layout

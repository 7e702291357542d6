#include "folder.hpp"
#include <gmig/layout/native.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

struct SideFilesCase {
    const char* name;
    const char* text;
    const char* head;
    const char* problem;
};

std::ostream& operator<<(std::ostream& out, const SideFilesCase& test) {
    return out << test.text;
}

class HeadFileText : public testing::TestWithParam<SideFilesCase> {};

TEST_P(HeadFileText, Says) {
    for (const Kind layout : {Kind::Gmig, Kind::Diesel}) {
        EXPECT_TRUE(wants(layout, head_file_name));
        const MigrationSet set = read(layout, {{"gmig.head", GetParam().text}});
        ASSERT_TRUE(set.head);
        EXPECT_EQ(set.head->path, "db/gmig.head");
        EXPECT_EQ(set.head->head.value_or(MigrationId{}).value, GetParam().head);
        EXPECT_EQ(set.head->problem, GetParam().problem);
        EXPECT_THAT(set.findings, testing::IsEmpty());
    }
}

constexpr SideFilesCase side_files_cases[] = {
    {"AnId", "kxqpzmrwtsvn\n", "kxqpzmrwtsvn", ""},
    {"AnIdWithoutANewline", "kxqpzmrwtsvn", "kxqpzmrwtsvn", ""},
    {"AnIdWithTwoByteNewlines", "kxqpzmrwtsvn\r\n", "kxqpzmrwtsvn", ""},
    {"Nothing", "", "", "no line"},
    {"ABlankLine", "\n", "", "no line"},
    {"AnotherWord", "0123456789ab\n", "", "no migration's id"},
    {"TwoIds", "kxqpzmrwtsvn\nkkkkkkkkkkkk\n", "", "more than one line"},
    {"AConflict", "<<<<<<< HEAD\nkxqpzmrwtsvn\n=======\nkkkkkkkkkkkk\n>>>>>>> topic\n", "",
     "conflict markers"},
};

INSTANTIATE_TEST_SUITE_P(Layout, HeadFileText, testing::ValuesIn(side_files_cases),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(HeadFile, IsAbsentWhereThereIsNone) {
    EXPECT_FALSE(read(Kind::Gmig, {}).head);
}

TEST(HeadFile, IsReadBackAsItIsWritten) {
    const MigrationId id{"kxqpzmrwtsvn"};
    EXPECT_EQ(read(Kind::Gmig, {{"gmig.head", head_file_text(id)}}).head->head, id);
}

TEST(Overrides, AreReadLineByLine) {
    const std::string old_sum = "1:" + std::string(64, 'a');
    const std::string new_sum = "1:" + std::string(64, 'b');
    const MigrationSet set =
        read(Kind::Gmig,
             {{"gmig.overrides", "# reviewed\n\nedit kxqpzmrwtsvn " + old_sum + " " + new_sum +
                                     " licence  header\r\n" + "order kkkkkkkkkkkk hotfix\n"}});
    EXPECT_THAT(found_in(set), testing::IsEmpty());
    ASSERT_EQ(set.overrides.size(), 2U);
    EXPECT_EQ(set.overrides[0], (Override{Override::Kind::Edit,
                                          {"kxqpzmrwtsvn"},
                                          {old_sum},
                                          {new_sum},
                                          "licence  header",
                                          {"db/gmig.overrides", 3, 1}}));
    EXPECT_EQ(set.overrides[1], (Override{Override::Kind::Order,
                                          {"kkkkkkkkkkkk"},
                                          {},
                                          {},
                                          "hotfix",
                                          {"db/gmig.overrides", 4, 1}}));
}

TEST(Overrides, OfAnotherFormAreFindings) {
    const std::string sum = "1:" + std::string(64, 'a');
    for (const std::string& line : std::vector<std::string>{
             "order kkkkkkkkkkkk", "order short reason", "edit kkkkkkkkkkkk reason",
             "edit kkkkkkkkkkkk " + sum + " " + sum, "edit kkkkkkkkkkkk " + sum + " 2:x reason",
             "skip kkkkkkkkkkkk reason", "order"}) {
        const MigrationSet set = read(Kind::Gmig, {{"gmig.overrides", "# x\n" + line + "\n"}});
        EXPECT_THAT(set.overrides, testing::IsEmpty()) << line;
        EXPECT_THAT(found_in(set),
                    testing::ElementsAre("db/gmig.overrides:2:1: no override: edit ID OLD NEW "
                                         "REASON, or order ID REASON"));
    }
}

}  // namespace
}  // namespace gmig::layout

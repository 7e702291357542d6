#include <gmig/git/text_diff.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::git {
namespace {

struct TextDiffCase {
    const char* name;
    const char* before;
    const char* after;
    const char* difference;
};

class TextDifference : public testing::TestWithParam<TextDiffCase> {};

TEST_P(TextDifference, IsUnified) {
    EXPECT_EQ(text_difference({GetParam().before, "ledger"}, {GetParam().after, "file"}),
              GetParam().difference);
}

constexpr TextDiffCase text_diff_cases[] = {
    {"OfEqualTexts", "a\n", "a\n", ""},
    {"OfAChangedLine", "a\nb\nc\n", "a\nB\nc\n",
     "--- ledger\n+++ file\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"},
    {"OfALastLineWithoutNewline", "a\n", "a",
     "--- ledger\n+++ file\n@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n"},
    {"FromNothing", "", "a\n", "--- ledger\n+++ file\n@@ -0,0 +1 @@\n+a\n"},
    {"OfALineThatLooksLikeAHunk", "@@ x\n", "@@ y\n",
     "--- ledger\n+++ file\n@@ -1 +1 @@\n-@@ x\n+@@ y\n"},
};

INSTANTIATE_TEST_SUITE_P(OfTwoTexts, TextDifference, testing::ValuesIn(text_diff_cases),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(TextDifferenceOfLongTexts, LeavesOutWhatIsFarFromAChange) {
    std::string before;
    for (int line = 0; line < 100; ++line) {
        before += "line " + std::to_string(line) + "\n";
    }
    std::string after = before;
    after.replace(after.find("line 50"), 7, "another");
    const auto difference = text_difference({before, "a"}, {after, "b"});
    ASSERT_TRUE(difference);
    EXPECT_THAT(*difference, testing::HasSubstr("-line 50\n+another\n"));
    EXPECT_THAT(*difference, testing::Not(testing::HasSubstr("line 40")));
}

}  // namespace
}  // namespace gmig::git

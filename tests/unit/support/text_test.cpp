#include <gmig/support/text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig {
namespace {

using testing::ElementsAre;
using namespace std::string_literals;

template <typename Test>
std::string name_of(const testing::TestParamInfo<Test>& test) {
    return test.param.name;
}

TEST(Join, PutsTheSeparatorBetween) {
    EXPECT_EQ(join({}, ", "), "");
    EXPECT_EQ(join({"a"}, ", "), "a");
    EXPECT_EQ(join({"a", "b", ""}, ", "), "a, b, ");
}

TEST(SplitOn, KeepsEmptyParts) {
    EXPECT_THAT(split_on("a,,b", ','), ElementsAre("a", "", "b"));
    EXPECT_THAT(split_on("", ','), ElementsAre(""));
    EXPECT_THAT(split_on(",", ','), ElementsAre("", ""));
}

TEST(Trim, TakesAsciiWhiteSpaceOffBothEnds) {
    EXPECT_EQ(trim(" \t\r\n\v\fa b \n"), "a b");
    EXPECT_EQ(trim(" \n "), "");
    EXPECT_EQ(trim("\u00A0a"), "\u00A0a");
}

TEST(AsciiLower, LeavesOtherBytesAsTheyAre) {
    EXPECT_EQ(ascii_lower("AZ[@`az\u00C4I"), "az[@`az\u00C4i");
}

struct Utf8Case {
    const char* name;
    std::string text;
    std::optional<std::size_t> offset;
};

class FindInvalidUtf8 : public testing::TestWithParam<Utf8Case> {};

TEST_P(FindInvalidUtf8, Finds) {
    EXPECT_EQ(find_invalid_utf8(GetParam().text), GetParam().offset);
    // Wherever the words of eight bytes begin.
    for (std::size_t shift = 1; shift < 9; ++shift) {
        const auto expected =
            GetParam().offset ? std::optional(*GetParam().offset + shift) : std::nullopt;
        EXPECT_EQ(find_invalid_utf8(std::string(shift, 'a') + GetParam().text + "tail"), expected)
            << shift;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Text, FindInvalidUtf8,
    testing::Values(Utf8Case{"NothingInNothing", "", std::nullopt},
                    Utf8Case{"NothingInAscii", "SELECT 1; -- plain", std::nullopt},
                    Utf8Case{"NothingInAZeroByte", "a\0b"s, std::nullopt},
                    Utf8Case{"NothingInTwoBytes", "\xC2\x80\xDF\xBF", std::nullopt},
                    Utf8Case{"NothingInThreeBytes", "\xE0\xA0\x80\xEF\xBF\xBF", std::nullopt},
                    Utf8Case{"NothingInFourBytes", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF",
                             std::nullopt},
                    Utf8Case{"NothingAroundSurrogates", "\xED\x9F\xBF\xEE\x80\x80", std::nullopt},
                    Utf8Case{"ALoneContinuation", "abc\x80", 3},
                    Utf8Case{"ALatin1Letter", "caf\xE9!", 3},
                    Utf8Case{"AnOverlongFormOfTwoBytes", "a\xC1\xBF", 1},
                    Utf8Case{"AnOverlongFormOfThreeBytes", "\xE0\x9F\xBF", 0},
                    Utf8Case{"AnOverlongFormOfFourBytes", "\xF0\x8F\xBF\xBF", 0},
                    Utf8Case{"ASurrogate", "\xED\xA0\x80", 0},
                    Utf8Case{"ACodeAboveTheLast", "\xF4\x90\x80\x80", 0},
                    Utf8Case{"AByteThatNoCharacterHas", "ab\xFF", 2},
                    Utf8Case{"TheSecondOfTwoCharacters", "\xC3\xA9\xC3(", 2}),
    name_of<Utf8Case>);

TEST(FindInvalidUtf8, FindsACharacterThatTheEndCutsShort) {
    EXPECT_EQ(find_invalid_utf8("a\xC3"), 1U);
    EXPECT_EQ(find_invalid_utf8("a\xE2\x82"), 1U);
    EXPECT_EQ(find_invalid_utf8("a\xF0\x9F\x98"), 1U);
}

struct PrintableCase {
    const char* name;
    std::string text;
    std::string shown;
};

class Printable : public testing::TestWithParam<PrintableCase> {};

TEST_P(Printable, Shows) {
    EXPECT_EQ(printable(GetParam().text), GetParam().shown);
    EXPECT_EQ(find_invalid_utf8(printable(GetParam().text)), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Text, Printable,
    testing::Values(
        PrintableCase{"PlainTextAsItIs", "ALTER TABLE a; -- \\ ~", "ALTER TABLE a; -- \\ ~"},
        PrintableCase{"LettersOfEveryLengthAsTheyAre", "\u00E9\u20AC\U0001F600",
                      "\u00E9\u20AC\U0001F600"},
        PrintableCase{"TheClearingOfAScreen", "\x1B[2J", "\\x1b[2J"},
        PrintableCase{"AnOperatingSystemCommand", "\x1B]52;c;aGk=\x07", "\\x1b]52;c;aGk=\\x07"},
        PrintableCase{"TheOneByteFormOfCsi",
                      "\xC2\x9B"
                      "2J",
                      "\\xc2\\x9b2J"},
        PrintableCase{"LineEndsAndTabs", "a\r\n\tb", "a\\x0d\\x0a\\x09b"},
        PrintableCase{"DelAndZero", "\x7F\0"s, "\\x7f\\x00"},
        PrintableCase{"ARightToLeftOverride", "a\u202Eb", "a\\xe2\\x80\\xaeb"},
        PrintableCase{"AnIsolate", "\u2066\u2069", "\\xe2\\x81\\xa6\\xe2\\x81\\xa9"},
        PrintableCase{"TheNeighboursOfThoseAsTheyAre", "\u2029\u202F\u2065\u206A\u00A0",
                      "\u2029\u202F\u2065\u206A\u00A0"},
        PrintableCase{"InvalidBytesOneByOne", "\xE2\x82(\xFF", "\\xe2\\x82(\\xff"}),
    name_of<PrintableCase>);

TEST(PrintableLines, KeepsNewlinesAndTabsOnly) {
    EXPECT_EQ(printable_lines("a\n\tb\r\x1B"), "a\n\tb\\x0d\\x1b");
}

struct NewlineCase {
    const char* name;
    std::string bytes;
    std::string text;
};

class CanonicalNewlines : public testing::TestWithParam<NewlineCase> {};

TEST_P(CanonicalNewlines, Are) {
    EXPECT_EQ(canonical_newlines(GetParam().bytes), GetParam().text);
    EXPECT_EQ(canonical_newlines(GetParam().text), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Text, CanonicalNewlines,
    testing::Values(NewlineCase{"NothingForNothing", "", ""},
                    NewlineCase{"ThoseOfUnix", "a\nb\n", "a\nb\n"},
                    NewlineCase{"ThoseOfWindows", "a\r\nb\r\n", "a\nb\n"},
                    NewlineCase{"ThoseOfOldMacs", "a\rb\r", "a\nb\n"},
                    NewlineCase{"OnePerLineEndWhenMixed", "a\r\r\n\n\rb", "a\n\n\n\nb"},
                    NewlineCase{"WithoutTheByteOrderMark",
                                "\xEF\xBB\xBF"
                                "a\r\n",
                                "a\n"},
                    NewlineCase{"WithAMarkThatIsNotAtTheStart", "a\xEF\xBB\xBF", "a\xEF\xBB\xBF"},
                    NewlineCase{"WithHalfAMark", "\xEF\xBB", "\xEF\xBB"}),
    name_of<NewlineCase>);

TEST(ShellWord, IsItselfWhereNothingInItIsSpecial) {
    EXPECT_EQ(shell_word("migrations/2026-11-20-101806-add.sql"),
              "migrations/2026-11-20-101806-add.sql");
    EXPECT_EQ(shell_word("id=k"), "id=k");
}

TEST(ShellWord, IsQuotedOtherwise) {
    EXPECT_EQ(shell_word(""), "''");
    EXPECT_EQ(shell_word("V1__two words.sql"), "'V1__two words.sql'");
    EXPECT_EQ(shell_word("$(rm)`a`\\"), "'$(rm)`a`\\'");
    EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
    EXPECT_EQ(shell_word("\u00E9*"), "'\u00E9*'");
}

struct LocateCase {
    const char* name;
    std::string text;
    std::size_t offset;
    std::uint32_t line;
    std::uint32_t column;
};

class Locate : public testing::TestWithParam<LocateCase> {};

TEST_P(Locate, Finds) {
    const auto& [name, text, offset, line, column] = GetParam();
    EXPECT_EQ(locate(text, offset, "f"), (Where{"f", line, column}));
    EXPECT_EQ(locate(text, offset, "f", 10), (Where{"f", line + 9, column}));
}

INSTANTIATE_TEST_SUITE_P(
    Text, Locate,
    testing::Values(LocateCase{"TheStart", "abc", 0, 1, 1}, LocateCase{"TheEnd", "abc", 3, 1, 4},
                    LocateCase{"TheEndWhenPastIt", "abc", 99, 1, 4},
                    LocateCase{"TheStartOfNothing", "", 0, 1, 1},
                    LocateCase{"ANewlineOnItsOwnLine", "ab\ncd", 2, 1, 3},
                    LocateCase{"TheStartOfALine", "ab\ncd", 3, 2, 1},
                    LocateCase{"TheEmptyLineAfterTheLast", "ab\n", 3, 2, 1},
                    LocateCase{"AColumnInCharacters", "\u00E9\u20AC\U0001F600x", 9, 1, 4},
                    LocateCase{"TheCharacterThatAByteIsOf", "\u00E9\u20ACx", 4, 1, 2},
                    LocateCase{"AColumnAfterLinesOfCharacters", "\u00E9\n\u00E9x", 5, 2, 2}),
    name_of<LocateCase>);

TEST(ByteOffset, CountsCharacters) {
    const std::string text = "a\u00E9\u20AC\U0001F600z";
    const std::vector<std::size_t> offsets = {0, 1, 3, 6, 10, 11, 11};
    for (std::size_t index = 0; index < offsets.size(); ++index) {
        EXPECT_EQ(byte_offset(text, index), offsets[index]) << index;
    }
    EXPECT_EQ(byte_offset("", 5), 0U);
}

TEST(ByteOffset, IsTheIndexInAscii) {
    const std::string text(100, 'a');
    for (std::size_t index = 0; index <= 100; ++index) {
        EXPECT_EQ(byte_offset(text, index), index);
        EXPECT_EQ(byte_offset("\u00E9" + text, index + 1), index + 2);
    }
}

}  // namespace
}  // namespace gmig

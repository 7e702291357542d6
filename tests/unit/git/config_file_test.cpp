#include "git/config_file.hpp"

#include "sandbox.hpp"
#include <gmig/support/text.hpp>

#include <gtest/gtest.h>

namespace gmig::git {
namespace {

struct ConfigFileCase {
    const char* name;
    const char* text;
    const char* expected;  // the value of core.worktree; null for none
};

class ConfigFile : public testing::TestWithParam<ConfigFileCase> {};

TEST_P(ConfigFile, GivesTheValue) {
    const auto value = config_value(GetParam().text, "core", "worktree");
    ASSERT_EQ(value.has_value(), GetParam().expected != nullptr);
    EXPECT_EQ(value.value_or(""), GetParam().expected == nullptr ? "" : GetParam().expected);
}

// The table is only as good as git's agreement with it.
TEST_P(ConfigFile, IsReadAsGitReadsIt) {
    Sandbox sandbox;
    sandbox.write("config", GetParam().text);
    std::string value = "nothing";
    try {
        value = sandbox.git(".", {"config", "--file", "config", "core.worktree"});
    } catch (const std::runtime_error&) {
        value = "nothing";
    }
    const auto* expected = GetParam().expected == nullptr ? "nothing" : GetParam().expected;
    EXPECT_EQ(value, trim(expected));
}

constexpr ConfigFileCase config_file_cases[] = {
    {"Plain", "[core]\n\tworktree = /a/b\n", "/a/b"},
    {"AnyCase", "[CORE]\nWorkTree=/a\n", "/a"},
    {"OnTheSectionsLine", "[core] worktree = /a\n", "/a"},
    {"TheLastOne", "[core]\nworktree=/a\nworktree=/b\n[x]\nworktree=/c\n", "/b"},
    {"InTwoSections", "[core]\nworktree=/a\n[x]\ny=z\n[core]\nworktree=/b\n", "/b"},
    {"NotInASubsection", "[core \"x\"]\nworktree=/a\n", nullptr},
    {"NoneThere", "[core]\nbare = true\n", nullptr},
    {"AfterComments", "# [core]\n; x\n[core] # y\nworktree=/a\n", "/a"},
    {"BeforeAComment", "[core]\nworktree = /a b  # c\n", "/a b"},
    {"Quoted", "[core]\nworktree = \" /a;b \" \n", " /a;b "},
    {"PartlyQuoted", "[core]\nworktree = /a\" \"b\n", "/a b"},
    {"Escaped", "[core]\nworktree = \"a\\\"b\\\\c\\td\"\n", "a\"b\\c\td"},
    {"ContinuedOnTheNextLine", "[core]\nworktree = /a\\\nb\n", "/ab"},
    {"WithCarriageReturns", "[core]\r\nworktree = /a\r\n", "/a"},
    {"WithAByteOrderMark", "\xEF\xBB\xBF[core]\nworktree = /a\n", "/a"},
    {"WithABracketInASubsection", "[x \"a]\\\"b\"]\ny=1\n[core]\nworktree=/a\n", "/a"},
};

INSTANTIATE_TEST_SUITE_P(Syntax, ConfigFile, testing::ValuesIn(config_file_cases),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(ConfigTruth, IsAKeyWithoutAnEqualsSign) {
    EXPECT_EQ(config_value("[core]\n\tbare\n", "core", "bare"), "true");
    EXPECT_EQ(config_value("[core]\n\tbare =\n", "core", "bare"), "");
}

TEST(ConfigTruth, IsGits) {
    for (const auto* yes : {"true", "Yes", "ON", "1", "07"}) {
        EXPECT_TRUE(is_true(yes)) << yes;
    }
    for (const auto* no : {"false", "no", "off", "0", "", "maybe"}) {
        EXPECT_FALSE(is_true(no)) << no;
    }
}

}  // namespace
}  // namespace gmig::git

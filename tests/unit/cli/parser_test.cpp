#include "cli/parser.hpp"

#include <gmig/support/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::cli {
namespace {

struct Case {
    const char* name;
    std::vector<std::string> arguments;
    const char* message;
};

class Refused : public testing::TestWithParam<Case> {};

TEST_P(Refused, IsAUsageError) {
    try {
        parse(GetParam().arguments, "1");
        FAIL() << "was understood";
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), 2);
        EXPECT_THAT(error.what(), testing::HasSubstr(GetParam().message));
        EXPECT_THAT(error.next(), testing::StartsWith("gmig help"));
    }
}

INSTANTIATE_TEST_SUITE_P(
    CommandLine, Refused,
    testing::Values(Case{"Nothing", {}, "subcommand"}, Case{"AnUnknownCommand", {"nope"}, "nope"},
                    Case{"AnUnknownOption", {"status", "--nope"}, "--nope"},
                    Case{"ALackingArgument", {"new"}, "name"},
                    Case{"AnUnknownLayout", {"status", "--layout", "x"}, "--layout"},
                    Case{"ANegativeCount", {"execute", "-n", "-1"}, "--count"},
                    Case{"AWordForACount", {"execute", "-n", "x"}, "x"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(CommandLine, TakesGlobalOptionsBeforeAndAfterTheCommand) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"--json", "-e", "x", "status"},
          {"status", "--json", "-e", "x"}}) {
        const Parsed parsed = parse(words, "1");
        EXPECT_TRUE(parsed.globals.json);
        EXPECT_EQ(parsed.globals.environment, "x");
        EXPECT_TRUE(parsed.run);
    }
}

TEST(CommandLine, TakesFoldersAgainAndAgainWithoutEatingArguments) {
    const Parsed parsed = parse({"--migrations", "a", "--migrations", "b", "show", "x"}, "1");
    EXPECT_THAT(parsed.globals.folders, testing::ElementsAre("a", "b"));
}

TEST(CommandLine, AnswersForVersionAndHelp) {
    EXPECT_EQ(parse({"--version"}, "1.2.3").text, "gmig 1.2.3\n");
    EXPECT_THAT(parse({"help"}, "1").text, testing::HasSubstr("execute"));
    EXPECT_THAT(parse({"help", "execute"}, "1").text, testing::HasSubstr("--skip-verify"));
    EXPECT_THAT(parse({"execute", "--help"}, "1").text, testing::HasSubstr("--skip-verify"));
}

TEST(CommandLine, KnowsTheWordsOfEachCommandForCompletion) {
    for (const CommandWords& words : command_words()) {
        EXPECT_THAT(words.options, testing::Contains("--json")) << words.name;
        if (words.name == "execute") {
            EXPECT_THAT(words.options, testing::Contains("--force"));
        }
    }
    EXPECT_EQ(command_words().size(), commands().size());
}

}  // namespace
}  // namespace gmig::cli

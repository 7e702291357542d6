// The text of hooks: where gmig's block goes, and that it can be taken out again.
#include "git/hooks/hook_block.hpp"

#include "git/hooks/hook_file.hpp"
#include "git/hooks/hook_managers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::git {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string block =
    "# >>> gmig managed block v1 (x) >>>\ncall\n# <<< gmig managed block v1 <<<\n";

struct Script {
    const char* name;
    std::string before;
    std::string after;
};

class Insertion : public testing::TestWithParam<Script> {};

TEST_P(Insertion, PutsTheBlockFirst) {
    EXPECT_EQ(insert_block(GetParam().before, block), GetParam().after);
}

TEST_P(Insertion, IsUndoneByteForByte) {
    const std::string with_block = insert_block(GetParam().before, block);
    EXPECT_TRUE(find_block(with_block));
    EXPECT_FALSE(has_torn_block(with_block));
    EXPECT_EQ(remove_blocks(with_block), GetParam().before);
}

INSTANTIATE_TEST_SUITE_P(
    Hook, Insertion,
    testing::Values(
        Script{"BehindAShebang", "#!/bin/sh\nmake test\n", "#!/bin/sh\n" + block + "make test\n"},
        Script{"BeforeACommentThatFollowsIt", "#!/bin/bash -e\n# ours\nexec make\n",
               "#!/bin/bash -e\n" + block + "# ours\nexec make\n"},
        Script{"AtTheTopWithoutAShebang", "make test\n", block + "make test\n"},
        Script{"WhereTheLastLineIsNotEnded", "#!/bin/sh\nmake", "#!/bin/sh\n" + block + "make"},
        Script{"BehindAShebangThatIsNotEnded", "#!/bin/sh",
               "#!/bin/sh\n" + block.substr(0, block.size() - 1)},
        Script{"IntoAnEmptyFile", "", block},
        Script{"WhereLinesEndWithCrLfFurtherDown", "#!/bin/sh\necho\r\n",
               "#!/bin/sh\n" + block + "echo\r\n"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(HookBlock, IsFoundWhateverItsVersion) {
    const std::string text =
        "#!/bin/sh\n# >>> gmig managed block v12 >>>\n"
        "# <<< gmig managed block v12 <<<\nrest\n";
    EXPECT_EQ(find_block(text), (BlockSpan{.begin = 10, .end = text.size() - 5, .version = 12}));
    EXPECT_EQ(remove_blocks(text), "#!/bin/sh\nrest\n");
}

TEST(HookBlock, IsTakenOutHoweverOftenItWasCopied) {
    EXPECT_EQ(remove_blocks("a\n" + block + "b\n" + block + "c\n"), "a\nb\nc\n");
}

TEST(HookBlock, IsNotFoundWithinALine) {
    const std::string text = "echo '" + block;
    EXPECT_EQ(find_block(text), std::nullopt);
    EXPECT_FALSE(find_block("echo # >>> gmig managed block v1\n"));
}

TEST(HookBlock, IsTornWithoutOneOfItsMarks) {
    EXPECT_TRUE(has_torn_block("# >>> gmig managed block v1 >>>\ncall\n"));
    EXPECT_TRUE(has_torn_block("call\n# <<< gmig managed block v1 <<<\n"));
    EXPECT_TRUE(has_torn_block(block + "# >>> gmig managed block v1 >>>\n"));
    EXPECT_FALSE(has_torn_block("make test\n"));
}

class Block : public testing::TestWithParam<HookKind> {};

std::vector<HookKind> every_kind() {
    std::vector<HookKind> kinds = hook_kinds(false);
    for (const HookKind& kind : hook_kinds(true)) {
        kinds.push_back(kind);
    }
    return kinds;
}

TEST_P(Block, IsOneWholeBlockForItsHook) {
    const HookKind& kind = GetParam();
    const std::string text = hook_block(kind, "/opt/it's here/gmig");
    const auto span = find_block(text);
    ASSERT_TRUE(span);
    EXPECT_EQ(*span, (BlockSpan{.begin = 0, .end = text.size(), .version = 1}));
    EXPECT_THAT(text, HasSubstr("\ngmig_program='/opt/it'\\''s here/gmig'\n"));
    EXPECT_THAT(text, HasSubstr(" hook " + std::string(kind.name) + " \"$@\""));
    // Who pushes has no say in what the server's hooks do.
    const std::string skipped = "*," + std::string(kind.name) + ",*";
    EXPECT_EQ(text.find(skipped) == std::string::npos, kind.on_server);
    EXPECT_THAT(text, Not(HasSubstr("@HOOK@")));
    EXPECT_THAT(text, Not(HasSubstr("@PROGRAM@")));
    EXPECT_EQ(text.find('\r'), std::string::npos);
}

TEST_P(Block, RefusesWithoutGmigExactlyWhereItsHookBlocks) {
    const std::string text = hook_block(GetParam(), "");
    EXPECT_EQ(text.find("exit 1") != std::string::npos, GetParam().blocks);
    EXPECT_EQ(text.find("|| exit $?") != std::string::npos, GetParam().blocks);
    EXPECT_EQ(text.find("$(cat)") != std::string::npos, GetParam().reads_input);
    EXPECT_THAT(text, HasSubstr("\ngmig_program=\n"));
}

INSTANTIATE_TEST_SUITE_P(Hook, Block, testing::ValuesIn(every_kind()), [](const auto& test) {
    std::string name;
    for (const char letter : test.param.name) {
        name += letter == '-' ? '_' : letter;
    }
    return name;
});

struct Bytes {
    const char* name;
    std::string bytes;
    HookText kind;
};

class TextOfAHook : public testing::TestWithParam<Bytes> {};

TEST_P(TextOfAHook, IsTold) {
    EXPECT_EQ(kind_of_text(GetParam().bytes), GetParam().kind);
}

INSTANTIATE_TEST_SUITE_P(
    Hook, TextOfAHook,
    testing::Values(Bytes{"Sh", "#!/bin/sh\n", HookText::Shell},
                    Bytes{"BashWithOptions", "#! /usr/bin/bash -eu\n", HookText::Shell},
                    Bytes{"EnvBash", "#!/usr/bin/env bash\n", HookText::Shell},
                    Bytes{"EnvWithOptions", "#!/usr/bin/env -S dash -e\n", HookText::Shell},
                    Bytes{"NoShebang", "make test\n", HookText::Shell},
                    Bytes{"Empty", "", HookText::Shell},
                    Bytes{"ShebangWithoutEnd", "#!/bin/sh", HookText::Shell},
                    Bytes{"CarriageReturn", "#!/bin/sh\r\nmake\r\n", HookText::CrLf},
                    Bytes{"CarriageReturnOfPython", "#!/usr/bin/python3\r\n", HookText::CrLf},
                    Bytes{"Python", "#!/usr/bin/env python3\n", HookText::Program},
                    Bytes{"Fish", "#!/usr/bin/fish\n", HookText::Program},
                    Bytes{"Zsh", "#!/bin/zsh\n", HookText::Program},
                    Bytes{"Binary", std::string("\177ELF\2\1\1\0\0", 9), HookText::Program}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(OwnText, IsKnownAgainWhateverItsVersion) {
    const std::vector<std::pair<HookMode, std::string>> texts = {
        {HookMode::Own, own_text(block)}, {HookMode::Wrapper, wrapper_text(block, "pre-push")}};
    for (const auto& [mode, text] : texts) {
        EXPECT_TRUE(is_own_alone(text, mode));
        EXPECT_EQ(mode_of_text(text), mode);
        EXPECT_FALSE(is_own_alone(text + "make\n", mode));
        EXPECT_EQ(mode_of_text(text + "make\n"), HookMode::Block);
    }
    EXPECT_EQ(mode_of_text("#!/bin/sh\n" + block + "make\n"), HookMode::Block);
    EXPECT_TRUE(is_own_alone(block, HookMode::Own));
}

TEST(HookManagers, AreToldByWhatTheyWrite) {
    EXPECT_EQ(manager_of_text("#!/bin/sh\ncall_lefthook run \"pre-push\" \"$@\"\n"),
              HookManager::Lefthook);
    EXPECT_EQ(manager_of_text("# File generated by pre-commit: https://pre-commit.com\n"
                              "# ID: 138fd403232d2ddd5efb44317e38bf03\n"),
              HookManager::PreCommit);
    EXPECT_EQ(manager_of_text("#!/bin/sh\ngit lfs pre-push \"$@\"\n"), HookManager::None);
    EXPECT_EQ(manager_of_folder("/r/.husky/_"), HookManager::Husky);
    EXPECT_EQ(manager_of_folder("/r/.husky"), HookManager::None);
}

}  // namespace
}  // namespace gmig::git

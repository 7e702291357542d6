#include "git/commit_text.hpp"

#include "sandbox.hpp"

#include <gtest/gtest.h>

namespace gmig::git {
namespace {

struct CommitTextCase {
    const char* name;
    const char* author;
    const char* date;
    const char* message;
    Repository::Authorship expected;
};

class CommitText : public testing::TestWithParam<CommitTextCase> {};

TEST_P(CommitText, IsToldAsGitTellsIt) {
    Sandbox sandbox;
    sandbox.init("r");
    sandbox.git("r",
                {"commit", "--quiet", "--allow-empty", "--allow-empty-message",
                 "--cleanup=verbatim", "--message", GetParam().message},
                {{"GIT_AUTHOR_NAME", GetParam().author}, {"GIT_AUTHOR_DATE", GetParam().date}});
    const CommitId commit{sandbox.git("r", {"rev-parse", "HEAD"})};
    const auto told = sandbox.open("r").authorship(commit);
    EXPECT_EQ(told.author, GetParam().expected.author);
    EXPECT_EQ(told.date, GetParam().expected.date);
    EXPECT_EQ(told.subject, GetParam().expected.subject);
    EXPECT_EQ(told.date, sandbox.git("r", {"log", "-1", "--format=%aI"}));
    EXPECT_EQ(told.subject, sandbox.git("r", {"log", "-1", "--format=%s"}));
}

const std::vector<CommitTextCase>& commit_text_cases() {
    static const std::vector<CommitTextCase> all = {
        {"Plain",
         "Ann",
         "2026-11-20T10:18:06+01:00",
         "Add categories\n",
         {"Ann <ann@example.org>", "2026-11-20T10:18:06+01:00", "Add categories"}},
        {"WestOfGreenwichTheDayBefore",
         "Ann",
         "2026-01-01T00:30:00-09:30",
         "x\n\nbody\n",
         {"Ann <ann@example.org>", "2026-01-01T00:30:00-09:30", "x"}},
        {"Universal",
         "Ann",
         "1700000000 +0000",
         "x",
         {"Ann <ann@example.org>", "2023-11-14T22:13:20+00:00", "x"}},
        {"ALeapDay",
         "Ann",
         "2024-02-29T23:59:59+05:45",
         "x",
         {"Ann <ann@example.org>", "2024-02-29T23:59:59+05:45", "x"}},
        {"ASubjectOfTwoLines",
         "Ann",
         "1700000000 +0000",
         "\n\n one\ntwo  \n\nbody",
         {"Ann <ann@example.org>", "2023-11-14T22:13:20+00:00", "one two"}},
        {"NoMessage",
         "Ann",
         "1700000000 +0000",
         "",
         {"Ann <ann@example.org>", "2023-11-14T22:13:20+00:00", ""}},
        {"ANameBeyondAscii",
         "\xC3\x84nne 9",
         "1700000000 +0000",
         "x",
         {"\xC3\x84nne 9 <ann@example.org>", "2023-11-14T22:13:20+00:00", "x"}},
    };
    return all;
}

INSTANTIATE_TEST_SUITE_P(Of, CommitText, testing::ValuesIn(commit_text_cases()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(DamagedCommitText, IsRefused) {
    EXPECT_THAT([] { parse_commit("tree 1\n\nauthor A <a> 1 +0000\n"); },
                refuses(Error::Kind::Repository, "without author"));
    EXPECT_THAT([] { parse_commit("author A <a>\n\nx"); },
                refuses(Error::Kind::Repository, "no date"));
    EXPECT_THAT([] { parse_commit("author A 1 +0000\n\nx"); },
                refuses(Error::Kind::Repository, "no date"));
}

}  // namespace
}  // namespace gmig::git

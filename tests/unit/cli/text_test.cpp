#include "cli/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace gmig::cli {
namespace {

TEST(RenderError, HasFourLinesAtMost) {
    const std::string text = render_error(Error(Error::Kind::History, "it is so")
                                              .at({.file = "a.sql", .line = 3, .column = 7})
                                              .state("nothing has changed")
                                              .next("gmig status"),
                                          false);
    EXPECT_EQ(text,
              "error: it is so\n"
              "  at a.sql:3:7\n"
              "  state: nothing has changed\n"
              "  next: gmig status\n");
}

TEST(RenderError, MakesWhatItQuotesHarmless) {
    const std::string text = render_error(
        Error(Error::Kind::Usage, "file \x1b[2J\nname").at({.file = "\x1b]0;x\x07"}), false);
    EXPECT_EQ(text,
              "error: file \\x1b[2J\n"
              "        name\n"
              "  at \\x1b]0;x\\x07\n"
              "  next: gmig help\n");
}

TEST(RenderError, KeepsTheLinesOfADatabasesMessageAndLetsNonePassForItsOwn) {
    const std::string text = render_error(
        Error(Error::Kind::Database, "no (SQLSTATE 2D000)\nCONTEXT: line 1\r\n  next: rm -r\n"),
        false);
    EXPECT_EQ(text,
              "error: no (SQLSTATE 2D000)\n"
              "        CONTEXT: line 1\\x0d\n"
              "          next: rm -r\n"
              "  next: gmig status\n");
}

struct Next {
    const char* name;
    Error error;
    const char* next;
};

class NextCommand : public testing::TestWithParam<Next> {};

TEST_P(NextCommand, IsNamedByEveryError) {
    EXPECT_THAT(render_error(GetParam().error, false),
                testing::EndsWith(std::string("\n  next: ") + GetParam().next + "\n"));
}

using Kind = Error::Kind;
const Next next_commands[] = {
    {"OfItsOwn", Error(Kind::Database, "x").next("gmig new"), "gmig new"},
    {"ForAStatement", Error(Kind::Database, "x").at({"a.sql", 3, 1}),
     "mend a.sql, then run the command again"},
    {"ForAFile", Error(Kind::Migration, "x").at({"a.sql", 3, 0}),
     "mend a.sql, then run the command again"},
    {"ForTheConfiguration", Error(Kind::Usage, "x").at({"gmig.json", 3, 1}),
     "mend gmig.json, then run the command again"},
    {"ForALedgersText", Error(Kind::Database, "x").at({"ledger:a", 3, 1}), "gmig status"},
    {"ForTheDatabase", Error(Kind::Database, "x"), "gmig status"},
    {"ForTheCommandLine", Error(Kind::Usage, "x"), "gmig help"},
    {"ForTheHistory", Error(Kind::History, "x"), "gmig status"},
    {"ForTheLock", Error(Kind::Lock, "x"), "gmig status"},
    {"ForACrash", Error(Kind::Recover, "x"), "gmig recover"},
    {"ForGit", Error(Kind::Repository, "x"), "git status"},
    {"ForAGuard", Error(Kind::Guard, "x"), "gmig doctor"},
    {"ForAConnection", Error(Kind::Environment, "x"), "gmig doctor"},
    {"ForABug", Error(Kind::Internal, "x"), "gmig doctor, and report this"},
    {"ForASignal", Error(Kind::Signal, "x"), "gmig status"},
};

INSTANTIATE_TEST_SUITE_P(Errors, NextCommand, testing::ValuesIn(next_commands),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(RenderFindings, SaysCodeTitleAndRemedy) {
    std::ostringstream out;
    Session session{.request = {}, .out = out, .err = out};
    const Finding finding{.code = Code::OutOfOrder,
                          .severity = Severity::Error,
                          .id = {},
                          .name = "b",
                          .where = {.file = "b.sql"},
                          .message = "b comes before c",
                          .remedy = "gmig execute --force"};
    EXPECT_EQ(render_findings(session, {finding}),
              "error GM201 out-of-order: b comes before c\n"
              "    gmig execute --force\n");
}

TEST(RenderFindings, PutsEachLineOfADatabasesMessageOnALine) {
    std::ostringstream out;
    Session session{.request = {}, .out = out, .err = out};
    Finding finding;
    finding.code = Code::OutOfOrder;
    finding.severity = Severity::Error;
    finding.message = "it fails\nHINT: Do not.";
    EXPECT_EQ(render_findings(session, {finding}),
              "error GM201 out-of-order: it fails\n"
              "        HINT: Do not.\n");
}

TEST(RenderFindings, KeepsInformationForTheVerbose) {
    std::ostringstream out;
    Session session{.request = {}, .out = out, .err = out};
    Finding finding;
    finding.code = Code::ExecutedRenamed;
    finding.severity = Severity::Information;
    finding.message = "a is called b";
    EXPECT_EQ(render_findings(session, {finding}), "");
    session.verbose = true;
    EXPECT_THAT(render_findings(session, {finding}), testing::HasSubstr("a is called b"));
}

TEST(Paint, IsEmptyWithoutColours) {
    std::ostringstream out;
    Session session{.request = {}, .out = out, .err = out};
    EXPECT_EQ(session.paint("red", "x"), "x");
    session.color = true;
    EXPECT_EQ(session.paint("red", "x"), "\x1b[31mx\x1b[0m");
}

TEST(ShortDuration, IsInMillisecondsOrSeconds) {
    EXPECT_EQ(short_duration(499), "0 ms");
    EXPECT_EQ(short_duration(34'400), "34 ms");
    EXPECT_EQ(short_duration(1'250'000), "1.2 s");
}

}  // namespace
}  // namespace gmig::cli

#include "cli/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("\x1b")));
    EXPECT_EQ(std::ranges::count(text, '\n'), 2);
}

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

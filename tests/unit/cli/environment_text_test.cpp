#include "cli/environment_text.hpp"

#include "cli/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace gmig::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class EnvironmentText : public testing::Test {
protected:
    std::ostringstream out_;
    std::ostringstream err_;
    Session session_{.request = {}, .out = out_, .err = err_};
};

constexpr const char* forked = "2026-11-20T09:30:00Z";

app::EnvironmentLine fork_line() {
    return {.name = "primary/next",
            .kind = EnvironmentKind::Shared,
            .shown = "sqlite:app.next.db",
            .state = app::EnvironmentLine::State::There,
            .from = "primary",
            .forked_at = from_iso(forked),
            .executed = 12,
            .bytes = 1'234'567};
}

TEST_F(EnvironmentText, StandsInColumns) {
    const std::vector<app::EnvironmentLine> lines{
        {.name = "primary",
         .kind = EnvironmentKind::Production,
         .shown = "sqlite:app.db",
         .executed = 1,
         .bytes = 812,
         .maintenance = db::MaintenanceState::State::On},
        fork_line(),
        {.name = "staging",
         .kind = EnvironmentKind::Shared,
         .shown = "postgresql://db/app",
         .state = app::EnvironmentLine::State::Unreachable,
         .problem = "no route to host"}};
    EXPECT_EQ(
        render_environments(session_, lines),
        "  primary       production  there        1 migration       812 B  in maintenance\n"
        "  primary/next  shared      there        12 migrations    1.2 MB  from primary, "
        "2026-11-20 09:30\n"
        "  staging       shared      unreachable                           no route to host\n");
}

TEST_F(EnvironmentText, SaysThatThereAreNone) {
    EXPECT_EQ(render_environments(session_, {}), "no environments\n");
}

TEST_F(EnvironmentText, MakesWhatADatabaseSaysHarmless) {
    app::EnvironmentLine line = fork_line();
    line.says = "\x1b[2Jevil";
    line.problem = "a\nb";
    const std::string text = render_environments(session_, {line});
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_EQ(std::ranges::count(text, '\n'), 1);
}

struct Size {
    std::int64_t bytes;
    const char* shown;
};
class ShortSize : public testing::TestWithParam<Size> {};

TEST_P(ShortSize, HasTwoDigitsAtLeastWhereThereIsAUnit) {
    EXPECT_EQ(short_size(GetParam().bytes), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(Sizes, ShortSize,
                         testing::Values(Size{0, "0 B"}, Size{999, "999 B"}, Size{1000, "1.0 kB"},
                                         Size{9949, "9.9 kB"}, Size{9951, "10 kB"},
                                         Size{999'499, "999 kB"}, Size{999'501, "1.0 MB"},
                                         Size{105'000'000, "105 MB"},
                                         Size{4'000'000'000'000'000, "4000 TB"}));

TEST(RenderFork, NamesWhereItIsAndHowItWasMade) {
    const app::ForkResult result{.from = "primary",
                                 .name = "primary/next",
                                 .shown = "sqlite:app.next.db",
                                 .copied = {.method = db::CopyMethod::Dump, .bytes = 2000}};
    EXPECT_EQ(render_fork(result),
              "forked primary/next from primary (by dump, 2.0 kB)\n"
              "next: gmig execute -e primary/next\n");
}

TEST(RenderFork, SaysOfADryRunWhereItWouldBe) {
    EXPECT_EQ(render_fork({.from = "primary",
                           .name = "primary/next",
                           .shown = "sqlite:app.next.db",
                           .dry_run = true}),
              "would fork primary/next from primary, to sqlite:app.next.db\n");
}

app::PromoteResult promotion() {
    return {.environment = "primary",
            .promoted = "primary/next",
            .old_name = "primary/until-1",
            .lost = {"rows"},
            .executed = {"b"},
            .gone = {},
            .done = true};
}

TEST_F(EnvironmentText, OfAPromotionNamesTheWayBack) {
    EXPECT_EQ(render_promotion(session_, promotion()),
              "primary is what primary/next was; what primary was is primary/until-1 now\n"
              "executed there, and not before:\n"
              "  b\n"
              "what had changed since the fork, and is not there now:\n"
              "  rows\n"
              "the way back: gmig env promote primary/until-1\n");
}

TEST_F(EnvironmentText, OfAPlannedPromotionNamesNoWayBack) {
    app::PromoteResult result = promotion();
    result.done = false;
    result.lost.clear();
    EXPECT_EQ(render_promotion(session_, result),
              "would put primary/next in the place of primary, which would be kept as "
              "primary/until-1\n"
              "executed there, and not before:\n"
              "  b\n");
}

app::MaintenanceResult maintained(db::MaintenanceState::State state) {
    app::MaintenanceResult result{.environment = "primary", .state = {.state = state}};
    result.state.maintenance = {.since = from_iso(forked).value(), .by = "ann@host"};
    return result;
}

TEST_F(EnvironmentText, OfMaintenanceSaysWhatItDoesNotStop) {
    app::MaintenanceResult result = maintained(db::MaintenanceState::State::On);
    result.state.gaps = {"A superuser may turn it off."};
    EXPECT_EQ(render_maintenance(session_, result),
              "primary is in maintenance since 2026-11-20 09:30, by ann@host\n"
              "every write to it is refused, by whomever. But:\n"
              "  A superuser may turn it off.\n");
}

TEST_F(EnvironmentText, OfPartialMaintenanceSaysWhatIsMissing) {
    app::MaintenanceResult result = maintained(db::MaintenanceState::State::Partial);
    result.state.missing = {"table t has no trigger"};
    result.state.maintenance->run_id = "r";
    result.state.sees_sessions = false;
    EXPECT_EQ(render_maintenance(session_, result),
              "primary is partly in maintenance since 2026-11-20 09:30, by ann@host (a deploy, "
              "which ends it)\n"
              "what is missing:\n"
              "  table t has no trigger\n"
              "every write to it is refused, by whomever\n"
              "this role cannot see whether other sessions are writing\n");
}

TEST_F(EnvironmentText, OfNoMaintenanceSaysSo) {
    EXPECT_EQ(render_maintenance(session_, {.environment = "primary", .state = {}}),
              "primary is open to writers: no maintenance\n");
}

TEST(EnvironmentJson, HasNullForWhatIsNotKnown) {
    const std::string text =
        to_json(std::vector<app::EnvironmentLine>{{.name = "staging",
                                                   .kind = {},
                                                   .shown = "x",
                                                   .state = app::EnvironmentLine::State::Absent}});
    for (const char* const piece :
         {R"("name": "staging")", R"("kind": null)", R"("state": "absent")", R"("executed": null)",
          R"("maintenance": "off")", R"("forked_at": null)"}) {
        EXPECT_THAT(text, HasSubstr(piece));
    }
}

TEST(EnvironmentJson, TellsAPlannedForkFromOneThatIsMade) {
    EXPECT_THAT(to_json(app::ForkResult{.from = "a", .name = "a/b", .shown = "x", .dry_run = true}),
                testing::AllOf(HasSubstr(R"("method": null)"), HasSubstr(R"("state": "planned")")));
    EXPECT_THAT(
        to_json(app::ForkResult{.from = "a", .name = "a/b", .shown = "x"}),
        testing::AllOf(HasSubstr(R"("method": "backup")"), HasSubstr(R"("state": "done")")));
}

TEST(EnvironmentJson, OfMaintenanceHasWhoAndSinceWhen) {
    const std::string text = to_json(maintained(db::MaintenanceState::State::Partial));
    EXPECT_THAT(text,
                testing::AllOf(HasSubstr(R"("maintenance": "partial")"),
                               HasSubstr(R"("since": "2026-11-20T09:30:00)"),
                               HasSubstr(R"("by": "ann@host")"), HasSubstr(R"("run": null)")));
}

}  // namespace
}  // namespace gmig::cli

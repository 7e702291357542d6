#include <gmig/layout/shared_facts.hpp>

#include <gtest/gtest.h>

#include <ostream>

namespace gmig::layout {
namespace {

const std::string sum(64, 'a');

SharedFact executed() {
    SharedFact fact;
    fact.event = FactEvent::Executed;
    fact.project = "default";
    fact.identity = "9f1c2d7e-0000-4000-8000-000000000001";
    fact.environment = "production";
    fact.kind = EnvironmentKind::Production;
    fact.id = {"kxqpzmrwtsvn"};
    fact.name = "2026-11-20-101806-add-categories";
    fact.parents = {{"sytnwolvprkm"}, {"zzzzzzzzzzzz"}};
    fact.checksum = {"1:" + sum};
    fact.down_checksum = Checksum{"1:" + sum};
    fact.fingerprint = {sum};
    fact.sequence = 3;
    fact.at = *from_iso("2026-11-21T08:15:30.123456Z");
    fact.by = "ann@host";
    fact.commit = std::string(40, '1');
    fact.branch = "feature/\xC3\xA4\\b";
    fact.gmig_version = "1.0";
    fact.run_id = "run";
    fact.previous = {std::string(64, '0'), std::string(64, '1')};
    return fact;
}

TEST(RenderFact, WritesItsKeysInOrder) {
    SharedFact fact = executed();
    fact.verify_checksum = Checksum{"1:" + sum};
    EXPECT_EQ(render_fact(fact),
              "gmig fact 1\n"
              "at: 2026-11-21T08:15:30.123456Z\n"
              "branch: feature/\xC3\xA4\\x5cb\n"
              "by: ann@host\n"
              "commit: 1111111111111111111111111111111111111111\n"
              "down: 1:" +
                  sum +
                  "\n"
                  "environment: production\n"
                  "event: executed\n"
                  "fingerprint: " +
                  sum +
                  "\n"
                  "gmig: 1.0\n"
                  "id: kxqpzmrwtsvn\n"
                  "identity: 9f1c2d7e-0000-4000-8000-000000000001\n"
                  "kind: production\n"
                  "name: 2026-11-20-101806-add-categories\n"
                  "parents: sytnwolvprkm zzzzzzzzzzzz\n"
                  "previous: " +
                  std::string(64, '0') + " " + std::string(64, '1') +
                  "\n"
                  "project: default\n"
                  "run: run\n"
                  "sequence: 3\n"
                  "up: 1:" +
                  sum +
                  "\n"
                  "verify: 1:" +
                  sum + "\n");
}

TEST(ParseFact, ReadsWhatWasWritten) {
    SharedFact odd = executed();
    odd.name = "line\nbreak\xFF\x7F\\x41";
    for (const SharedFact& fact : {executed(), odd}) {
        const FactReading reading = parse_fact(render_fact(fact));
        ASSERT_TRUE(reading.fact) << reading.problem;
        EXPECT_EQ(reading.fact->fact, fact);
        EXPECT_EQ(reading.fact->digest, digest_of(fact));
        EXPECT_TRUE(read_fact(path_of(*reading.fact), render_fact(fact)).fact);
    }
}

TEST(ParseFact, ReadsFactsAboutAnEnvironment) {
    SharedFact fact;
    fact.event = FactEvent::Environment;
    fact.project = "default";
    fact.identity = executed().identity;
    fact.environment = "staging";
    const FactReading reading = parse_fact(render_fact(fact));
    ASSERT_TRUE(reading.fact) << reading.problem;
    EXPECT_EQ(path_of(*reading.fact),
              "v1/default/" + fact.identity + "/environment/" + digest_of(fact));
}

/// The text with one line replaced, or (an empty `by`) taken out.
std::string changed(const std::string& line, const std::string& by) {
    std::string text = render_fact(executed());
    const std::size_t at = text.find("\n" + line);
    EXPECT_NE(at, std::string::npos) << line;
    const std::size_t end = text.find('\n', at + 1);
    return text.replace(at + 1, end - at - (by.empty() ? 0 : 1), by);
}

TEST(ParseFact, PassesOverKeysThatItDoesNotKnow) {
    const FactReading reading = parse_fact(changed("commit", "colour: blue\ncommit: 12"));
    ASSERT_TRUE(reading.fact) << reading.problem;
    EXPECT_EQ(reading.fact->fact.commit, "12");
}

struct BadFact {
    const char* name;
    std::string text;
};
// NOLINTNEXTLINE(readability-identifier-naming): gtest's name
void PrintTo(const BadFact& each, std::ostream* out) {
    *out << each.name;
}
class ParseBadFact : public testing::TestWithParam<BadFact> {};

TEST_P(ParseBadFact, IsAProblem) {
    const FactReading reading = parse_fact(GetParam().text);
    EXPECT_FALSE(reading.fact);
    EXPECT_FALSE(reading.problem.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Facts, ParseBadFact,
    testing::Values(
        BadFact{"Empty", ""}, BadFact{"Garbage", "\x01\xFF\n"},
        BadFact{"BeginOnly", "gmig fact 1\n"}, BadFact{"ANewerOne", "gmig fact 2\n"},
        BadFact{"NoLineEnd", render_fact(executed()).substr(0, 60)},
        BadFact{"NoTime", changed("at:", "")}, BadFact{"NoEvent", changed("event", "")},
        BadFact{"NoKind", changed("kind", "")}, BadFact{"NoId", changed("id:", "")},
        BadFact{"NoName", changed("name", "")}, BadFact{"NoChecksum", changed("up", "")},
        BadFact{"NoEnvironment", changed("environment", "")},
        BadFact{"NoIdentity", changed("identity", "")},
        BadFact{"AnotherEvent", changed("event", "event: dropped")},
        BadFact{"AMigrationOfAnEnvironment", changed("event", "event: environment")},
        BadFact{"TwiceTheSameKey", changed("by", "by: ann\nby: ben")},
        BadFact{"KeysOutOfOrder", changed("by", "by: ann\nat: 2026-11-21T08:15:30.123456Z")},
        BadFact{"AnEmptyValue", changed("by", "by: ")}, BadFact{"AnEmptyLine", changed("by", "\n")},
        BadFact{"AnIdThatIsNone", changed("id:", "id: ../../etc")},
        BadFact{"AnIdentityThatIsNone", changed("identity", "identity: x")},
        BadFact{"AProjectThatIsNone", changed("project", "project: a/b")},
        BadFact{"ATimeThatIsNone", changed("at:", "at: yesterday")},
        BadFact{"AChecksumThatIsNone", changed("up", "up: 1:xyz")},
        BadFact{"ASequenceThatIsNone", changed("sequence", "sequence: 03")},
        BadFact{"APreviousThatIsNone", changed("previous", "previous: 12")},
        BadFact{"PreviousOutOfOrder", changed("previous", "previous: " + std::string(64, '1') +
                                                              " " + std::string(64, '0'))},
        BadFact{"AnEscapeTooMany", changed("by", "by: \\x41nn")},
        BadFact{"AnEscapeCutOff", changed("by", "by: ann\\x4")},
        BadFact{"NoUtf8", changed("by", "by: \xFF")},
        BadFact{"ACarriageReturn", changed("by", "by: ann\r")},
        BadFact{"TooLong", changed("by", "by: " + std::string(5000, 'a'))},
        BadFact{"FarTooLong", changed("by", "by: " + std::string(max_fact_bytes, 'a'))}),
    [](const auto& test) { return test.param.name; });

TEST(ReadFact, RefusesAnothersName) {
    NamedFact fact = *parse_fact(render_fact(executed())).fact;
    fact.digest.front() = fact.digest.front() == '0' ? '1' : '0';
    EXPECT_FALSE(read_fact(path_of(fact), render_fact(executed())).fact);
    EXPECT_FALSE(read_fact("v1/" + digest_of(executed()), render_fact(executed())).fact);
}

TEST(ParseFacts, ReadsSeveralAndTellsWhatIsNone) {
    SharedFact second = executed();
    second.sequence = 4;
    const FactsReading reading =
        parse_facts(render_fact(executed()) + "gmig fact 9\nx: y\n" + render_fact(second));
    ASSERT_EQ(reading.facts.size(), 2U);
    EXPECT_EQ(reading.facts[1].fact, second);
    EXPECT_EQ(reading.problems, std::vector<std::string>{"fact 2: a newer gmig wrote it"});
}

}  // namespace
}  // namespace gmig::layout

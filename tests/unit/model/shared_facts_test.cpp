#include <gmig/model/shared_facts.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace gmig {
namespace {

constexpr const char* production = "9f1c2d7e-0000-4000-8000-000000000001";

/// "+a" executed, "-a" rolled back, "!" retired, "@" the environment; then who it follows.
NamedFact fact(std::string digest, const std::string& what, std::vector<std::string> previous = {},
               std::int64_t at = 0, const std::string& content = "1") {
    SharedFact told;
    told.event = what[0] == '+'   ? FactEvent::Executed
                 : what[0] == '-' ? FactEvent::RolledBack
                 : what[0] == '!' ? FactEvent::Retired
                                  : FactEvent::Environment;
    told.project = "default";
    told.identity = production;
    told.environment = "production";
    told.kind = EnvironmentKind::Production;
    told.id.value = what.substr(1);
    told.name = "name-" + told.id.value;
    told.checksum.value = content;
    told.at.microseconds = at;
    told.previous = std::move(previous);
    return {.digest = std::move(digest), .fact = std::move(told)};
}

/// "a=1 b=2", and "retired" or the conflicts behind it.
std::string told(const std::vector<SharedEnvironment>& environments) {
    std::string text;
    for (const SharedEnvironment& each : environments) {
        for (const LedgerEntry& entry : each.entries) {
            text += entry.id.value + "=" + entry.checksum.value + " ";
        }
        for (const FactConflict& conflict : each.conflicts) {
            text += conflict.id.value + "!" + conflict.other.value + " ";
        }
        text += each.retired ? "retired " : "";
    }
    return text;
}

struct FoldCase {
    const char* name;
    std::vector<NamedFact> facts;
    const char* expected;
};
// NOLINTNEXTLINE(readability-identifier-naming): gtest's name
void PrintTo(const FoldCase& each, std::ostream* out) {
    *out << each.name;
}

class FoldFacts : public testing::TestWithParam<FoldCase> {};

TEST_P(FoldFacts, InAnyOrder) {
    std::vector<NamedFact> facts = GetParam().facts;
    std::ranges::sort(facts, {}, &NamedFact::digest);
    do {
        EXPECT_EQ(told(fold_facts(facts, "default")), GetParam().expected);
    } while (std::ranges::next_permutation(facts, {}, &NamedFact::digest).found);
}

INSTANTIATE_TEST_SUITE_P(
    Facts, FoldFacts,
    testing::Values(
        FoldCase{"NothingIsKnownOfNothing", {}, ""},
        FoldCase{"AnExecutionCounts", {fact("f1", "+a")}, "a=1 "},
        FoldCase{
            "ARollbackThatKnewItTakesItsPlace", {fact("f1", "+a"), fact("f2", "-a", {"f1"})}, ""},
        FoldCase{"ARollbackThatKnewNothingOfItDoesNot",
                 {fact("f1", "+a"), fact("f2", "-a", {}, 9)},
                 "a=1 "},
        FoldCase{"ExecutedAgainAfterwards",
                 {fact("f1", "+a"), fact("f2", "-a", {"f1"}), fact("f3", "+a", {"f2"}, 2, "2")},
                 "a=2 "},
        FoldCase{"TwoWhoSayTheSame", {fact("f1", "+a", {}, 1), fact("f2", "+a", {}, 2)}, "a=1 "},
        FoldCase{"OfTwoContentsTheFirstExecutedIsTakenAndTheOtherTold",
                 {fact("f1", "+a", {}, 5, "1"), fact("f2", "+a", {}, 2, "2")},
                 "a=2 a!1 "},
        FoldCase{"ALaterOneSettlesTheConflict",
                 {fact("f1", "+a", {}, 5, "1"), fact("f2", "+a", {}, 2, "2"),
                  fact("f3", "+a", {"f1", "f2"}, 7, "1")},
                 "a=1 "},
        FoldCase{"ARetiredOneCountsNoMore",
                 {fact("e0", "@"), fact("f1", "+a"), fact("r1", "!", {"e0", "f1"})},
                 "retired "},
        FoldCase{"WhatTheRetirementDidNotKnowStillCounts",
                 {fact("f1", "+a"), fact("f2", "+b"), fact("r1", "!", {"f1"})},
                 "b=1 "},
        FoldCase{"ExecutedAfterTheRetirement",
                 {fact("f1", "+a"), fact("r1", "!", {"f1"}), fact("f2", "+a", {"r1"}, 3, "2")},
                 "a=2 "},
        FoldCase{"NamingWhatIsNotThereIsNoHarm", {fact("f2", "+a", {"f1", "f0"})}, "a=1 "}),
    [](const auto& test) { return test.param.name; });

TEST(FoldFactsOfSeveral, KeepsProjectsAndIdentitiesApart) {
    std::vector<NamedFact> facts{fact("f1", "+a"), fact("f2", "+b"), fact("f3", "+c")};
    facts[1].fact.identity = "00000000-0000-4000-8000-000000000002";
    facts[2].fact.project = "billing";
    const auto environments = fold_facts(facts, "default");
    ASSERT_EQ(environments.size(), 2U);
    EXPECT_EQ(told({environments[0]}), "b=1 ");
    EXPECT_EQ(told({environments[1]}), "a=1 ");
    EXPECT_EQ(told(fold_facts(facts, "billing")), "c=1 ");
}

TEST(FoldFactsOfSeveral, CallsAnEnvironmentWhatItSaysOfItself) {
    std::vector<NamedFact> facts{fact("e0", "@"), fact("e1", "@", {"e0"}), fact("f1", "+a")};
    facts[1].fact.environment = "live";
    const auto environments = fold_facts(facts, "default");
    EXPECT_EQ(environments.at(0).names, std::vector<std::string>{"live"});
    EXPECT_TRUE(shared_facts_of(environments, "live"));
    EXPECT_FALSE(shared_facts_of(environments, "production"));
}

TEST(SharedFactsOf, JoinsWhateverIsCalledSo) {
    std::vector<NamedFact> facts{fact("f1", "+a", {}, 5, "1"), fact("f2", "+a", {}, 3, "2"),
                                 fact("f3", "+b", {}, 9)};
    facts[1].fact.identity = "00000000-0000-4000-8000-000000000002";
    const auto known = shared_facts_of(fold_facts(facts, "default"), "production");
    ASSERT_TRUE(known);
    EXPECT_EQ(known->source, FactsSource::Shared);
    EXPECT_EQ(known->as_of.microseconds, 9);
    ASSERT_EQ(known->entries.size(), 2U);
    EXPECT_EQ(known->entries[0].checksum.value, "2");
}

TEST(SharedFactsOf, KnowsNothingOfARetiredOne) {
    const std::vector<NamedFact> facts{fact("f1", "+a"), fact("r1", "!", {"f1"})};
    EXPECT_FALSE(shared_facts_of(fold_facts(facts, "default"), "production"));
}

LedgerEntry row(const std::string& id, const std::string& content = "1") {
    LedgerEntry entry;
    entry.id.value = id;
    entry.name = "name-" + id;
    entry.checksum.value = content;
    return entry;
}

/// The facts that a ledger adds, as "+a<f1,f2 -b".
std::string additions(const std::vector<NamedFact>& facts, std::vector<LedgerEntry> rows,
                      const std::string& name = "production") {
    const auto known = fold_facts(facts, "default");
    const LedgerState ledger{.project = "default",
                             .identity = production,
                             .environment = name,
                             .kind = EnvironmentKind::Production,
                             .entries = std::move(rows),
                             .at = {20},
                             .by = "ann@host",
                             .gmig_version = "1"};
    std::string text;
    for (const SharedFact& each : facts_to_tell(ledger, known.empty() ? nullptr : &known[0])) {
        text += text.empty() ? "" : " ";
        text += std::string(1, "+-@!"[static_cast<std::size_t>(each.event)]) + each.id.value;
        const char* mark = "<";
        for (const std::string& previous : each.previous) {
            text += mark + previous;
            mark = ",";
        }
    }
    return text;
}

TEST(FactsToTell, AreAllOfItWhereNothingIsKnown) {
    EXPECT_EQ(additions({}, {row("a"), row("b")}), "@ +a +b");
}

TEST(FactsToTell, AreNoneWhereAllIsKnown) {
    EXPECT_EQ(additions({fact("e0", "@"), fact("f1", "+a")}, {row("a")}), "");
}

TEST(FactsToTell, AreWhatTheFactsLackOrHaveOtherwise) {
    EXPECT_EQ(
        additions({fact("e0", "@"), fact("f1", "+a"), fact("f2", "+b")}, {row("a", "2"), row("c")}),
        "+a<f1 +c -b<f2");
}

TEST(FactsToTell, TellAnewWhatWasRetired) {
    EXPECT_EQ(
        additions({fact("e0", "@"), fact("f1", "+a"), fact("r1", "!", {"e0", "f1"})}, {row("a")}),
        "@<r1 +a<r1");
}

TEST(FactsToTell, SettleWhatOthersDisagreeAbout) {
    EXPECT_EQ(
        additions({fact("e0", "@"), fact("f1", "+a", {}, 1), fact("f2", "-a", {}, 2)}, {row("a")}),
        "+a<f1,f2");
}

TEST(FactsToTell, FollowARename) {
    EXPECT_EQ(additions({fact("e0", "@"), fact("f1", "+a")}, {row("a")}, "live"), "@<e0");
}

TEST(FactsToRetire, NameAllThatCounts) {
    const auto known = fold_facts(
        std::vector{fact("e0", "@"), fact("f1", "+a"), fact("f2", "-a", {"f1"})}, "default");
    const auto retiring = facts_to_retire(known.at(0), {});
    ASSERT_EQ(retiring.size(), 1U);
    EXPECT_EQ(retiring[0].event, FactEvent::Retired);
    EXPECT_EQ(retiring[0].previous, (std::vector<std::string>{"e0", "f2"}));
}

TEST(FactsToRetire, AreSeveralForALargeEnvironment) {
    std::vector<NamedFact> facts;
    for (int number = 0; number < 12'000; ++number) {
        const std::string digest = std::to_string(number);
        facts.push_back(fact(digest, "+" + digest));
    }
    for (SharedFact& retiring : facts_to_retire(fold_facts(facts, "default").at(0), {})) {
        const std::string digest = "r" + retiring.previous.front();
        facts.push_back({.digest = digest, .fact = std::move(retiring)});
    }
    EXPECT_TRUE(fold_facts(facts, "default").at(0).retired);
}

TEST(MakeStricter, AddsWhatWasExecutedSinceAndTakesNothing) {
    Facts cached;
    cached.as_of = {10};
    cached.entries = {row("a", "1"), row("gone-by-shared")};
    Facts shared;
    shared.entries = {row("a", "2"), row("old"), row("new")};
    shared.entries[0].executed_at = {11};
    shared.entries[1].executed_at = {9};
    shared.entries[2].executed_at = {11};
    EXPECT_TRUE(make_stricter(cached, shared));
    ASSERT_EQ(cached.entries.size(), 3U);
    EXPECT_EQ(cached.entries[0].checksum.value, "1");
    EXPECT_EQ(cached.entries[2].id.value, "new");
    EXPECT_FALSE(make_stricter(cached, shared));
}

TEST(FactEvents, AreWrittenAndReadBack) {
    for (const FactEvent event :
         {FactEvent::Executed, FactEvent::RolledBack, FactEvent::Environment, FactEvent::Retired}) {
        EXPECT_EQ(fact_event_from(to_string(event)), event);
    }
    EXPECT_FALSE(fact_event_from("Executed"));
}

}  // namespace
}  // namespace gmig

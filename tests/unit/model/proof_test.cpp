#include "scenes.hpp"
#include <gmig/model/check.hpp>
#include <gmig/model/proof.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig {
namespace {

using namespace testing_notation;
using testing::HasSubstr;

std::function<bool(const MigrationId&)> executed(const std::string& ids) {
    return [known = ids_from(ids)](const MigrationId& id) { return known && known->contains(id); };
}

std::string joined(const std::vector<MigrationId>& ids) {
    std::string text;
    for (const MigrationId& id : ids) {
        text += (text.empty() ? "" : " ") + id.value;
    }
    return text;
}

/// "c: a | b": candidate, what it follows, the others.
std::string shown(const std::vector<Candidate>& all) {
    std::string text;
    for (const Candidate& one : all) {
        text += (text.empty() ? "" : ", ") + one.id.value + ": " + joined(one.before) + " | " +
                joined(one.others);
    }
    return text;
}

struct CandidatesCase {
    const char* name;
    const char* files;
    const char* executed;
    const char* candidates;
};

class Candidates : public testing::TestWithParam<CandidatesCase> {};

TEST_P(Candidates, AreThoseWhoseOrderMayMatter) {
    const History history = history_from(GetParam().files);
    EXPECT_EQ(shown(candidates(history, executed(GetParam().executed))), GetParam().candidates);
}

INSTANTIATE_TEST_SUITE_P(
    Histories, Candidates,
    testing::Values(CandidatesCase{"NoneWhereNothingIsExecuted", "a b<a", "", ""},
                    CandidatesCase{"NoneInWhatComesLast", "a b<a c<b", "a b", ""},
                    CandidatesCase{"OneThatComesTooLateInALine", "a b<a c<b", "a c", "b: a | c"},
                    CandidatesCase{"OneBesideAnExecutedOne", "a b<a c<a", "a b", "c: a | b"},
                    CandidatesCase{"TwoThatFollowEachOther", "a b<a c<b d<c", "a d",
                                   "b: a | d, c: a b | d"},
                    CandidatesCase{"NoneBehindAMerge", "a b<a c<a d<b,c", "a b c", ""}),
    sentence);

Touches touches(std::vector<Touched> objects, std::vector<std::string> data = {},
                std::vector<std::string> unseen = {}) {
    return {.objects = std::move(objects), .data = std::move(data), .unseen = std::move(unseen)};
}

Touched object(const char* kind, const char* name, Touch touch) {
    return {.kind = kind, .schema = "", .name = name, .touch = touch};
}

struct TouchingCase {
    const char* name;
    Touches late;
    Touches executed;
    const char* findings;
    const char* message = "";
};

/// b came too late; c is executed.
struct LateScene {
    History history = history_from("a b<a c<a");
    std::vector<Candidate> all = candidates(history, executed("a c"));
    TouchesOf touches;

    LateScene(const Touches& late, const Touches& done) {
        touches[{"b"}] = late;
        touches[{"c"}] = done;
    }
};

class Touching : public testing::TestWithParam<TouchingCase> {};

TEST_P(Touching, IsTold) {
    const LateScene scene(GetParam().late, GetParam().executed);
    const std::vector<Finding> findings = touching(scene.history, scene.all, scene.touches);
    EXPECT_EQ(codes_of(findings), GetParam().findings);
    if (!findings.empty()) {
        EXPECT_THAT(findings.front().message, HasSubstr(GetParam().message));
        EXPECT_EQ(findings.front().other->id.value, "c");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, Touching,
    testing::Values(
        TouchingCase{"NotOfDifferentObjects", touches({object("table", "t", Touch::Alters)}),
                     touches({object("table", "u", Touch::Alters)}), ""},
        TouchingCase{"NotOfTwoThatOnlyRead", touches({object("table", "t", Touch::Reads)}),
                     touches({object("relation", "t", Touch::Reads)}), ""},
        TouchingCase{"OfTwoThatAlterATable", touches({object("table", "t", Touch::Alters)}),
                     touches({object("table", "t", Touch::Drops)}), "GM301? b",
                     "b and c both touch table t: the first alters it, the second drops it"},
        TouchingCase{"OfOneThatReadsWhatTheOtherAlters",
                     touches({object("relation", "t", Touch::Reads)}),
                     touches({object("table", "t", Touch::Alters)}), "GM301? b", "table t"},
        TouchingCase{
            "AsAnErrorWhereBothDefineAView",
            touches({object("table", "t", Touch::Alters), object("view", "v", Touch::Replaces)}),
            touches({object("table", "t", Touch::Alters), object("view", "v", Touch::Creates)}),
            "GM301 b", "both define view v"},
        TouchingCase{"AsInformationWhereSomethingIsHidden", touches({}, {}, {"DO at b.sql:1:1"}),
                     touches({}), "GM301. b", "it cannot be seen: DO at b.sql:1:1"}),
    sentence);

struct UnprovableCase {
    const char* name;
    Touches late;
    Touches executed;
    const char* words;
};

class Unprovable : public testing::TestWithParam<UnprovableCase> {};

TEST_P(Unprovable, SaysWhy) {
    const LateScene scene(GetParam().late, GetParam().executed);
    const auto proof = unprovable(scene.all.front(), scene.touches, scene.history);
    EXPECT_EQ(proof ? words_of(*proof) : "", GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, Unprovable,
    testing::Values(
        UnprovableCase{"NothingWhereOnlyTheSchemaChanges",
                       touches({object("table", "t", Touch::Alters)}),
                       touches({object("table", "t", Touch::Alters)}), ""},
        UnprovableCase{"ThatItTouchesData", touches({}, {"INSERT at b.sql:1:1"}), touches({}),
                       "that both orders come to the same is not proven: it touches data, or may: "
                       "INSERT at b.sql:1:1"},
        UnprovableCase{"ThatTheOtherTouchesData", touches({}), touches({}, {"DO at c.sql:2:1"}),
                       "that both orders come to the same is not proven: c touches data, or may: "
                       "DO at c.sql:2:1"},
        UnprovableCase{"ThatBothDefineAFunction",
                       touches({object("function", "f", Touch::Replaces)}),
                       touches({object("function", "f", Touch::Replaces)}),
                       "that both orders come to the same is not proven: it and c both define "
                       "function f"}),
    sentence);

Proof proof(Proof::Verdict verdict, const char* reason = "") {
    return {.id = {"b"}, .against = {"c"}, .verdict = verdict, .reason = reason};
}

TEST(NotCommuting, IsAFindingForEachProofThatFailed) {
    const History history = history_from("a b<a c<a");
    const std::vector<Proof> proofs{proof(Proof::Verdict::Commutes),
                                    proof(Proof::Verdict::Differs, "table t")};
    const std::vector<Finding> findings = not_commuting(history, proofs);
    ASSERT_EQ(codes_of(findings), "GM302 b");
    EXPECT_EQ(findings.front().message,
              "b may not trade places with c: the two orders build different schemas: table t");
}

/// A check of a branch that has brought b, between what the base has.
std::vector<Finding> checked(const std::vector<Proof>& proofs, std::vector<Finding> about_order,
                             std::vector<Override> overrides = {}) {
    const TreeState base{.history = history_from("a c<a"), .findings = {}};
    const TreeState result{.history = history_from("a b<a c<b"), .findings = {}};
    CheckInput input;
    input.executed.push_back(facts_of_tree(base.history, result.history, "main", {}));
    input.proofs = proofs;
    input.about_order = std::move(about_order);
    input.overrides = std::move(overrides);
    return check(base, result, input);
}

TEST(CheckWithProofs, MakesALateOneThatCommutesInformation) {
    const std::vector<Finding> findings = checked({proof(Proof::Verdict::Commutes)}, {});
    ASSERT_EQ(codes_of(findings), "GM201. b");
    EXPECT_THAT(findings.front().message, HasSubstr("proven on a shadow"));
    EXPECT_FALSE(findings.front().blocks);
}

TEST(CheckWithProofs, SaysWhyALateOneDoesNotCommute) {
    const History history = history_from("a b<a c<b");
    const std::vector<Proof> proofs{proof(Proof::Verdict::NotProven, "it touches data")};
    EXPECT_EQ(codes_of(checked(proofs, not_commuting(history, proofs))), "GM201 b, GM302 b");
}

TEST(CheckWithProofs, TakesWhatTheyTouchForInformationWhereTheyCommute) {
    const LateScene scene(touches({object("table", "t", Touch::Alters)}),
                          touches({object("table", "t", Touch::Alters)}));
    const std::vector<Finding> touched = touching(scene.history, scene.all, scene.touches);
    EXPECT_EQ(codes_of(checked({proof(Proof::Verdict::Commutes)}, touched)), "GM201. b, GM301. b");
    EXPECT_EQ(codes_of(checked({}, touched)), "GM201 b, GM301? b");
}

TEST(CheckWithProofs, KeepsTheErrorWhereBothDefineAViewAndCommute) {
    const LateScene scene(touches({object("view", "v", Touch::Replaces)}),
                          touches({object("view", "v", Touch::Replaces)}));
    EXPECT_EQ(codes_of(checked({proof(Proof::Verdict::Commutes)},
                               touching(scene.history, scene.all, scene.touches))),
              "GM301 b, GM201. b");
}

TEST(CheckWithProofs, LetsAnOverrideOfTheOrderSetTheProofAside) {
    const History history = history_from("a b<a c<b");
    const std::vector<Proof> proofs{proof(Proof::Verdict::Differs, "table t")};
    const Override override{.kind = Override::Kind::Order,
                            .id = {"b"},
                            .from = {},
                            .to = {},
                            .reason = "agreed",
                            .where = {}};
    EXPECT_EQ(codes_of(checked(proofs, not_commuting(history, proofs), {override})), "GM105. b");
}

TEST(PlanWithProofs, RunsALateOneThatIsProvenAndRefusesAnother) {
    const History history = history_from("a b<a c<b d<c");
    const Facts facts = facts_from("a d<c");
    const Assessment assessment = assess(history, facts, input_of(Policy::Linear));
    Goal goal;
    goal.proven = {{"b"}};
    EXPECT_EQ(codes_of(plan_execute(history, facts, assessment, goal).refusals), "GM201 c");
    goal.proven.insert({"c"});
    const Plan plan = plan_execute(history, facts, assessment, goal);
    EXPECT_EQ(codes_of(plan.refusals), "");
    EXPECT_EQ(steps_of(plan), "execute b, execute c");
}

}  // namespace
}  // namespace gmig

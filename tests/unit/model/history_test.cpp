#include "graphs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace gmig {
namespace {

using namespace testing_notation;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// ---- the canonical order -----------------------------------------------------------------------

struct OrderCase {
    const char* name;
    const char* graph;
    const char* order;
};

class CanonicalOrder : public testing::TestWithParam<OrderCase> {};

TEST_P(CanonicalOrder, Is) {
    const History history = history_from(GetParam().graph);
    EXPECT_EQ(order_of(history), GetParam().order);
    EXPECT_THAT(history.findings(), IsEmpty());
}

constexpr OrderCase history_orders[] = {
    {"OfNothingIsNothing", "", ""},
    {"OfOneIsThatOne", "a", "a"},
    {"PutsParentsFirst", "b<a a", "a b"},
    {"OfAChainIsTheChainWhateverItsNames", "z y<z x<y a<x", "z y x a"},
    {"BreaksTiesByName", "r c<r a<r b<r", "r a b c"},
    {"BreaksTiesBytewiseCapitalsFirst", "r a<r B<r _<r", "r B _ a"},
    {"BreaksTiesBytewiseUtf8Last", "r é<r z<r", "r z é"},
    {"BreaksTiesByNameAndNotById", "r x=2<r y=1<r", "r 1 2"},
    {"PutsAPrefixBeforeTheLongerName", "r ab<r a<r", "r a ab"},
    {"WaitsForBothSidesOfAMerge", "m<x,y x<r y<r r", "r x y m"},
    {"IsNotDepthFirst", "r b<r z<b c<r", "r b c z"},
    {"FinishesABranchWhoseNamesAreSmaller", "r a2<a1 a1<r b1<r", "r a1 a2 b1"},
    {"ZipsBranchesByTheirNames", "r 1<r 3<1 5<3 2<r 4<2 6<4", "r 1 2 3 4 5 6"},
    {"HoldsAMergeBackUntilItsLastParent", "r b<r a<r,z z<r", "r b z a"},
    {"TakesSeveralRoots", "b a c<a", "a b c"},
    {"OfCrissCrossMergesIsByName", "r a<r b<r m<a,b n<a,b h<m,n", "r a b m n h"},
    {"TakesAnOctopus", "r d<r c<r b<r m<b,c,d", "r b c d m"},
    {"CountsAParentNamedTwiceOnce", "r b<r,r c<b", "r b c"},
};

INSTANTIATE_TEST_SUITE_P(History, CanonicalOrder, testing::ValuesIn(history_orders), sentence);

// ---- what is wrong with a history
// ----------------------------------------------------------------

struct FindingCase {
    const char* name;
    const char* graph;
    const char* order;
    const char* findings;
};

class BrokenHistory : public testing::TestWithParam<FindingCase> {};

TEST_P(BrokenHistory, Is) {
    const History history = history_from(GetParam().graph);
    EXPECT_EQ(order_of(history), GetParam().order);
    EXPECT_EQ(codes_of(history.findings()), GetParam().findings);
}

constexpr FindingCase broken[] = {
    {"OneThatTreatsAMissingParentAsNone", "b<x a<b", "b a", "GM205 b"},
    {"OneThatNamesEachMissingParent", "b<x,y", "b", "GM205 b, GM205 b"},
    {"OneThatNamesAMissingParentOnce", "b<x,x", "b", "GM205 b"},
    {"OneThatKeepsTheParentsThatExist", "b c<x,b", "b c", "GM205 c"},
    {"OneWithAMigrationThatFollowsItself", "a b<a,b", "a b", "GM206 b"},
    {"OneWithACycleOfTwo", "b<c c<b a", "a b c", "GM206 b"},
    {"OneWithACycleOfThree", "a<c b<a c<b r", "r a b c", "GM206 a"},
    {"OneWithTwoCycles", "a<b b<a y<z z<y", "a b y z", "GM206 a, GM206 y"},
    {"OneThatPutsWhatHangsBehindACycleLast", "a<c c<d d<c r", "r a c d", "GM206 c"},
    {"OneWhereAMergeHangsBehindTwoCycles", "m<a,z a<b b<a z<y y<z", "a b m y z",
     "GM206 a, GM206 y"},
    {"OneWithACycleBetweenTwoChains", "r b<r,d c<b d<c e<d", "r b c d e", "GM206 b"},
    {"OneWithTheSameMigrationInTwoFiles", "a b<a a", "a b", "GM204? a"},
    {"OneWithACopyUnderALaterName", "a=1 b<a a=3", "1 b", "GM204? 3"},
    {"OneThatKeepsTheSmallestNameOfACopy", "a=3 b<a a=1", "1 b", "GM204? 3"},
    {"OneWithTheSameIdTwiceAndOtherContent", "a=1 b<a a=3!other", "1 b", "GM204 3"},
    {"OneWithThreeOfAnId", "a=1 a=2!other a=3", "1", "GM204 2, GM204? 3"},
};

INSTANTIATE_TEST_SUITE_P(History, BrokenHistory, testing::ValuesIn(broken), sentence);

const Finding& only_finding(const History& history) {
    EXPECT_THAT(history.findings(), SizeIs(1));
    return history.findings().front();
}

TEST(MissingParent, SaysWhoWantsWhomAndHowToFindIt) {
    const History history = history_from("k=add-tag<pppppppppppp");
    const Finding& finding = only_finding(history);
    EXPECT_EQ(finding.message, "add-tag follows pppppppppppp, which no file of this tree has");
    EXPECT_EQ(finding.remedy,
              "bring in the commit that has it: git log --all --oneline -S id=pppppppppppp, "
              "or mend parent= in add-tag.sql");
    EXPECT_EQ(finding.where, (Where{"add-tag.sql", 0, 0}));
    EXPECT_EQ(finding.id.value, "k");
}

TEST(Cycle, IsNamedWhole) {
    const History history = history_from("r a<r,c b<a c<b");
    const Finding& finding = only_finding(history);
    EXPECT_EQ(finding.message, "a follows itself: a -> c -> b -> a");
    EXPECT_EQ(finding.remedy, "correct the parent= of one of them, in a.sql for instance");
}

TEST(Cycle, OfOneIsNamed) {
    const History history = history_from("a<a");
    EXPECT_EQ(only_finding(history).message, "a follows itself: a -> a");
}

TEST(Cycle, IsNamedInPartWhenItIsLong) {
    const History history = history_from("a<j b<a c<b d<c e<d f<e g<f h<g i<h j<i");
    EXPECT_EQ(only_finding(history).message,
              "a follows itself: a -> j -> i -> h -> g -> … -> a (10 in all)");
}

TEST(Copy, IsTheSameMigrationAndOneFileIsTooMany) {
    const History history = history_from("k=1-a k=2-b");
    const Finding& finding = only_finding(history);
    EXPECT_EQ(finding.message, "2-b.sql is the same migration as 1-a.sql");
    EXPECT_EQ(finding.remedy, "git rm 2-b.sql");
    EXPECT_EQ(finding.where.file, "2-b.sql");
}

TEST(Copy, WithOtherContentNeedsAnIdOfItsOwn) {
    const History history = history_from("k=1-a k=2-b!other");
    const Finding& finding = only_finding(history);
    EXPECT_EQ(finding.message, "2-b.sql has the id of 1-a.sql, k, and other content");
    EXPECT_EQ(finding.remedy, "gmig add --new-id 2-b.sql");
}

TEST(Copy, IsQuotedForTheShellWhereItsNameNeedsIt) {
    std::vector<Migration> migrations = migrations_from("k=1 k=2");
    migrations[1].path = "V2__it's new.sql";
    const History history(std::move(migrations));
    EXPECT_THAT(only_finding(history).remedy, HasSubstr("git rm 'V2__it'\\''s new.sql'"));
}

// ---- questions --------------------------------------------------------------------------------

TEST(History, FindsAMigrationByItsId) {
    const History history = history_from("b=2<a a=1");
    ASSERT_NE(history.find({"b"}), nullptr);
    EXPECT_EQ(history.find({"b"})->name, "2");
    EXPECT_EQ(history.position({"a"}), 0U);
    EXPECT_EQ(history.position({"b"}), 1U);
    EXPECT_EQ(history.find({"1"}), nullptr);
    EXPECT_EQ(history.position({""}), std::nullopt);
}

TEST(History, FindsACopyAtThePlaceOfTheKeptOne) {
    const History history = history_from("a=5 a=1 b=3<a");
    EXPECT_EQ(order_of(history), "1 3");
    EXPECT_EQ(history.position({"a"}), 0U);
    EXPECT_EQ(history.position({"b"}), 1U);
}

TEST(History, IsEmptyUntilItHasAMigration) {
    EXPECT_TRUE(History().empty());
    EXPECT_EQ(History().size(), 0U);
    EXPECT_THAT(History().heads(), IsEmpty());
    EXPECT_FALSE(history_from("a").empty());
}

TEST(History, KeepsAllThatIsInAMigration) {
    const History history = history_from("b<a!up!down!verify a");
    const Migration& migration = *history.find({"b"});
    EXPECT_EQ(migration.checksum.value, "up");
    EXPECT_EQ(migration.down_checksum->value, "down");
    EXPECT_EQ(migration.verify_checksum->value, "verify");
    EXPECT_THAT(migration.parents, ElementsAre(MigrationId{"a"}));
}

struct HeadsCase {
    const char* name;
    const char* graph;
    const char* heads;
};

class Heads : public testing::TestWithParam<HeadsCase> {};

TEST_P(Heads, Are) {
    std::vector<std::string> ids;
    for (const MigrationId& id : history_from(GetParam().graph).heads()) {
        ids.push_back(id.value);
    }
    EXPECT_EQ(join(ids, " "), GetParam().heads);
}

constexpr HeadsCase history_heads[] = {
    {"TheLastOfAChain", "a b<a c<b", "c"},
    {"EachEndOfAFork", "r b<r a<r", "a b"},
    {"TheMergeThatJoinsThem", "r b<r a<r m<a,b", "m"},
    {"InCanonicalOrder", "r z<r a<z b<r", "b a"},
    {"EachLoneMigration", "b a", "a b"},
    {"NoneWhereAllGoesInACircle", "a<b b<a", ""},
    {"WhatHangsBehindACycle", "a<b b<a c<b", "c"},
    {"EvenOneWhoseParentIsMissing", "a b<x", "a b"},
};

INSTANTIATE_TEST_SUITE_P(History, Heads, testing::ValuesIn(history_heads), sentence);

struct AncestorsCase {
    const char* name;
    const char* graph;
    const char* of;
    const char* ancestors;
};

class Ancestors : public testing::TestWithParam<AncestorsCase> {};

TEST_P(Ancestors, Are) {
    const History history = history_from(GetParam().graph);
    std::vector<std::size_t> places;
    for (const Word& word : words_from(GetParam().of)) {
        places.push_back(*history.position({word.id}));
    }
    const std::vector<bool> marked = history.ancestors_of(places);
    ASSERT_EQ(marked.size(), history.size());
    std::vector<std::string> names;
    for (std::size_t place = 0; place < history.size(); ++place) {
        if (marked[place]) {
            names.push_back(history.migrations()[place].name);
        }
    }
    EXPECT_EQ(join(names, " "), GetParam().ancestors);
}

constexpr AncestorsCase ancestors[] = {
    {"OfNoneNone", "a b<a", "", ""},
    {"OfARootItself", "a b<a", "a", "a"},
    {"OfAChainAllBefore", "a b<a c<b d<c", "c", "a b c"},
    {"OfAMergeBothSides", "r a<r b<r m<a,b z<b", "m", "r a b m"},
    {"OfSeveralTheirUnion", "r a<r b<r c<r", "a c", "r a c"},
    {"WithinACycleItsMembers", "a<b b<a c<b", "a", "a b"},
};

INSTANTIATE_TEST_SUITE_P(History, Ancestors, testing::ValuesIn(ancestors), sentence);

TEST(ParentsOf, AreThePlacesOfThoseThatExistInTheFilesOrder) {
    const History history = history_from("r b<r a<r m<b,x,a,b");
    EXPECT_THAT(history.parents_of(0), IsEmpty());
    EXPECT_THAT(history.parents_of(1), ElementsAre(0U));
    EXPECT_THAT(history.parents_of(3), ElementsAre(2U, 1U));
}

TEST(HistoryVersion, IsThatOfItsIdsAndChecksums) {
    const std::array<IdAndChecksum, 2> set{{{{"a"}, {"x"}}, {{"b"}, {"b"}}}};
    EXPECT_EQ(history_from("b<a a!x").version(), version_of(set));
}

TEST(HistoryVersion, ChangesWithContentAndNotWithNamesOrParents) {
    const Version version = history_from("a b<a").version();
    EXPECT_EQ(history_from("a b=renamed").version(), version);
    EXPECT_NE(history_from("a b<a!edited").version(), version);
    EXPECT_NE(history_from("a").version(), version);
}

}  // namespace
}  // namespace gmig

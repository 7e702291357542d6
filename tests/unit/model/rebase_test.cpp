#include "graphs.hpp"
#include <gmig/model/rebase.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace gmig {
namespace {

using namespace testing_notation;

/// Both sides as one folder, as merging would make it: upstream's file where both have a path.
/// Where parents are derived, each one follows the one before it by name.
std::vector<Migration> joined(const RebaseInput& input, bool in_a_chain) {
    std::vector<Migration> all = input.upstream;
    for (const Migration& mine : input.here) {
        if (std::ranges::find(input.upstream, mine.path, &Migration::path) ==
            input.upstream.end()) {
            all.push_back(mine);
        }
    }
    if (in_a_chain) {
        std::ranges::sort(all, {}, &Migration::name);
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i].identity = Identity::Derived;
            all[i].parents.clear();
            if (i > 0) {
                all[i].parents.push_back(all[i - 1].id);
            }
        }
    }
    return all;
}

std::string names_of(const std::vector<MigrationId>& ids) {
    std::vector<std::string> names;
    for (const MigrationId& id : ids) {
        names.push_back(id.value);
    }
    return join(names, ",");
}

/// "m<u2, n<m; remove x.sql; take u2.sql; GM205 b": moves with their parents to be, then the rest.
std::string summary(const RebasePlan& plan) {
    std::vector<std::string> moves;
    for (const Move& move : plan.moves) {
        std::vector<MigrationId> parents = move.outer;
        for (const std::size_t inner : move.inner) {
            parents.push_back(plan.moves[inner].id);
        }
        moves.push_back(move.name + (move.keeps_name ? "=" : "") + (move.contested ? "!" : "") +
                        "<" + names_of(parents));
    }
    std::vector<std::string> all;
    const auto add = [&](const std::string& word, const std::string& text) {
        if (!text.empty()) {
            all.push_back(word + text);
        }
    };
    add("", join(moves, ", "));
    add("remove ", join(plan.removed, " "));
    add("take ", join(plan.taken, " "));
    add("", codes_of(plan.refusals));
    return join(all, "; ");
}

struct RebaseCase {
    const char* name;
    const char* upstream;
    const char* here;
    const char* plan;
    /// "dag", "chain" (parents by name), "named=m", "published=m", "former=u", "picking",
    /// "added=FILE", "changed=FILE", "misplaced=FILE"; several with blanks between.
    const char* options = "";
};

void set_option(const std::string& option, RebaseInput& input) {
    const std::size_t equals = option.find('=');
    const std::string key = option.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : option.substr(equals + 1);
    if (key == "dag") {
        input.policy = Policy::Dag;
    } else if (key == "chain") {
        input.name_is_identity = true;
    } else if (key == "picking") {
        input.picking = true;
    } else if (key == "named") {
        input.named.push_back({value});
    } else if (key == "published") {
        input.published.insert({value});
    } else if (key == "former") {
        input.former.insert({value});
    } else if (key == "misplaced") {
        input.misplaced.insert(value);
    } else {
        input.contests[value] = key == "added" ? Contest::BothAdded : Contest::BothChanged;
    }
}

RebaseInput input_from(const RebaseCase& test) {
    RebaseInput input;
    input.upstream = migrations_from(test.upstream);
    input.here = migrations_from(test.here);
    for (const std::string_view option : split_on(std::string_view(test.options), ' ')) {
        if (!option.empty()) {
            set_option(std::string(option), input);
        }
    }
    input.together = joined(input, input.name_is_identity);
    return input;
}

class PlanRebase : public testing::TestWithParam<RebaseCase> {};

TEST_P(PlanRebase, Moves) {
    EXPECT_EQ(summary(plan_rebase(input_from(GetParam()))), GetParam().plan);
}

constexpr RebaseCase rebase_linear[] = {
    {"NothingOfNothing", "", "", ""},
    {"NothingWhereUpstreamHasAll", "a b<a", "a b<a", ""},
    {"NothingWhereUpstreamIsOnlyAhead", "a b<a", "a", ""},
    {"NothingWhereOursComesLast", "a b<a", "a b<a m<b n<m", ""},
    {"NothingForALateNameWithinAChain", "b c<b", "b c<b a<c", ""},
    {"NothingWhereUpstreamIsEmpty", "", "m n<m", ""},
    {"OneBehindTheOther", "a u<a", "a u<a m<a", "m<u"},
    {"AWholeSeries", "a u<a", "a u<a m<a n<m o<n", "m<u, n<m, o<n"},
    {"ByItsOrderAndNotByItsNames", "a u<a", "a u<a z<a y<z", "z<u, y<z"},
    {"ASeriesThatForkedBecomesAChain", "a u<a", "a u<a m<a n<a", "m<u, n<m"},
    {"ASeriesThatWasMergedBecomesAChain", "a u<a", "a u<a m<a n<a o<m,n", "m<u, n<m, o<n"},
    {"WhatStandsRightAtTheBeginningStays", "a u<a", "a u<a m<u n<u", "n<m"},
    {"AndOnlyAtTheBeginning", "a u<a", "a u<a m<a n<u", "m<u, n<m"},
    {"ASecondRoot", "a u<a", "a u<a m", "m<u"},
    {"OneThatFollowsWhatNobodyHas", "a u<a", "a u<a m<x", "m<u"},
    {"UpstreamsComesAlongBeforeAMerge", "a u<a v<u", "a m<a", "m<v; take u.sql v.sql"},
    {"OfAnUpstreamThatWasEmptyBefore", "u", "m", "m<u; take u.sql"},
    {"NotWhatWasDeletedHere", "a u<a", "a m<a", "m<u; GM102 u", "former=u"},
    {"NothingMovesForADeletionAlone", "a u<a", "a", "", "former=u"},
    {"TwoHeadsOfUpstream", "a u<a v<a", "a u<a v<a m<u", "GM202 v"},
    {"TwoHeadsThatArePublished", "a u<a v<a", "a u<a v<a", "GM202 v"},
};
INSTANTIATE_TEST_SUITE_P(Linear, PlanRebase, testing::ValuesIn(rebase_linear), sentence);

constexpr RebaseCase twice[] = {
    {"ASquashedSeriesUnderNewNames", "a u<a m=z-m<u", "a m<a u<a m=z-m<u", "remove m.sql"},
    {"ASquashedSeriesBeforeTheMerge", "a u<a m=z-m<u", "a m<a", "remove m.sql; take z-m.sql u.sql"},
    {"AStackedOneFollowsItsParentsNewName", "a u<a m=z-m<u", "a m<a n<m",
     "remove m.sql; take z-m.sql u.sql"},
    {"TheLatestNameOfOurs", "a", "a m<a m=z-m<a", "remove m.sql"},
    {"TheLatestNameOfOursMoves", "a u<a", "a u<a m<a m=z-m<a n<m", "z-m<u, n<m; remove m.sql"},
    {"TheOtherContentIsRefused", "a m=z-m<a", "a m<a!x", "GM204 m"},
    {"TheOtherContentOfOursIsRefused", "a", "a m<a m=z-m<a!x", "GM204 z-m"},
};
INSTANTIATE_TEST_SUITE_P(TheSameTwice, PlanRebase, testing::ValuesIn(twice), sentence);

constexpr RebaseCase contests[] = {
    {"AnEditOfUpstreamsIsForCheckToJudge", "a u<a", "a!x u<a m<u", ""},
    {"TwoMigrationsOfOneName", "a u=n<a", "a m=n<a", "n!<u", "added=n.sql"},
    {"TwoMigrationsOfOneDerivedId", "a n~<a", "a n~<a!x", "n!<n", "added=n.sql"},
    {"OfOneNameWithFollowers", "a u=n<a", "a m=n<a o<m", "n!<u, o<m", "added=n.sql"},
    {"TheSameOneWithAnotherParent", "a n<a", "a n", "take n.sql", "added=n.sql"},
    {"OneIdWithTwoContents", "a n<a", "a n<a!x", "GM204 n", "added=n.sql"},
    {"OneThatBothSidesChanged", "a!x u<a", "a!y m<a", "m<u; take u.sql; GM101 a", "changed=a.sql"},
    {"OneWhoseHeaderBothSidesChanged", "a u<a n<u", "a u<a n<a", "take n.sql", "changed=n.sql"},
};
INSTANTIATE_TEST_SUITE_P(Contests, PlanRebase, testing::ValuesIn(contests), sentence);

constexpr RebaseCase rebase_refusals[] = {
    {"WhatIsPublishedMayNotMove", "a u<a", "a u<a m<a", "m<u; GM201 m", "published=m"},
    {"WhatIsPublishedAndStandsRight", "a u<a", "a u<a m<u", "", "published=m"},
    {"APublishedFollower", "a u<a", "a u<a m<a n<m", "m<u, n<m; GM201 n", "published=n"},
    {"APickedOneKeepsItsName", "a", "a h<z", "h=<a", "published=h picking"},
    {"APickedOneThatIsNotPublished", "a", "a h<z", "h<a", "picking"},
    {"APickedOneOfAVersionStays", "1 3", "1 2 3", "", "published=2 picking chain"},
};
INSTANTIATE_TEST_SUITE_P(Frozen, PlanRebase, testing::ValuesIn(rebase_refusals), sentence);

constexpr RebaseCase named[] = {
    {"OneWithItsFollowers", "a", "a m<a n<m o<a", "m<o, n<m", "named=m"},
    {"OneThatStandsLast", "a", "a m<a n<m", "", "named=n"},
    {"OneOfAChainWithAllBehindIt", "a", "a m<a n<m o<n", "", "named=n"},
    {"OneOfUpstreams", "a u<a", "a u<a m<u", "GM201 u", "named=u"},
    {"OneWhereTheOthersHaveTwoHeads", "a u<a", "a u<a m<a n<a", "GM202 u", "named=n"},
};
INSTANTIATE_TEST_SUITE_P(Named, PlanRebase, testing::ValuesIn(named), sentence);

constexpr RebaseCase versions[] = {
    {"NothingWhereOursHasTheHighest", "1 2", "1 2 3", "", "chain"},
    {"OneBetween", "1 2 4", "1 2 3 4", "3<4", "chain"},
    {"OneBetweenBeforeTheMerge", "1 2 4", "1 2 3", "3<4; take 4.sql", "chain"},
    {"SeveralBetween", "1 4", "1 2 3 4", "2<4, 3<2", "chain"},
    {"AllBehindTheFirstThatMoves", "1 4", "1 2 4 5", "2<4, 5<2", "chain"},
    {"TheSameVersionBeforeUpstreams", "1 2b", "1 2a 2b", "2a<2b", "chain"},
    {"TheSameVersionBehindUpstreams", "1 2a", "1 2a 2b", "2b<2a", "chain misplaced=2b.sql"},
    {"TheSameVersionAndName", "1 2~", "1 2~!x", "2!<2", "chain added=2.sql"},
    {"TheDagPolicyKnowsNoOtherShape", "1 2 4", "1 2 3 4", "3<4", "chain dag"},
    {"ANamedOneWithThoseBehindIt", "1", "1 2 3 4", "", "chain named=3"},
};
INSTANTIATE_TEST_SUITE_P(Versions, PlanRebase, testing::ValuesIn(versions), sentence);

constexpr RebaseCase rebase_dag[] = {
    {"OneBehindTheOther", "a u<a", "a u<a m<a", "m<u", "dag"},
    {"AShapeStays", "a u<a", "a u<a m<a n<m o<m p<n,o", "m<u, n<m, o<m, p<n,o", "dag"},
    {"EveryRootMoves", "a u<a", "a u<a m<a n<a", "m<u, n<u", "dag"},
    {"ARootThatStandsRightStays", "a u<a", "a u<a m<u n<a", "n<u", "dag"},
    {"BehindAllHeads", "a u<a v<a", "a u<a v<a m<a", "m<u,v", "dag"},
    {"NothingWhereAMergeHasJoinedThem", "a u<a", "a u<a m<a j<m,u", "", "dag"},
    {"AnOldMergeLosesUpstream", "a u<a v<u", "a u<a v<u m<a j<m,u", "m<v, j<m", "dag"},
    {"ASecondTime", "a u<a", "a u<a m<u n<u", "", "dag"},
};
INSTANTIATE_TEST_SUITE_P(Dag, PlanRebase, testing::ValuesIn(rebase_dag), sentence);

TEST(PlanRebaseRefusals, NameTheWayOut) {
    const RebaseCase test{"", "a u<a", "a u<a m<a", "", "published=m"};
    RebaseInput input = input_from(test);
    EXPECT_THAT(plan_rebase(input).refusals.front().remedy,
                testing::HasSubstr("\"order m REASON\" in gmig.overrides"));
    input.policy = Policy::Dag;
    EXPECT_EQ(plan_rebase(input).refusals.front().remedy, "join the heads: gmig merge");
}

}  // namespace
}  // namespace gmig

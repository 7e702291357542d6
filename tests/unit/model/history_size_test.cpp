#include "scenes.hpp"

#include <gtest/gtest.h>

#include <ctime>

namespace gmig {
namespace {

using namespace testing_notation;

// Wrong growth shows at these sizes: what is quadratic takes minutes, what recurses overflows the
// stack. The limit is on processor time, and generous enough for sanitizers.
constexpr int many = 100'000;
constexpr int fewer = 20'000;
constexpr std::clock_t seconds_allowed = 10;

std::string number(int value) {
    return std::to_string(1'000'000 + value);
}

Migration migration_of(int value, const std::vector<int>& parents) {
    Migration migration;
    migration.id = {number(value)};
    migration.name = number(value);
    migration.path = number(value);
    migration.checksum = {number(value)};
    for (const int parent : parents) {
        migration.parents.push_back({number(parent)});
    }
    return migration;
}

using ParentsOf = std::vector<int> (*)(int value, int count);

std::vector<Migration> graph_of(ParentsOf parents_of, int count) {
    std::vector<Migration> migrations;
    for (int value = 0; value < count; ++value) {
        migrations.push_back(migration_of(value, parents_of(value, count)));
    }
    return migrations;
}

std::vector<int> chain(int value, int /*count*/) {
    return value == 0 ? std::vector<int>{} : std::vector<int>{value - 1};
}
std::vector<int> chain_backwards(int value, int count) {
    return value == count - 1 ? std::vector<int>{} : std::vector<int>{value + 1};
}
std::vector<int> fan(int value, int /*count*/) {
    return value == 0 ? std::vector<int>{} : std::vector<int>{0};
}
std::vector<int> ring(int value, int count) {
    return {value == 0 ? count - 1 : value - 1};
}
std::vector<int> rings_of_two(int value, int /*count*/) {
    return {value ^ 1};
}
std::vector<int> missing_parents(int value, int /*count*/) {
    return {-value - 1};
}

struct SizeCase {
    const char* name;
    ParentsOf parents_of;
    int size;
    std::size_t heads;
    std::size_t findings;
};

class LargeHistory : public testing::TestWithParam<SizeCase> {
protected:
    void TearDown() override {
        EXPECT_LT((std::clock() - start_) / CLOCKS_PER_SEC, seconds_allowed);
    }
    /// A message stays one that a person can read.
    static void expect_short_messages(const std::vector<Finding>& findings) {
        for (const Finding& finding : findings) {
            EXPECT_LT(finding.message.size() + finding.remedy.size(), 400U);
        }
    }

private:
    std::clock_t start_ = std::clock();
};

/// Facts in which every `nth` migration is executed.
Facts facts_of(const History& history, std::size_t nth) {
    Facts facts = facts_from("");
    for (std::size_t place = 0; place < history.size(); place += nth) {
        const Migration& migration = history.migrations()[place];
        LedgerEntry entry;
        entry.id = migration.id;
        entry.name = migration.name;
        entry.checksum = migration.checksum;
        entry.sequence = static_cast<std::int64_t>(place) + 1;
        facts.entries.push_back(std::move(entry));
    }
    return facts;
}

TEST_P(LargeHistory, IsReadInTime) {
    const History history(graph_of(GetParam().parents_of, GetParam().size));
    EXPECT_EQ(history.size(), static_cast<std::size_t>(GetParam().size));
    EXPECT_EQ(history.heads().size(), GetParam().heads);
    EXPECT_EQ(history.findings().size(), GetParam().findings);
    expect_short_messages(history.findings());
}

TEST_P(LargeHistory, IsAssessedAndPlannedInTime) {
    const History history(graph_of(GetParam().parents_of, fewer));
    const Facts facts = facts_of(history, 2);
    for (const Policy policy : {Policy::Linear, Policy::Dag}) {
        const Assessment assessment = assess(history, facts, input_of(policy));
        ASSERT_EQ(assessment.migrations.size(), std::size_t{fewer});
        expect_short_messages(assessment.findings);
        EXPECT_EQ(plan_rollback(facts, assessment, {.all = true}).steps.size(),
                  std::size_t{fewer} / 2);
        EXPECT_GE(plan_execute(history, facts, assessment, {.force = true}).steps.size(),
                  std::size_t{fewer} / 2);
    }
}

TEST_P(LargeHistory, IsHeldAgainstALedgerOfOtherIdsInTime) {
    const History history(graph_of(GetParam().parents_of, fewer));
    Facts facts = facts_of(history, 2);
    for (LedgerEntry& entry : facts.entries) {
        entry.id.value += "-lost";
        entry.name += "-lost";
    }
    const Assessment assessment = assess(history, facts, input_of(Policy::Linear));
    EXPECT_EQ(assessment.migrations.size(), std::size_t{fewer} * 3 / 2);
}

TEST_P(LargeHistory, OfOneContentOnlyIsHeldAgainstALedgerOfOtherIdsInTime) {
    std::vector<Migration> migrations = graph_of(GetParam().parents_of, fewer);
    for (Migration& migration : migrations) {
        migration.checksum = {"same"};
        migration.identity = Identity::Derived;
    }
    const History history(std::move(migrations));
    Facts facts = facts_of(history, 2);
    for (LedgerEntry& entry : facts.entries) {
        entry.id.value += "-lost";
        entry.name += "-lost";
    }
    AssessmentInput input = input_of(Policy::Linear);
    input.name_is_identity = true;
    const Assessment assessment = assess(history, facts, input);
    EXPECT_EQ(assessment.migrations.size(), std::size_t{fewer} * 3 / 2);
    expect_short_messages(assessment.findings);
}

INSTANTIATE_TEST_SUITE_P(
    Graphs, LargeHistory,
    testing::Values(SizeCase{"AChain", chain, many, 1, 0},
                    SizeCase{"AChainAgainstTheNames", chain_backwards, fewer, 1, 0},
                    SizeCase{"AFan", fan, many, many - 1, 0}, SizeCase{"ARing", ring, fewer, 0, 1},
                    SizeCase{"RingsOfTwo", rings_of_two, fewer, 0, fewer / 2},
                    SizeCase{"OrphansOnly", missing_parents, fewer, fewer, fewer}),
    sentence);

}  // namespace
}  // namespace gmig

#include "scenes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace gmig {
namespace {

using namespace testing_notation;
using testing::IsEmpty;

/// Random graphs; a seed gives the same one on every machine.
class Chance {
public:
    explicit Chance(unsigned seed) : engine_(seed) {}

    /// From 0 up to, not including, `bound`.
    std::size_t below(std::size_t bound) { return engine_() % bound; }

    void shuffle(std::vector<Migration>& migrations) {
        for (std::size_t place = migrations.size(); place > 1; --place) {
            std::swap(migrations[place - 1], migrations[below(place)]);
        }
    }

    /// Up to 24 migrations; each follows up to 3 of those made before it; names are random letters,
    /// so that they agree with the edges only by chance, and sometimes with one another.
    std::vector<Migration> migrations() {
        std::vector<Migration> made;
        const std::size_t count = below(25);
        for (std::size_t number = 0; number < count; ++number) {
            Migration migration;
            migration.id = {"id" + std::to_string(number)};
            migration.name = {static_cast<char>('a' + below(26)),
                              static_cast<char>('a' + below(3))};
            migration.path = migration.name + std::to_string(number);
            migration.checksum = {"sum" + std::to_string(number)};
            for (std::size_t edges = number == 0 ? 0 : below(4); edges > 0; --edges) {
                migration.parents.push_back(made[below(number)].id);
            }
            made.push_back(std::move(migration));
        }
        return made;
    }

private:
    std::mt19937 engine_;
};

std::vector<MigrationId> ids_of(const History& history) {
    std::vector<MigrationId> ids;
    for (const Migration& migration : history.migrations()) {
        ids.push_back(migration.id);
    }
    return ids;
}

/// The canonical order by its definition and nothing else: again and again, of those whose parents
/// are all placed, the one with the smallest name (then path).
std::vector<MigrationId> order_by_definition(const std::vector<Migration>& migrations) {
    std::vector<MigrationId> order;
    std::set<std::string> placed;
    while (order.size() < migrations.size()) {
        const Migration* smallest = nullptr;
        for (const Migration& migration : migrations) {
            const bool ready = !placed.contains(migration.id.value) &&
                               std::ranges::all_of(migration.parents, [&](const MigrationId& id) {
                                   return placed.contains(id.value);
                               });
            if (ready && (smallest == nullptr || std::tie(migration.name, migration.path) <
                                                     std::tie(smallest->name, smallest->path))) {
                smallest = &migration;
            }
        }
        order.push_back(smallest->id);
        placed.insert(smallest->id.value);
    }
    return order;
}

LedgerEntry entry_of(const Migration& migration, std::size_t sequence) {
    LedgerEntry entry;
    entry.id = migration.id;
    entry.name = migration.name;
    entry.parents = migration.parents;
    entry.checksum = migration.checksum;
    entry.sequence = static_cast<std::int64_t>(sequence) + 1;
    return entry;
}

/// A ledger that executed the first `count` in canonical order.
Facts prefix_of(const History& history, std::size_t count) {
    Facts facts = facts_from("");
    for (std::size_t place = 0; place < count; ++place) {
        facts.entries.push_back(entry_of(history.migrations()[place], place));
    }
    return facts;
}

class AnyGraph : public testing::TestWithParam<unsigned> {
protected:
    Chance chance{GetParam()};
};

constexpr int rounds = 60;

TEST_P(AnyGraph, IsInTheOrderOfTheDefinition) {
    for (int round = 0; round < rounds; ++round) {
        const std::vector<Migration> migrations = chance.migrations();
        const History history(migrations);
        EXPECT_EQ(ids_of(history), order_by_definition(migrations));
        EXPECT_THAT(history.findings(), IsEmpty());
    }
}

TEST_P(AnyGraph, HasParentsBeforeChildren) {
    for (int round = 0; round < rounds; ++round) {
        const History history(chance.migrations());
        for (std::size_t place = 0; place < history.size(); ++place) {
            for (const std::size_t parent : history.parents_of(place)) {
                EXPECT_LT(parent, place);
            }
        }
    }
}

TEST_P(AnyGraph, IsTheSameInWhateverOrderItIsGiven) {
    for (int round = 0; round < rounds; ++round) {
        std::vector<Migration> migrations = chance.migrations();
        if (!migrations.empty()) {
            // Damage of each kind: a cycle, a copy, a copy with other content, a missing parent.
            migrations[0].parents.push_back(migrations.back().id);
            migrations.push_back(migrations[chance.below(migrations.size())]);
            migrations.back().path += "-copy";
            migrations.push_back(migrations[chance.below(migrations.size())]);
            migrations.back().path += "-other";
            migrations.back().checksum = {"other"};
            migrations[chance.below(migrations.size())].parents.push_back({"missing"});
        }
        const History history(migrations);
        chance.shuffle(migrations);
        const History shuffled(migrations);
        EXPECT_EQ(ids_of(shuffled), ids_of(history));
        EXPECT_EQ(shuffled.findings(), history.findings());
        EXPECT_EQ(shuffled.version(), history.version());
    }
}

TEST_P(AnyGraph, KeepsEveryMigrationWhole) {
    for (int round = 0; round < rounds; ++round) {
        std::vector<Migration> migrations = chance.migrations();
        std::map<std::string, std::string> path_of;
        for (const Migration& migration : migrations) {
            path_of[migration.id.value] = migration.path;
        }
        chance.shuffle(migrations);
        const History history(std::move(migrations));
        EXPECT_EQ(history.size(), path_of.size());
        for (const auto& [id, path] : path_of) {
            ASSERT_NE(history.find({id}), nullptr);
            EXPECT_EQ(history.find({id})->path, path);
            EXPECT_EQ(history.migrations()[*history.position({id})].id.value, id);
        }
    }
}

TEST_P(AnyGraph, IsCleanWhenAPrefixOfItIsExecuted) {
    for (int round = 0; round < rounds; ++round) {
        const History history(chance.migrations());
        const std::size_t count = chance.below(history.size() + 1);
        const Facts facts = prefix_of(history, count);
        for (const Policy policy : {Policy::Linear, Policy::Dag}) {
            Assessment assessment = assess(history, facts, input_of(policy));
            std::erase_if(assessment.findings, [](const Finding& finding) {
                return finding.code == Code::DivergedHeads;
            });
            EXPECT_THAT(assessment.findings, IsEmpty());
            for (const Assessed& assessed : assessment.migrations) {
                EXPECT_EQ(assessed.state,
                          *assessed.position < count ? State::Executed : State::Pending);
            }
            const Plan plan = plan_execute(history, facts, assessment, {});
            EXPECT_EQ(plan.steps.size(), history.size() - count);
        }
    }
}

TEST_P(AnyGraph, IsOutOfOrderExactlyByTheDefinition) {
    for (int round = 0; round < rounds; ++round) {
        const History history(chance.migrations());
        Facts facts = facts_from("");
        for (const Migration& migration : history.migrations()) {
            if (chance.below(3) == 0) {
                facts.entries.push_back(entry_of(migration, facts.entries.size()));
            }
        }
        const Assessment line = assess(history, facts, input_of(Policy::Linear));
        const Assessment dag = assess(history, facts, input_of(Policy::Dag));
        for (std::size_t place = 0; place < history.size(); ++place) {
            bool precedes = false;
            bool is_ancestor = false;
            for (const LedgerEntry& entry : facts.entries) {
                const std::vector<std::size_t> executed{*history.position(entry.id)};
                precedes = precedes || place < executed.front();
                is_ancestor = is_ancestor || history.ancestors_of(executed)[place];
            }
            const bool pending = !line.migrations[place].entry;
            EXPECT_EQ(line.migrations[place].state == State::OutOfOrder, pending && precedes);
            EXPECT_EQ(dag.migrations[place].state == State::OutOfOrder, pending && is_ancestor);
        }
    }
}

TEST_P(AnyGraph, IsRolledBackInReverse) {
    for (int round = 0; round < rounds; ++round) {
        const History history(chance.migrations());
        const Facts facts = prefix_of(history, history.size());
        const Plan plan =
            plan_rollback(facts, assess(history, facts, input_of(Policy::Linear)), {.all = true});
        std::vector<MigrationId> undone;
        for (const Step& step : plan.steps) {
            undone.push_back(step.id);
        }
        std::ranges::reverse(undone);
        EXPECT_EQ(undone, ids_of(history));
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyGraph, testing::Range(1U, 9U));

}  // namespace
}  // namespace gmig

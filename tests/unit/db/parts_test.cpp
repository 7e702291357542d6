// The small parts below the ledger and the runner.
#include "db/json_text.hpp"
#include "db/ledger_row.hpp"
#include "db/own_history.hpp"
#include "db/runner_alone.hpp"
#include "db/verdict.hpp"
#include <gmig/support/error.hpp>

#include <gtest/gtest.h>

namespace gmig::db {
namespace {

TEST(JsonObject, WritesEveryKindOfMember) {
    JsonObject inner;
    inner.text("a", "b");
    JsonObject object;
    object.text("text", "q\" b\\ n\n t\t \x01 \u00e4")
        .text_or_null("nothing", std::nullopt)
        .texts("list", {"x", "y\""})
        .texts("empty", {})
        .number("number", -5)
        .object("object", inner);
    EXPECT_EQ(object.str(),
              "{\"text\":\"q\\\" b\\\\ n\\n t\\u0009 \\u0001 \u00e4\",\"nothing\":null,"
              "\"list\":[\"x\",\"y\\\"\"],\"empty\":[],\"number\":-5,\"object\":{\"a\":\"b\"}}");
}

// Ledgers hold these for ever: a change here makes every ledger read as edited by hand.
TEST(LedgerRow, HasADigestThatNeverChanges) {
    LedgerEntry entry;
    entry.id.value = "kkkkkkkkkkkk";
    entry.name = "first";
    entry.parents = {MigrationId{"llllllllllll"}, MigrationId{"mmmmmmmmmmmm"}};
    entry.checksum.value = "1:abc";
    entry.down_checksum = Checksum{"1:def"};
    entry.sequence = 3;
    entry.executed_at = Timestamp{5};
    EXPECT_EQ(digest_of("app", columns_of(entry)),
              "1:2e6be724853fb38c2eae67b4dc3936960f0a2e1c10055ddcb114201de60f0c22");
    EXPECT_EQ(digest_of(Texts{"up", "down", std::nullopt, TransactionMode::Off}),
              "1:f117626132896423199f2f1303d0b1d44989239679e80dcc878b3fb64fd50200");
}

TEST(LedgerRow, HasAnotherDigestInAnotherPlace) {
    LedgerEntry entry;
    entry.name = "ab";
    entry.branch = "c";
    LedgerEntry moved;
    moved.name = "a";
    moved.branch = "bc";
    EXPECT_NE(digest_of("p", columns_of(entry)), digest_of("p", columns_of(moved)));
    EXPECT_NE(digest_of("p", columns_of(entry)), digest_of("q", columns_of(entry)));
    EXPECT_NE(digest_of(Texts{"a", "b", {}, TransactionMode::On}),
              digest_of(Texts{"a", {}, "b", TransactionMode::On}));
    EXPECT_NE(digest_of(Texts{"a", "", {}, TransactionMode::On}),
              digest_of(Texts{"a", {}, {}, TransactionMode::On}));
}

TEST(LedgerRow, IsReadBackAsItWasWritten) {
    LedgerEntry entry;
    entry.id.value = "kkkkkkkkkkkk";
    entry.parents = {MigrationId{"a"}, MigrationId{"b"}};
    entry.transaction = TransactionMode::Off;
    entry.state = RowState::Started;
    entry.sequence = 9'000'000'000;
    entry.executed_at = Timestamp{-1};
    EXPECT_EQ(entry_from(columns_of(entry)), entry);
}

TEST(LedgerRow, WithACellThatMakesNoSenseIsRefused) {
    const Row good = columns_of(LedgerEntry{});
    for (const auto& [column, cell] : std::vector<std::pair<std::size_t, Value>>{
             {0, std::nullopt}, {7, "maybe"}, {8, "x"}, {8, "1x"}, {9, "half"}, {11, ""}}) {
        Row row = good;
        row[column] = cell;
        EXPECT_THROW(entry_from(row), Error) << column;
    }
}

TEST(Progress, IsReadBackAsItWasWritten) {
    for (const Progress& progress :
         {Progress{Progress::Direction::Up, "abc"}, Progress{Progress::Direction::Down, ""}}) {
        EXPECT_EQ(progress_from(progress_text(progress)), progress);
    }
    EXPECT_EQ(progress_from("sideways:abc"), std::nullopt);
    EXPECT_EQ(progress_from(std::nullopt), std::nullopt);
}

TEST(Progress, TellsStatementsApart) {
    DoneDigest one;
    DoneDigest other;
    EXPECT_EQ(one.hex(), other.hex());
    one.add({0, "ab"});
    one.add({3, "c"});
    other.add({0, "a"});
    other.add({3, "bc"});
    EXPECT_NE(one.hex(), other.hex());
}

TEST(Progress, IsReadByLaterVersions) {
    DoneDigest digest;
    digest.add({0, "ab"});
    digest.add({3, "c"});
    EXPECT_EQ(digest.hex(), sha256_hex("2:ab1:c"));
}

TEST(QuotedName, IsTakenOutOfPostgresqlsQuotes) {
    EXPECT_EQ(name_in("public.index"), "index");
    EXPECT_EQ(name_in("\"Sche.ma\".\"In\"\"dex\""), "In\"dex");
    EXPECT_EQ(name_in("\"a.b\""), "a.b");
}

TEST(Verdict, SaysNoToNullFalseAndZero) {
    for (const char* no : {"f", "false", "FALSE", "0", "0.0", "-0", "0.00"}) {
        EXPECT_TRUE(says_no(no)) << no;
    }
    EXPECT_TRUE(says_no(std::nullopt));
    for (const char* yes : {"t", "true", "1", "-1", "0.5", "", "no", ".", "-", "foo"}) {
        EXPECT_FALSE(says_no(yes)) << yes;
    }
}

// Databases have executed these: their text must never change.
TEST(OwnHistory, NeverChangesWhatWasReleased) {
    const std::vector<Migration> own = own_migrations();
    ASSERT_EQ(own.size(), 3U);
    EXPECT_EQ(own[0].id.value, "llvlmoprnzxt");
    EXPECT_TRUE(own[0].parents.empty());
    EXPECT_EQ(own[1].id.value, "rskylqsorwsm");
    EXPECT_EQ(own[2].id.value, "suztrtklywrn");
    EXPECT_EQ(own[1].checksum.value,
              "1:10080c2c4c9eed78343a71f6147d394fa9dad1825b5634ea79c2488084c0cf71");
    EXPECT_EQ(own[0].checksum.value,
              "1:8681d4b55c2a6f28299dbbdbc30bd28161658fa3dc007976928416a1c8acf95e");
    for (const Migration& migration : own) {
        EXPECT_TRUE(migration.down.has_value()) << migration.name;
        EXPECT_TRUE(migration.verify.has_value()) << migration.name;
    }
}

}  // namespace
}  // namespace gmig::db

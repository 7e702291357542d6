// What a ledger's row says of a migration, whoever writes it.
#include <gmig/db/entry.hpp>
#include <gmig/layout/migrations.hpp>

#include <gtest/gtest.h>

namespace gmig::db {
namespace {

Migration entry_sample() {
    Migration migration;
    migration.id.value = "kkkkkkkkkkkk";
    migration.name = "first";
    migration.parents = {MigrationId{"llllllllllll"}};
    migration.checksum.value = "1:up";
    migration.down_checksum = Checksum{"1:down"};
    migration.verify_checksum = Checksum{"1:verify"};
    migration.up = {.text = "CREATE TABLE a (x);\n\n\n",
                    .path = "m/first.sql",
                    .transaction = TransactionMode::Off};
    migration.down = Script{
        .text = "DROP TABLE a;\n", .path = "m/first.sql", .transaction = TransactionMode::Off};
    migration.verify = Script{.text = "SELECT x FROM a;\n", .path = "m/first.sql"};
    return migration;
}

RunIdentity entry_run() {
    return {.run_id = "run",
            .who = "ann@host",
            .commit = "c0ffee",
            .branch = "feature",
            .gmig_version = "1.2.3",
            .now = Timestamp{77}};
}

TEST(EntryOf, SaysWhatTheFileAndTheRunAre) {
    const Migration migration = entry_sample();
    LedgerEntry wanted;
    wanted.id = migration.id;
    wanted.name = "first";
    wanted.parents = migration.parents;
    wanted.checksum = migration.checksum;
    wanted.down_checksum = migration.down_checksum;
    wanted.verify_checksum = migration.verify_checksum;
    wanted.fingerprint = layout::fingerprint_of(migration, Dialect::Sqlite);
    wanted.transaction = TransactionMode::Off;
    wanted.sequence = 5;
    wanted.executed_at = Timestamp{77};
    wanted.commit = "c0ffee";
    wanted.branch = "feature";
    wanted.executed_by = "ann@host";
    wanted.gmig_version = "1.2.3";
    wanted.run_id = "run";
    EXPECT_EQ(entry_of(migration, Dialect::Sqlite, entry_run(), 5), wanted);
}

TEST(EntryOf, WritesBytesThatAreNoCharactersAsADatabaseCanKeepThem) {
    RunIdentity run = entry_run();
    run.who = "j\xfcrg@host";
    run.branch = "gr\xfc\x01";
    const LedgerEntry entry = entry_of(entry_sample(), Dialect::Sqlite, run, 1);
    EXPECT_EQ(entry.executed_by, "j\\xfcrg@host");
    EXPECT_EQ(entry.branch, "gr\\xfc\\x01");
}

TEST(EntryOf, LeavesPlaceAndRunWhenARowTakesAnotherFile) {
    LedgerEntry entry = entry_of(entry_sample(), Dialect::Sqlite, entry_run(), 5);
    LedgerEntry wanted = entry;
    Migration edited = entry_sample();
    edited.id.value = "mmmmmmmmmmmm";
    edited.name = "other";
    edited.checksum.value = "1:edited";
    edited.down_checksum.reset();
    edited.up.text = "CREATE TABLE b (x);";
    edited.up.transaction = TransactionMode::On;
    put_file(entry, edited, Dialect::Sqlite);
    wanted.id = edited.id;
    wanted.name = "other";
    wanted.checksum = edited.checksum;
    wanted.down_checksum.reset();
    wanted.fingerprint = layout::fingerprint_of(edited, Dialect::Sqlite);
    wanted.transaction = TransactionMode::On;
    EXPECT_EQ(entry, wanted);
}

TEST(TextsOf, AreTheCanonicalPartsAndTheModeOfTheWayBack) {
    const Migration migration = entry_sample();
    const Texts texts = texts_of(migration, Dialect::Sqlite);
    EXPECT_EQ(texts.up, layout::canonical_part(migration.up.text, Dialect::Sqlite));
    EXPECT_EQ(texts.down, layout::canonical_part("DROP TABLE a;\n", Dialect::Sqlite));
    EXPECT_EQ(texts.verify, layout::canonical_part("SELECT x FROM a;\n", Dialect::Sqlite));
    EXPECT_EQ(texts.down_transaction, TransactionMode::Off);
}

TEST(TextsOf, HasNothingWhereTheFileHasNothing) {
    Migration migration = entry_sample();
    migration.down.reset();
    migration.verify.reset();
    const Texts texts = texts_of(migration, Dialect::Sqlite);
    EXPECT_FALSE(texts.down);
    EXPECT_FALSE(texts.verify);
    EXPECT_EQ(texts.down_transaction, TransactionMode::On);
}

}  // namespace
}  // namespace gmig::db

// Executing and rolling back single migrations, the same on every engine.
#include "fixture.hpp"
#include "samples.hpp"

#include <gmock/gmock.h>

namespace gmig::db {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RunnerContract : public Contract {
protected:
    void SetUp() override { ledger_.prepare("run-0", "ann@host", Timestamp{1}); }

    LedgerEntry execute(const Migration& migration, bool skip_verify = false) {
        return runner_.execute(migration, 1, skip_verify, {});
    }
    LedgerEntry only_entry() {
        const std::vector<LedgerEntry> entries = ledger_.entries();
        EXPECT_EQ(entries.size(), 1U);
        return entries.empty() ? LedgerEntry{} : entries.front();
    }

    Ledger ledger_{*driver_, "app"};
    Runner runner_{*driver_, ledger_, sample_run()};
};

const Migration one =
    sample("one", "CREATE TABLE t (x INTEGER);", "DROP TABLE t;", "SELECT x FROM t LIMIT 0;");
const Migration two_alone =
    sample("two", "CREATE TABLE t (x INTEGER);\nCREATE TABLE u (x INTEGER);",
           "DROP TABLE t;\nDROP TABLE u;", "SELECT x FROM u LIMIT 0;", TransactionMode::Off);

TEST_P(RunnerContract, ExecutesAndRecords) {
    const LedgerEntry entry = execute(one);
    EXPECT_TRUE(stands(*driver_, "t"));
    EXPECT_EQ(only_entry(), entry);
    EXPECT_EQ(entry.id, one.id);
    EXPECT_EQ(entry.checksum, one.checksum);
    EXPECT_EQ(entry.state, RowState::Done);
    EXPECT_EQ(entry.branch, "main");
    EXPECT_GE(entry.executed_at, sample_run().now);
    EXPECT_EQ(ledger_.texts(one.id),
              (Texts{one.up.text, one.down->text, one.verify->text, TransactionMode::On}));
    EXPECT_EQ(ledger_.operations(1)[0].kind, "execute");
    EXPECT_EQ(runner_.last_commit(), Committed::Plainly);
}

TEST_P(RunnerContract, RecordsNothingOfAFailure) {
    EXPECT_EQ(
        kind_of_error([&] { execute(sample("bad", "CREATE TABLE t (x INTEGER);SELECT no;")); }),
        Error::Kind::Database);
    EXPECT_FALSE(stands(*driver_, "t"));
    EXPECT_THAT(ledger_.entries(), IsEmpty());
}

TEST_P(RunnerContract, ObeysVerifyUnlessItIsSkipped) {
    const Migration doubtful = sample("doubtful", "CREATE TABLE t (x INTEGER);", "", "SELECT 0;");
    EXPECT_EQ(kind_of_error([&] { execute(doubtful); }), Error::Kind::Database);
    EXPECT_THAT(ledger_.entries(), IsEmpty());
    execute(doubtful, true);
    EXPECT_EQ(ledger_.entries().size(), 1U);
}

TEST_P(RunnerContract, RefusesWhatIsExecutedAlready) {
    execute(one);
    const Migration again = sample("one", "CREATE TABLE w (x INTEGER);");
    EXPECT_EQ(kind_of_error([&] { execute(again); }), Error::Kind::Database);
    EXPECT_FALSE(stands(*driver_, "w"));
}

TEST_P(RunnerContract, KeepsAUsersTextAwayFromTheLedger) {
    Migration hostile = sample("hostile", "CREATE TABLE t (x INTEGER);\nDELETE FROM gmig_ledger;");
    // As if the text's rules had not seen it.
    const sql::RunnableOptions blind{.grammar = {}, .allow_empty = false, .own_history = false};
    EXPECT_THAT(kind_of_error([&] { runner_.execute(hostile, 1, false, blind); }),
                testing::AnyOf(Error::Kind::Migration, Error::Kind::Database));
    EXPECT_EQ(first(*driver_, "SELECT count(*) FROM gmig_ledger WHERE project = 'gmig'"), "3");
}

TEST_P(RunnerContract, RollsBackAndLogs) {
    const LedgerEntry entry = execute(one);
    runner_.roll_back(entry, *one.down, {});
    EXPECT_FALSE(stands(*driver_, "t"));
    EXPECT_THAT(ledger_.entries(), IsEmpty());
    const Operation last = ledger_.operations(1)[0];
    EXPECT_EQ(last.kind, "rollback");
    EXPECT_THAT(last.detail, HasSubstr("CREATE TABLE t (x INTEGER);"));
    execute(one);
    EXPECT_EQ(ledger_.operations(9).size(), 3U);
}

TEST_P(RunnerContract, RollsBackByTheLedgersText) {
    const LedgerEntry entry = execute(one);
    const Texts texts = ledger_.texts(entry.id).value();
    const Script down{.text = texts.down.value(), .path = "ledger:one", .first_line = 1};
    runner_.roll_back(entry, down, {});
    EXPECT_FALSE(stands(*driver_, "t"));
}

TEST_P(RunnerContract, LeavesAllOfARollbackThatFails) {
    const LedgerEntry entry = execute(one);
    const Script down = script("DROP TABLE t;\nDROP TABLE nope;");
    std::string text;
    EXPECT_EQ(kind_of_error([&] { runner_.roll_back(entry, down, {}); }, &text),
              Error::Kind::Database);
    EXPECT_THAT(text, HasSubstr("test.sql:2"));
    EXPECT_TRUE(stands(*driver_, "t"));
    EXPECT_THAT(ledger_.entries(), ElementsAre(entry));
}

TEST_P(RunnerContract, RefusesToRollBackWhatHasNoRow) {
    LedgerEntry entry;
    entry.id = one.id;
    EXPECT_EQ(kind_of_error([&] { runner_.roll_back(entry, *one.down, {}); }),
              Error::Kind::History);
}

TEST_P(RunnerContract, ExecutesOutsideATransaction) {
    const LedgerEntry entry = execute(two_alone);
    EXPECT_EQ(only_entry(), entry);
    EXPECT_EQ(entry.state, RowState::Done);
    EXPECT_EQ(entry.statements_done, 2);
    EXPECT_EQ(ledger_.progress_of(entry.id), std::nullopt);
    EXPECT_TRUE(stands(*driver_, "u"));
    Script down = *two_alone.down;
    down.transaction = TransactionMode::Off;
    runner_.roll_back(entry, down, {});
    EXPECT_THAT(ledger_.entries(), IsEmpty());
    EXPECT_FALSE(stands(*driver_, "t"));
    EXPECT_FALSE(stands(*driver_, "u"));
}

TEST_P(RunnerContract, TakesTheIntentBackWhenTheFirstStatementFails) {
    std::string text;
    EXPECT_EQ(kind_of_error(
                  [&] {
                      execute(sample("bad", "SELECT no;\nCREATE TABLE t (x INTEGER);", "", "",
                                     TransactionMode::Off));
                  },
                  &text),
              Error::Kind::Database);
    EXPECT_THAT(text, HasSubstr("nothing has changed"));
    EXPECT_THAT(ledger_.entries(), IsEmpty());
}

TEST_P(RunnerContract, ResumesWhereItWasInterrupted) {
    run(*driver_, "CREATE TABLE u (x INTEGER);");
    std::string text;
    EXPECT_EQ(kind_of_error([&] { execute(two_alone); }, &text), Error::Kind::Recover);
    EXPECT_THAT(text, HasSubstr("1 of 2 statements are done"));
    EXPECT_THAT(text, HasSubstr("two.sql:2:"));
    const LedgerEntry started = only_entry();
    EXPECT_EQ(started.state, RowState::Started);
    EXPECT_EQ(started.statements_done, 1);

    run(*driver_, "DROP TABLE u;");
    const LedgerEntry done = runner_.resume(two_alone, started);
    EXPECT_EQ(only_entry(), done);
    EXPECT_EQ(done.state, RowState::Done);
    EXPECT_TRUE(stands(*driver_, "u"));
}

TEST_P(RunnerContract, DoesNotResumeWhatWasEditedMeanwhile) {
    run(*driver_, "CREATE TABLE u (x INTEGER);");
    kind_of_error([&] { execute(two_alone); });
    const LedgerEntry started = only_entry();
    const Migration edited =
        sample("two", "CREATE TABLE t (y INTEGER);\nCREATE TABLE v (x INTEGER);", "", "",
               TransactionMode::Off);
    EXPECT_EQ(kind_of_error([&] { runner_.resume(edited, started); }), Error::Kind::Recover);
    const Migration shortened = sample("two", "SELECT 1;", "", "", TransactionMode::Off);
    EXPECT_EQ(kind_of_error([&] { runner_.resume(shortened, started); }), Error::Kind::Recover);
    EXPECT_THAT(ledger_.entries(), ElementsAre(started));
    EXPECT_FALSE(stands(*driver_, "v"));
}

TEST_P(RunnerContract, ResumesWithTheRestEdited) {
    run(*driver_, "CREATE TABLE u (x INTEGER);");
    kind_of_error([&] { execute(two_alone); });
    const Migration mended =
        sample("two", "CREATE TABLE t (x INTEGER);\nCREATE TABLE v (x INTEGER);", "", "",
               TransactionMode::Off);
    EXPECT_EQ(runner_.resume(mended, only_entry()).state, RowState::Done);
    EXPECT_TRUE(stands(*driver_, "v"));
}

TEST_P(RunnerContract, NeedsRecoveryWhenVerifyFailsOutsideATransaction) {
    const Migration doubtful =
        sample("doubtful", "CREATE TABLE t (x INTEGER);", "", "SELECT 0;", TransactionMode::Off);
    EXPECT_EQ(kind_of_error([&] { execute(doubtful); }), Error::Kind::Recover);
    EXPECT_EQ(only_entry().state, RowState::Started);
    Migration mended = doubtful;
    mended.verify->text = "SELECT 1;";
    EXPECT_EQ(runner_.resume(mended, only_entry()).state, RowState::Done);
}

TEST_P(RunnerContract, ResumesARollback) {
    const LedgerEntry entry = execute(two_alone);
    run(*driver_, "DROP TABLE u;");
    Migration migration = two_alone;
    migration.down->transaction = TransactionMode::Off;
    std::string text;
    EXPECT_EQ(kind_of_error([&] { runner_.roll_back(entry, *migration.down, {}); }, &text),
              Error::Kind::Recover);
    const LedgerEntry leaving = only_entry();
    EXPECT_EQ(leaving.state, RowState::Started);
    EXPECT_EQ(leaving.statements_done, 1);
    EXPECT_FALSE(stands(*driver_, "t"));

    run(*driver_, "CREATE TABLE u (x INTEGER);");
    runner_.resume(migration, leaving);
    EXPECT_THAT(ledger_.entries(), IsEmpty());
    EXPECT_FALSE(stands(*driver_, "u"));
}

TEST_P(RunnerContract, LeavesTheRowWhenARollbacksFirstStatementFails) {
    const LedgerEntry entry = execute(two_alone);
    const Script down = script("DROP TABLE nope;\nDROP TABLE t;", TransactionMode::Off);
    EXPECT_EQ(kind_of_error([&] { runner_.roll_back(entry, down, {}); }), Error::Kind::Database);
    EXPECT_THAT(ledger_.entries(), ElementsAre(entry));
}

TEST_P(RunnerContract, HasNothingToResumeOfADoneRow) {
    const LedgerEntry entry = execute(one);
    EXPECT_EQ(kind_of_error([&] { runner_.resume(one, entry); }), Error::Kind::History);
}

TEST_P(RunnerContract, RecordsNamesWithAnyBytesAsText) {
    RunIdentity run = sample_run();
    run.branch = "caf\xe9\n";
    Runner runner(*driver_, ledger_, run);
    runner.execute(one, 1, false, {});
    EXPECT_EQ(only_entry().branch, "caf\\xe9\\x0a");
}

INSTANTIATE_TEST_SUITE_P(Engines, RunnerContract, testing::ValuesIn(engines()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::db

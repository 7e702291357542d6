// GM416, GM418, GM419: what statements mean for each other; GM420 to GM422.
#include "lint_support.hpp"

#include <gtest/gtest.h>

namespace gmig::sql {
namespace {

INSTANTIATE_TEST_SUITE_P(
    EnumValueInTransaction, LintFinds,
    testing::Values(RuleCase{Code::EnumValueInTransaction, "ATypeOfTheSameTransaction",
                             "CREATE TYPE mood AS ENUM ('sad');\n"
                             "ALTER TYPE mood ADD VALUE 'glad';\n"
                             "INSERT INTO t (b) VALUES ('glad')"},
                    RuleCase{Code::EnumValueInTransaction, "ARowWithTheNewValue",
                             "ALTER TYPE mood ADD VALUE 'glad';\n"
                             "INSERT INTO t (b) VALUES ('glad')"},
                    RuleCase{Code::EnumValueInTransaction, "ADefaultWithTheNewValue",
                             "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad';\n"
                             "ALTER TABLE t ALTER m SET DEFAULT 'glad'::mood"},
                    RuleCase{Code::EnumValueInTransaction, "BetweenBeginAndCommit",
                             "BEGIN;\n"
                             "ALTER TYPE mood ADD VALUE 'glad';\n"
                             "UPDATE t SET b = 'glad' WHERE a = 1;\n"
                             "COMMIT",
                             base_history, TransactionMode::Off}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    EnumValueInTransaction, LintPasses,
    testing::Values(RuleCase{Code::EnumValueInTransaction, "InALaterMigration",
                             "INSERT INTO t (b) VALUES ('glad')",
                             "CREATE TYPE mood AS ENUM ('sad'); ALTER TYPE mood ADD VALUE 'glad';"},
                    RuleCase{Code::EnumValueInTransaction, "WithoutATransaction",
                             "ALTER TYPE mood ADD VALUE 'glad';\n"
                             "INSERT INTO t (b) VALUES ('glad')",
                             base_history, TransactionMode::Off},
                    RuleCase{Code::EnumValueInTransaction, "AnotherValueBehindIt",
                             "ALTER TYPE mood ADD VALUE 'glad';\n"
                             "ALTER TYPE mood ADD VALUE 'happy' AFTER 'glad'"},
                    RuleCase{Code::EnumValueInTransaction, "AnotherText",
                             "ALTER TYPE mood ADD VALUE 'glad';\n"
                             "INSERT INTO t (b) VALUES ('gladly')"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    ChangesRows, LintFinds,
    testing::Values(RuleCase{Code::ChangesRows, "EveryRow", "UPDATE t SET a = 0"},
                    RuleCase{Code::ChangesRows, "EveryRowByATruth", "DELETE FROM t WHERE true"},
                    RuleCase{Code::ChangesRows, "FillingANewColumn",
                             "ALTER TABLE t ADD COLUMN c int;\n"
                             "UPDATE t SET c = a WHERE c IS NULL"},
                    RuleCase{Code::ChangesRows, "MergingIntoEachRow",
                             "MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE"},
                    RuleCase{Code::ChangesRows, "MergingIntoATableThatIsAltered",
                             "ALTER TABLE t ADD COLUMN c int;\n"
                             "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET "
                             "c = s.c WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)"},
                    RuleCase{Code::ChangesRows, "BeforeTheChange",
                             "DELETE FROM t WHERE a IS NULL;\n"
                             "ALTER TABLE t ALTER a SET NOT NULL"},
                    RuleCase{
                        Code::ChangesRows, "WithinAQuery",
                        "ALTER TABLE t ADD COLUMN c int;\n"
                        "WITH gone AS (DELETE FROM t WHERE a = 1 RETURNING *) SELECT * FROM gone"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(ChangesRows, LintPasses,
                         testing::Values(RuleCase{Code::ChangesRows, "SomeRows",
                                                  "UPDATE t SET a = 0 WHERE a IS NULL"},
                                         RuleCase{Code::ChangesRows, "ATableOfTheBranch",
                                                  "CREATE TABLE n (id bigint);\n"
                                                  "UPDATE n SET id = 0;\n"
                                                  "ALTER TABLE n ADD COLUMN c int"},
                                         RuleCase{Code::ChangesRows, "AnotherTableIsChanged",
                                                  "ALTER TABLE o ADD COLUMN c int;\n"
                                                  "UPDATE t SET a = 1 WHERE a = 2"},
                                         RuleCase{Code::ChangesRows, "WithoutATransaction",
                                                  "ALTER TABLE t ADD COLUMN c int;\n"
                                                  "UPDATE t SET c = a WHERE c IS NULL",
                                                  base_history, TransactionMode::Off},
                                         RuleCase{Code::ChangesRows, "MergingSomeRows",
                                                  "MERGE INTO t USING s ON t.id = s.id WHEN "
                                                  "MATCHED THEN DELETE"},
                                         RuleCase{Code::ChangesRows, "MergingNewRowsIn",
                                                  "ALTER TABLE t ADD COLUMN c int;\n"
                                                  "MERGE INTO t USING s ON t.id = s.id WHEN NOT "
                                                  "MATCHED THEN INSERT (id) VALUES (s.id)"},
                                         RuleCase{Code::ChangesRows, "NewRows",
                                                  "ALTER TABLE t ADD COLUMN c int;\n"
                                                  "INSERT INTO t (id, c) VALUES (1, 2)"}),
                         sentence_of);

INSTANTIATE_TEST_SUITE_P(
    RewritesTable, LintFinds,
    testing::Values(RuleCase{Code::RewritesTable, "VacuumFull", "VACUUM FULL t", base_history,
                             TransactionMode::Off},
                    RuleCase{Code::RewritesTable, "VacuumFullOfAll", "VACUUM (FULL, ANALYZE)",
                             base_history, TransactionMode::Off},
                    RuleCase{Code::RewritesTable, "Cluster", "CLUSTER t USING i"},
                    RuleCase{Code::RewritesTable, "AnotherTablespace",
                             "ALTER TABLE t SET TABLESPACE fast"},
                    RuleCase{Code::RewritesTable, "Unlogged", "ALTER TABLE t SET UNLOGGED"},
                    RuleCase{Code::RewritesTable, "Refresh", "REFRESH MATERIALIZED VIEW v"},
                    RuleCase{Code::RewritesTable, "AnIndexInAnotherTablespace",
                             "ALTER INDEX i SET TABLESPACE fast"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    RewritesTable, LintPasses,
    testing::Values(RuleCase{Code::RewritesTable, "Vacuum", "VACUUM (FULL false, ANALYZE) t",
                             base_history, TransactionMode::Off},
                    RuleCase{Code::RewritesTable, "ATableOfTheBranch",
                             "CREATE TABLE n (id bigint);\n"
                             "ALTER TABLE n SET UNLOGGED"},
                    RuleCase{Code::RewritesTable, "RefreshConcurrently",
                             "REFRESH MATERIALIZED VIEW CONCURRENTLY v"},
                    RuleCase{Code::RewritesTable, "AViewOfTheBranch",
                             "CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA;\n"
                             "REFRESH MATERIALIZED VIEW v"},
                    RuleCase{Code::RewritesTable, "AFillFactor",
                             "ALTER TABLE t SET (fillfactor = 70)"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    PartitionLocksTable, LintFinds,
    testing::Values(RuleCase{Code::PartitionLocksTable, "AttachATableInUse",
                             "ALTER TABLE p ATTACH PARTITION t FOR VALUES IN (1)"},
                    RuleCase{Code::PartitionLocksTable, "AttachToATableOfTheBranch",
                             "CREATE TABLE p (id int) PARTITION BY LIST (id);\n"
                             "ALTER TABLE p ATTACH PARTITION t FOR VALUES IN (1)"},
                    RuleCase{Code::PartitionLocksTable, "Detach",
                             "ALTER TABLE t DETACH PARTITION p"},
                    RuleCase{Code::PartitionLocksTable, "ACheckThatIsNotValidated",
                             "ALTER TABLE p ATTACH PARTITION t DEFAULT",
                             "CREATE TABLE t (a int); ALTER TABLE t ADD CHECK (a > 0) NOT VALID;"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    PartitionLocksTable, LintPasses,
    testing::Values(RuleCase{Code::PartitionLocksTable, "AttachATableOfTheBranch",
                             "CREATE TABLE n (id bigint);\n"
                             "ALTER TABLE p ATTACH PARTITION n FOR VALUES IN (1)"},
                    RuleCase{Code::PartitionLocksTable, "AttachATableWithACheck",
                             "ALTER TABLE p ATTACH PARTITION t FOR VALUES IN (1)",
                             "CREATE TABLE t (a int CHECK (a = 1));"},
                    RuleCase{Code::PartitionLocksTable, "DetachConcurrently",
                             "ALTER TABLE t DETACH PARTITION p CONCURRENTLY", base_history,
                             TransactionMode::Off},
                    RuleCase{Code::PartitionLocksTable, "AnIndex",
                             "ALTER INDEX i ATTACH PARTITION j"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    LocksTable, LintFinds,
    testing::Values(
        RuleCase{Code::LocksTable, "WithoutAMode", "LOCK t"},
        RuleCase{Code::LocksTable, "AccessExclusive", "LOCK TABLE ONLY t IN ACCESS EXCLUSIVE MODE"},
        RuleCase{Code::LocksTable, "AgainstWritersOfATableThatNoMigrationMade",
                 "LOCK TABLE s.other IN SHARE ROW EXCLUSIVE MODE"},
        RuleCase{Code::LocksTable, "AgainstWritersAlone", "LOCK TABLE t IN SHARE MODE"},
        RuleCase{Code::LocksTable, "WithoutWaiting", "LOCK TABLE t IN EXCLUSIVE MODE NOWAIT"},
        RuleCase{Code::LocksTable, "OneOfSeveral", "CREATE TABLE n (id bigint);\nLOCK TABLE n, t"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(LocksTable, LintPasses,
                         testing::Values(RuleCase{Code::LocksTable, "ATableOfTheBranch",
                                                  "CREATE TABLE n (id bigint);\nLOCK TABLE n"},
                                         RuleCase{Code::LocksTable, "ATemporaryTable",
                                                  "CREATE TEMP TABLE n AS SELECT 1;\nLOCK TABLE n"},
                                         RuleCase{Code::LocksTable, "ThatWritersDoNotWaitFor",
                                                  "LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE"},
                                         RuleCase{Code::LocksTable, "AsAWriterTakesIt",
                                                  "LOCK TABLE t IN ROW EXCLUSIVE MODE"},
                                         RuleCase{Code::LocksTable, "RowsAlone",
                                                  "SELECT a FROM t WHERE id = 1 FOR UPDATE"}),
                         sentence_of);

TEST(LintLocksTable, NamesThoseInUse) {
    const auto result =
        lint_after(base_history, "CREATE TABLE n (a int);\nLOCK TABLE n, t, s.u IN SHARE MODE");
    const auto found = of_rule(result, Code::LocksTable);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().message,
              "LOCK TABLE keeps writers out of t, s.u until the transaction ends, however long "
              "what follows takes");
}

/// A runner that sets a lock_timeout, or one that does not.
struct WaitCase {
    const char* sentence;
    bool by_runner;
    const char* sql;
    const char* codes;
    TransactionMode mode = TransactionMode::On;
};

void PrintTo(const WaitCase& test, std::ostream* out) {
    *out << test.sentence;
}

class LintWaits : public testing::TestWithParam<WaitCase> {};

TEST_P(LintWaits, ForALockWithoutALimit) {
    const WaitCase& test = GetParam();
    const auto result =
        lint_after(base_history, test.sql, {.runner_sets_lock_timeout = test.by_runner}, test.mode);
    EXPECT_EQ(codes_of(of_rule(result, Code::NoLockTimeout)), test.codes) << test.sql;
}

constexpr auto wait_off = TransactionMode::Off;

INSTANTIATE_TEST_SUITE_P(
    RunnerSetsNone, LintWaits,
    testing::Values(
        WaitCase{"AColumn", false, "ALTER TABLE t ADD COLUMN c int", "1:1 GM416"},
        WaitCase{"OnceAMigration", false,
                 "SELECT 1;\nDROP TABLE t;\nALTER TABLE o ADD COLUMN c int", "2:1 GM416"},
        WaitCase{"ATableThatANewOneRefersTo", false, "CREATE TABLE n (a bigint REFERENCES t)",
                 "1:1 GM416"},
        WaitCase{"APartitionsParent", false, "CREATE TABLE n PARTITION OF t FOR VALUES IN (1)",
                 "1:1 GM416"},
        WaitCase{"ATrigger", false, "CREATE TRIGGER r AFTER INSERT ON t EXECUTE FUNCTION f()",
                 "1:1 GM416"},
        WaitCase{"ALimitOfNone", false, "SET lock_timeout = 0;\nALTER TABLE t ADD COLUMN c int",
                 "2:1 GM416"},
        WaitCase{"ALimitForAnotherTransaction", false,
                 "BEGIN;\nSET LOCAL lock_timeout = '5s';\nCOMMIT;\nALTER TABLE t ADD COLUMN c int",
                 "4:1 GM416", wait_off},
        WaitCase{"ALimitBefore", false,
                 "SET LOCAL lock_timeout = '5s';\nALTER TABLE t ADD COLUMN c int", ""},
        WaitCase{"ALimitByAFunction", false,
                 "SELECT set_config('lock_timeout', '5s', true);\nALTER TABLE t ADD COLUMN c int",
                 ""},
        WaitCase{"ALimitForTheStatement", false,
                 "SET statement_timeout = '5s';\nALTER TABLE t ADD COLUMN c int", ""},
        WaitCase{"ATableOfTheBranch", false,
                 "CREATE TABLE n (a int);\nALTER TABLE n ADD COLUMN c int", ""},
        WaitCase{"ALockThatWaits", false, "LOCK TABLE t", "1:1 GM416"},
        WaitCase{"ALockThatDoesNotWait", false, "LOCK TABLE t NOWAIT", ""},
        WaitCase{"Validating", false, "ALTER TABLE t VALIDATE CONSTRAINT c", ""},
        WaitCase{"AnIndexBuiltConcurrently", false, "CREATE INDEX CONCURRENTLY i ON t (a)", "",
                 wait_off}),
    [](const auto& test) { return std::string(test.param.sentence); });

INSTANTIATE_TEST_SUITE_P(
    RunnerSetsOne, LintWaits,
    testing::Values(
        WaitCase{"TakenAway", true, "SET lock_timeout = 0;\nALTER TABLE t ADD COLUMN c int",
                 "1:1 GM416"},
        WaitCase{"Reset", true, "RESET lock_timeout;\nALTER TABLE t ADD COLUMN c int", "1:1 GM416"},
        WaitCase{"AllReset", true, "RESET ALL;\nTRUNCATE t", "1:1 GM416"},
        WaitCase{"TakenAwayByAFunction", true,
                 "SELECT set_config('lock_timeout', '0', false);\nALTER TABLE t ADD COLUMN c int",
                 "1:1 GM416"},
        WaitCase{"LeftAlone", true, "ALTER TABLE t ADD COLUMN c int", ""},
        WaitCase{"AnotherLimit", true, "SET lock_timeout = '1min';\nALTER TABLE t ADD COLUMN c int",
                 ""},
        WaitCase{"TakenAwayBehindIt", true, "ALTER TABLE t ADD COLUMN c int;\nRESET lock_timeout",
                 ""},
        WaitCase{"TakenAwayAndGivenBack", true,
                 "SET lock_timeout = 0;\nSET lock_timeout = '2s';\nALTER TABLE t ADD COLUMN c int",
                 ""}),
    [](const auto& test) { return std::string(test.param.sentence); });

}  // namespace
}  // namespace gmig::sql

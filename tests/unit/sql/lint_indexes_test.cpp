// GM405 to GM407, GM417: indexes.
#include "lint_support.hpp"

#include <gtest/gtest.h>

namespace gmig::sql {
namespace {

INSTANTIATE_TEST_SUITE_P(
    IndexLocksWrites, LintFinds,
    testing::Values(
        RuleCase{Code::IndexLocksWrites, "AnIndexOfATableInUse", "CREATE INDEX i ON t (a)"},
        RuleCase{Code::IndexLocksWrites, "AUniqueOne",
                 "CREATE UNIQUE INDEX ON public.t USING btree (lower(b)) WHERE a > 0"},
        RuleCase{Code::IndexLocksWrites, "OnlyTheParents", "CREATE INDEX i ON ONLY t (a)"},
        RuleCase{Code::IndexLocksWrites, "ReindexOfATable", "REINDEX TABLE t"},
        RuleCase{Code::IndexLocksWrites, "ReindexOfAnIndex", "REINDEX INDEX i",
                 "CREATE TABLE t (a int); CREATE INDEX i ON t (a);"},
        RuleCase{Code::IndexLocksWrites, "IfNotExists", "CREATE INDEX IF NOT EXISTS i ON t (a)"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    IndexLocksWrites, LintPasses,
    testing::Values(RuleCase{Code::IndexLocksWrites, "Concurrently",
                             "CREATE INDEX CONCURRENTLY i ON t (a)", base_history,
                             TransactionMode::Off},
                    RuleCase{Code::IndexLocksWrites, "ATableOfTheBranch",
                             "CREATE TABLE n (id bigint);\n"
                             "CREATE INDEX i ON n (id)"},
                    RuleCase{Code::IndexLocksWrites, "AMaterializedViewOfTheBranch",
                             "CREATE MATERIALIZED VIEW n AS SELECT 1 AS a;\n"
                             "CREATE INDEX i ON n (a)"},
                    RuleCase{Code::IndexLocksWrites, "ReindexConcurrently",
                             "REINDEX TABLE CONCURRENTLY t", base_history, TransactionMode::Off},
                    RuleCase{Code::IndexLocksWrites, "ReindexWithTheOption",
                             "REINDEX (CONCURRENTLY) INDEX i", base_history, TransactionMode::Off},
                    RuleCase{Code::IndexLocksWrites, "ReindexOfTheBranchsIndex",
                             "CREATE TABLE n (id bigint);\n"
                             "CREATE INDEX i ON n (id);\n"
                             "REINDEX INDEX i"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    IndexDropLocks, LintFinds,
    testing::Values(
        RuleCase{Code::IndexDropLocks, "AnIndexOfATableInUse", "DROP INDEX i",
                 "CREATE TABLE t (a int); CREATE INDEX i ON t (a);"},
        RuleCase{Code::IndexDropLocks, "OneThatNoMigrationMade", "DROP INDEX IF EXISTS s.other"},
        RuleCase{Code::IndexDropLocks, "OneOfSeveral",
                 "CREATE TABLE n (id bigint);\n"
                 "CREATE INDEX j ON n (id);\n"
                 "DROP INDEX j, i",
                 "CREATE TABLE t (a int); CREATE INDEX i ON t (a);"},
        RuleCase{Code::IndexDropLocks, "ARenamedOne", "DROP INDEX j",
                 "CREATE TABLE t (a int); CREATE INDEX i ON t (a); ALTER INDEX i RENAME TO j;"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    IndexDropLocks, LintPasses,
    testing::Values(RuleCase{Code::IndexDropLocks, "Concurrently", "DROP INDEX CONCURRENTLY i",
                             base_history, TransactionMode::Off},
                    RuleCase{Code::IndexDropLocks, "AnIndexOfTheBranchsTable",
                             "CREATE TABLE n (id bigint);\n"
                             "CREATE INDEX i ON n (id);\n"
                             "DROP INDEX i"},
                    RuleCase{Code::IndexDropLocks, "AnIndexOfARenamedTableOfTheBranch",
                             "CREATE TABLE n (id bigint);\n"
                             "CREATE INDEX i ON n (id);\n"
                             "ALTER TABLE n RENAME TO m;\n"
                             "DROP INDEX i"},
                    RuleCase{Code::IndexDropLocks, "ATable",
                             "CREATE TABLE n (id bigint);\n"
                             "DROP TABLE n"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    ConcurrentlyIfNotExists, LintFinds,
    testing::Values(RuleCase{Code::ConcurrentlyIfNotExists, "BothTogether",
                             "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)", base_history,
                             TransactionMode::Off},
                    RuleCase{Code::ConcurrentlyIfNotExists, "AUniqueOne",
                             "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)",
                             base_history, TransactionMode::Off},
                    RuleCase{Code::ConcurrentlyIfNotExists, "ATableOfTheBranch",
                             "CREATE TABLE n (id bigint);\n"
                             "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON n (id)",
                             base_history, TransactionMode::Off}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(ConcurrentlyIfNotExists, LintPasses,
                         testing::Values(RuleCase{Code::ConcurrentlyIfNotExists,
                                                  "ConcurrentlyAlone",
                                                  "CREATE INDEX CONCURRENTLY i ON t (a)",
                                                  base_history, TransactionMode::Off},
                                         RuleCase{Code::ConcurrentlyIfNotExists, "IfNotExistsAlone",
                                                  "CREATE INDEX IF NOT EXISTS i ON t (a)"},
                                         RuleCase{Code::ConcurrentlyIfNotExists, "DropIfExists",
                                                  "DROP INDEX CONCURRENTLY IF EXISTS i",
                                                  base_history, TransactionMode::Off}),
                         sentence_of);

INSTANTIATE_TEST_SUITE_P(
    ForeignKeyWithoutIndex, LintFinds,
    testing::Values(RuleCase{Code::ForeignKeyWithoutIndex, "ANewTable",
                             "CREATE TABLE n (id int PRIMARY KEY, t_id bigint REFERENCES t)"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "ANewColumn",
                             "ALTER TABLE t ADD COLUMN c bigint REFERENCES t"},
                    RuleCase{
                        Code::ForeignKeyWithoutIndex, "AConstraint",
                        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t NOT VALID"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "AnIndexThatBeginsOtherwise",
                             "CREATE TABLE n (a bigint REFERENCES t, b int);\n"
                             "CREATE INDEX i ON n (b, a)"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "APartialIndex",
                             "CREATE TABLE n (a bigint REFERENCES t, b int);\n"
                             "CREATE INDEX i ON n (a) WHERE b > 0"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "AnExpression",
                             "CREATE TABLE n (a bigint REFERENCES t);\n"
                             "CREATE INDEX i ON n ((a + 1))"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "AGinIndex",
                             "CREATE TABLE n (a bigint REFERENCES t);\n"
                             "CREATE INDEX i ON n USING gin (a)"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "AnIndexThatIsDroppedAgain",
                             "CREATE TABLE n (a bigint REFERENCES t);\n"
                             "CREATE INDEX i ON n (a);\n"
                             "DROP INDEX i"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    ForeignKeyWithoutIndex, LintPasses,
    testing::Values(RuleCase{Code::ForeignKeyWithoutIndex, "AnIndexThatFollows",
                             "CREATE TABLE n (a bigint REFERENCES t);\n"
                             "CREATE INDEX i ON n (a)"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "APrimaryKeyThatBeginsWithIt",
                             "CREATE TABLE n (a bigint REFERENCES t, b int, PRIMARY KEY (a, b))"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "AUniqueColumn",
                             "CREATE TABLE n (a bigint UNIQUE REFERENCES t)"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "AnIndexThatStandsAlready",
                             "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t NOT VALID",
                             "CREATE TABLE t (id int PRIMARY KEY, a int); CREATE INDEX "
                             "CONCURRENTLY i ON t (a, id);"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "AnotherOrderOfItsColumns",
                             "CREATE TABLE n (a int, b int, FOREIGN KEY (a, b) REFERENCES o);\n"
                             "CREATE INDEX i ON n (b, a)"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "APartialIndexOfWhatIsNotNull",
                             "CREATE TABLE n (a bigint REFERENCES t);\n"
                             "CREATE INDEX i ON n (a) WHERE a IS NOT NULL"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "AKeyThatIsDroppedAgain",
                             "CREATE TABLE n (a bigint CONSTRAINT f REFERENCES t);\n"
                             "ALTER TABLE n DROP CONSTRAINT f"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "AColumnThatIsDroppedAgain",
                             "CREATE TABLE n (a bigint REFERENCES t);\n"
                             "ALTER TABLE n DROP COLUMN a"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "ATemporaryTable",
                             "CREATE TEMP TABLE n (a bigint REFERENCES t)"},
                    RuleCase{Code::ForeignKeyWithoutIndex, "ACopyWithIndexes",
                             "CREATE TABLE n (LIKE o INCLUDING ALL, FOREIGN KEY (a) REFERENCES t)",
                             "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE o (a "
                             "int); CREATE INDEX i ON o (a);"}),
    sentence_of);

}  // namespace
}  // namespace gmig::sql

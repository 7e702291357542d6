// GM408 to GM410: constraints.
#include "lint_support.hpp"

#include <gtest/gtest.h>

namespace gmig::sql {
namespace {

INSTANTIATE_TEST_SUITE_P(
    ConstraintScansTable, LintFinds,
    testing::Values(RuleCase{Code::ConstraintScansTable, "ACheck",
                             "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)"},
                    RuleCase{Code::ConstraintScansTable, "AForeignKey",
                             "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES o"},
                    RuleCase{Code::ConstraintScansTable, "ANewColumnWithACheck",
                             "ALTER TABLE t ADD COLUMN c int CHECK (c > 0)"},
                    RuleCase{Code::ConstraintScansTable, "ANewColumnWithADefaultThatRefers",
                             "ALTER TABLE t ADD COLUMN c int DEFAULT 1 REFERENCES o"},
                    RuleCase{Code::ConstraintScansTable, "AConstraintOfADomain",
                             "ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0)"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    ConstraintScansTable, LintPasses,
    testing::Values(RuleCase{Code::ConstraintScansTable, "ANotValidCheck",
                             "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID"},
                    RuleCase{
                        Code::ConstraintScansTable, "ANotValidKey",
                        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES o NOT VALID"},
                    RuleCase{Code::ConstraintScansTable, "ANewColumnThatRefers",
                             "ALTER TABLE t ADD COLUMN c int REFERENCES o"},
                    RuleCase{Code::ConstraintScansTable, "ATableOfTheBranch",
                             "CREATE TABLE n (id bigint);\n"
                             "ALTER TABLE n ADD CHECK (id > 0);\n"
                             "ALTER TABLE n ADD FOREIGN KEY (id) REFERENCES t"},
                    RuleCase{Code::ConstraintScansTable, "ANewTable",
                             "CREATE TABLE n (id int CHECK (id > 0) REFERENCES t)"},
                    RuleCase{Code::ConstraintScansTable, "ADomainOfTheBranch",
                             "CREATE DOMAIN d AS int;\n"
                             "ALTER DOMAIN d ADD CHECK (value > 0)"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    ValidatesAtOnce, LintFinds,
    testing::Values(RuleCase{Code::ValidatesAtOnce, "ACheckInOneTransaction",
                             "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\n"
                             "ALTER TABLE t VALIDATE CONSTRAINT c"},
                    RuleCase{
                        Code::ValidatesAtOnce, "AKeyInOneTransaction",
                        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES o NOT VALID;\n"
                        "SELECT 1;\n"
                        "ALTER TABLE public.t VALIDATE CONSTRAINT f"},
                    RuleCase{Code::ValidatesAtOnce, "AnUnnamedOne",
                             "ALTER TABLE t ADD CHECK (a > 0) NOT VALID;\n"
                             "ALTER TABLE t VALIDATE CONSTRAINT t_a_check"},
                    RuleCase{Code::ValidatesAtOnce, "BetweenBeginAndCommit",
                             "BEGIN;\n"
                             "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\n"
                             "ALTER TABLE t VALIDATE CONSTRAINT c;\n"
                             "COMMIT",
                             base_history, TransactionMode::Off}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    ValidatesAtOnce, LintPasses,
    testing::Values(
        RuleCase{Code::ValidatesAtOnce, "InALaterMigration", "ALTER TABLE t VALIDATE CONSTRAINT c",
                 "CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"},
        RuleCase{Code::ValidatesAtOnce, "WithoutATransaction",
                 "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\n"
                 "ALTER TABLE t VALIDATE CONSTRAINT c",
                 base_history, TransactionMode::Off},
        RuleCase{Code::ValidatesAtOnce, "ATableOfTheBranch",
                 "CREATE TABLE n (id bigint);\n"
                 "ALTER TABLE n ADD CONSTRAINT c CHECK (id > 0) NOT VALID;\n"
                 "ALTER TABLE n VALIDATE CONSTRAINT c"},
        RuleCase{Code::ValidatesAtOnce, "AnotherConstraint",
                 "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\n"
                 "ALTER TABLE t VALIDATE CONSTRAINT d"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(ConstraintBuildsIndex, LintFinds,
                         testing::Values(RuleCase{Code::ConstraintBuildsIndex, "Unique",
                                                  "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)"},
                                         RuleCase{Code::ConstraintBuildsIndex, "APrimaryKey",
                                                  "ALTER TABLE o ADD PRIMARY KEY (id)"},
                                         RuleCase{
                                             Code::ConstraintBuildsIndex, "AnExclusion",
                                             "ALTER TABLE t ADD EXCLUDE USING gist (a WITH =)"},
                                         RuleCase{Code::ConstraintBuildsIndex, "AUniqueColumn",
                                                  "ALTER TABLE t ADD COLUMN c int UNIQUE"}),
                         sentence_of);

INSTANTIATE_TEST_SUITE_P(
    ConstraintBuildsIndex, LintPasses,
    testing::Values(RuleCase{Code::ConstraintBuildsIndex, "ByAnIndex",
                             "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i"},
                    RuleCase{Code::ConstraintBuildsIndex, "APrimaryKeyByAnIndex",
                             "ALTER TABLE t ADD PRIMARY KEY USING INDEX i"},
                    RuleCase{Code::ConstraintBuildsIndex, "ATableOfTheBranch",
                             "CREATE TABLE n (id bigint);\n"
                             "ALTER TABLE n ADD PRIMARY KEY (id)"},
                    RuleCase{Code::ConstraintBuildsIndex, "ANewTable",
                             "CREATE TABLE n (id int PRIMARY KEY, a int UNIQUE)"}),
    sentence_of);

}  // namespace
}  // namespace gmig::sql

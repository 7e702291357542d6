// GM411 to GM415: what programs that run now ask for by name.
#include "lint_support.hpp"

#include <gtest/gtest.h>

namespace gmig::sql {
namespace {

INSTANTIATE_TEST_SUITE_P(
    RenamesColumn, LintFinds,
    testing::Values(RuleCase{Code::RenamesColumn, "AColumn", "ALTER TABLE t RENAME COLUMN a TO c"},
                    RuleCase{Code::RenamesColumn, "AColumnOfAView",
                             "ALTER VIEW v RENAME COLUMN a TO c"},
                    RuleCase{Code::RenamesColumn, "AColumnOfATableThatNoMigrationMade",
                             "ALTER TABLE IF EXISTS s.other RENAME a TO c"},
                    RuleCase{Code::RenamesColumn, "AValueOfAnEnum",
                             "ALTER TYPE mood RENAME VALUE 'sad' TO 'unhappy'"},
                    RuleCase{Code::RenamesColumn, "AnAttributeOfAType",
                             "ALTER TYPE pair RENAME ATTRIBUTE a TO c"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    RenamesColumn, LintPasses,
    testing::Values(RuleCase{Code::RenamesColumn, "ATableOfTheBranch",
                             "CREATE TABLE n (id bigint);\n"
                             "ALTER TABLE n RENAME COLUMN id TO no"},
                    RuleCase{Code::RenamesColumn, "AColumnOfTheBranch",
                             "ALTER TABLE t ADD COLUMN c int;\n"
                             "ALTER TABLE t RENAME c TO d"},
                    RuleCase{Code::RenamesColumn, "AConstraint",
                             "ALTER TABLE t RENAME CONSTRAINT c TO d"},
                    RuleCase{Code::RenamesColumn, "AnEnumOfTheBranch",
                             "CREATE TYPE mood AS ENUM ('sad');\n"
                             "ALTER TYPE mood RENAME VALUE 'sad' TO 'unhappy'"},
                    RuleCase{Code::RenamesColumn, "AnEnumOfTheBranchThatWasRenamed",
                             "CREATE TYPE mood AS ENUM ('sad');\n"
                             "ALTER TYPE mood RENAME TO feeling;\n"
                             "ALTER TYPE feeling RENAME VALUE 'sad' TO 'x'"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    RenamesTable, LintFinds,
    testing::Values(
        RuleCase{Code::RenamesTable, "ATable", "ALTER TABLE t RENAME TO u"},
        RuleCase{Code::RenamesTable, "AnotherSchema", "ALTER TABLE t SET SCHEMA archive"},
        RuleCase{Code::RenamesTable, "AView", "ALTER VIEW v RENAME TO w"},
        RuleCase{Code::RenamesTable, "ASchema", "ALTER SCHEMA s RENAME TO r"},
        RuleCase{Code::RenamesTable, "AMaterializedView", "ALTER MATERIALIZED VIEW v SET SCHEMA s"},
        RuleCase{Code::RenamesTable, "AType", "ALTER TYPE mood RENAME TO feeling"},
        RuleCase{Code::RenamesTable, "ADomainIntoAnotherSchema", "ALTER DOMAIN mail SET SCHEMA s"},
        RuleCase{Code::RenamesTable, "ATypeOfTheHistory", "ALTER TYPE mood RENAME TO feeling",
                 "CREATE TYPE mood AS ENUM ();"},
        RuleCase{Code::RenamesTable, "AFunction", "ALTER FUNCTION f(int) RENAME TO g"},
        RuleCase{Code::RenamesTable, "AProcedureIntoAnotherSchema",
                 "ALTER PROCEDURE s.p SET SCHEMA r"},
        RuleCase{Code::RenamesTable, "AFunctionThatMayHaveBeenThere",
                 "CREATE OR REPLACE FUNCTION f() RETURNS int IMMUTABLE LANGUAGE sql "
                 "AS 'SELECT 1';\n"
                 "ALTER FUNCTION f() RENAME TO g"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    RenamesTable, LintPasses,
    testing::Values(RuleCase{Code::RenamesTable, "ATableOfTheBranch",
                             "CREATE TABLE n (id bigint);\n"
                             "ALTER TABLE n RENAME TO m"},
                    RuleCase{Code::RenamesTable, "AViewUnderTheOldName",
                             "ALTER TABLE t RENAME TO u;\n"
                             "CREATE VIEW t AS SELECT * FROM u"},
                    RuleCase{Code::RenamesTable, "ATableThatTakesItsPlace",
                             "CREATE TABLE n (id int);\n"
                             "ALTER TABLE t RENAME TO old;\n"
                             "ALTER TABLE n RENAME TO t"},
                    RuleCase{Code::RenamesTable, "AnIndex", "ALTER INDEX i RENAME TO j"},
                    RuleCase{Code::RenamesTable, "ASequence", "ALTER SEQUENCE s RENAME TO r"},
                    RuleCase{Code::RenamesTable, "ATypeOfTheBranch",
                             "CREATE TYPE mood AS ENUM ('sad');\n"
                             "ALTER TYPE mood RENAME TO feeling;\n"
                             "ALTER TYPE feeling SET SCHEMA s"},
                    RuleCase{Code::RenamesTable, "ATypeWhosePlaceIsTaken",
                             "ALTER TYPE mood RENAME TO old;\n"
                             "CREATE TYPE mood AS ENUM ('sad', 'glad')"},
                    RuleCase{Code::RenamesTable, "AFunctionOfTheBranch",
                             "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
                             "ALTER FUNCTION f() RENAME TO g"},
                    RuleCase{Code::RenamesTable, "AFunctionUnderTheOldName",
                             "ALTER FUNCTION f() RENAME TO g;\n"
                             "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT g()'"},
                    RuleCase{Code::RenamesTable, "ATrigger", "ALTER TRIGGER r ON t RENAME TO q"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    DropsColumn, LintFinds,
    testing::Values(
        RuleCase{Code::DropsColumn, "AColumn", "ALTER TABLE t DROP COLUMN a"},
        RuleCase{Code::DropsColumn, "IfExists",
                 "ALTER TABLE IF EXISTS t DROP COLUMN IF EXISTS a CASCADE"},
        RuleCase{Code::DropsColumn, "OneOfSeveralCommands", "ALTER TABLE t ADD c int, DROP b"},
        RuleCase{Code::DropsColumn, "OfATableThatNoMigrationMade", "ALTER TABLE s.other DROP a"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(DropsColumn, LintPasses,
                         testing::Values(RuleCase{Code::DropsColumn, "OfATableOfTheBranch",
                                                  "CREATE TABLE n (id bigint);\n"
                                                  "ALTER TABLE n DROP COLUMN id"},
                                         RuleCase{Code::DropsColumn, "OneThatTheBranchAdded",
                                                  "ALTER TABLE t ADD COLUMN c int;\n"
                                                  "ALTER TABLE t DROP COLUMN c"},
                                         RuleCase{Code::DropsColumn, "IfExistsAndItDoesNot",
                                                  "ALTER TABLE t DROP COLUMN IF EXISTS other"},
                                         RuleCase{Code::DropsColumn, "AConstraint",
                                                  "ALTER TABLE t DROP CONSTRAINT c"}),
                         sentence_of);

INSTANTIATE_TEST_SUITE_P(
    DropsTable, LintFinds,
    testing::Values(
        RuleCase{Code::DropsTable, "ATable", "DROP TABLE t"},
        RuleCase{Code::DropsTable, "IfExists", "DROP TABLE IF EXISTS public.t CASCADE"},
        RuleCase{Code::DropsTable, "ATableThatNoMigrationMade", "DROP TABLE other"},
        RuleCase{Code::DropsTable, "ATableThatIsMadeAgain",
                 "DROP TABLE t;\n"
                 "CREATE TABLE t (id int)"},
        RuleCase{Code::DropsTable, "AView", "DROP VIEW v", "CREATE VIEW v AS SELECT 1;"},
        RuleCase{Code::DropsTable, "ASchemaWithAllInIt", "DROP SCHEMA s CASCADE",
                 "CREATE TABLE s.t (a int);"},
        RuleCase{Code::DropsTable, "ATypeWithAllThatDependsOnIt", "DROP TYPE mood CASCADE"},
        RuleCase{Code::DropsTable, "WhatARoleOwns", "DROP OWNED BY somebody"},
        RuleCase{Code::DropsTable, "AnExtensionWithAllThatDependsOnIt",
                 "DROP EXTENSION IF EXISTS hstore CASCADE"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    DropsTable, LintPasses,
    testing::Values(RuleCase{Code::DropsTable, "ATableOfTheBranch",
                             "CREATE TABLE n (id bigint);\n"
                             "DROP TABLE n"},
                    RuleCase{Code::DropsTable, "IfExistsAndItDoesNot",
                             "DROP TABLE IF EXISTS n;\n"
                             "CREATE TABLE n (id int)"},
                    RuleCase{Code::DropsTable, "ATemporaryTable",
                             "CREATE TEMP TABLE n AS SELECT 1;\n"
                             "DROP TABLE n"},
                    RuleCase{Code::DropsTable, "AViewThatIsMadeAgain",
                             "DROP VIEW v;\n"
                             "CREATE VIEW v AS SELECT 2",
                             "CREATE VIEW v AS SELECT 1;"},
                    RuleCase{Code::DropsTable, "ATypeThatNothingDependsOn", "DROP TYPE mood"},
                    RuleCase{Code::DropsTable, "ASchemaOfTheBranch",
                             "CREATE TABLE s.n (a int);\n"
                             "DROP SCHEMA s CASCADE"},
                    RuleCase{Code::DropsTable, "AnEmptySchema", "DROP SCHEMA s"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(TruncatesTable, LintFinds,
                         testing::Values(RuleCase{Code::TruncatesTable, "ATable", "TRUNCATE t"},
                                         RuleCase{Code::TruncatesTable, "OneOfSeveral",
                                                  "CREATE TABLE n (id bigint);\n"
                                                  "TRUNCATE n, t"},
                                         RuleCase{Code::TruncatesTable, "WithWhatRefersToIt",
                                                  "TRUNCATE TABLE ONLY t CASCADE"}),
                         sentence_of);

INSTANTIATE_TEST_SUITE_P(TruncatesTable, LintPasses,
                         testing::Values(RuleCase{Code::TruncatesTable, "ATableOfTheBranch",
                                                  "CREATE TABLE n (id bigint);\n"
                                                  "TRUNCATE n"},
                                         RuleCase{Code::TruncatesTable, "ATemporaryTable",
                                                  "CREATE TEMP TABLE n (a int);\n"
                                                  "TRUNCATE n"},
                                         RuleCase{Code::TruncatesTable, "DeletingSome",
                                                  "DELETE FROM t WHERE a = 1"}),
                         sentence_of);

}  // namespace
}  // namespace gmig::sql

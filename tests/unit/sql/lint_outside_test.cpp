// GM441, GM442: what reaches beyond the database, and what no rule sees.
#include "lint_support.hpp"

#include <gtest/gtest.h>

namespace gmig::sql {
namespace {

INSTANTIATE_TEST_SUITE_P(
    ReachesOutside, LintFinds,
    testing::Values(
        RuleCase{Code::ReachesOutside, "ARole", "CREATE ROLE app"},
        RuleCase{Code::ReachesOutside, "AProgram", "COPY t FROM PROGRAM 'curl x'"},
        RuleCase{Code::ReachesOutside, "AFile", "COPY t TO '/tmp/x'"},
        RuleCase{Code::ReachesOutside, "AFileByAFunction",
                 "INSERT INTO t (b) VALUES (pg_read_file('/etc/passwd'))"},
        RuleCase{Code::ReachesOutside, "AnotherServer",
                 "SELECT * FROM dblink('x', 'y') AS r (a int)"},
        RuleCase{Code::ReachesOutside, "AnUntrustedExtension",
                 "CREATE EXTENSION IF NOT EXISTS postgres_fdw"},
        RuleCase{Code::ReachesOutside, "AnotherRole", "SET ROLE admin"},
        RuleCase{Code::ReachesOutside, "AnotherUser", "SET SESSION AUTHORIZATION admin"},
        RuleCase{Code::ReachesOutside, "TheServersSettings", "ALTER SYSTEM SET work_mem = '1GB'"},
        RuleCase{Code::ReachesOutside, "ALibrary", "LOAD 'x'"},
        RuleCase{Code::ReachesOutside, "ALanguageThatIsNotTrusted",
                 "CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'return 1'"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    ReachesOutside, LintPasses,
    testing::Values(
        RuleCase{Code::ReachesOutside, "ATrustedExtension", "CREATE EXTENSION \"uuid-ossp\""},
        RuleCase{Code::ReachesOutside, "Rights", "GRANT SELECT ON t TO app"},
        RuleCase{Code::ReachesOutside, "BackToTheRole", "RESET ROLE"},
        RuleCase{Code::ReachesOutside, "AFunctionOfTheDatabase",
                 "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'"},
        RuleCase{Code::ReachesOutside, "AnOrdinaryQuery", "SELECT lower(b) FROM t"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    CannotSeeInside, LintFinds,
    testing::Values(RuleCase{Code::CannotSeeInside, "ABlock", "DO $$ BEGIN DROP TABLE t; END $$"},
                    RuleCase{Code::CannotSeeInside, "AProcedure", "CALL f()"},
                    RuleCase{Code::CannotSeeInside, "APreparedStatement", "EXECUTE p"}),
    sentence_of);

INSTANTIATE_TEST_SUITE_P(
    CannotSeeInside, LintPasses,
    testing::Values(RuleCase{Code::CannotSeeInside, "AFunctionsMaking",
                             "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"},
                    RuleCase{Code::CannotSeeInside, "ATable",
                             "CREATE TABLE n (id bigint);\n"
                             ""},
                    RuleCase{Code::CannotSeeInside, "ATextThatSaysSo",
                             "INSERT INTO t (b) VALUES ('DO it')"}),
    sentence_of);

}  // namespace
}  // namespace gmig::sql

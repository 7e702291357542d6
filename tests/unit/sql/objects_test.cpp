#include "refusals.hpp"
#include <gmig/sql/statement.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gmig::sql {
namespace {

std::string described(const ConcurrentIndex& index) {
    static constexpr const char* kinds[] = {"create", "drop", "reindex"};
    return std::string(kinds[static_cast<int>(index.kind)]) + " " + index.schema + "." +
           index.name + (index.table.empty() ? "" : " on " + index.table);
}

struct Index {
    std::string name;
    std::string statement;
    std::string index;
};

class ConcurrentIndexes : public ::testing::TestWithParam<Index> {};

TEST_P(ConcurrentIndexes, OfAStatement) {
    std::string all;
    for (const auto& index : concurrent_indexes(GetParam().statement)) {
        all += (all.empty() ? "" : "; ") + described(index);
    }
    EXPECT_EQ(all, GetParam().index);
}

INSTANTIATE_TEST_SUITE_P(
    Statements, ConcurrentIndexes,
    ::testing::Values(Index{"plain", "CREATE INDEX CONCURRENTLY a_b ON a (b)", "create .a_b on a"},
                      Index{"unique in a schema",
                            "create unique index concurrently A_B on only S.A using btree (b)",
                            "create s.a_b on a"},
                      Index{"quoted", R"(CREATE INDEX CONCURRENTLY "A ""b""" ON "S"."T" (b))",
                            "create S.A \"b\" on T"},
                      Index{"a name that PostgreSQL chooses", "CREATE INDEX CONCURRENTLY ON a (b)",
                            "create . on a"},
                      Index{"if not exists", "CREATE INDEX CONCURRENTLY IF NOT EXISTS x ON a (b)",
                            "create .x on a"},
                      Index{"with comments", "CREATE /*a*/ INDEX --b\n CONCURRENTLY x ON a (b)",
                            "create .x on a"},
                      Index{"a long name is cut as PostgreSQL does",
                            "DROP INDEX CONCURRENTLY " + std::string(62, 'a') + "\xC3\xA9",
                            "drop ." + std::string(62, 'a')},
                      Index{"drop", "DROP INDEX CONCURRENTLY IF EXISTS s.a CASCADE", "drop s.a"},
                      Index{"drop several", "DROP INDEX CONCURRENTLY a, s.b", "drop .a; drop s.b"},
                      Index{"reindex", "REINDEX INDEX CONCURRENTLY a", "reindex .a"},
                      Index{"reindex with options", "REINDEX (VERBOSE, CONCURRENTLY) INDEX s.a",
                            "reindex s.a"},
                      Index{"reindex of a table", "REINDEX TABLE CONCURRENTLY a", ""},
                      Index{"reindex at once", "REINDEX (VERBOSE) INDEX a", ""},
                      Index{"not concurrent", "CREATE INDEX x ON a (b)", ""},
                      Index{"an index of that name", "CREATE INDEX \"concurrently\" ON a (b)", ""},
                      Index{"nothing", "", ""},
                      Index{"cut off", "CREATE INDEX CONCURRENTLY", "create ."}),
    [](const auto& test) { return as_test_name(test.param.name); });

struct Loss {
    std::string name;
    Dialect dialect;
    std::string text;
    std::vector<std::string> losses;
};

class DataLosses : public ::testing::TestWithParam<Loss> {};

TEST_P(DataLosses, OfAPart) {
    EXPECT_EQ(data_losses(script_of(GetParam().text), GetParam().dialect), GetParam().losses);
}

constexpr auto objects_lite = Dialect::Sqlite;
constexpr auto objects_postgres = Dialect::Postgresql;

INSTANTIATE_TEST_SUITE_P(
    Parts, DataLosses,
    ::testing::Values(
        Loss{"nothing", objects_lite, "", {}},
        Loss{"a table and a column",
             objects_lite,
             "ALTER TABLE article DROP COLUMN category_id; DROP TABLE category;",
             {"column article.category_id", "table category"}},
        Loss{"several tables",
             objects_postgres,
             "DROP TABLE IF EXISTS a, s.B CASCADE",
             {"table a", "table s.b"}},
        Loss{"quoted names",
             objects_lite,
             "DROP TABLE [a b]; DROP TABLE `c`; DROP TABLE 'd'",
             {"table a b", "table c", "table d"}},
        Loss{"each once", objects_lite, "DELETE FROM a; DELETE FROM a WHERE b", {"rows of a"}},
        Loss{"actions of one statement",
             objects_postgres,
             "ALTER TABLE IF EXISTS ONLY a ADD COLUMN x numeric(10, 2), DROP b, DROP COLUMN IF "
             "EXISTS c CASCADE, "
             "DROP CONSTRAINT d, ALTER COLUMN e DROP DEFAULT",
             {"column a.b", "column a.c"}},
        Loss{"a foreign key that deletes",
             objects_postgres,
             "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c ON DELETE CASCADE",
             {}},
        Loss{"an attribute", objects_postgres, "ALTER TYPE t DROP ATTRIBUTE a", {"attribute t.a"}},
        Loss{"truncate",
             objects_postgres,
             "TRUNCATE TABLE ONLY a, b *, c RESTART IDENTITY",
             {"rows of a", "rows of b", "rows of c"}},
        Loss{"delete under WITH",
             objects_postgres,
             "WITH x AS (DELETE FROM ONLY a RETURNING *) SELECT * FROM x",
             {"rows of a"}},
        Loss{"merge",
             objects_postgres,
             "MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE",
             {"rows of a"}},
        Loss{"schemas", objects_postgres, "DROP SCHEMA a CASCADE; DROP SCHEMA b", {"schema a"}},
        Loss{"types",
             objects_postgres,
             "DROP TYPE a CASCADE; DROP DOMAIN b, c CASCADE; DROP TYPE d",
             {"columns of type a", "columns of type b", "columns of type c"}},
        Loss{"the rest",
             objects_postgres,
             "DROP DATABASE a; DROP OWNED BY b; DROP EXTENSION IF EXISTS c CASCADE",
             {"database a", "what is owned by b", "what uses extension c"}},
        Loss{"code",
             objects_postgres,
             "DO $x$ BEGIN DELETE FROM a; DROP TABLE b; END $x$ LANGUAGE plpgsql; DO 'BEGIN DELETE "
             "FROM c; END'",
             {"rows of a", "table b", "rows of c"}},
        Loss{"code kept for later",
             objects_postgres,
             "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM a; END; DROP TABLE b",
             {"table b"}},
        Loss{"triggers kept for later",
             objects_lite,
             "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END; DROP TABLE c;",
             {"table c"}},
        Loss{"no data in these",
             objects_postgres,
             "DROP VIEW a; DROP INDEX b; DROP FUNCTION c; DROP TRIGGER d ON e; SELECT 'DROP TABLE "
             "x' AS \"DELETE FROM y\"",
             {}}),
    [](const auto& test) { return as_test_name(test.param.name); });

TEST(DataLossesOf, AnUnreadablePart) {
    EXPECT_EQ(refusal([] { data_losses(script_of("DROP TABLE 'a"), objects_lite); }),
              "m.sql:1:12 this string has no end");
}

}  // namespace
}  // namespace gmig::sql

#include "db/postgresql/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gmig::db::postgresql {
namespace {

struct Rewriting {
    const char* sentence;
    const char* sql;
    const char* expected;
};

class LedgerNames : public testing::TestWithParam<Rewriting> {};

TEST_P(LedgerNames, AreReadInSchemaGmig) {
    EXPECT_EQ(ledger_names(GetParam().sql), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Of, LedgerNames,
    testing::Values(
        Rewriting{"a_query", "SELECT id FROM gmig_migration WHERE project = $1",
                  "SELECT id FROM gmig.migration WHERE project = $1"},
        Rewriting{"a_qualified_column", "SELECT gmig_migration.id FROM gmig_migration",
                  "SELECT gmig.migration.id FROM gmig.migration"},
        Rewriting{"strings_stay",
                  "INSERT INTO gmig_log VALUES ('gmig_x', E'gmig_\\'y', $$gmig_z$$)",
                  "INSERT INTO gmig.log VALUES ('gmig_x', E'gmig_\\'y', $$gmig_z$$)"},
        Rewriting{"comments_stay", "SELECT 1 -- gmig_a\n/* gmig_b */ FROM gmig_c -- gmig_d",
                  "SELECT 1 -- gmig_a\n/* gmig_b */ FROM gmig.c -- gmig_d"},
        Rewriting{"quoted_identifiers_stay", "SELECT \"gmig_x\" FROM gmig_t",
                  "SELECT \"gmig_x\" FROM gmig.t"},
        Rewriting{"words_that_only_contain_it_stay", "SELECT my_gmig_x, gmigx, gmig FROM gmig_t",
                  "SELECT my_gmig_x, gmigx, gmig FROM gmig.t"},
        Rewriting{"a_new_index_takes_no_schema",
                  "CREATE UNIQUE INDEX gmig_by_name ON gmig_t (name)",
                  "CREATE UNIQUE INDEX by_name ON gmig.t (name)"},
        Rewriting{"nor_one_made_if_missing",
                  "CREATE INDEX /* why */ IF NOT EXISTS gmig_by_name ON gmig_t (name)",
                  "CREATE INDEX /* why */ IF NOT EXISTS by_name ON gmig.t (name)"},
        Rewriting{"an_old_index_does", "DROP INDEX gmig_by_name", "DROP INDEX gmig.by_name"},
        Rewriting{"a_constraint_does_not",
                  "CREATE TABLE IF NOT EXISTS gmig_t (id text CONSTRAINT gmig_key PRIMARY KEY)",
                  "CREATE TABLE IF NOT EXISTS gmig.t (id text CONSTRAINT key PRIMARY KEY)"},
        Rewriting{"each_statement_for_itself", "CREATE TABLE gmig_t (x int); DROP INDEX gmig_i",
                  "CREATE TABLE gmig.t (x int); DROP INDEX gmig.i"},
        Rewriting{"the_ledgers_column_of_that_name_stays",
                  "SELECT gmig_version, gmig_ledger.gmig_version FROM gmig_ledger",
                  "SELECT gmig_version, gmig.ledger.gmig_version FROM gmig.ledger"},
        Rewriting{"nothing_of_gmigs", "SELECT 1", "SELECT 1"}, Rewriting{"nothing", "", ""}),
    [](const auto& test) { return std::string(test.param.sentence); });

std::string quoted(const Value& value) {
    return value ? "<" + *value + ">" : "NULL";
}

TEST(WithLiterals, PutsEachValueInItsPlace) {
    EXPECT_EQ(
        with_literals({"INSERT INTO gmig_t VALUES ($1, $2, $1)", {"a", std::nullopt}}, quoted),
        "INSERT INTO gmig.t VALUES (<a>, NULL, <a>)");
}

TEST(WithLiterals, TellsTenFromOne) {
    Query query{"SELECT $10, $1", {}};
    for (const char* value : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}) {
        query.values.emplace_back(value);
    }
    EXPECT_EQ(with_literals(query, quoted), "SELECT <j>, <a>");
}

TEST(WithLiterals, LeavesDollarsInStringsAlone) {
    EXPECT_EQ(with_literals({"SELECT '$1', $q$ $1 $q$, $1", {"a"}}, quoted),
              "SELECT '$1', $q$ $1 $q$, <a>");
}

TEST(WithLiterals, DoesNotReadWhatItHasPutIn) {
    EXPECT_EQ(with_literals({"SELECT $1, $2", {"$2 gmig_x", "b"}}, quoted),
              "SELECT <$2 gmig_x>, <b>");
}

TEST(WithLiterals, RefusesAQueryThatLacksAValue) {
    EXPECT_THROW(with_literals({"SELECT $2", {"a"}}, quoted), Error);
}

Where refused_at(const std::string& text) {
    const Script script{.text = text, .path = "m.sql", .first_line = 1, .transaction = {}};
    try {
        refuse_long_names(script, {.offset = 0, .text = script.text});
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Migration);
        return error.where();
    }
    return {};
}

TEST(LongNames, AreRefusedWhereTheyStand) {
    const std::string longest(63, 'x');
    EXPECT_EQ(refused_at("CREATE TABLE " + longest + " (x int)"), Where{});
    EXPECT_EQ(refused_at("CREATE TABLE\n  " + longest + "y (x int)"), (Where{"m.sql", 2, 3}));
    EXPECT_EQ(refused_at("CREATE TABLE \"" + longest + "\" (x int)"), Where{});
    EXPECT_EQ(refused_at("CREATE TABLE \"" + longest + "y\" (x int)"), (Where{"m.sql", 1, 14}));
}

TEST(LongNames, AreCountedInBytes) {
    std::string umlauts;
    for (int i = 0; i < 32; ++i) {
        umlauts += "ä";
    }
    EXPECT_EQ(refused_at("CREATE TABLE " + umlauts + " (x int)"), (Where{"m.sql", 1, 14}));
}

TEST(LongNames, CountADoubledQuoteOnce) {
    EXPECT_EQ(refused_at("CREATE TABLE \"" + std::string(62, 'x') + "\"\"\" (x int)"), Where{});
}

TEST(LongNames, AreNoneInStringsAndComments) {
    const std::string text(100, 'x');
    EXPECT_EQ(refused_at("SELECT '" + text + "', $a$" + text + "$a$ -- " + text), Where{});
}

TEST(Cut, EndsBetweenCharacters) {
    EXPECT_EQ(cut("abc", 3), "abc");
    EXPECT_EQ(cut("abc", 2), "ab");
    EXPECT_EQ(cut("aä", 2), "a");
    EXPECT_EQ(cut("€", 2), "");
}

}  // namespace
}  // namespace gmig::db::postgresql

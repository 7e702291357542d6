#include <gmig/sql/statement.hpp>

#include <gtest/gtest.h>

namespace gmig::sql {
namespace {

struct OwnTransactionCase {
    const char* name;
    Dialect dialect;
    const char* statement;
    bool can;
};

class OwnTransaction : public testing::TestWithParam<OwnTransactionCase> {};

TEST_P(OwnTransaction, IsPossible) {
    const OwnTransactionCase& test = GetParam();
    // Whatever stands before it in the file.
    EXPECT_EQ(can_have_transaction(test.dialect, {.offset = 1000, .text = test.statement}),
              test.can);
}

constexpr auto sqlite = Dialect::Sqlite;
constexpr auto postgresql = Dialect::Postgresql;
constexpr OwnTransactionCase own_transaction_cases[] = {
    {"ForACreateTable", sqlite, "CREATE TABLE a (x)", true},
    {"ForAnInsert", sqlite, "INSERT INTO a VALUES (1)", true},
    {"NotForAVacuum", sqlite, "VACUUM", false},
    {"NotForAPragmaThatATransactionIgnores", sqlite, "PRAGMA foreign_keys = ON", false},
    {"NotForAnyPragma", sqlite, "pragma user_version = 3", false},
    {"ForAnEnumValue", postgresql, "ALTER TYPE mood ADD VALUE 'fine'", true},
    {"ForAPlainIndex", postgresql, "CREATE INDEX a_x ON a (x)", true},
    {"NotForAConcurrentIndex", postgresql, "CREATE INDEX CONCURRENTLY a_x ON a (x)", false},
    {"NotForAProcedureThatMayCommit", postgresql, "CALL fill()", false},
    {"NotForABlockThatMayCommit", postgresql, "DO $$ BEGIN COMMIT; END $$", false},
};

INSTANTIATE_TEST_SUITE_P(Sql, OwnTransaction, testing::ValuesIn(own_transaction_cases),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::sql

#include <gmig/sql/statement.hpp>
#include <gmig/support/text.hpp>

#include <gtest/gtest.h>

namespace gmig::sql {
namespace {

struct RebuildsCase {
    const char* name;
    const char* text;
    const char* rebuilt;  ///< "table: names that the copy reads"
};

std::string found(const char* text) {
    Script script;
    script.text = text;
    std::vector<std::string> all;
    for (const RebuiltTable& table : rebuilt_tables(script, Dialect::Sqlite)) {
        all.push_back(table.name + ": " + join(table.read, " "));
    }
    return join(all, "; ");
}

class RebuiltTables : public testing::TestWithParam<RebuildsCase> {};

TEST_P(RebuiltTables, AreTold) {
    EXPECT_EQ(found(GetParam().text), GetParam().rebuilt);
}

constexpr RebuildsCase rebuilds_cases[] = {
    {"ByTheManualsSteps",
     "PRAGMA foreign_keys = OFF; CREATE TABLE new_a (id, b);"
     "INSERT INTO new_a (id, b) SELECT id, coalesce(B, 1) FROM a; DROP TABLE a;"
     "ALTER TABLE new_a RENAME TO a;",
     "a: id coalesce b"},
    {"UnderQuotedNames",
     "INSERT OR ABORT INTO \"n\" (x) SELECT \"X y\" FROM \"a b\"; DROP TABLE \"a b\";"
     "ALTER TABLE n RENAME TO \"a b\"",
     "a b: x y"},
    {"NotWhereRowsAreLeftOut",
     "INSERT INTO n SELECT b FROM a WHERE b > 1; DROP TABLE a; ALTER TABLE n RENAME TO a", ""},
    {"NotWhereRowsMayBeIgnored",
     "INSERT OR IGNORE INTO n SELECT b FROM a; DROP TABLE a; ALTER TABLE n RENAME TO a", ""},
    {"NotWhereTwinsBecomeOne",
     "INSERT INTO n SELECT DISTINCT b FROM a; DROP TABLE a; ALTER TABLE n RENAME TO a", ""},
    {"NotWhereNothingIsCopied", "DROP TABLE a; ALTER TABLE n RENAME TO a", ""},
    {"NotWhereAnotherTakesTheName",
     "INSERT INTO n SELECT b FROM a; DROP TABLE a; ALTER TABLE m RENAME TO a", ""},
    {"NotWhereAnotherWasCopied",
     "INSERT INTO n SELECT b FROM c; DROP TABLE a; ALTER TABLE n RENAME TO a", ""},
};

INSTANTIATE_TEST_SUITE_P(OfAPart, RebuiltTables, testing::ValuesIn(rebuilds_cases),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::sql

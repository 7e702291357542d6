#include <gmig/sql/fingerprint.hpp>

#include <gtest/gtest.h>

#include <string>

namespace gmig::sql {
namespace {

constexpr auto fingerprint_lite = Dialect::Sqlite;
constexpr auto fingerprint_postgres = Dialect::Postgresql;

// Ledgers hold these: a change here breaks every database.
TEST(Fingerprint, NeverChanges) {
    EXPECT_EQ(fingerprint("", fingerprint_lite).value,
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(fingerprint("CREATE TABLE a (b int DEFAULT 5, c text DEFAULT 'x;y');\n"
                          "-- note\nINSERT INTO a VALUES (1.5e3, U&\"d\\0061\" :: text) ;",
                          fingerprint_postgres)
                  .value,
              "c9dd731bc91d0e4f514f35c8a3d927399b63eb1967f54032c98d44d18d1cc749");
    EXPECT_EQ(
        fingerprint(
            "CREATE TRIGGER t AFTER INSERT ON [a b] BEGIN UPDATE `c` SET d = ?1 || x'00'; END;",
            fingerprint_lite)
            .value,
        "3c5b837ea5bde27905e0a72c48ea56098fe63874e086f9d566eebf5474910550");
}

struct FingerprintPair {
    std::string name;
    Dialect dialect;
    std::string one;
    std::string other;
    bool same;
};

class FingerprintOf : public ::testing::TestWithParam<FingerprintPair> {};

TEST_P(FingerprintOf, TwoTexts) {
    const auto& pair = GetParam();
    EXPECT_EQ(fingerprint(pair.one, pair.dialect) == fingerprint(pair.other, pair.dialect),
              pair.same);
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, FingerprintOf,
    ::testing::Values(
        FingerprintPair{"BlanksAndComments", fingerprint_postgres, "SELECT 1 ;SELECT 2",
                        "-- a\nSELECT\t1;\n/* b */\nSELECT 2;\n", true},
        FingerprintPair{"CaseOfWords", fingerprint_postgres, "select A from B", "SELECT a FROM b",
                        true},
        FingerprintPair{"CaseOfQuotedNames", fingerprint_postgres, "SELECT \"A\"", "SELECT \"a\"",
                        false},
        FingerprintPair{"QuotedAndBareName", fingerprint_postgres, "SELECT \"a\"", "SELECT a",
                        false},
        FingerprintPair{"CaseOfStrings", fingerprint_lite, "SELECT 'A'", "SELECT 'a'", false},
        FingerprintPair{"ChangedDefault", fingerprint_lite, "CREATE TABLE a (b DEFAULT 5)",
                        "CREATE TABLE a (b DEFAULT 6)", false},
        FingerprintPair{"BlankInAString", fingerprint_lite, "SELECT 'a b'", "SELECT 'a  b'", false},
        FingerprintPair{"BlankInDollarQuotes", fingerprint_postgres, "DO $$ a $$", "DO $$ a  $$",
                        false},
        FingerprintPair{"TrailingSemicolon", fingerprint_lite, "SELECT 1", "SELECT 1;", true},
        FingerprintPair{"EmptyStatements", fingerprint_lite, "SELECT 1; SELECT 2",
                        ";SELECT 1;;SELECT 2;;", true},
        FingerprintPair{"SemicolonBetweenStatements", fingerprint_lite, "SELECT 1; SELECT 2",
                        "SELECT 1 SELECT 2", false},
        FingerprintPair{"JoinedWords", fingerprint_lite, "SELECT ab", "SELECT a b", false},
        FingerprintPair{"JoinedNumbers", fingerprint_lite, "SELECT 12", "SELECT 1 2", false},
        FingerprintPair{"JoinedStrings", fingerprint_lite, "SELECT 'a''b'", "SELECT 'a' 'b'",
                        false},
        FingerprintPair{"SignsBehindAnOperator", fingerprint_postgres, "SELECT a=-1",
                        "SELECT a = - 1", true},
        FingerprintPair{"SplitOperator", fingerprint_postgres, "SELECT a <= 1", "SELECT a < = 1",
                        false},
        FingerprintPair{"CommentCutInTwo", fingerprint_postgres, "SELECT 1 - -1", "SELECT 1 --1",
                        false},
        FingerprintPair{"NameAboveAscii", fingerprint_postgres, "SELECT Ä", "SELECT ä", false}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace gmig::sql

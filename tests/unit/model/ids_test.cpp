#include <gmig/model/ids.hpp>
#include <gmig/model/migration.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace gmig {
namespace {

using namespace std::string_literals;

// Ledgers and files hold these values. They were computed with another program (Python's hashlib)
// and must never change.

TEST(DerivedId, NeverChanges) {
    EXPECT_EQ(derived_id({"gmig", "2026-11-20-101806-add-categories"}).value, "myvwpwtsqmzm");
    EXPECT_EQ(derived_id({"flyway", "1.1", "init"}).value, "klsrpmlwmpvx");
    EXPECT_EQ(derived_id({"gmig", "příliš žluťoučký"}).value, "rswmzlsqrrqx");
    EXPECT_EQ(derived_id({}).value, "vlytzmoqlwkz");
}

TEST(DerivedId, KeepsItsPartsApart) {
    EXPECT_EQ(derived_id({"a", "bc"}).value, "mwqpzrykmxlr");
    EXPECT_EQ(derived_id({"ab", "c"}).value, "qupqwtkznkpl");
    EXPECT_EQ(derived_id({"a"}).value, "ltrpssskxwuw");
    EXPECT_EQ(derived_id({"a", ""}).value, "tyspswqwyowo");
}

constexpr std::string_view table = "CREATE TABLE category (id INTEGER PRIMARY KEY);\n";

TEST(ChecksumOfUp, NeverChanges) {
    EXPECT_EQ(checksum_of_up(TransactionMode::On, table).value,
              "1:d2d3d273d464f7c407e29eceda715d3868e3726bba852760836e386f7a93e47e");
    EXPECT_EQ(checksum_of_up(TransactionMode::On, "").value,
              "1:5c2f983b6f2de71aed97c80ca33c575d6fce7c705a9314b2966e03423f159e90");
}

TEST(ChecksumOfUp, CoversTheTransactionMode) {
    EXPECT_EQ(checksum_of_up(TransactionMode::Off, table).value,
              "1:e73fbcdb1e1705a03a80cd6a61362428d42f9470f909065f9cce161f8d7f63fa");
}

TEST(ChecksumOfPart, NeverChanges) {
    EXPECT_EQ(checksum_of_part(table).value,
              "1:d7b14c918ab0fba73a151cc264f3f16661335da3dc62758d56108227d13c7bd1");
    EXPECT_EQ(checksum_of_part("").value,
              "1:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(VersionOf, NeverChanges) {
    const std::vector<IdAndChecksum> two{{{"kxqpzmrwtsvn"}, {"1:bb"}},
                                         {{"kkkkkkkkkkkk"}, {"1:aa"}}};
    EXPECT_EQ(version_of(two).value,
              "3871fd9110eab3772ea29821728efdd944f96d7fcce21069439fb9144a82d5c8");
    EXPECT_EQ(version_of(std::vector<IdAndChecksum>()).value,
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(VersionOf, TakesTheSetInAnyOrder) {
    std::vector<IdAndChecksum> set{{{"kkkkkkkkkkkk"}, {"1:aa"}}, {{"llllllllllll"}, {"1:bb"}}};
    const Version version = version_of(set);
    std::ranges::reverse(set);
    EXPECT_EQ(version_of(set), version);
}

TEST(VersionOf, DiffersWhenAnIdOrAChecksumDoes) {
    const std::array<IdAndChecksum, 1> one{{{{"kkkkkkkkkkkk"}, {"1:aa"}}}};
    const std::array<IdAndChecksum, 1> other_id{{{{"llllllllllll"}, {"1:aa"}}}};
    const std::array<IdAndChecksum, 1> edited{{{{"kkkkkkkkkkkk"}, {"1:ab"}}}};
    EXPECT_EQ(version_of(one).value,
              "762bd21cf902a3e5bafeb536511192eba77923144333721e487700876cd09f05");
    EXPECT_NE(version_of(one), version_of(other_id));
    EXPECT_NE(version_of(one), version_of(edited));
    EXPECT_NE(version_of(one), version_of(std::vector<IdAndChecksum>()));
}

TEST(IdFromBytes, TakesFourBitsOfEachByte) {
    const std::string bytes = "\x00\x01\x02\x0F\x10\x1F\xF0\xFF\x80\x7F\x0A\x0B"s;
    EXPECT_EQ(id_from_bytes(bytes).value, "klmzkzkzkzuv");
    EXPECT_EQ(id_from_bytes(bytes + "more").value, "klmzkzkzkzuv");
}

struct IdCase {
    const char* name;
    const char* text;
    bool is_id;
};

class IsMigrationId : public testing::TestWithParam<IdCase> {};

TEST_P(IsMigrationId, Of) {
    EXPECT_EQ(is_migration_id(GetParam().text), GetParam().is_id);
}

INSTANTIATE_TEST_SUITE_P(Ids, IsMigrationId,
                         testing::Values(IdCase{"TwelveLettersFromKToZ", "kxqpzmrwtsvn", true},
                                         IdCase{"TheFirstAndTheLastLetter", "kzkzkzkzkzkz", true},
                                         IdCase{"NothingIsNone", "", false},
                                         IdCase{"ElevenLettersIsNone", "kxqpzmrwtsv", false},
                                         IdCase{"ThirteenLettersIsNone", "kxqpzmrwtsvnk", false},
                                         IdCase{"ALetterBeforeKIsNone", "jxqpzmrwtsvn", false},
                                         IdCase{"AByteAfterZIsNone", "kxqpzmrwtsv{", false},
                                         IdCase{"CapitalsAreNone", "KXQPZMRWTSVN", false},
                                         IdCase{"ACommitHashIsNone", "abcdef012345", false},
                                         IdCase{"TwelveBytesOfUtf8AreNone", "žžžžžž", false}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Dialect, HasANameForEachDatabase) {
    EXPECT_EQ(to_string(Dialect::Sqlite), "sqlite");
    EXPECT_EQ(to_string(Dialect::Postgresql), "postgresql");
}

TEST(Script, KnowsThePlaceOfAByteInItsFile) {
    Script script;
    script.text = "SELECT 1;\nSELECT x;\n";
    script.path = "migrations/a.sql";
    script.first_line = 10;
    EXPECT_EQ(script.where(17), (Where{"migrations/a.sql", 11, 8}));
}

}  // namespace
}  // namespace gmig

#include <gmig/support/hash.hpp>

#include <gtest/gtest.h>

#include <set>

namespace gmig {
namespace {

// The examples of FIPS 180-4 that NIST publishes.
struct HashCase {
    const char* name;
    std::string bytes;
    const char* digest;
};

class HashOf : public testing::TestWithParam<HashCase> {};

TEST_P(HashOf, Is) {
    EXPECT_EQ(sha256_hex(GetParam().bytes), GetParam().digest);
}

INSTANTIATE_TEST_SUITE_P(
    Hash, HashOf,
    testing::Values(HashCase{"OfNothing", "",
                             "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
                    HashCase{"OfOneBlock", "abc",
                             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
                    HashCase{"OfTwoBlocks",
                             "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                             "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
                    HashCase{"OfAMillionLetters", std::string(1'000'000, 'a'),
                             "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
                    HashCase{"OfAZeroByte", std::string(1, '\0'),
                             "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Hash, OfPartsIsThatOfTheWhole) {
    EXPECT_EQ(sha256_hex({"a", "", "bc"}), sha256_hex("abc"));
    EXPECT_EQ(sha256_hex({std::string_view()}), sha256_hex(""));
}

TEST(Hash, CanBeHadWhileBytesCome) {
    Sha256 hash;
    EXPECT_EQ(hash.hex(), sha256_hex(""));
    hash.add("a");
    EXPECT_EQ(hash.hex(), sha256_hex("a"));
    EXPECT_EQ(hash.hex(), sha256_hex("a"));
    hash.add("bc");
    EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

TEST(Hash, LeavesNothingBehindForTheNextOne) {
    const std::string first = sha256_hex("abc");
    sha256_hex("something else");
    EXPECT_EQ(sha256_hex("abc"), first);
}

TEST(RandomBytes, AreAsManyAsAskedFor) {
    EXPECT_EQ(random_bytes(0).size(), 0U);
    EXPECT_EQ(random_bytes(1000).size(), 1000U);
    EXPECT_NE(random_bytes(16), random_bytes(16));
}

TEST(RandomUuid, HasTheShapeOfVersion4) {
    const std::string uuid = random_uuid();
    ASSERT_EQ(uuid.size(), 36U);
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            EXPECT_EQ(uuid[i], '-') << uuid;
        } else {
            EXPECT_NE(std::string("0123456789abcdef").find(uuid[i]), std::string::npos) << uuid;
        }
    }
    EXPECT_EQ(uuid[14], '4') << uuid;
    EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos) << uuid;
}

TEST(RandomUuid, IsAnotherOneEachTime) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        seen.insert(random_uuid());
    }
    EXPECT_EQ(seen.size(), 1000U);
}

}  // namespace
}  // namespace gmig

#include "support/journal_format.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/hash.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig {
namespace {

using testing::Property;
using testing::Throws;

const Unfinished operation = {"rebase --onto 'x\ny'",
                              {{"/a/changed", "old\n", "new\n"},
                               {"/a/made", std::nullopt, ""},
                               {"/a/removed", "none", std::nullopt, 0755},
                               {"/a/with\nnewline", std::string("\0before 3\n", 10), "sha256 \n"}}};

/// The text with a right checksum, as a later gmig could write it.
std::string sealed(const std::string& text) {
    return text + "sha256 " + sha256_hex(text) + "\n";
}

TEST(JournalFormat, IsReadBack) {
    EXPECT_EQ(read_journal(write_journal(operation)), operation);
    EXPECT_EQ(read_journal(write_journal({"", {}})), (Unfinished{"", {}}));
}

TEST(JournalFormat, IsWhatItsDocumentationSays) {
    EXPECT_EQ(write_journal({"new a", {{"/f", std::nullopt, "x"}}}),
              sealed("gmig journal 1\noperation 5\nnew a\nchanges 1\npath 2\n/f\nbefore none\n"
                     "after 1\nx\nmode 420\n"));
}

TEST(JournalFormat, CountsAsTornAtEveryLength) {
    const std::string whole = write_journal(operation);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_EQ(read_journal(whole.substr(0, length)), std::nullopt) << length;
    }
}

TEST(JournalFormat, CountsAsTornWithAnyByteChanged) {
    const std::string whole = write_journal(operation);
    for (std::size_t offset = 0; offset < whole.size(); ++offset) {
        std::string other = whole;
        other[offset] = static_cast<char>(other[offset] ^ 1);
        EXPECT_EQ(read_journal(other), std::nullopt) << offset;
    }
}

TEST(JournalFormat, CountsAsTornWithSomethingBehindIt) {
    EXPECT_EQ(read_journal(write_journal(operation) + "\n"), std::nullopt);
}

class UnknownFormat : public testing::TestWithParam<const char*> {};

TEST_P(UnknownFormat, IsNotDiscarded) {
    EXPECT_THAT([] { read_journal(sealed(GetParam())); },
                Throws<Error>(Property(&Error::kind, Error::Kind::Recover)));
}

INSTANTIATE_TEST_SUITE_P(
    Journal, UnknownFormat,
    testing::Values("", "gmig journal 2\noperation 0\n\nchanges 0\n",
                    "gmig journal 1\noperation 0\n\nchanges 1\n",
                    "gmig journal 1\noperation 0\n\nchanges 0\nmore 1\n",
                    "gmig journal 1\noperation 9\n\nchanges 0\n",
                    "gmig journal 1\noperation 0\n\nchanges 1\npath 2\n/f\nbefore none\n"
                    "after none\n",
                    "gmig journal 1\noperation 0\n\nchanges 1\npath 2\n/f\nbefore none\n"
                    "after none\nmode 512\n",
                    "gmig journal 1\noperation 18446744073709551615\n\nchanges 0\n",
                    "gmig journal 1\noperation -1\n\nchanges 0\n",
                    "gmig journal 1\noperation 0x\n\nchanges 0\n", "gmig journal 1\nchanges 0\n"));

}  // namespace
}  // namespace gmig

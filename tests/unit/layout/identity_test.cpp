#include <gmig/layout/migrations.hpp>
#include <gmig/layout/native.hpp>

#include <gtest/gtest.h>

#include <random>

namespace gmig::layout {
namespace {

const MigrationId id{"kxqpzmrwtsvn"};
const std::vector<MigrationId> parent{{"sytnwolvprkm"}};

struct IdentityCase {
    const char* name;
    const char* before;
    const char* after;
};

std::ostream& operator<<(std::ostream& out, const IdentityCase& test) {
    return out << test.before;
}

class WithIdentity : public testing::TestWithParam<IdentityCase> {};

TEST_P(WithIdentity, Is) {
    EXPECT_EQ(with_identity(GetParam().before, id, parent), GetParam().after);
}

#define HEADER "-- gmig: id=kxqpzmrwtsvn parent=sytnwolvprkm"

constexpr IdentityCase identity_cases[] = {
    {"PutInFrontOfAPlainFile", "SELECT 1;\n", HEADER "\nSELECT 1;\n"},
    {"PutIntoAnEmptyFile", "", HEADER "\n"},
    {"PutInFrontWithTheFilesNewlines", "SELECT 1;\r\n", HEADER "\r\nSELECT 1;\r\n"},
    {"PutInFrontWithOldMacNewlines", "SELECT 1;\r", HEADER "\rSELECT 1;\r"},
    {"PutBehindAByteOrderMark", "\xEF\xBB\xBFSELECT 1;", "\xEF\xBB\xBF" HEADER "\nSELECT 1;"},
    {"PutInTheOldOnesPlace", "-- words\n-- gmig: id=kkkkkkkkkkkk parent=none\nSELECT 1;",
     "-- words\n" HEADER "\nSELECT 1;"},
    {"PutBesideTheOtherDirectives",
     "-- gmig: transaction=off id=kkkkkkkkkkkk  parent=none irreversible\r\nSELECT 1;",
     HEADER " transaction=off irreversible\r\nSELECT 1;"},
    {"PutInFrontOfOtherDirectives", "-- gmig: transaction=off\nSELECT 1;",
     HEADER "\n-- gmig: transaction=off\nSELECT 1;"},
    {"PutOnceWhereItStoodOnTwoLines",
     "-- gmig: id=kkkkkkkkkkkk\n-- gmig: parent=llllllllllll empty\n-- gmig: parent=none\n",
     HEADER "\n-- gmig: empty\n"},
    {"PutInTheOldOnesPlaceWithoutANewline", "-- gmig: id=kkkkkkkkkkkk parent=none", HEADER},
    {"PutOnceWithoutJoiningTheNewlinesAround", "-- gmig: parent=none\r-- gmig: id=x\r\n\nSELECT 1;",
     HEADER "\r\n\nSELECT 1;"},
    {"NotPutIntoAComment", "/*\n-- gmig: id=kkkkkkkkkkkk parent=none\n*/\n",
     HEADER "\n/*\n-- gmig: id=kkkkkkkkkkkk parent=none\n*/\n"},
    {"FoundBehindOldMacNewlines", "-- words\r-- gmig: id=kkkkkkkkkkkk parent=none\rSELECT 1;\r",
     "-- words\r" HEADER "\rSELECT 1;\r"},
};

INSTANTIATE_TEST_SUITE_P(Layout, WithIdentity, testing::ValuesIn(identity_cases),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(WithIdentity, NamesNoParentAndSeveral) {
    EXPECT_EQ(with_identity("", id, {}), "-- gmig: id=kxqpzmrwtsvn parent=none\n");
    EXPECT_EQ(with_identity("", id, {{"kkkkkkkkkkkk"}, {"llllllllllll"}}),
              "-- gmig: id=kxqpzmrwtsvn parent=kkkkkkkkkkkk parent=llllllllllll\n");
}

std::string random_file(std::mt19937& random) {
    static constexpr const char* pieces[] = {
        "\n",
        "\n",
        "\r\n",
        "\r",
        "-- gmig: down",
        "-- gmig: id=kkkkkkkkkkkk",
        "SELECT 1;",
        "'",
        "$$",
        "/*",
        "*/",
        "-- gmig: parent=none empty",
        "--",
        "\xEF\xBB\xBF",
        " ",
        ";",
        "-- gmig: verify",
        "-- gmig: transaction=off",
    };
    std::string text = random() % 4 == 0 ? "\xEF\xBB\xBF" : "";
    const std::size_t count = random() % 14;
    for (std::size_t i = 0; i < count; ++i) {
        text += pieces[random() % std::size(pieces)];
    }
    return text;
}

/// The property that a rebase rests on: whatever the file, its sums stay as they are, and it is
/// then known by the new id.
TEST(WithIdentity, ChangesNoChecksum) {
    std::mt19937 random(3);
    int compared = 0;
    for (int i = 0; i < 10'000; ++i) {
        const FileContent before{"a.sql", random_file(random)};
        const Dialect dialect = random() % 2 == 0 ? Dialect::Sqlite : Dialect::Postgresql;
        const FileContent after{"a.sql", with_identity(before.bytes, id, parent, dialect)};
        const MigrationSet old_set = read_migrations(Kind::Gmig, dialect, {&before, 1}, "db");
        if (old_set.migrations.empty()) {
            continue;
        }
        const MigrationSet new_set = read_migrations(Kind::Gmig, dialect, {&after, 1}, "db");
        ASSERT_EQ(new_set.migrations.size(), 1U) << before.bytes;
        const Migration& was = old_set.migrations.front();
        const Migration& is = new_set.migrations.front();
        ASSERT_EQ(is.checksum, was.checksum) << before.bytes;
        ASSERT_EQ(is.down_checksum, was.down_checksum) << before.bytes;
        ASSERT_EQ(is.verify_checksum, was.verify_checksum) << before.bytes;
        ASSERT_EQ(is.id, id);
        ASSERT_EQ(is.parents, parent);
        ASSERT_EQ(with_identity(after.bytes, id, parent, dialect), after.bytes);
        ++compared;
    }
    EXPECT_GT(compared, 2'000);
}

}  // namespace
}  // namespace gmig::layout

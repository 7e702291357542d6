#include "layout/reading.hpp"
#include <gmig/layout/migrations.hpp>

#include <gtest/gtest.h>

#include <random>

namespace gmig::layout {
namespace {

struct CanonicalCase {
    const char* name;
    const char* part;
    const char* canonical;
};

std::ostream& operator<<(std::ostream& out, const CanonicalCase& test) {
    return out << test.part;
}

class CanonicalPart : public testing::TestWithParam<CanonicalCase> {};

TEST_P(CanonicalPart, Is) {
    for (const Dialect dialect : {Dialect::Sqlite, Dialect::Postgresql}) {
        EXPECT_EQ(canonical_part(GetParam().part, dialect), GetParam().canonical);
    }
}

constexpr CanonicalCase canonical_cases[] = {
    {"NothingForNothing", "", ""},
    {"NothingForBlankLines", " \n\t\n\r\n", ""},
    {"TheTextWithoutItsLastNewline", "SELECT 1;\n", "SELECT 1;"},
    {"TheTextWithoutBlankLinesBehindIt", "SELECT 1; \n \n\n", "SELECT 1; "},
    {"TheTextWithItsBlanksWithin", "\n  a\n\n b", "\n  a\n\n b"},
    {"WithUnixNewlines", "a\r\nb\rc\n", "a\nb\nc"},
    {"WithoutTheByteOrderMark",
     "\xEF\xBB\xBF"
     "a",
     "a"},
    {"WithoutDirectives", "-- gmig: x\na\n-- gmig: y\nb\n-- gmig: z", "a\nb"},
    {"WithoutADirectiveBehindAByteOrderMark", "\xEF\xBB\xBF-- gmig: x\na", "a"},
    {"WithDirectivesThatAreText", "'\n-- gmig: x\n'", "'\n-- gmig: x\n'"},
    {"WithDirectivesThatDoNotStartTheLine", "a -- gmig: x\n -- gmig: y",
     "a -- gmig: x\n -- gmig: y"},
    {"WithoutTrailingLinesThatADirectiveCloses", "a\n\n-- gmig: irreversible\n", "a"},
};

INSTANTIATE_TEST_SUITE_P(Layout, CanonicalPart, testing::ValuesIn(canonical_cases),
                         [](const auto& test) { return std::string(test.param.name); });

/// A text of pieces that matter to the rules.
std::string random_text(std::mt19937& random) {
    static constexpr const char* pieces[] = {
        "\n",
        "\n",
        "\r\n",
        "\r",
        "-- gmig: down",
        "-- gmig: id=kkkkkkkkkkkk parent=none",
        "'",
        "$$",
        "/*",
        "*/",
        "E'\\'",
        "\xEF\xBB\xBF",
        " ",
        ";",
        "SELECT 1",
        "-- word",
        "\"",
        "[",
        "-- gmig:",
    };
    std::string text;
    const std::size_t count = random() % 14;
    for (std::size_t i = 0; i < count; ++i) {
        text += pieces[random() % std::size(pieces)];
    }
    return text;
}

TEST(CanonicalPart, AppliedTwiceChangesNothing) {
    std::mt19937 random(1);
    for (int i = 0; i < 10'000; ++i) {
        const std::string text = random_text(random);
        for (const Dialect dialect : {Dialect::Sqlite, Dialect::Postgresql}) {
            const std::string once = canonical_part(text, dialect);
            ASSERT_EQ(canonical_part(once, dialect), once) << text;
        }
    }
}

TEST(CanonicalPart, IsWhatTheReaderHashes) {
    std::mt19937 random(2);
    int read = 0;
    for (int i = 0; i < 10'000; ++i) {
        const std::string text = random_text(random);
        const FileContent file{"a.sql", text};
        const MigrationSet set = read_migrations(Kind::Gmig, Dialect::Postgresql, {&file, 1}, "db");
        for (const Migration& migration : set.migrations) {
            ++read;
            ASSERT_EQ(migration.checksum,
                      checksum_of_up(migration.up.transaction,
                                     canonical_part(migration.up.text, Dialect::Postgresql)))
                << text;
        }
    }
    EXPECT_GT(read, 2'000);
}

}  // namespace
}  // namespace gmig::layout

#include "folder.hpp"
#include <gmig/layout/native.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

TEST(Slug, IsLettersDigitsAndSingleDashes) {
    EXPECT_EQ(slug_of("Add categories!"), "add-categories");
    EXPECT_EQ(slug_of("  v2 -- of_it "), "v2-of-it");
    EXPECT_EQ(slug_of("Caf\xC3\xA9 au lait"), "caf-au-lait");
    EXPECT_EQ(slug_of("../x"), "x");
}

TEST(Slug, RefusesWhatLeavesNothingOrDoesNotFit) {
    EXPECT_THROW(slug_of("!?"), Error);
    EXPECT_THROW(slug_of(""), Error);
    EXPECT_EQ(slug_of(std::string(45, 'a')).size(), 45U);
    EXPECT_THROW(slug_of(std::string(46, 'a')), Error);
}

TEST(NextName, IsNowOrASecondAfterTheNewest) {
    const Timestamp now = *from_iso("2026-11-21T08:15:30.999999Z");
    EXPECT_EQ(next_name(now, "", "a"), "2026-11-21-081530-a");
    EXPECT_EQ(next_name(now, "2026-11-20-101806-b", "a"), "2026-11-21-081530-a");
    EXPECT_EQ(next_name(now, "2026-11-21-081530-b", "a"), "2026-11-21-081531-a");
    EXPECT_EQ(next_name(now, "2027-12-31-235959-b", "a"), "2028-01-01-000000-a");
    EXPECT_EQ(next_name(now, "0001_init", "a"), "2026-11-21-081530-a");
}

TEST(NewMigration, IsReadBackWithWhatItSays) {
    const MigrationId id{"kxqpzmrwtsvn"};
    const MigrationId parent{"sytnwolvprkm"};
    const std::string text = new_migration_text(id, {parent}, "Add\n-- gmig: empty\ncategories");
    EXPECT_EQ(text,
              "-- gmig: id=kxqpzmrwtsvn parent=sytnwolvprkm\n"
              "-- Add -- gmig: empty categories\n"
              "\n"
              "\n"
              "-- gmig: down\n");
    const MigrationSet set = read(Kind::Gmig, {{"a.sql", text}});
    ASSERT_EQ(set.migrations.size(), 1U);
    EXPECT_EQ(set.migrations[0].id, id);
    EXPECT_FALSE(set.migrations[0].empty);
}

TEST(NewMigration, OfAMergeSaysThatItIsEmpty) {
    const std::string text =
        new_migration_text({"kxqpzmrwtsvn"}, {{"kkkkkkkkkkkk"}, {"llllllllllll"}}, "");
    EXPECT_EQ(text, "-- gmig: id=kxqpzmrwtsvn parent=kkkkkkkkkkkk parent=llllllllllll empty\n");
    EXPECT_THAT(found_in(read(Kind::Gmig, {{"a.sql", text}})), testing::IsEmpty());
}

TEST(Gitattributes, KeepsNewlinesOfEveryMigrationBelow) {
    EXPECT_EQ(gitattributes_line("db/migrations"), "/db/migrations/**/*.sql text eol=lf\n");
    EXPECT_EQ(gitattributes_line("a b"), "\"/a b/**/*.sql\" text eol=lf\n");
    EXPECT_EQ(gitattributes_line("[x]"), "/\\[x]/**/*.sql text eol=lf\n");
}

}  // namespace
}  // namespace gmig::layout

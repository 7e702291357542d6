#include "graphs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig {
namespace {

using namespace testing_notation;
using testing::HasSubstr;

History library() {
    return history_from(
        "kxqpzmrwtsvn=2026-11-20-101806-add-categories "
        "kxzzzmrwtsvn=2026-11-21-081530-add-tags<kxqpzmrwtsvn "
        "lllpzmrwtsvn=2026-11-22-090000-Tags<kxzzzmrwtsvn "
        "mmmpzmrwtsvn=tags<lllpzmrwtsvn "
        "nnnpzmrwtsvn=2026-11-23-100000-drop-kx<mmmpzmrwtsvn");
}

struct ResolveCase {
    const char* name;
    const char* word;
    const char* id;
};

class Resolve : public testing::TestWithParam<ResolveCase> {};

TEST_P(Resolve, Takes) {
    const History history = library();
    EXPECT_EQ(resolve(history, GetParam().word).id.value, GetParam().id);
}

constexpr ResolveCase words[] = {
    {"AtAsTheHead", "@", "nnnpzmrwtsvn"},
    {"AtTildeZeroAsTheHead", "@~0", "nnnpzmrwtsvn"},
    {"AtTildeAsOneBefore", "@~", "mmmpzmrwtsvn"},
    {"AtTildeOneAsOneBefore", "@~1", "mmmpzmrwtsvn"},
    {"AtTildeFourAsFourBefore", "@~4", "kxqpzmrwtsvn"},
    {"AWholeId", "kxqpzmrwtsvn", "kxqpzmrwtsvn"},
    {"APrefixOfAnId", "kxq", "kxqpzmrwtsvn"},
    {"ALetterThatOneIdBeginsWith", "l", "lllpzmrwtsvn"},
    {"AName", "2026-11-21-081530-add-tags", "kxzzzmrwtsvn"},
    {"ANameThatIsAPartOfAnother", "tags", "mmmpzmrwtsvn"},
    {"APartOfAName", "categories", "kxqpzmrwtsvn"},
    {"APartOfAStamp", "2026-11-22", "lllpzmrwtsvn"},
    {"APartOfANameInItsOwnCase", "Tags", "lllpzmrwtsvn"},
    {"APartOfANameInAnyCase", "CATEGORIES", "kxqpzmrwtsvn"},
    {"AnIdsPrefixBeforeAPartOfAName", "n", "nnnpzmrwtsvn"},
};

INSTANTIATE_TEST_SUITE_P(Words, Resolve, testing::ValuesIn(words), sentence);

struct ResolveRefusedCase {
    const char* name;
    const char* graph;
    const char* word;
    const char* message;
    const char* next;
};

class RefusedWord : public testing::TestWithParam<ResolveRefusedCase> {};

TEST_P(RefusedWord, Is) {
    const History history = history_from(GetParam().graph);
    try {
        resolve(history, GetParam().word);
        FAIL() << "resolved";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Usage);
        EXPECT_STREQ(error.what(), GetParam().message);
        EXPECT_EQ(error.next(), GetParam().next);
    }
}

constexpr ResolveRefusedCase resolve_refused[] = {
    {"AnEmptyOne", "a", "", "a migration's name is missing", "gmig log"},
    {"AnUnknownOne", "a", "zebra", "no migration is called 'zebra'", "gmig log"},
    {"AnUnknownOneWithNearNames", "a=01-add-category<b b=00-init c=02-tags<a", "add-categori",
     "no migration is called 'add-categori': is it 01-add-category?", "gmig log"},
    {"AnUnknownOneWithLettersSwapped", "a=01-add-category", "catgeory",
     "no migration is called 'catgeory': is it 01-add-category?", "gmig log"},
    {"AnUnknownOneWithTheNearestNamesFirst", "a=item1 b=itemm c=iterm d=items", "itemz",
     "no migration is called 'itemz': is it item1, itemm, items?", "gmig log"},
    {"AControlCharacter", "a", "\x1b[2J", "no migration is called '\\x1b[2J'", "gmig log"},
    {"APrefixOfTwoIds", "kxq=one kxz=two", "kx",
     "'kx' means several migrations: one (kxq), two (kxz)", "give more of the name, or the id"},
    {"APartOfTwoNames", "k=add-tag<l l=drop-tag", "tag",
     "'tag' means several migrations: drop-tag (l), add-tag (k)",
     "give more of the name, or the id"},
    {"APartOfManyNames", "1=x1 2=x2<1 3=x3<2 4=x4<3 5=x5<4 6=x6<5 7=x7<6", "x",
     "'x' means several migrations: x1 (1), x2 (2), x3 (3), x4 (4), x5 (5) and 2 more",
     "give more of the name, or the id"},
    {"TwoMigrationsOfOneName", "k=a l=a", "a", "'a' means several migrations: a (l), a (k)",
     "give more of the name, or the id"},
    {"TheHeadOfNothing", "", "@", "there is no head '@': no migrations yet", "gmig new NAME"},
    {"TheHeadOfACircle", "a<b b<a", "@", "there is no head '@': every migration follows another",
     "gmig status"},
    {"TheHeadWhereThereAreTwo", "r a<r b<r", "@", "'@' means several migrations: a (a), b (b)",
     "give more of the name, or the id"},
    {"AStepPastTheRoot", "a b<a", "@~2", "'@~2' goes past the root, a, which is @~1", "gmig log"},
    {"ManyStepsInACircle", "a<b b<a c<b", "@~18446744073709551615",
     "'@~18446744073709551615' goes in a circle of parents", "gmig status"},
    {"MoreStepsThanANumberHolds", "a", "@~99999999999999999999",
     "'@~99999999999999999999' is no migration: write @ or @~N", "gmig log"},
    {"ANegativeStep", "a", "@~-1", "'@~-1' is no migration: write @ or @~N", "gmig log"},
    {"AStepThatIsNoNumber", "a", "@~1x", "'@~1x' is no migration: write @ or @~N", "gmig log"},
    {"AnAtWithSomethingElse", "a", "@{1}", "'@{1}' is no migration: write @ or @~N", "gmig log"},
};

INSTANTIATE_TEST_SUITE_P(Words, RefusedWord, testing::ValuesIn(resolve_refused), sentence);

TEST(Resolve, GoesUpAlongFirstParents) {
    const History history = history_from("r a<r b<a z<r m<b,z n<m");
    EXPECT_EQ(resolve(history, "@~2").name, "b");
    EXPECT_EQ(resolve(history, "@~4").name, "r");
}

TEST(Resolve, DoesNotCompareAVeryLongWord) {
    const History history = history_from("a b<a");
    EXPECT_THROW(resolve(history, std::string(1'000'000, 'x')), Error);
}

}  // namespace
}  // namespace gmig

#include "db/postgresql/failure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace gmig::db::postgresql {
namespace {

using testing::HasSubstr;
using testing::Not;

Failure failure() {
    Failure failure;
    failure.sqlstate = "23505";
    failure.message = "duplicate key";
    return failure;
}

TEST(FailureText, HasALineForEachThingTheServerSays) {
    Failure all = failure();
    all.detail = "Key (a)=(1) already exists.";
    all.hint = "Do not.";
    all.context = "line 3 at RAISE";
    EXPECT_EQ(describe(all),
              "duplicate key (SQLSTATE 23505)\nDETAIL: Key (a)=(1) already exists.\n"
              "HINT: Do not.\nCONTEXT: line 3 at RAISE");
    EXPECT_EQ(describe(failure()), "duplicate key (SQLSTATE 23505)");
}

TEST(FailureText, ShowsNothingThatDrivesATerminal) {
    Failure hostile = failure();
    hostile.message = "\x1b]52;c;aGk=\x07";
    hostile.detail =
        "\xe2\x80\xae"
        "tfel ot thgir";
    hostile.sqlstate = "\x1b[2J";
    EXPECT_THAT(describe(hostile), Not(HasSubstr("\x1b")));
    EXPECT_THAT(describe(hostile), Not(HasSubstr("\xe2\x80\xae")));
}

TEST(FailureText, IsCutToABearableLength) {
    Failure endless = failure();
    endless.detail = std::string(1'000'000, 'x');
    EXPECT_LT(describe(endless).size(), 5000U);
}

TEST(FailureText, IsCutBetweenCharacters) {
    Failure endless = failure();
    for (int i = 0; i < 5000; ++i) {
        endless.detail += "ä";
    }
    EXPECT_THAT(describe(endless), Not(HasSubstr("\\x")));
    endless.detail.insert(0, "x");
    EXPECT_THAT(describe(endless), Not(HasSubstr("\\x")));
}

TEST(Refusal, OfAReadOnlyDatabaseIsAGuards) {
    Failure read_only = failure();
    read_only.sqlstate = "25006";
    EXPECT_EQ(refused(read_only, {}).kind(), Error::Kind::Guard);
    EXPECT_EQ(refused(failure(), {"m.sql", 1, 2}).kind(), Error::Kind::Database);
    EXPECT_EQ(refused(failure(), {"m.sql", 1, 2}).where(), (Where{"m.sql", 1, 2}));
    EXPECT_EQ(refused(failure(), {}).state(), "nothing has changed");
}

TEST(Interruption, CarriesTheSignal) {
    EXPECT_EQ(interrupted(15).kind(), Error::Kind::Signal);
    EXPECT_EQ(interrupted(15).signal(), 15);
}

}  // namespace
}  // namespace gmig::db::postgresql

#include <gmig/support/error.hpp>

#include <gtest/gtest.h>

namespace gmig {
namespace {

TEST(ErrorType, CarriesWhatWhereStateAndNext) {
    const Error error = Error(Error::Kind::Migration, "what")
                            .at({"a.sql", 3, 7})
                            .state("nothing has changed")
                            .next("gmig status");
    EXPECT_STREQ(error.what(), "what");
    EXPECT_EQ(error.kind(), Error::Kind::Migration);
    EXPECT_EQ(error.where(), (Where{"a.sql", 3, 7}));
    EXPECT_EQ(error.state(), "nothing has changed");
    EXPECT_EQ(error.next(), "gmig status");
    EXPECT_EQ(error.signal(), 0);
}

TEST(ErrorType, EndsTheProcessWithTheValueOfItsKind) {
    EXPECT_EQ(Error(Error::Kind::Usage, "").exit_code(), 2);
    EXPECT_EQ(Error(Error::Kind::Environment, "").exit_code(), 10);
    EXPECT_EQ(Error(Error::Kind::Internal, "").exit_code(), 70);
}

TEST(ErrorType, EndsTheProcessWith128AndTheNumberOfTheSignal) {
    EXPECT_EQ(Error(Error::Kind::Signal, "").by_signal(15).exit_code(), 143);
}

struct WhereCase {
    const char* name;
    Where where;
    const char* text;
};

class WhereText : public testing::TestWithParam<WhereCase> {};

TEST_P(WhereText, Is) {
    EXPECT_EQ(to_string(GetParam().where), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Where, WhereText,
    testing::Values(WhereCase{"OfNothingIsEmpty", {}, ""},
                    WhereCase{"HasThreeParts", {"a.sql", 3, 7}, "a.sql:3:7"},
                    WhereCase{"LeavesAnUnknownColumnOut", {"a.sql", 3, 0}, "a.sql:3"},
                    WhereCase{"LeavesAColumnWithoutALineOut", {"a.sql", 0, 7}, "a.sql"},
                    WhereCase{"OfATextWithoutAFileIsItsNumbers", {"", 3, 7}, "3:7"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig
